"""`hipway attack`."""

import json
from pathlib import Path

import click

from hipcheck.cli.failures import show_attack
from hipcheck.cli.files import write_json, write_text
from hipcheck.cli.names import (
    complete_expected,
    complete_items,
    complete_readings,
    expected_of,
    items_by_name,
    readings_of,
)
from hipcheck.cli.options import file_option
from hipcheck.cli.questions import Answer, Question, asked, search
from hipcheck.cli.screen import STYLES, Screen, progress
from hipcheck.cli.session import Session, begin, begin_with
from hipcheck.ladder import itf, ladder_of, svg
from hipcheck.output import documents
from hipmodels.attack.find import BY, TRIES
from hipmodels.attack.shortest import Shortest
from hipmodels.attack.shortest import shortest as shortest_than
from hipmodels.attack.unroll import RLIMIT
from hipmodels.trace import Trace
from hipmodels.verdicts import Verdict


@click.command("attack")
@click.option(
    "--without",
    multiple=True,
    metavar="GUARD_OR_EFFECT",
    shell_complete=complete_items,
    help="Leave this guard, effect or assumption out: its id, or a guard's sentence. Repeated: all of them together.",
)
@click.option(
    "--reading",
    metavar="READING[=ANSWER]",
    shell_complete=complete_readings,
    help="Read the standards in this way; without ANSWER, in the way that is not safe.",
)
@click.option(
    "--variant",
    metavar="V",
    help="The answer to a reading by its own name, of this specification or of another, such as counter.",
)
@click.option(
    "--expected",
    metavar="P",
    shell_complete=complete_expected,
    help="Show the attack on a property that is known not to hold.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the random choices of the search.")
@click.option(
    "--tries", type=click.IntRange(min=1), default=TRIES, show_default=True, metavar="N", help="Try N steps at most."
)
@click.option(
    "--shortest",
    is_flag=True,
    help="Prove that no attack on the same property has fewer steps, for any number of hosts; or show one that has.",
)
@click.option(
    "--rlimit",
    type=click.IntRange(min=1),
    default=RLIMIT,
    show_default=True,
    metavar="N",
    help="What --shortest may take, in the solver's own count, not in seconds: every machine gets as far.",
)
@file_option("svg", "Draw the attack as SVG, for light and dark pages.")
@file_option("itf", "Write the attack as a trace in the Informal Trace Format (ITF JSON).")
@file_option("json", "Write the result and the trace as JSON.")
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each option
    context: click.Context,
    *,
    without: tuple[str, ...],
    reading: str | None,
    variant: str | None,
    expected: str | None,
    seed: int,
    tries: int,
    shortest: bool,
    rlimit: int,
    svg_file: Path | None,
    itf_file: Path | None,
    json_file: Path | None,
) -> int:
    """Search for the attack that appears when something is left out, or read in another way.

    The attack is minimised, replayed on the executable specification, and drawn as a ladder diagram: each step with
    its rule and clause, and with what it changes. If there is none, the proof says so, unbounded.

    "No step can be left out" is all that is known of an attack's length, unless --shortest is given. It follows
    every run with fewer steps, and says up to which length none of them is an attack: proved, for any number of hosts.

    Exit codes: 1 an attack was found, 0 everything is proved to hold even so, 3 neither. --shortest changes none of
    them; an attack of its own that does not replay is an error.

    \b
    hipway attack --without "receive_update/the HIP_MAC verifies"
    hipway attack --without "challenge_address/this address awaits a check" --shortest
    hipway attack --reading update_order=rfc_arrival --svg attack.svg
    hipway attack --variant counter
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    session = _session(context, without, reading, expected)
    question = asked(session, context, without, reading, variant, expected)
    screen = Screen()
    with progress("searching"):
        answer = search(question, tries, seed)
    _show(screen, question, answer, svg_file, itf_file)
    length = _length(screen, question, answer.trace, rlimit) if shortest and answer.trace else None
    verdict = answer.verdict.value
    search_of = {"found_by": answer.by, "tries": answer.tries, "seed": seed}
    document = documents.of_attack(question.session, question.problem, verdict, answer.trace, search_of, length)
    write_json(json_file, document)
    return answer.verdict.exit_code


def _session(context: click.Context, without: tuple[str, ...], reading: str | None, expected: str | None) -> Session:
    """Return the specification that knows what is asked for."""
    if without:
        return begin_with(context, without[0], items_by_name)
    if reading:
        return begin_with(context, reading.partition("=")[0], readings_of)
    return begin_with(context, expected, expected_of) if expected else begin(context)


def _length(screen: Screen, question: Question, trace: Trace, rlimit: int) -> Shortest:
    """Say whether an attack is as short as any; if one is shorter, show it."""
    with progress("looking for a shorter attack"):
        found = shortest_than(question.problem, trace, rlimit)
    excluded = "1 step" if found.excluded == 1 else f"{found.excluded} steps"
    if found.proved:
        screen.say(f"no shorter attack on {trace.shows}: proved to {excluded}, any number of hosts", STYLES["proved"])
    elif found.shorter is None:
        screen.say(f"not decided beyond {excluded} ({found.why}): no attack is as short as that, any number of hosts")
    else:
        screen.say(
            f"a shorter attack exists: {len(found.shorter.moves)} steps, replayed; none has {excluded} or fewer:",
            STYLES["attack"],
        )
        screen.say()
        show_attack(screen, question.session.specification, found.shorter, question.title)
    return found


def _show(screen: Screen, question: Question, answer: Answer, svg_file: Path | None, itf_file: Path | None) -> None:
    specification = question.session.specification
    trace = answer.trace
    if trace is None:
        style = "" if answer.verdict is Verdict.PROVED else STYLES["unknown"]
        screen.say(f"{answer.verdict.value}: {question.title}", style or "bold")
        screen.say(answer.why)
        for path, name in ((svg_file, "SVG"), (itf_file, "ITF")):
            if path is not None:
                screen.say(f"No {name} is written: there is no attack to draw.")
        return
    taken = show_attack(screen, specification, trace, question.title)
    screen.say()
    steps = f"{len(trace.moves)} steps violate {trace.shows}, none of which can be left out"
    how = f"found by {BY[answer.by]} ({answer.tries} steps tried)"
    screen.say(f"attack: {steps}, replayed on the executable specification, {how}", STYLES["attack"])
    ladder = ladder_of(taken, specification, title=question.title, shows=trace.shows, parameters=trace.parameters)
    write_text(svg_file, svg.render(ladder))
    document = itf.to_itf(taken, specification, title=question.title, shows=trace.shows)
    write_text(itf_file, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
