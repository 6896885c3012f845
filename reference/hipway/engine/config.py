"""Every number that an engine works with, in one object."""

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass

from hipway.crypto.ciphers import KEY_SIZES
from hipway.crypto.groups import GROUPS
from hipway.esp.suites import ESP_SUITES
from hipway.wire.numbers import Cipher, EspSuite, Group

__all__ = ["Config"]


MOST = math.inf
RANGES: Mapping[str, tuple[float, float]] = {
    "port": (1, 65_535),
    "puzzle_difficulty": (0, 32),
    "puzzle_difficulty_most": (0, 32),
    "puzzle_difficulty_accepted": (0, 32),
    "puzzle_exponent": (32, 48),  # a second to 18 hours
    "puzzle_tries": (256, 1_000_000),
    "exchanges_per_second": (0.001, MOST),
    "r1_lifetime": (1, MOST),
    "r1_grace": (1, 3600),
    "r1_rate": (0.001, MOST),
    "r1_burst": (1, 1_000_000),
    "i1_retries": (0, 32),
    "i2_retries": (0, 32),
    "update_retries": (0, 32),
    "close_retries": (0, 32),
    "retry_first": (0.01, 60),
    "retry_longest": (0.01, 600),
    "exchange_complete": (0.1, 3600),
    "unused_lifetime": (1, MOST),
    "rest_after": (0.1, MOST),
    "segment_lifetime": (1, 3600),
    "failed_lifetime": (0.1, 3600),
    "keepalive": (0, 3600),
    "queue": (0, 1 << 30),
    "associations": (1, 100_000_000),
    "half_open": (1, 100_000_000),
    "update_window": (1, 4096),
    "replay_window": (32, 1 << 20),
    "updates_under_way": (1, 4096),
    "locators_of_a_peer": (1, 32),
    "locator_lifetime": (1, 0xFFFF_FFFF),
    "credit_aging_factor": (0, 1),
    "credit_aging_interval": (0.1, 3600),
    "rekey_after": (1, 1 << 63),
    "registration_shortest": (1, 15_000_000),  # what a byte can say (RFC 8003 4.1)
    "registration_longest": (1, 15_000_000),
    "registrations": (0, 100_000_000),
}
"""The least and the greatest value of each number."""

MOST_SUITES = 6  # entries in HIP_CIPHER and ESP_TRANSFORM (RFC 7401 5.2.8, 7402 5.1.2)
CHOICES: Mapping[str, tuple[Container[int], int]] = {
    "groups": (GROUPS, len(GROUPS)),
    "ciphers": (KEY_SIZES, MOST_SUITES),
    "esp_suites": (ESP_SUITES, MOST_SUITES),
}
"""What each list may name, and how many entries it may have."""

NOT_LESS = (
    ("puzzle_difficulty_most", "puzzle_difficulty"),
    ("update_window", "updates_under_way"),
    ("retry_longest", "retry_first"),
    ("registration_longest", "registration_shortest"),
)


