"""What may be wrong with a forged packet: each flaw alone, so that the one guard is met that is there for it."""

from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec

from hipcheck.lockstep.exchange.events import Forged

__all__ = ["FLAWS", "flawed"]

Flaw = Mapping[str, Any]
UNSIGNED: tuple[Flaw, ...] = ({"signer": "?"}, {"signer": "alice"}, {"signer": "mallory"})
UNSEALED: tuple[Flaw, ...] = ({"mac": False}, {"mac": False}, {"mac": False, "signer": "?"})

FLAWS: Mapping[str, tuple[Flaw, ...]] = {
    "R1": (
        *UNSIGNED,
        {"identity": "bob"},
        {"identity": "mallory", "signer": "mallory"},
        {"counter": 0},
        {"counter": 1},
        {"counter": 2},
        {"counter": 5},
        {"suites": (1,)},
        {"suites": (5, 1)},
        {"suites": (2,)},
        {"group": 8},
        {"group": 8, "groups": (8, 7)},
        {"group": 9, "groups": (9,)},
        {"groups": (8, 7)},
        {"groups": (9, 7)},
        {"groups": (9,)},
        {"ciphers": (4, 2)},
        {"ciphers": (4,)},
        {"ciphers": (1,)},
        {"ciphers": (1, 2)},
        {"formats": (1,)},
        {"formats": (1, 4095)},
        {"difficulty": 0},
        {"difficulty": 6},
        {"difficulty": 30},
        {"public": False},
    ),
    "I2": (
        *UNSIGNED,
        *UNSEALED,
        {"zeros": 0, "exact": True},
        {"zeros": 3, "exact": True},
        {"zeros": 0, "exact": True, "difficulty": 0},
        {"zeros": 2, "exact": True, "difficulty": 2},
        {"difficulty": 2},
        {"solves_for": ("mallory", "alice")},
        {"solves_for": ("mallory", "bob")},
        {"solves_for": ("mallory", "carol")},
        {"solves_for": ("alice", "bob")},
        {"solves_for": ("bob", "mallory")},
        {"solves_for": ("alice", "mallory")},
        {"unrelated": True},
        {"unrelated": True},
        {"puzzle": True},
        {"opaque": True},
        {"counter": 1},
        {"counter": -1},
        {"counter": -2},
        {"group": 8},
        {"group": 9},
        {"ciphers": (1,)},
        {"ciphers": (4,)},
        {"formats": (1,)},
        {"identity": "bob"},
        {"identity": "bob", "signer": "mallory"},
        {"identity": "mallory", "signer": "mallory"},
        {"public": False},
        {"sender": "alice", "signer": "mallory"},
        {"source": "127.0.3.1"},
        {"destination": "127.0.2.2"},
    ),
    "R2": (*UNSIGNED, *UNSEALED, {"identity": "bob"}, {"sender": "bob"}),
    "CLOSE_ACK": (*UNSIGNED, *UNSEALED, {"echo": False}, {"echo": False, "mac": False}),
    "CLOSE": (*UNSIGNED, *UNSEALED),
    "UPDATE": (*UNSIGNED, *UNSEALED),
    "NOTIFY": UNSIGNED,
}
"""By kind."""

SOUND = 0.45


def flawed(random: Random, event: Forged) -> Forged:
    """Return a packet as it is, or with one flaw."""
    flaws = FLAWS.get(event.kind, ())
    if not flaws or random.random() < SOUND:
        return event
    return msgspec.structs.replace(event, **random.choice(flaws))
