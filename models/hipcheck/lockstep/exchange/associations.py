"""What an engine holds about a peer, field by field, as the specification writes it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hipcheck.lockstep.exchange.keys import HASH
from hipcheck.lockstep.exchange.naming import Naming, ordered
from hipcheck.lockstep.exchange.stage import CONFIG, listed
from hipspec.exchange.association import Association, Role, key_from_peer, key_to_peer
from hipspec.exchange.crypto import Key
from hipspec.exchange.names import Group
from hipspec.exchange.states import State
from hipspec.language import NOTHING, some
from hipspec.network.names import NOWHERE, Address, Pair
from hipway.addresses import text_of
from hipway.engine.association import Association as Held

__all__ = [
    "ACTIVE", "ASKING", "FIELDS", "LEFT_OUT_OF_THE_ENGINE", "LEFT_OUT_OF_THE_SPECIFICATION", "OVER", "Field",
    "differing",
]  # fmt: skip

ACTIVE = frozenset({State.R2_SENT, State.ESTABLISHED})
ASKING = frozenset({State.I1_SENT, State.I2_SENT})
ASKED = frozenset({State.I1_SENT})
OVER = frozenset({State.CLOSING, State.CLOSED, State.E_FAILED})
ENDING = frozenset({State.CLOSING, State.CLOSED})
KEYED = frozenset({State.I2_SENT, State.R2_SENT, State.ESTABLISHED, State.CLOSING, State.CLOSED})
ALIVE = ASKED | KEYED
ALL = frozenset(State)


class Field(NamedTuple):
    """One field.

    Attributes:
        states: in which it means something.
        specification, engine: how it is read on both sides.
        fields: of the engine's association that it is read from.
    """

    states: frozenset[State]
    specification: Callable[[Association], object]
    engine: Callable[[Naming, Held], object]
    fields: tuple[str, ...]


def tries(held: Held) -> int:
    """Return how often the packet was sent that waits for an answer."""
    return held.close_tries if held.exchange is None else held.exchange.tries


def place(held: Held, *, there: bool) -> Address:
    """Return one end; nowhere if a host that has moved has not chosen yet where it sends from."""
    found = (held.endpoint.address if held.endpoint is not None else None) if there else held.local
    return Address(text_of(found)) if found is not None else NOWHERE


def solution(naming: Naming, held: Held) -> object:
    """Return the #J of an association."""
    hits = (held.ours, held.peer) if held.initiator else (held.peer, held.ours)
    return naming.solution(held.salt[:HASH], held.salt[HASH:], *hits, CONFIG.puzzle_difficulty)


def key(naming: Naming, held: Held, *, out: bool) -> Key | None:
    """Return the key of one direction."""
    keys = held.keys
    return naming.macs.get(keys.mac_out if out else keys.mac_in) if keys is not None else None


FIELDS: Mapping[str, Field] = {
    "state": Field(ALL, lambda a: a.state.value, lambda _, h: h.state.value, ("state",)),
    "role": Field(KEYED, lambda a: a.role is Role.INITIATOR, lambda _, h: h.initiator, ("initiator",)),
    "own": Field(ALIVE, lambda a: a.own, lambda n, h: n.host(h.ours), ("ours",)),
    "peer": Field(ALIVE, lambda a: a.peer, lambda n, h: n.host(h.peer), ("peer",)),
    "here": Field(ALIVE, lambda a: a.here, lambda _, h: place(h, there=False), ("local",)),
    "there": Field(ALIVE, lambda a: a.there, lambda _, h: place(h, there=True), ("endpoint",)),
    "groups": Field(
        ASKING,
        lambda a: a.groups,
        lambda _, h: listed(Group, h.exchange.groups) if h.exchange is not None else None,
        ("exchange",),
    ),
    "exponent": Field(
        KEYED,
        lambda a: a.exponent,
        lambda n, h: n.exponent(h.exponent.public) if h.exponent is not None else None,
        ("exponent",),
    ),
    "public": Field(KEYED, lambda a: a.public, lambda n, h: n.exponent(h.peer_public), ("peer_public",)),
    "group": Field(KEYED, lambda a: a.group, lambda _, h: Group(str(h.group)), ("group",)),
    "puzzle": Field(KEYED, lambda a: a.puzzle, lambda n, h: n.puzzle(h.salt[:HASH]), ("salt",)),
    "solution": Field(KEYED, lambda a: a.solution, solution, ("salt",)),
    "key to the peer": Field(
        KEYED, lambda a: ordered(key_to_peer(a)), lambda n, h: key(n, h, out=True), ("keys", "keymat", "rhash")
    ),
    "key from the peer": Field(
        KEYED, lambda a: ordered(key_from_peer(a)), lambda n, h: key(n, h, out=False), ("keys", "keymat", "rhash")
    ),
    "counter": Field(ALL, lambda a: a.counter, lambda _, h: max(h.generation, 0), ("generation",)),
    "tries": Field(ASKING | {State.CLOSING}, lambda a: a.tries, lambda _, h: tries(h), ("close_tries",)),
    "echo": Field(
        ENDING,
        lambda a: a.echo,
        lambda n, h: some(n.nonce(h.close_nonce)) if h.close_nonce else NOTHING,
        ("close_nonce",),
    ),
}
"""The projection: each field, in the states where it means something."""

