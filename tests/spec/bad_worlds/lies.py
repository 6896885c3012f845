"""Lies: changes that make a bad world out of a good step of a scenario."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hipmodels.trace import holds_at
from hipspec.language import Specification, some
from hipspec.language.running import Moment, Taken
from hipspec.network.names import Host, Pair

Value = Any  # a value of the specification, of whatever type
Lie = Callable[[Taken], Taken]


class Steps:
    """The steps of the scenarios of a specification."""

    def __init__(self, specification: Specification) -> None:
        """Play nothing yet."""
        self.specification = specification
        self.played: dict[str, tuple[Taken, ...]] = {}

    def of(self, scenario: str) -> tuple[Taken, ...]:
        """Return the steps of a scenario."""
        if scenario not in self.played:
            run = self.specification.scenarios[scenario](self.specification)
            self.played[scenario] = tuple(run.taken)
        return self.played[scenario]

    def __call__(self, scenario: str, action: str, which: int = 0) -> Taken:
        """Return a step of a scenario: one of those that take an action."""
        return [taken for taken in self.of(scenario) if taken.action.__name__ == action][which]


# ------------------------------------------------------------------ lies


def moments(taken: Taken, change: Callable[[Moment], Moment], when: str) -> Taken:
    before = change(taken.before) if when != "after" else taken.before
    after = change(taken.after) if when != "before" else taken.after
    return replace(taken, before=before, after=after)


def holds(host: Host, peer: Host, when: str = "both", /, **fields: Value) -> Lie:
    """Let a host hold something else about a peer."""
    pair = Pair(host, peer)

    def change(moment: Moment) -> Moment:
        associations = moment.world.associations
        changed = associations.set(pair, replace(associations[pair], **fields))
        return replace(moment, world=replace(moment.world, associations=changed))

    return lambda taken: moments(taken, change, when)


def happened(when: str = "both", **fields: Callable[[Value], Value]) -> Lie:
    """Change what has happened, each part from what it was."""

    def change(moment: Moment) -> Moment:
        changed = {name: make(getattr(moment.history, name)) for name, make in fields.items()}
        return replace(moment, history=replace(moment.history, **changed))

    return lambda taken: moments(taken, change, when)


def answers(host: Host, when: str = "both", /, **fields: Value) -> Lie:
    """Let a host answer strangers out of something else."""

    def change(moment: Moment) -> Moment:
        responders = moment.world.responders
        changed = responders.set(host, replace(responders[host], **fields))
        return replace(moment, world=replace(moment.world, responders=changed))

    return lambda taken: moments(taken, change, when)


def environment(when: str = "both", **fields: Callable[[Value], Value]) -> Lie:
    """Change what is the case, each part from what it was."""

    def change(moment: Moment) -> Moment:
        was = moment.world.environment
        changed = replace(was, **{name: make(getattr(was, name)) for name, make in fields.items()})
        return replace(moment, world=replace(moment.world, environment=changed))

    return lambda taken: moments(taken, change, when)


def arrived(**fields: Value) -> Lie:
    """Change the packet that arrived."""

    def lie(taken: Taken) -> Taken:
        frame = taken.event.frame
        packet = replace(taken.before.world.environment.sent[frame].value, **fields)
        return environment(sent=lambda sent: sent.set(frame, some(packet)))(taken)

    return lie


def replied(**fields: Value) -> Lie:
    """Change the packet that was sent."""

    def lie(taken: Taken) -> Taken:
        frame = taken.event.reply
        packet = replace(taken.after.world.environment.sent[frame].value, **fields)
        return environment("after", sent=lambda sent: sent.set(frame, some(packet)))(taken)

    return lie


def told(**fields: Value) -> Lie:
    """Change what the step tells of itself."""
    return lambda taken: replace(taken, event=replace(taken.event, **fields))


def both(*lies: Lie) -> Lie:
    return lambda taken: functools.reduce(lambda so_far, lie: lie(so_far), lies, taken)


def put(key_: Value, value: Value) -> Callable[[Value], Value]:
    return lambda before: before.set(key_, value)


def without(member: Value) -> Callable[[Value], Value]:
    return lambda before: before.where(lambda one: one != member)


def grown(host: Host, **amounts: int) -> Lie:
    """Change a host's accounts."""
    changed: dict[str, Any] = {name: functools.partial(account, host, amount) for name, amount in amounts.items()}
    return happened(**changed)


def account(host: Host, amount: int, before: Value) -> Value:
    return before.set(host, before[host] + amount)


@dataclass(frozen=True)
class Case:
    """A good step, and a lie that makes it a bad one.

    Attributes:
        kind: the kind of attack.
        judge: the property that must accept the one and reject the other.
        good: the step.
        lie: what is changed.
        parameters: the property's further parameters.
    """

    kind: str
    judge: Callable[..., bool]
    good: Taken
    lie: Lie
    parameters: dict[str, Value]


def cases(kind: str, judge: Callable[..., bool], good: Taken, *lies: Lie, **parameters: Value) -> list[Case]:
    return [Case(kind, judge, good, lie, parameters) for lie in lies]


def named(case: Case) -> str:
    return f"{case.kind}-{case.judge.__name__}"


def tells(case: Case) -> bool:
    """Whether the property accepts the good step and rejects the bad one."""
    good, bad = case.good, case.lie(case.good)
    return holds_at(case.judge, good, case.parameters) and not holds_at(case.judge, bad, case.parameters)


def different(cases: list[Case]) -> set[str]:
    """Return each bad world once, in words."""
    made = [(case, case.lie(case.good)) for case in cases]
    return {repr((case.judge.__name__, bad.before, bad.event, bad.after, case.parameters)) for case, bad in made}
