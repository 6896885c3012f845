"""Who takes part, where they sit, and with which numbers: the same on both sides.

All engines have one configuration, so that all hosts have one policy. Its numbers are the specification's constants:
three retries of I1, I2 and CLOSE, and twenty R1s for each address and interval. An interval is a second, for twenty
tokens a second fill a bucket of twenty. A secret for puzzles lives as long as the R1s made with it, so that each
generation has its own, as in the specification. Addresses are those of the loopback, which nobody announces.
"""

from collections.abc import Mapping

from hipspec.exchange.association import CLOSE_RETRIES_MAX, I1_RETRIES_MAX, I2_RETRIES_MAX, R1_LIMIT, Policy
from hipspec.exchange.names import Cipher, Group, Suite, Transport
from hipspec.exchange.readings import FirstLength, PeerAddress, Readings
from hipspec.exchange.sizes import Profile
from hipspec.language import Map
from hipway.engine.config import Config
from hipway.wire.numbers import Cipher as CipherNumber
from hipway.wire.numbers import EspSuite
from hipway.wire.numbers import Group as GroupNumber

__all__ = [
    "ADDRESSES",
    "CONFIG",
    "ESP",
    "FORGER",
    "HONEST",
    "NOWHERE_AT_ALL",
    "POLICY",
    "PUZZLE_SECONDS",
    "READINGS",
    "STRANGE",
    "STRANGE_SUITE",
    "listed",
]

HONEST: Mapping[str, tuple[str, ...]] = {
    "alice": ("127.0.1.1",),
    "bob": ("127.0.2.1", "127.0.2.2"),
    "carol": ("127.0.3.1",),
}
FORGER = "mallory"
STRANGE = "somebody of an unknown suite"
STRANGE_SUITE = 3
ADDRESSES: Mapping[str, tuple[str, ...]] = {**HONEST, FORGER: ("127.0.9.1",)}
NOWHERE_AT_ALL = "127.0.8.1"
ESP = 4095  # the transport format (RFC 7402 5.1)

PUZZLE_SECONDS = 4
CONFIG = Config(
    groups=(GroupNumber.P_256, GroupNumber.P_384),
    ciphers=(CipherNumber.AES_128_CBC, CipherNumber.AES_256_CBC),
    esp_suites=(EspSuite.AES_GCM_16,),
    encrypt_host_id=False,
    puzzle_difficulty=4,
    puzzle_difficulty_accepted=8,
    puzzle_exponent=34,
    exchanges_per_second=1e9,
    r1_lifetime=PUZZLE_SECONDS,
    r1_grace=3600,
    r1_rate=R1_LIMIT,
    r1_burst=R1_LIMIT,
    i1_retries=I1_RETRIES_MAX,
    i2_retries=I2_RETRIES_MAX,
    close_retries=CLOSE_RETRIES_MAX,
    update_retries=3,
    retry_first=1,
    retry_longest=8,
    exchange_complete=6,
    unused_lifetime=30,
    rest_after=12,
    segment_lifetime=5,
    failed_lifetime=5,
    reflexive=False,
)

SUITES = (2, 1, 5)  # in an R1 of an identity of suite 2: its own first, then the others that are known


def listed(kind: type, numbers: tuple[int, ...]) -> Map:  # type: ignore[type-arg]  # of whatever kind is listed
    """Return a list as the specification has it: for each entry its place, from 1."""
    return Map(0, {kind(str(number)): place for place, number in reversed(list(enumerate(numbers, 1)))})


POLICY = Policy(
    groups=listed(Group, CONFIG.groups),
    ciphers=listed(Cipher, CONFIG.ciphers),
    transports=listed(Transport, (ESP,)),
    suites=listed(Suite, SUITES),
    profile=Profile.ECDSA_P256_GROUP_7,
)

READINGS = Readings(peer_address=PeerAddress.OF_THE_R1, first_length=FirstLength.PLAIN)
"""What the engine chose where RFC 7401 leaves a choice.

It goes on with the address that the R1 came from (6.6.1), and answers an I1 of any length (5.3.1). All others are the
defaults: a solution opens one exchange; the counter of an R1 is remembered; data for a peer leaves CLOSING and CLOSED;
a CLOSE that does not verify changes nothing; the signature of an I2 is enforced; a solution is measured by the
Responder's own #K; an I1 changes nothing; an I2 ends the old association after all checks.
"""