LEFT_OUT_OF_THE_SPECIFICATION: Mapping[str, str] = {
    "cipher": "an engine keeps the keys that were drawn for it, not its number: it shows where the MAC keys lie",
    "transport": "ESP is the only one that an engine has",
    "difficulty": "it stands in the I2, which is compared when it is sent",
    "opaque": "it stands in the I2, which is compared when it is sent",
}

LEFT_OUT_OF_THE_ENGINE: Mapping[str, str] = {
    "since": "time; `timing` checks what follows from it",
    "until": "time; `timing` checks what follows from it",
    "retry": "time; `timing` checks what follows from it",
    "heard": "time; `timing` checks what follows from it",
    "used": "time; `timing` checks what follows from it",
    "sent": "time; of keepalives, which are switched off",
    "due": "time; the timetable's",
    "locators": "the addresses of a peer are for `hipspec.hip`",
    "credit": "for `hipspec.hip`",
    "credit_aged": "for `hipspec.hip`",
    "announce": "for `hipspec.hip`",
    "update_id": "which UPDATE is the newest is for `hipspec.hip`",
    "outstanding": "which UPDATE is the newest is for `hipspec.hip`",
    "newest_update": "which UPDATE is the newest is for `hipspec.hip`",
    "processed": "which UPDATE is the newest is for `hipspec.hip`",
    "newest_list": "for `hipspec.hip`",
    "acknowledged": "which UPDATE is the newest is for `hipspec.hip`",
    "unacknowledged": "which UPDATE is the newest is for `hipspec.hip`",
    "rekeying": "new keys for data are for `hipspec.hip`",
    "peer_host_id": "the identity of a peer is its HIT; signatures are checked when they arrive",
    "keymat_index": "where the next key begins; keys are computed anew and compared",
    "esp_suite": "data is opened with keys computed anew",
    "inbound": "data is opened with keys computed anew",
    "former": "new keys for data are for `hipspec.hip`",
    "outbound": "data is opened with keys computed anew",
    "spi": "a name of the wire",
    "former_peer_spi": "a name of the wire",
    "services": "registration is switched off",
    "offer": "registration is switched off",
    "renew": "registration is switched off",
    "answered": "a shortcut; what is answered once more is compared when it is sent",
    "close_packet": "it is compared when it is sent",
    "queue": "what waits is compared when it is sent",
    "queued": "what waits is compared when it is sent",
    "resting": "what is given up is made again from what is compared",
}

EXCHANGE_LEFT_OUT: Mapping[str, str] = {
    "endpoints": "one address is tried here, that of the association",
    "i1": "it is compared when it is sent",
    "i2": "it is compared when it is sent",
    "r1": "the choices of the I2 are compared when it is sent",
    "search": "puzzles here are solved at once",
    "solve_until": "puzzles here are solved at once",
    "early": "data that overtook the R2 is for `hipspec.hip`",
}
"""The same for the record of an exchange under way, of which `groups` and `tries` are mapped."""


def differing(
    naming: Naming, ours: Association, theirs: Held | None, seen: dict[Pair, tuple[object, ...]], pair: Pair
) -> tuple[str, object, object] | None:
    """Return the first field in which two associations differ; None if there is none, or nothing has changed."""
    if theirs is None:
        seen.pop(pair, None)
        return None
    exchange = theirs.exchange
    shape = (
        ours, theirs, theirs.state, theirs.initiator, theirs.local, theirs.endpoint, theirs.generation, theirs.salt,
        theirs.exponent, theirs.peer_public, theirs.group, theirs.keys, theirs.close_tries, theirs.close_nonce,
        exchange, exchange.tries if exchange is not None else 0,
    )  # fmt: skip
    before = seen.get(pair)
    if before is not None and all(map(same, before, shape)):
        return None
    seen[pair] = shape
    for name, field in FIELDS.items():
        if ours.state in field.states:
            specification, engine = field.specification(ours), field.engine(naming, theirs)
            if specification != engine:
                return name, specification, engine
    return None


def same(one: object, other: object) -> bool:
    """Whether two things are one, or equal numbers or bytes."""
    return one is other or (isinstance(one, int | bytes | str | tuple) and one == other)
