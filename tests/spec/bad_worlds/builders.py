"""Builders of worlds and histories by hand, good ones and bad ones.

A scene starts with nothing said and nothing known. Changes are applied to it one after the other; what a change does
to "later" concerns only the world or history after the event of a step property.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from hipspec.hip.association import UNBOUND, State, Status
from hipspec.hip.history import Heard, History, Numbered, initial_history
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Key, Nonce, Pair, Socket
from hipspec.hip.packets import BLANK, Kind
from hipspec.hip.world import Event, World, initial
from hipspec.language import NOTHING, Map, Set, some
from hipspec.network.events import Happening
from hipspec.network.history import Challenge, Promise, Reading, Reply

Value = Any  # a value of the specification, of whatever type
Property = Callable[..., bool]

ALICE, BOB, CAROL, MALLORY, EVE = (HIT(name) for name in ("alice", "bob", "carol", "mallory", "eve"))
A1, B1, B2, B3, C1, M1, V1, GROUP = (Address(name) for name in ("a1", "b1", "b2", "b3", "c1", "m1", "v1", "group"))
AB, BA, AC, CA, AM, MA = (
    Pair(ALICE, BOB),
    Pair(BOB, ALICE),
    Pair(ALICE, CAROL),
    Pair(CAROL, ALICE),
    Pair(ALICE, MALLORY),
    Pair(MALLORY, ALICE),
)
N1, N2 = Nonce("n1"), Nonce("n2")
F1, F2 = Frame("f1"), Frame("f2")
S1, S2 = Socket("s1"), Socket("s2")
SEATS = {A1: ALICE, B1: BOB, B2: BOB, B3: BOB, C1: CAROL, V1: CAROL, M1: MALLORY}


@dataclass(frozen=True)
class Scene:
    """A world and its history, an event, and the world and history after it (the same, if nothing is said)."""

    world: World
    history: History
    event: Event = field(default_factory=lambda: Event(Happening.NOTHING_TO_TELL))
    later_world: tuple[Callable[[Scene], World], ...] = ()
    later_history: tuple[Callable[[Scene], History], ...] = ()

    def after(self) -> tuple[History, World]:
        """Return the history and the world after the event."""
        history, world = self.history, self.world
        for change_history in self.later_history:
            history = change_history(replace(self, history=history))
        for change_world in self.later_world:
            world = change_world(replace(self, world=world))
        return history, world


Change = Callable[[Scene], Scene]


@dataclass(frozen=True)
class Pairing:
    """A bad world and its good neighbour.

    Attributes:
        words: the lie, in words.
        property: what must reject the one and accept the other.
        bad, good: how they come about.
        parameters: the property's further parameters.
    """

    words: str
    property: Property
    bad: tuple[Change, ...]
    good: tuple[Change, ...]
    parameters: dict[str, Value]


Row = tuple[str, list[Change], list[Change]] | tuple[str, list[Change], list[Change], dict[str, Value]]


def pairings(judge: Property, *rows: Row, given: tuple[Change, ...] = (), **parameters: Value) -> list[Pairing]:
    """Return the pairings for one property: words, what is bad, what is good, and other parameters if need be."""
    return [
        Pairing(row[0], judge, (*given, *row[1]), (*given, *row[2]), {**parameters, **(row[3] if len(row) > 3 else {})})
        for row in rows
    ]


def scene(*changes: Change) -> Scene:
    """Make a scene: Alice, Bob and Carol are honest; Mallory and Eve are the attacker."""
    world = initial(honest=Set(ALICE, BOB, CAROL), at=Map(NOBODY, SEATS), multicast=Set(GROUP))
    made = Scene(world, initial_history(world))
    for change in changes:
        made = change(made)
    return made


def _world_of(change: Change, made: Scene) -> World:
    return change(made).world


def _history_of(change: Change, made: Scene) -> History:
    return change(made).history


def later(*changes: Change) -> Change:
    """Say that something is so only after the event."""

    def change(made: Scene) -> Scene:
        for one in changes:
            made = replace(
                made,
                later_world=(*made.later_world, functools.partial(_world_of, one)),
                later_history=(*made.later_history, functools.partial(_history_of, one)),
            )
        return made

    return change


# ---------------------------------------------------------------------- what hosts hold


def key_of(pair: Pair) -> Key:
    """Return the key that protects what a pair's host sends to its peer."""
    return Key(f"{pair.host}>{pair.peer}")


def holds(pair: Pair, **fields: Value) -> Change:
    """Let a host hold an association with a peer, with some fields."""

    def change(made: Scene) -> Scene:
        before = made.world.associations[pair]
        if before.state == State.UNASSOCIATED:
            back = Pair(pair.peer, pair.host)
            before = replace(
                before,
                state=State.ESTABLISHED,
                own=pair.host,
                peer=pair.peer,
                key_out=some(key_of(pair)),
                key_in=some(key_of(back)),
                epoch_in=1,
                epoch_out=1,
            )
        associations = made.world.associations.set(pair, replace(before, **fields))
        return replace(made, world=replace(made.world, associations=associations))

    return change


