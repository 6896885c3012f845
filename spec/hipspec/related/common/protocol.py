"""A protocol: what one module says, and the specifications that are made of it, one for each way to read it."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hipspec.language import Specification
from hipspec.language.instances import Instances
from hipspec.related.common import attacker, history, honest, places, rules
from hipspec.related.common.facts import FACTS, Facts
from hipspec.related.common.lemmas import LEMMAS
from hipspec.related.common.names import Address, Frame, Host, Nonce, Share
from hipspec.related.common.packets import Packet
from hipspec.related.common.properties import PROPERTIES, REACHED
from hipspec.related.common.scenarios import SCENARIOS
from hipspec.related.common.world import NoReadings, World, initial

ACTIONS = (*honest.ACTIONS, *places.ACTIONS, *attacker.ACTIONS)


@dataclass(frozen=True)
class Variant:
    """One way to read a protocol: one row of the table.

    Attributes:
        name: of the row.
        says: what is read how, in words; empty for the protocol as it stands.
        options: the answers, an instance of the protocol's own record of options.
        facts: what differs from the facts of the protocol.
        follows: whether data follows a host that moves.
        senseless: for each attack that makes no sense for this row, though for others of the protocol it does, why.
    """

    name: str
    says: str = ""
    options: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    follows: bool = True
    senseless: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Protocol:
    """What a module says of its protocol.

    Attributes:
        name: as `protocols.md` has it.
        title: in words.
        source: where its rules come from.
        rules: its own rules, each under the name of one in `hipspec.related.common.rules`.
        variants: the rows that it has.
        facts: what it states about itself.
        options: the constant in its module that its rules read their options from, if it has any.
        senseless: for each attack that makes no sense for it, why.
    """

    name: str
    title: str
    source: str
    rules: tuple[Callable[..., Any], ...]
    variants: tuple[Variant, ...]
    facts: Facts = FACTS
    options: Any = None
    senseless: Mapping[str, str] = field(default_factory=dict)


def specification_of(protocol: Protocol, variant: Variant) -> Specification:
    """Return the specification of one row.

    Raises:
        ValueError: the protocol has a rule under a name that there is none for.
    """
    general = {rule.__name__: rule for rule in rules.RULES}
    strangers = [rule.__name__ for rule in protocol.rules if rule.__name__ not in general]
    if strangers:
        msg = f"{protocol.name}: there is no rule {', '.join(strangers)}; there are {', '.join(general)}"
        raise ValueError(msg)
    replaced: list[tuple[Any, Any]] = [(general[rule.__name__], rule) for rule in protocol.rules]
    replaced.append((FACTS, dataclasses.replace(protocol.facts, **variant.facts)))
    if protocol.options is not None and variant.options is not None:
        replaced.append((protocol.options, variant.options))
    written_in = dict.fromkeys(part.__module__.split(".")[0] for part in (specification_of, *protocol.rules))
    instances = Instances(replaced, *written_in)
    has = {rule.__name__ for rule in protocol.rules}
    lacking = general.keys() - has
    scenarios = SCENARIOS if variant.follows else {"a_session_opens": SCENARIOS["a_session_opens"]}
    return Specification(
        name=variant.name,
        title=f"{protocol.title}: {variant.says}" if variant.says else protocol.title,
        world=World,
        history=history.History,
        readings_type=NoReadings,
        messages=(Packet,),
        initial=instances.of(initial),
        initial_history=instances.of(history.initial_history),
        observe=instances.of(history.observe),
        rules=tuple(instances.of(rule) for name, rule in general.items() if name in has),
        actions=tuple(instances.of(action) for action in ACTIONS if lacking.isdisjoint(action.__code__.co_names)),
        properties=tuple(instances.of(function) for function in PROPERTIES),
        lemmas=tuple(instances.of(function) for function in LEMMAS),
        expected=tuple(instances.of(function) for function in REACHED),
        readings=(),
        scenarios=scenarios,
        undisturbed=frozenset(scenarios),
        universe={
            Host: ("V", "P", "T", "M"),
            Address: ("v0", "v1", "p0", "t0", "x0"),
            Nonce: (),
            Share: (),
            Frame: (),
        },
    )
