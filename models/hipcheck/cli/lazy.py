"""A group of commands that imports a command when it is asked for, and that ends in one of hipway's exit codes."""

import difflib
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

USAGE, ERROR, INTERRUPTED, PIPE = 2, 5, 130, 141

# Which extra brings a library that may be missing.
EXTRAS = {"z3": "prove", "cvc5": "recheck", "dask": "cluster", "distributed": "cluster"}


def near(name: str, names: Sequence[str]) -> list[str]:
    """Return what may have been meant, the nearest first: three names at most."""
    folded = {other.casefold(): other for other in reversed(names)}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.5)
    within = [other for key, other in folded.items() if name.casefold() in key]
    return list(dict.fromkeys([*(folded[key] for key in close), *sorted(within)]))[:3]


def nearest(name: str, names: Sequence[str]) -> str:
    """Return a question that names what may have been meant; empty if nothing is near."""
    found = near(name, names)
    return f" Did you mean {' or '.join(found)}?" if found else ""


class Stop(click.ClickException):
    """Ends a command with a message and an exit code, where no other kind of error fits."""

    def __init__(self, message: str, exit_code: int = ERROR) -> None:
        """Keep both."""
        super().__init__(message)
        self.code = exit_code

    def show(self, file: Any = None) -> None:  # noqa: ANN401  # as click has it
        """Say it as it stands: the message may be of several lines, each with file and line."""
        click.echo(self.message, file=file, err=file is None)


class LazyGroup(click.Group):
    """A group whose commands are modules of their own: `PACKAGE.NAME`, with the command as `command`.

    Args:
        summaries: each command with one sentence about it, in the order of the help.
        package: where the modules stand.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # as click has it
        summaries: Mapping[str, str],
        package: str = "hipcheck.cli",
        **kwargs: Any,  # noqa: ANN401  # as click has it
    ) -> None:
        """Keep the sentences, so that the help needs no import."""
        super().__init__(*args, **kwargs)
        self.package = package
        self.summaries = dict(summaries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        del ctx
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in self.summaries:
            return None
        try:
            found = importlib.import_module(f"{self.package}.{cmd_name}").command
        except ModuleNotFoundError as error:
            raise missing(error) from error
        except SyntaxError as error:
            raise Stop(f"{error.filename}:{error.lineno}: {error.msg}") from error
        if not isinstance(found, click.Command):
            raise TypeError(cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names and the sentences."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or say which one may have been meant."""
        if args and args[0] not in self.summaries and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"No such command {args[0]!r}.{nearest(args[0], list(self.summaries))}")
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember what was asked for, so that it can be asked again."""
        ctx.meta["hipway.arguments"] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as click has it
        """Run a command; whoever reads our output may stop reading."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise click.exceptions.Exit(PIPE) from None

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401  # as click has it
        """Run a command and exit with its code; nobody sees a traceback."""
        kwargs["standalone_mode"] = False
        _open_closed()
        sys.exit(self._run(*args, **kwargs))

    def _run(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401  # as click has it
        try:
            code = super().main(*args, **kwargs) or 0
        except Stop as error:
            error.show()
            code = error.code
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            code = INTERRUPTED
        except Exception as error:
            if os.environ.get("HIPWAY_TRACEBACK"):
                raise
            click.echo(describe(error), err=True)
            code = ERROR
        return _flushed(int(code))


def _open_closed() -> None:
    """Let what is written to a closed output go nowhere (`hipway ... >&-`): Python has none then."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # as long as the process lives


def _flushed(code: int) -> int:
    """Write out what is left; a reader who went away is no error of ours."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE
    return code


def missing(error: ModuleNotFoundError) -> Exception:
    """Return what to raise for a library that isn't there: which extra brings it."""
    extra = EXTRAS.get((error.name or "").split(".")[0])
    if extra is None:
        return error
    return Stop(f"this needs {error.name}: pip install 'hipway[{extra}]'", USAGE)


def describe(error: Exception) -> str:
    """Return one line about an error that no command expected."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    lift = sys.modules.get("hipmodels.lift.errors")
    if lift is not None and isinstance(error, lift.LiftError):
        return str(error)
    text = " ".join(str(error).split())
    return f"hipway failed: {type(error).__name__}: {text} (HIPWAY_TRACEBACK=1 shows where)"