def binds(pair: Pair, address: Address, status: Status = Status.ACTIVE, **fields: Value) -> Change:
    """Let a host bind an address to its peer."""

    def change(made: Scene) -> Scene:
        locators = made.world.associations[pair].locators
        locator = replace(UNBOUND, **{"status": status, "listed": True, **fields})
        return holds(pair, locators=locators.set(address, locator))(made)

    return change


def socket(name: Socket, pair: Pair | None) -> Change:
    """Let a socket be open, or not."""

    def change(made: Scene) -> Scene:
        owner = NOTHING if pair is None else some(pair)
        return replace(made, world=replace(made.world, sockets=made.world.sockets.set(name, owner)))

    return change


# ---------------------------------------------------------------------- what is the case


def environment(**fields: Callable[[Value], Value]) -> Change:
    """Change fields of the environment, each from what it was."""

    def change(made: Scene) -> Scene:
        before = made.world.environment
        changed = {name: make(getattr(before, name)) for name, make in fields.items()}
        return replace(made, world=replace(made.world, environment=replace(before, **changed)))

    return change


def now(seconds: int) -> Change:
    return environment(now=lambda _: seconds)


def seated(address: Address, host: HIT) -> Change:
    return environment(at=lambda at: at.set(address, host))


def multicast(address: Address) -> Change:
    return environment(multicast=lambda members: members.add(address))


def identity_stolen(host: HIT) -> Change:
    return environment(stolen_identities=lambda stolen: stolen.add(host))


def key_stolen(pair: Pair) -> Change:
    return environment(known_keys=lambda keys: keys.add(key_of(pair)))


def dishonest(host: HIT) -> Change:
    return environment(honest=lambda honest: honest.where(lambda one: one != host))


def payload(frame: Frame, number: int, epoch: int = 1, **fields: Value) -> Change:
    """Let payload be on the network."""
    packet = replace(BLANK, **{"kind": Kind.DATA, "number": number, "epoch": epoch, "size": 100, **fields})
    return environment(sent=lambda sent: sent.set(frame, some(packet)))


# ---------------------------------------------------------------------- what has happened


def past(**fields: Callable[[Value], Value]) -> Change:
    """Change fields of the history, each from what it was."""

    def change(made: Scene) -> Scene:
        changed = {name: make(getattr(made.history, name)) for name, make in fields.items()}
        return replace(made, history=replace(made.history, **changed))

    return change


def counted(**fields: Value) -> Change:
    """Set counters of the history: each a number, or a number for each key."""

    def after(before: Value, value: Value) -> Value:
        return Map(before.default, {**dict(before.items()), **value}) if isinstance(value, dict) else value

    return past(**{name: functools.partial(after, value=value) for name, value in fields.items()})


def announced(announcer: HIT, audience: HIT, *addresses: Address) -> Change:
    pair = Pair(announcer, audience)
    entries = dict.fromkeys(addresses, True)
    return past(announced=lambda all_: all_.set(pair, Map(False, entries)))  # noqa: FBT003  # a map to truth values


def issued(pair: Pair, address: Address, nonce: Nonce) -> Change:
    return past(issued=lambda all_: all_.add(Challenge(pair, address, nonce)))


def read(nonce: Nonce, address: Address, reader: HIT) -> Change:
    return past(readings=lambda all_: all_.add(Reading(nonce, address, reader)))


def answered(host: HIT, nonce: Nonce) -> Change:
    return past(replies=lambda all_: all_.add(Reply(host, nonce)))


def processed(pair: Pair, number: int, epoch: int = 0) -> Change:
    return past(processed=lambda all_: all_.add(Numbered(pair, epoch, number)))


def credited(pair: Pair, number: int, epoch: int = 1) -> Change:
    return past(credited=lambda all_: all_.add(Numbered(pair, epoch, number)))


def heard(name: Socket, sender: HIT) -> Change:
    return past(heard=lambda all_: all_.add(Heard(name, sender)))


def promised(pair: Pair, address: Address, until: int | None = None) -> Change:
    """Let a peer have asked for traffic to an address."""
    promise = Promise(made=True, until=NOTHING if until is None else some(until))
    return past(promised=lambda all_: all_.set(pair, all_[pair].set(address, promise)))


def checked(pair: Pair, address: Address, nonce: Nonce, reader: HIT | None = None) -> Change:
    """Let a challenge have been drawn, read where it went and answered by the reader (the peer, if left out)."""
    who = pair.peer if reader is None else reader

    def change(made: Scene) -> Scene:
        return answered(who, nonce)(read(nonce, address, who)(issued(pair, address, nonce)(made)))

    return change


def happens(happening: Happening, pair: Pair = AB, address: Address = NOWHERE, **fields: Value) -> Change:
    """Let the event be this."""
    return lambda made: replace(made, event=Event(happening, pair=pair, address=address, **fields))
