"""Names on the command line: found, or answered with the nearest ones; and completed in the shell."""

import os
import re
from collections.abc import Callable, Iterable, Sequence

import click
from click.shell_completion import CompletionItem

from hipcheck.cli.lazy import nearest
from hipcheck.cli.session import Session, begin_all
from hipmodels.items import assumptions, guards_and_effects
from hipmodels.lift.edits import Item
from hipmodels.problem import Problem

Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def unknown(what: str, name: str, names: Sequence[str], option: str = "") -> click.UsageError:
    """Return the error for a name that there isn't."""
    text = f"there is no {what} {name!r}.{nearest(name, names)}"
    return click.BadParameter(text, param_hint=f"'{option}'") if option else click.UsageError(text)


def property_names(session: Session, names: Iterable[str]) -> list[str] | None:
    """Return the properties and lemmas that were asked for; None for all.

    Raises:
        UsageError: there is no property of a name.
    """
    known = properties_of(session)
    for name in names:
        if name not in known:
            raise unknown("property or lemma", name, known, "--property")
    return list(dict.fromkeys(names)) or None


def item_named(session: Session, name: str, *, also_assumptions: bool = False, option: str = "") -> Item:
    """Return the guard or effect of an id, or of a sentence that is used only once.

    Raises:
        UsageError: there is none, or there are several of this sentence.
    """
    items = items_of(session, also_assumptions=also_assumptions)
    found = [item for item in items if item.id == name] or [item for item in items if item.text == name]
    if len(found) == 1:
        return found[0]
    if found:
        text = f"{name!r} stands in several places: {', '.join(item.id for item in found)}"
        raise click.BadParameter(text, param_hint=f"'{option}'") if option else click.UsageError(text)
    raise unknown("guard or effect", name, [item.id for item in items], option)


def items_of(session: Session, *, also_assumptions: bool = False) -> list[Item]:
    """Return what can be left out."""
    problem = Problem(session.module)
    return [*guards_and_effects(problem), *(assumptions(problem) if also_assumptions else ())]


def completing(names: Callable[[Session], Iterable[str]]) -> Completion:
    """Return what completes a word from names that the specification has."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        del param
        try:
            known = dict.fromkeys(name for session in begin_all(ctx) for name in names(session))
            found = [name for name in known if name.startswith(incomplete)]
        except click.ClickException:  # a specification with a fault has no words to offer
            return []
        return [CompletionItem(for_shell(name)) for name in found]

    return complete


def for_shell(name: str) -> str:
    """Return a word as the shell that asks wants it: bash inserts it as it stands, the others quote it."""
    if os.environ.get("_HIPWAY_COMPLETE") == "bash_complete":
        return re.sub(r"([^\w@%+=:,./-])", r"\\\\\1", name)  # twice: the script reads it, then the shell
    return name


def properties_of(session: Session) -> list[str]:
    """Return the names of the properties and lemmas."""
    return [f.__name__ for f in (*session.specification.properties, *session.specification.lemmas)]


def rules_of(session: Session) -> list[str]:
    """Return the names of the rules and actions."""
    return [f.__name__ for f in (*session.specification.rules, *session.specification.actions)]


def readings_of(session: Session) -> list[str]:
    """Return the names of the readings."""
    return [reading.name for reading in session.specification.readings]


def expected_of(session: Session) -> list[str]:
    """Return the names of the properties on which an attack is expected."""
    return [f.__name__ for f in session.specification.expected]


def items_by_name(session: Session) -> list[str]:
    """Return what the guards, effects and assumptions are called: their ids, then the sentences."""
    items = items_of(session, also_assumptions=True)
    return [*(item.id for item in items), *(item.text for item in items)]


def anything_of(session: Session) -> list[str]:
    """Return every name that can be explained."""
    functions = [*rules_of(session), *properties_of(session), *expected_of(session)]
    return [*functions, *readings_of(session), *items_by_name(session)]


def _items(session: Session) -> list[str]:
    return [item.id for item in items_of(session)]


def _answers(session: Session) -> list[str]:
    return [f"{r.name}={answer.value}" for r in session.specification.readings for answer in r.answers]


complete_properties = completing(properties_of)
complete_rules = completing(rules_of)
complete_items = completing(_items)
complete_readings = completing(_answers)
complete_expected = completing(expected_of)
complete_anything = completing(
    lambda session: [
        *rules_of(session),
        *properties_of(session),
        *expected_of(session),
        *readings_of(session),
        *_items(session),
    ]
)
