"""Failures of proofs, shown: the path, what fails, what the step changes, and which of the two it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from hipcheck.cli.screen import STYLES, Screen, plain_table
from hipcheck.ladder.changes import Change, changes, shown
from hipcheck.ladder.model import ladder_of, source_of
from hipmodels.campaign import QUICK, Failure
from hipmodels.induction import Counterexample
from hipmodels.prove import INITIAL
from hipmodels.trace import Trace, property_named, replay
from hipmodels.verdicts import Verdict
from hipspec.language import NOTHING, Specification
from hipspec.language.running import Taken


@dataclass(frozen=True)
class Besides:
    """What else is known when a failure is shown.

    Attributes:
        doubted: whether scenarios stop, so that it may be the rules that are wrong.
        drawn: whether its attack was drawn already.
        gone: the lemmas and properties that there were when the last proofs were kept, and are not any more.
    """

    doubted: bool = False
    drawn: bool = False
    gone: tuple[str, ...] = ()


def show(screen: Screen, specification: Specification, failure: Failure, besides: Besides) -> None:
    """Show why one obligation is not proved."""
    result = failure.result
    screen.say()
    screen.say(f"{result.verdict.value}: {result.id}", STYLES.get(result.verdict.value, "bold"))
    function = property_named(specification, result.property)
    if function is not None:
        _what(screen, result.path, result.words, function)
    if failure.counterexample is not None:
        _step(screen, specification, failure.counterexample)
    if failure.attack is not None:
        _attacked(screen, specification, failure, failure.attack, drawn=besides.drawn)
    elif result.path == INITIAL:
        screen.say("It does not hold at the beginning, or the solver can't tell.", indent=2)
    else:
        screen.say(_missing(failure, besides), indent=2)


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
    changed = _changes(taken, specification)
    what = "which changes:" if changed else "which changes nothing that is kept"
    screen.say(f"in the step {taken.action.__name__}({in_words(taken.arguments)}), {what}", indent=2)
    if not changed:
        return
    table = plain_table("", "before", "after")
    for change in changed:
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


def _attacked(screen: Screen, specification: Specification, failure: Failure, attack: Trace, *, drawn: bool) -> None:
    count = len(attack.moves)
    taken, violate = ("step", "violates") if count == 1 else ("steps", "violate")
    steps = f"{count} {taken} from the beginning {violate} {attack.shows}, replayed on"
    text = (
        f"This is a real attack: {steps} the executable specification. No attack is left when any of its steps is "
        "left out."
    )
    if attack.shows in {lemma.__name__ for lemma in (*specification.lemmas, *specification.spare_lemmas)}:
        text = (
            f"A lemma does not hold: {steps} the executable specification. No property that rests on it was found "
            f"to be violated (searched: {failure.bounds}); none of them is proved any more."
        )
    screen.say(text + " It is drawn above." * drawn, indent=2)
    if not drawn:
        screen.say()
        show_attack(screen, specification, attack)


def _missing(failure: Failure, besides: Besides) -> str:
    """Say to what bound was searched, and then what may be missing."""
    if failure.result.verdict is Verdict.VACUOUS:
        facts = ", ".join((*failure.result.checks, *failure.result.core))
        return f"Nothing takes this path, so that nothing is proved of it: these contradict each other: {facts}."
    further = " (`hipway prove --deep` searches further)" if failure.searched <= QUICK else ""
    searched = f"Searched from the beginning: {failure.bounds}{further}"
    if failure.counterexample is None:
        return (
            f"{searched}. No attack was found, and no step in a small instance that breaks it: it is neither proved "
            "nor attacked."
        )
    reached = f"{searched}. No run was found that reaches the state in which this step begins, nor one that breaks it"
    missing = "a lemma is missing that rules this state out"
    if besides.gone:
        missing += f" (gone since the proofs were kept: {', '.join(besides.gone)})"
    if besides.doubted:
        missing = f"either the rules are at fault (scenarios stop, see above), or {missing}"
    return f"{reached} (finite instance: {failure.counterexample.bound}). So {missing}."


def show_attack(screen: Screen, specification: Specification, trace: Trace, title: str = "") -> list[Taken]:
    """Replay an attack, draw it as a ladder, and return its steps."""
    taken = replay(trace, specification)
    shows = trace.shows if property_named(specification, trace.shows) else ""
    screen.ladder(ladder_of(taken, specification, title=title, shows=shows, parameters=trace.parameters))
    return taken