@dataclass(frozen=True, slots=True)
class Config:
    """What a host may choose. Times are seconds, sizes bytes unless said otherwise.

    Attributes:
        port: the UDP port of HIP, here and at the peers (RFC 5770 5.1).
        groups: the Diffie-Hellman groups, the most preferred first (RFC 7401 5.2.6).
        ciphers: the ciphers for HOST_ID in ENCRYPTED, the most preferred first (RFC 7401 5.2.8).
        esp_suites: the ESP suites, the most preferred first (RFC 7402 5.1.2).
        encrypt_host_id: whether an I2 hides the identity of the Initiator (RFC 7401 5.3.3).
        puzzle_difficulty: #K of an R1 while there is no load (RFC 7401 7 recommends 0).
        puzzle_difficulty_most: #K under the heaviest load.
        puzzle_difficulty_accepted: the greatest #K of a peer that is solved at all.
        puzzle_exponent: the lifetime of a puzzle as it stands in PUZZLE, 2^(x-32) seconds (RFC 7401 5.2.4).
        puzzle_tries: how many values of #J are tried in one slice of work, before other work has its turn.
        exchanges_per_second: how many base exchanges a second count as load; each doubling adds one to #K.
        r1_lifetime: how long an R1 is offered before a new generation is made ("Delta T", RFC 7401 6.7.1).
        r1_grace: how long the I2 for an older R1 is still accepted ("Delta S").
        r1_rate: how many R1s a second go to one address (RFC 7401 6.7 demands a limit).
        r1_burst: how many at once.
        i1_retries: I1_RETRIES_MAX.
        i2_retries: I2_RETRIES_MAX.
        update_retries: UPDATE_RETRY_MAX.
        close_retries: how often a CLOSE is sent again before UAL and MSL end its association anyway.
        retry_first: how long the first answer is waited for; each further wait is twice as long (RFC 7401 6.11).
        retry_longest: how long any answer is waited for.
        exchange_complete: how long a Responder waits in R2-SENT for the first sign of life (EC, RFC 7401 4.4.2): as
            long as a peer may send its I2 again.
        unused_lifetime: after this much silence an association is closed (UAL, RFC 7401 4.4.2).
        rest_after: after this much silence an association gives up what it can make again from its keys, so that it
            takes little memory.
        segment_lifetime: MSL (RFC 7401 4.4.2).
        failed_lifetime: how long E-FAILED is remembered.
        keepalive: after this much silence towards a peer a dummy packet of ESP goes to it, for translators on the way
            (RFC 9028 5.3, which names 15 s). Zero: never.
        queue: how many bytes of payload wait for an association that is being made.
        associations: how many associations there may be.
        half_open: how many of them may be in the making by this host's own I1s.
        update_window: how far ahead of the newest an Update ID may be, or behind it (RFC 7401 6.12).
        replay_window: how many ESP sequence numbers, the highest included, may still arrive late (RFC 4303 3.4.3 asks
            for 32 at least). A path that is left may lag behind the one that is taken (RFC 8046): at 1 Gbit/s, which is
            90,000 datagrams of 1400 bytes in a second, 4096 are 45 ms, and take half a kilobyte.
        updates_under_way: how many UPDATEs of ours may wait for their ACK. Less than the window, which those that we
            give up for newer ones take a place of as well.
        locators_of_a_peer: how many addresses a peer may have, and how many of ours are announced (RFC 8046 4 sets no
            limit; memory and the size of a packet do).
        locator_lifetime: how long the peer may use an address of ours that it does not hear of again (RFC 8046 4).
        credit_aging_factor: what is left of all credit after an interval (RFC 8046 5.6.2).
        credit_aging_interval: that interval.
        credit: whether unverified addresses get traffic at all, against credit (RFC 8046 5.6).
        reflexive: whether the address that a packet of a peer really came from counts as announced, so that peers
            behind address translators can move (RFC 5770 5.1, RFC 9028 5.1). It is verified like any other.
        rekey_after: how many packets of one SA may be sent before it is replaced (RFC 7402 6.8).
        registrars: the registration services that this host offers, by number (RFC 8003 4.2).
        registration_shortest: the shortest registration granted.
        registration_longest: the longest.
        registrations: how many clients may be registered.
        tell_keys: whether the keys of ESP are told (`KeysInstalled`), for whoever writes a capture.
    """

    port: int = 10500
    groups: tuple[int, ...] = (Group.P_256, Group.P_384, Group.MODP_3072, Group.MODP_1536)
    ciphers: tuple[int, ...] = (Cipher.AES_128_CBC, Cipher.AES_256_CBC)
    esp_suites: tuple[int, ...] = (EspSuite.AES_GCM_16, EspSuite.AES_128_CBC_SHA256)
    encrypt_host_id: bool = True
    puzzle_difficulty: int = 0
    puzzle_difficulty_most: int = 20
    puzzle_difficulty_accepted: int = 24
    puzzle_exponent: int = 37
    puzzle_tries: int = 2000
    exchanges_per_second: float = 200.0
    r1_lifetime: float = 60.0
    r1_grace: float = 60.0
    r1_rate: float = 20.0
    r1_burst: int = 50
    i1_retries: int = 5
    i2_retries: int = 5
    update_retries: int = 5
    close_retries: int = 3
    retry_first: float = 0.5
    retry_longest: float = 8.0
    exchange_complete: float = 25.0
    unused_lifetime: float = 900.0
    rest_after: float = 60.0
    segment_lifetime: float = 120.0
    failed_lifetime: float = 10.0
    keepalive: float = 0.0
    queue: int = 262_144
    associations: int = 1_000_000
    half_open: int = 10_000
    update_window: int = 256
    replay_window: int = 4096
    updates_under_way: int = 32
    locators_of_a_peer: int = 16
    locator_lifetime: int = 3600
    credit_aging_factor: float = 7 / 8
    credit_aging_interval: float = 5.0
    credit: bool = True
    reflexive: bool = True
    rekey_after: int = 2**31
    registrars: tuple[int, ...] = ()
    registration_shortest: float = 60.0
    registration_longest: float = 86_400.0
    registrations: int = 100_000
    tell_keys: bool = False

    def __post_init__(self) -> None:
        """Check everything.

        Raises:
            ValueError: a value is out of range; the message names it, and what it may be.
        """
        for name, (least, most) in RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:  # which is false of a NaN as well
                raise ValueError(f"`{name}` is {value}; it may be {least:g} to {most:g}")
        for name, (known, most_entries) in CHOICES.items():
            _check_list(name, getattr(self, name), known, most_entries)
            if not getattr(self, name):
                raise ValueError(f"`{name}` is empty")
        _check_list("registrars", self.registrars, range(256), 256)
        for greater, lesser in NOT_LESS:
            if getattr(self, greater) < getattr(self, lesser):
                raise ValueError(
                    f"`{greater}` is {getattr(self, greater)}, less than `{lesser}`, which is {getattr(self, lesser)}"
                )


def _check_list(name: str, values: tuple[int, ...], known: Container[int], most: int) -> None:
    unknown = [value for value in values if value not in known]
    if unknown:
        raise ValueError(f"`{name}` names {unknown[0]}, which is not known here")
    if len(values) > most or len(set(values)) != len(values):
        raise ValueError(f"`{name}` is {values}; it may have {most} entries, each once")
