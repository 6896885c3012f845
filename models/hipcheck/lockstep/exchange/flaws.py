"""What may be wrong with a forged packet: each flaw alone, so that the one guard is met that is there for it."""

from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec

from hipcheck.lockstep.exchange.events import Forged

__all__ = ["FLAWS", "WIDE_FLAWS", "Flaws", "flawed"]

Flaw = Mapping[str, Any]
Flaws = Mapping[str, tuple[Flaw, ...]]
UNSIGNED: tuple[Flaw, ...] = ({"signer": "?"}, {"signer": "alice"}, {"signer": "mallory"})
UNSEALED: tuple[Flaw, ...] = ({"mac": False}, {"mac": False}, {"mac": False, "signer": "?"})

FLAWS: Flaws = {
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

WIDE_FLAWS: Flaws = {
    "R1": (
        {"esp": (1,)},
        {"esp": (8, 13)},
        {"i_size": 32},
        {"i_size": 49},
        {"host_id": "foreign"},
        {"domain": 8},
        {"domain": 1_524},
        {"opaque": True},
        {"opaque": True, "high": True},
    ),
    "I2": (
        {"old": 7},
        {"spi": 0},
        {"spi": 1},
        {"index": 1},
        {"index": -8},
        {"esp": (1,)},
        {"esp": (8,)},
        {"host_id": "foreign"},
        {"host_id": "hidden"},
        {"domain": 8},
        {"counted": False},
        {"difficulty": 5},
        {"old": 7, "mac": False},
        {"index": 8, "signer": "?"},
    ),
    "R2": (
        {"old": 7},
        {"spi": 0},
        {"spi": 1},
        {"domain": 8},
        {"ballast": 8},
        {"ballast": 388, "domain": 1_524},
        {"index": 8},
    ),
}
"""Those that walks of a wide temper have."""

SOUND = 0.45


def flawed(random: Random, event: Forged, possible: Flaws = FLAWS) -> Forged:
    """Return a packet as it is, or with one flaw."""
    flaws = possible.get(event.kind, ())
    if not flaws or random.random() < SOUND:
        return event
    return msgspec.structs.replace(event, **random.choice(flaws))
