"""What every command begins with: the specification that was asked for, loaded and checked."""

import importlib.util
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from hipcheck.cli.imports import HINT, is_path, module_at
from hipcheck.cli.lazy import ERROR, Stop, near, nearest
from hipspec.language.specification import Reading, Specification
from hipspec.language.subset import SubsetError, check, load

# The specification that comes first, and that a command takes which works on one alone.
FIRST = "hip"


@dataclass(frozen=True)
class Session:
    """The specification of one command.

    Attributes:
        module: the module that holds it.
        specification: what it holds.
    """

    module: str
    specification: Specification

    def readings(self, chosen: dict[str, str] | None = None) -> dict[str, str]:
        """Return all readings with the answers in force, by name."""
        defaults = {reading.name: str(reading.default.value) for reading in self.specification.readings}
        return defaults | (chosen or {})


def begin(context: click.Context, name: str = "") -> Session:
    """Load a specification by name, or the one that the command line asks for, or the first one.

    Raises:
        Stop: it contains what a specification may not; each problem with file and line.
    """
    _let_us_be_interrupted()
    dotted = _module(name or asked_for(context) or FIRST)
    try:
        specification = load(dotted)
        problems = check(specification)
    except SubsetError as error:
        raise Stop(str(error), ERROR) from error
    if problems:
        raise Stop("\n".join(str(problem) for problem in problems), ERROR)
    return Session(dotted, specification)


def asked_for(context: click.Context) -> str:
    """Return the name of the specification that the command line asks for; empty if it asks for none."""
    return str(context.find_root().params["specification"] or "")


def begin_all(context: click.Context) -> list[Session]:
    """Load the specification that the command line asks for, or all that there are if it asks for none."""
    if asked_for(context):
        return [begin(context)]
    return [begin(context, name) for name in protocols()]


def begin_with(context: click.Context, name: str, names: Callable[[Session], Iterable[str]]) -> Session:
    """Load the specification that the command line asks for, or the first one that knows a name.

    If none knows it, it is the one that knows the nearest name, which can then be offered.

    Args:
        context: of the command.
        name: what is looked for.
        names: the names that a specification knows.
    """
    if asked_for(context):
        return begin(context)
    known: dict[str, Session] = {}
    for protocol in protocols():
        session = begin(context, protocol)
        own = dict.fromkeys(names(session), session)
        if name in own:
            return session
        known = own | known
    close = near(name, list(known))
    return known[close[0]] if close else begin(context)


def others(session: Session) -> list[str]:
    """Return the names of the specifications that were not asked for."""
    return [name for name in protocols() if f"hipspec.{name}" != session.module]


def protocols() -> list[str]:
    """Return the names of the specifications that there are, the first one first.

    They are the packages that speak of a SPECIFICATION.
    """
    found = importlib.util.find_spec("hipspec")
    places = found.submodule_search_locations if found else None
    names = [module.name for module in pkgutil.iter_modules(places) if module.ispkg]
    files = {name: Path(place, name, "__init__.py") for name in names for place in places or ()}
    there = [name for name, file in files.items() if "SPECIFICATION" in file.read_text(encoding="utf-8")]
    return sorted(there, key=lambda name: (name != FIRST, name))


def _module(name: str) -> str:
    if is_path(name):
        return module_at(name)
    names = protocols()
    if name not in names:
        msg = f"there is no specification {name!r}; there are {', '.join(names)}.{nearest(name, names)}"
        raise click.BadParameter(msg, param_hint=HINT)
    return f"hipspec.{name}"


def _let_us_be_interrupted() -> None:
    """Keep the solver from swallowing Ctrl-C: by default it takes the signal for a wish to give up one query."""
    if importlib.util.find_spec("z3") is not None:
        import z3  # noqa: PLC0415  # an extra: a plain install reads the specification without it

        z3.set_param("ctrl_c", False)  # noqa: FBT003  # as z3 has it


def reading_named(session: Session, text: str) -> tuple[Reading, str]:
    """Return the reading and the answer of `READING=ANSWER`; of `READING` alone, the answer that is not safe.

    Raises:
        BadParameter: there is no such reading or answer.
    """
    name, _, answer = text.partition("=")
    known = {reading.name: reading for reading in session.specification.readings}
    if name not in known:
        msg = f"there is no reading {name!r}; there are {', '.join(known)}.{nearest(name, list(known))}"
        raise click.BadParameter(msg, param_hint="'--reading'")
    reading = known[name]
    answers = [str(member.value) for member in reading.answers]
    if not answer and len(reading.breaks) == 1:
        answer = str(next(iter(reading.breaks)).value)
    if answer not in answers:
        msg = f"the answers to {name} are {', '.join(answers)}.{nearest(answer, answers)}"
        raise click.BadParameter(msg, param_hint="'--reading'")
    return reading, answer
