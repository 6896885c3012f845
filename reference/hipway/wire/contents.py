"""What each type of packet must contain (RFC 7401 5.3, 7402 5.2.1), to be held against the RFCs."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import NamedTuple

from hipway.wire import parameters as p
from hipway.wire.numbers import PacketType
from hipway.wire.packet import HIT_SIZE, Received
from hipway.wire.parameter import Parameter
from hipway.wire.refusal import Malformed

_Kind = type[Parameter]
_Entries = Callable[[Parameter], tuple[int, ...]]
_NOBODY = bytes(HIT_SIZE)


class Contents(NamedTuple):
    """What the RFC demands of one type of packet."""

    clause: str
    required: tuple[tuple[_Kind | tuple[_Kind, ...], str], ...]
    """Parameters that must be there (of several in parentheses, one of them), and the clause that says so."""
    receiver_may_be_zero: bool = False


_ESP_R1, _ESP_I2, _ESP_R2 = (f"RFC 7402 5.2.1.{number}" for number in range(1, 4))
_I1, _R1, _I2, _R2, _UPDATE, _NOTIFY, _CLOSE, _CLOSE_ACK = (f"RFC 7401 5.3.{number}" for number in range(1, 9))

CONTENTS: Mapping[int, Contents] = {
    PacketType.I1: Contents(_I1, ((p.DhGroupList, _I1),), receiver_may_be_zero=True),
    PacketType.R1: Contents(
        _R1,
        (
            (p.Puzzle, _R1),
            (p.DhGroupList, _R1),
            (p.DiffieHellman, _R1),
            (p.HipCipher, _R1),
            (p.HostId, _R1),
            (p.HitSuiteList, _R1),
            (p.TransportFormatList, _R1),
            (p.EspTransform, _ESP_R1),
            (p.HipSignature2, _R1),
        ),
    ),
    PacketType.I2: Contents(
        _I2,
        (
            (p.EspInfo, _ESP_I2),
            (p.Solution, _I2),
            (p.DiffieHellman, _I2),
            (p.HipCipher, _I2),
            ((p.Encrypted, p.HostId), _I2),
            (p.TransportFormatList, _I2),
            (p.EspTransform, _ESP_I2),
            (p.HipMac, _I2),
            (p.HipSignature, _I2),
        ),
    ),
    PacketType.R2: Contents(_R2, ((p.EspInfo, _ESP_R2), (p.HipMac2, _R2), (p.HipSignature, _R2))),
    PacketType.UPDATE: Contents(_UPDATE, (((p.Seq, p.Ack), _UPDATE), (p.HipMac, _UPDATE), (p.HipSignature, _UPDATE))),
    PacketType.NOTIFY: Contents(
        _NOTIFY, ((p.Notification, _NOTIFY), (p.HipSignature, _NOTIFY)), receiver_may_be_zero=True
    ),
    PacketType.CLOSE: Contents(_CLOSE, ((p.EchoRequestSigned, _CLOSE), (p.HipMac, _CLOSE), (p.HipSignature, _CLOSE))),
    PacketType.CLOSE_ACK: Contents(
        _CLOSE_ACK, ((p.EchoResponseSigned, _CLOSE_ACK), (p.HipMac, _CLOSE_ACK), (p.HipSignature, _CLOSE_ACK))
    ),
}

ONLY_IN: Mapping[_Kind, tuple[PacketType, str]] = {p.HipSignature2: (PacketType.R1, "RFC 7401 5.2.15")}
"""A parameter that stands in one type of packet only."""

_CHOICES: tuple[tuple[_Kind, _Entries, str], ...] = (
    (p.HipCipher, attrgetter("ciphers"), "RFC 7401 5.2.8"),
    (p.TransportFormatList, attrgetter("formats"), "RFC 7401 5.3.3"),
    (p.EspTransform, attrgetter("suites"), "RFC 7402 5.1.2"),
)
"""The lists of an I2, each of which has the one entry that is chosen."""

_CHECKS = {
    kind: (
        contents,
        frozenset(each for each, _ in contents.required if not isinstance(each, tuple)),
        [each for each, _ in contents.required if isinstance(each, tuple)],
        frozenset(only for only, (where, _) in ONLY_IN.items() if where != kind),
        _CHOICES if kind == PacketType.I2 else (),
    )
    for kind, contents in CONTENTS.items()
}
"""By type of packet: what must be there, of what one must be there, what must not, and what has one entry."""


def check_contents(received: Received) -> None:
    """Raise Malformed if the packet lacks what its type must contain, or has what it must not."""
    packet = received.packet
    kind = packet.kind
    if not packet.parameters and kind == PacketType.NOTIFY:
        return  # a keepalive (RFC 5770 5.3)
    contents, all_of, one_of, none_of, choices = _CHECKS[kind]
    if packet.receiver == _NOBODY and not contents.receiver_may_be_zero:
        raise Malformed(contents.clause, 24, "the receiver's HIT is zero")
    found = frozenset(map(type, packet.parameters))
    if not found >= all_of or (one_of and any(map(found.isdisjoint, one_of))):
        raise _lacking(received, found, contents)
    for only in found & none_of:
        raise Malformed(ONLY_IN[only][1], received.offset(only) or 0, f"{only.__name__} in a packet of type {kind}")
    for each in choices:
        _check_choice(received, *each)


def _lacking(received: Received, found: frozenset[_Kind], contents: Contents) -> Malformed:
    """Return what to say of the first parameter that is missing."""
    alternatives = [(each if isinstance(each, tuple) else (each,), clause) for each, clause in contents.required]
    kinds, clause = next(each for each in alternatives if found.isdisjoint(each[0]))
    names = " or ".join(each.__name__ for each in kinds)
    return Malformed(clause, len(received.raw), f"{PacketType(received.packet.kind).name} without {names}")


def _check_choice(received: Received, kind: _Kind, chosen: _Entries, clause: str) -> None:
    """An I2 chooses one of each list (RFC 7401 5.2.8 and 5.3.3, RFC 7402 5.1.2)."""
    parameter = received.packet.get(kind)
    entries = 0 if parameter is None else len(chosen(parameter))
    if entries != 1:
        raise Malformed(clause, received.offset(kind) or 0, f"{kind.__name__} of an I2 has {entries} entries")
