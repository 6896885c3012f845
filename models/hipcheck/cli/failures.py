"""Failures of proofs, shown: the path, what fails, what the step changes, and which of the two it is."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.text import Text

from hipcheck.cli.screen import STYLES, Screen, plain_table
from hipcheck.ladder.changes import Change, changes, shown
from hipcheck.ladder.model import ladder_of, source_of
from hipmodels.campaign import Failure
from hipmodels.induction import Counterexample
from hipmodels.prove import INITIAL
from hipmodels.trace import Trace, property_named, replay
from hipspec.language import NOTHING, Specification
from hipspec.language.running import Taken


def show(screen: Screen, specification: Specification, failure: Failure) -> None:
    """Show why one obligation is not proved."""
    result = failure.result
    screen.say()
    screen.say(f"{result.verdict.value}: {result.id}", STYLES.get(result.verdict.value, "bold"))
    function = property_named(specification, result.property)
    if function is not None:
        _what(screen, result.path, result.words, function)
    if failure.counterexample is not None:
        _step(screen, specification, failure.counterexample)
    _which(screen, specification, failure)


def _what(screen: Screen, path: str, words: tuple[str, ...], function: Callable[..., bool]) -> None:
    if path == INITIAL:
        screen.say("at the beginning", indent=2)
    else:
        screen.say(f"path {path}:", indent=2)
        for word in words or ("the only one",):
            screen.say(f"- {word}", indent=4)
    source = source_of(function)
    screen.say(f"property {source.name}: {source.sentence}", indent=2)
    if source.reference:
        screen.say(source.reference, "dim", indent=4)


def _step(screen: Screen, specification: Specification, found: Counterexample) -> None:
    screen.say(f"what fails: {found.conjunct}", indent=2)
    if found.parameters:
        screen.say(f"for {in_words(found.parameters)}", indent=4)
    taken = found.taken
    screen.say(f"in the step {taken.action.__name__}({in_words(taken.arguments)}), which changes:", indent=2)
    table = plain_table("", "before", "after")
    for change in _changes(taken, specification):
        old, new = _sides(change)
        table.add_row(Text(f"    {_place(change)}"), old, new)
    screen.table(table)


def _changes(taken: Taken, specification: Specification) -> list[Change]:
    whole = specification.messages
    world = changes(taken.before.world, taken.after.world, whole)
    history = changes(taken.before.history, taken.after.history, whole)
    return [*world, *(Change(("history", *c.path), c.old, c.new, c.of_member) for c in history)]


def _place(change: Change) -> str:
    text = str(Change(change.path, 0, 0))
    return text.rsplit(": ", 1)[0]


def _sides(change: Change) -> tuple[str, str]:
    if change.of_member:
        return ("", f"+ {shown(change.new)}") if change.old == NOTHING else (f"- {shown(change.old)}", "")
    return shown(change.old), shown(change.new)


def in_words(arguments: Mapping[str, Any]) -> str:
    """Return named values in one line."""
    return ", ".join(f"{name} = {shown(value)}" for name, value in arguments.items())


def _which(screen: Screen, specification: Specification, failure: Failure) -> None:
    if failure.attack is not None:
        steps = len(failure.attack.moves)
        screen.say(
            f"This is a real attack: {steps} steps from the beginning violate {failure.attack.shows}, replayed on "
            "the executable specification. No attack is left when any of its steps is left out.",
            indent=2,
        )
        screen.say()
        show_attack(screen, specification, failure.attack)
        return
    if failure.result.path == INITIAL:
        screen.say("It does not hold at the beginning, or the solver can't tell.", indent=2)
        return
    bound = failure.counterexample.bound if failure.counterexample else "none has a counterexample"
    text = (
        "This step begins in a state that no run was found to reach: a lemma is missing"
        if failure.counterexample
        else "No step was found that breaks it, and no run that reaches one: it is neither proved nor attacked"
    )
    screen.say(f"{text} (searched: {failure.bounds}; finite instance: {bound}).", indent=2)


def show_attack(screen: Screen, specification: Specification, trace: Trace, title: str = "") -> list[Taken]:
    """Replay an attack, draw it as a ladder, and return its steps."""
    taken = replay(trace, specification)
    shows = trace.shows if property_named(specification, trace.shows) else ""
    screen.ladder(ladder_of(taken, specification, title=title, shows=shows, parameters=trace.parameters))
    return taken
