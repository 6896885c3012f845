"""The command line: `hipway`. Each command stands in a module of its own, which is imported when it is asked for."""

from pathlib import Path

import click

from hipcheck.cli.imports import put_first
from hipcheck.cli.interruption import install
from hipcheck.cli.lazy import LazyGroup

COMMANDS = {
    "verify": "Prove everything, replay every kept attack, ablate what changed.",
    "prove": "Prove every property, for any number of hosts, addresses, packets and attackers.",
    "attack": "Search for the attack that appears when something is left out or read in another way.",
    "ablate": "Say of each guard and effect what it is there for, by leaving it out.",
    "witness": "Show for each path of a rule a run that takes it.",
    "explain": "Explain a rule, property, guard, effect or reading.",
    "rules": "List the rules with their clauses and guards.",
    "matrix": "Say of each mobility protocol which attacks it withstands.",
    "new": "Write a skeleton of a protocol of your own, which gets its row in the matrix.",
    "contrast": "Say where two protocols of the matrix differ, and which guard makes the difference.",
    "compare": "Show what an edit changed: verdicts, classes and attacks.",
    "node": "Run the reference implementation on this machine.",
    "ping": "Ask a host by its identity whether it answers.",
    "diff": "Hold specification and implementation against each other, event by event.",
    "seeded": "Seed bugs into the engine, and let the comparison catch each.",
    "vectors": "Write test vectors for implementations, and ask an implementation.",
    "completion": "Print the script that completes hipway's words in a shell.",
}


def _use_folder(context: click.Context, parameter: click.Parameter, folder: Path | None) -> Path | None:
    """Put the folder of a specification first, here and in every process started from here."""
    del context
    if folder is None:
        return None
    if not (folder / "hipspec").is_dir():
        raise click.BadParameter(f"{folder} contains no folder hipspec/", param=parameter)
    put_first(folder)
    return folder


@click.group(
    cls=LazyGroup,
    summaries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 as expected, 1 an attack or a wrong expectation, 2 usage, 3 unknown, 4 vacuous, 5 error. "
    "Start with `hipway prove`, then `hipway rules` and `hipway explain no_address_stealing`.",
)
@click.option(
    "--spec",
    metavar="DIR",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    callback=_use_folder,
    is_eager=True,
    help="Take the specification from DIR/hipspec instead of the installed one.",
)
@click.option(
    "--specification",
    metavar="NAME",
    help="Which specification: hip (bindings and updates), exchange, rendezvous, paper (the protocol of 2003), or the "
    "file or folder of one of your own. If left out: all of them, or for a name the first one that knows it; ablate "
    "and compare take hip.",
)
@click.version_option(package_name="hipway", message="hipway %(version)s")
def cli(spec: Path | None, specification: str | None) -> None:
    """The Host Identity Protocol as an executable specification, proved, attacked and explained.

    A binding from an identity to addresses must not be stolen, and must not be turned on a third party. Hipway proves
    that for the rules of its specification, and shows for every guard the attack that appears when it is missing.
    """
    del spec, specification  # read by the commands: hipcheck.cli.session


def main() -> None:
    """Run the command line."""
    install()
    cli(prog_name="hipway")
