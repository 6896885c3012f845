"""History: what has happened so far, written by `observe` alone, read by properties alone.

No rule, and nothing of the environment, can see it; a source check proves that. Most of it only ever grows, so a
property says "was read there", never "sits there now". A protocol extends `History` with what is its own.
"""

from dataclasses import dataclass
from typing import TypeVar

from hipspec.language import NOTHING, Map, Maybe, Set, replace
from hipspec.network.events import Event
from hipspec.network.names import NOBODY, Address, Host, Nonce, Pair
from hipspec.network.world import World


@dataclass(frozen=True)
class Challenge:
    """A host drew this nonce to check this address of this peer."""

    pair: Pair
    address: Address
    nonce: Nonce


@dataclass(frozen=True)
class Reading:
    """A nonce was read at an address: by an honest host, or by the attacker (NOBODY)."""

    nonce: Nonce
    address: Address
    reader: Host


@dataclass(frozen=True)
class Reply:
    """An honest host answered a challenge with its nonce."""

    host: Host
    nonce: Nonce


@dataclass(frozen=True)
class Promise:
    """Whether the peer asked for traffic to an address, and until when (NOTHING: without end)."""

    made: bool
    until: Maybe[int]


NO_PROMISE = Promise(made=False, until=NOTHING)
# The number of the list that the first exchange makes: the one address that the peer spoke from.
NO_LIST = -1


@dataclass(frozen=True)
class History:
    """What has happened, with what it was at the beginning: nothing.

    Attributes:
        announced: for (announcer, audience), every address that was ever announced.
        last_announced: for (announcer, audience), the number of the last announcement.
        issued, readings, replies: challenges drawn, challenges read, challenges answered by honest hosts.
        newest, in_force: the highest number whose list was put into force, and the one in force now.
        promised: for (host, peer), what the peer asked for at each address.
        flooded: for each address, the bytes that all hosts sent there while it was not verified.
    """

    announced: Map[Pair, Map[Address, bool]] = Map(Map(False))  # noqa: FBT003  # a total map from addresses to truth
    last_announced: Map[Pair, int] = Map(NO_LIST)
    issued: Set[Challenge] = Set()
    readings: Set[Reading] = Set()
    replies: Set[Reply] = Set()
    newest: Map[Pair, int] = Map(NO_LIST)
    in_force: Map[Pair, int] = Map(NO_LIST)
    promised: Map[Pair, Map[Address, Promise]] = Map(Map(NO_PROMISE))
    flooded: Map[Address, int] = Map(0)


H = TypeVar("H", bound=History)


def with_exchange(history: H, before: World, event: Event) -> H:
    """Write down where a first exchange has shown both hosts to be."""
    there = Pair(event.pair.peer, event.pair.host)
    announced = history.announced
    promised = history.promised
    promise = Promise(made=True, until=NOTHING)
    at_peers = with_answer(history.readings, before, event.nonce, event.address, event.pair.peer)
    return replace(
        history,
        announced=announced.set(there, announced[there].set(event.address, True)).set(  # noqa: FBT003  # as above
            event.pair,
            announced[event.pair].set(event.other, True),  # noqa: FBT003  # as above
        ),
        issued=history.issued.add(Challenge(pair=event.pair, address=event.address, nonce=event.nonce)).add(
            Challenge(pair=there, address=event.other, nonce=event.other_nonce)
        ),
        readings=with_answer(at_peers, before, event.other_nonce, event.other, event.pair.host),
        replies=history.replies.add(Reply(host=event.pair.peer, nonce=event.nonce)).add(
            Reply(host=event.pair.host, nonce=event.other_nonce)
        ),
        promised=promised.set(event.pair, promised[event.pair].set(event.address, promise)).set(
            there, promised[there].set(event.other, promise)
        ),
    )


def with_answer(readings: Set[Reading], world: World, nonce: Nonce, address: Address, host: Host) -> Set[Reading]:
    """Return the readings, and that a nonce was read at an address by a host, or by the attacker, who sits there."""
    sitter = world.environment.at[address]
    relay = not world.environment.honest.has(sitter)
    own = readings.add(Reading(nonce=nonce, address=address, reader=host)) if sitter == host else readings
    return own.add(Reading(nonce=nonce, address=address, reader=NOBODY)) if relay else own


def with_list(history: H, event: Event) -> H:
    """Write down that a list was put into force."""
    newest = history.newest[event.pair]
    return replace(
        history,
        in_force=history.in_force.set(event.pair, event.number),
        newest=history.newest.set(event.pair, event.number if event.number > newest else newest),
    )


def read_there(history: History, challenge: Challenge) -> bool:
    """Whether a challenge was read where it was sent to, by the peer or by the attacker."""
    return history.readings.has(
        Reading(nonce=challenge.nonce, address=challenge.address, reader=challenge.pair.peer)
    ) or history.readings.has(Reading(nonce=challenge.nonce, address=challenge.address, reader=NOBODY))


def issued_and_read(history: History, challenge: Challenge) -> bool:
    """Whether a challenge was issued, and then read where it was sent to."""
    return history.issued.has(challenge) and read_there(history, challenge)
