"""`hipway explain`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from hipcheck.cli.failures import show_attack
from hipcheck.cli.files import place
from hipcheck.cli.known import kept_trace, known_ablations
from hipcheck.cli.ledger import ledger_of
from hipcheck.cli.names import anything_of, complete_anything, items_of, unknown
from hipcheck.cli.options import where_to_work
from hipcheck.cli.rules import guards_of
from hipcheck.cli.screen import Screen
from hipcheck.cli.session import Session, begin_with
from hipcheck.ladder.model import source_of
from hipmodels.ablate import Ablation
from hipmodels.items import actions_through
from hipmodels.lift.edits import Item
from hipmodels.problem import Problem
from hipmodels.trace import DoesNotReplayError, Trace
from hipspec.language.specification import Reading
from hipspec.language.texts import place_of

Function = Callable[..., Any]


@dataclass(frozen=True)
class Explaining:
    """What an explanation is made with."""

    screen: Screen
    session: Session
    jobs: int | None
    executor: str | None


@click.command("explain")
@click.argument("name", shell_complete=complete_anything)
@where_to_work
@click.pass_context
def command(context: click.Context, *, name: str, jobs: int | None, executor: str | None) -> int:
    """Explain NAME: a rule, action, property, lemma, guard, effect, assumption or reading.

    A property comes with its ledger: the assumptions, lemmas and bounds that its proof uses. A guard comes with its
    class and with the attack that it prevents, as far as `hipway ablate` has found them out.
    """
    session = begin_with(context, name, anything_of)
    explaining = Explaining(Screen(), session, jobs, executor)
    specification = session.specification
    functions = {f.__name__: f for f in (*specification.rules, *specification.actions)}
    properties = {f.__name__: f for f in (*specification.properties, *specification.lemmas)}
    readings = {reading.name: reading for reading in specification.readings}
    expected = {f.__name__: f for f in specification.expected}
    items = items_of(session, also_assumptions=True)
    if name in functions:
        _rule(explaining, functions[name])
    elif name in properties:
        _property(explaining, properties[name])
    elif name in expected:
        _heading(explaining.screen, expected[name], "expected attack")
        explaining.screen.say(f"It does not hold: `hipway attack --expected {name}` searches for the attack.", indent=2)
        _kept(explaining, "expected", name)
    elif name in readings:
        _reading(explaining, readings[name])
    elif found := [item for item in items if name in (item.id, item.text)]:
        for item in found:
            _item(explaining, item)
    else:
        names = [*functions, *properties, *expected, *readings, *(item.id for item in items)]
        raise unknown("rule, property, guard or reading", name, names)
    return 0


def _heading(screen: Screen, function: Function, kind: str) -> None:
    source = source_of(function)
    screen.say(f"{source.name} ({kind})", "bold")
    screen.say(source.sentence, indent=2)
    if source.reference:
        screen.say(source.reference, "dim", indent=2)
    screen.say(place(*place_of(function)), "dim", indent=2)


def _rule(explaining: Explaining, function: Function) -> None:
    screen, session = explaining.screen, explaining.session
    is_rule = function in session.specification.rules
    _heading(screen, function, "rule" if is_rule else "action")
    if is_rule:
        screen.say("taken by: " + ", ".join(actions_through(session.specification, function.__name__)), indent=2)
    known = known_ablations(Problem(session.module))
    guards = guards_of(session, function)
    screen.say("guards:" if guards else "no guards", indent=2)
    for item in guards:
        found = known.get(item.id)
        screen.say(f"- {item.text} ({found.cls})" if found else f"- {item.text}", indent=4)
    if guards and not known:
        screen.say("their classes are not known yet: run `hipway ablate`", "dim", indent=2)


def _property(explaining: Explaining, function: Function) -> None:
    screen, session = explaining.screen, explaining.session
    ledger = ledger_of(Problem(session.module), function, explaining.jobs, explaining.executor)
    _heading(screen, function, ledger.kind)
    text = f"{ledger.verdict.value} on {ledger.obligations} obligations, {ledger.scope}"
    screen.say(f"{text}; with what they rest on {ledger.rlimit} units of the solver's resources", indent=2)
    parts = {"rests on the lemmas and properties": ledger.lemmas, "under the assumptions": ledger.assumptions}
    for title, lines in parts.items():
        screen.say(f"{title}:" if lines else f"{title}: none", indent=2)
        for line in lines:
            screen.say(f"- {line}", indent=4)
    chosen = ", ".join(f"{name}={answer}" for name, answer in session.readings().items())
    screen.say(f"under the readings: {chosen}", indent=2)


def _reading(explaining: Explaining, reading: Reading) -> None:
    screen = explaining.screen
    screen.say(f"{reading.name} (reading)", "bold")
    screen.say(reading.question, indent=2)
    screen.say(reading.source, "dim", indent=2)
    for answer in reading.answers:
        broken = reading.breaks.get(answer, "")
        became = f"attacked: it breaks {broken}" if broken else "everything holds"
        default = "the default, " if answer is reading.default else ""
        screen.say(f"- {answer.value}: {default}{became}", indent=4)
    for answer in reading.breaks:
        _kept(explaining, "readings", f"{reading.name}={answer.value}")


def _item(explaining: Explaining, item: Item) -> None:
    screen, session = explaining.screen, explaining.session
    screen.say(f"{item.id} ({item.kind})", "bold")
    screen.say(item.text, indent=2)
    screen.say(place(item.path, item.line), "dim", indent=2)
    through = actions_through(session.specification, item.function)
    screen.say(f"on the way of: {', '.join(through)}", indent=2)
    if item.besides:
        screen.say(f"besides security: {item.besides}", indent=2)
    if item.kind == "assumption":
        screen.say("The environment guarantees it; no host checks it.", indent=2)
        _kept(explaining, "assumptions", item.id)
        return
    found = known_ablations(Problem(session.module)).get(item.id)
    if found is None:
        screen.say(f'its class is not known yet: run `hipway ablate --item "{item.id}"`', indent=2)
        return
    _class(screen, session, found)


def _class(screen: Screen, session: Session, found: Ablation) -> None:
    why = f": {found.why}" if found.why else ""
    screen.say(f"class: {found.cls}{why}", indent=2)
    if found.trace is not None:
        missing = " and ".join(found.together or (found.item.id,))
        _attack(screen, session, found.trace, f"without {missing}")


def _kept(explaining: Explaining, section: str, name: str) -> None:
    trace = kept_trace(Problem(explaining.session.module), section, name)
    if trace is not None:
        title = {"expected": "the attack on", "readings": "under", "assumptions": "without"}[section]
        _attack(explaining.screen, explaining.session, trace, f"{title} {name}")


def _attack(screen: Screen, session: Session, trace: Trace, title: str) -> None:
    screen.say(f"{title}: {len(trace.moves)} steps violate {trace.shows}", indent=2)
    screen.say()
    try:
        show_attack(screen, session.specification, trace, title)
    except DoesNotReplayError as error:
        screen.say(f"This attack, which was found in another text, does not replay: {error}", indent=2)
