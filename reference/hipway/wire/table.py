"""The table of HIP parameters, to be held against the RFCs row by row."""

from collections.abc import Container, Mapping
from enum import IntEnum
from typing import NamedTuple

from hipway.wire import parameters as p
from hipway.wire.parameter import Parameter

MOST = 2008
"""The bytes that all parameters of a packet together have at most (RFC 7401 5.1)."""

HASHES = frozenset((20, 32, 48))
"""The sizes of RHASH: SHA-1, SHA-256 (and cSHAKE128, RFC 9374 leaves it open), SHA-384 (RFC 7401 5.2.10)."""


class Repeats(IntEnum):
    """How many parameters of one type a packet may have.

    RFC 7401 5.2.1 foresees several of one type in general. We accept them where a section says so: what a second
    PUZZLE or HIP_MAC would mean, no section says.
    """

    ONE = 0
    RECEIVED = 1  # one may be sent, several must be accepted
    SEVERAL = 2


class Row(NamedTuple):
    """What the RFC fixes for one type of parameter."""

    number: int
    name: str
    critical: bool
    parameter: type[Parameter]
    lengths: Container[int]
    repeats: Repeats
    clause: str


def _exactly(length: int) -> Container[int]:
    return frozenset((length,))


def _some(fixed: int, size: int, *, least: int = 0) -> Container[int]:
    """Lengths of a fixed part and at least so many entries of one size."""
    return range(fixed + least * size, MOST + 1, size)


_PUZZLE = frozenset(4 + size for size in HASHES)
_SOLUTION = frozenset(4 + 2 * size for size in HASHES)
_ONE, _TAKEN, _MANY = Repeats
_C, _N = True, False  # critical, and not

# fmt: off
_ROWS = (
    #    type   name                     C   class                   lengths               repeats clause
    Row(65,    "ESP_INFO",               _C, p.EspInfo,              _exactly(12),          _MANY,  "RFC 7402 5.1.1"),
    Row(129,   "R1_COUNTER",             _C, p.R1Counter,            _exactly(12),          _ONE,   "RFC 7401 5.2.3"),
    Row(193,   "LOCATOR_SET",            _C, p.LocatorSet,           _some(0, 4),           _MANY,  "RFC 8046 4"),
    Row(257,   "PUZZLE",                 _C, p.Puzzle,               _PUZZLE,               _ONE,   "RFC 7401 5.2.4"),
    Row(321,   "SOLUTION",               _C, p.Solution,             _SOLUTION,             _ONE,   "RFC 7401 5.2.5"),
    Row(385,   "SEQ",                    _C, p.Seq,                  _exactly(4),           _ONE,   "RFC 7401 5.2.16"),
    Row(449,   "ACK",                    _C, p.Ack,                  _some(0, 4, least=1),  _ONE,   "RFC 7401 5.2.17"),
    Row(511,   "DH_GROUP_LIST",          _C, p.DhGroupList,          _some(0, 1, least=1),  _ONE,   "RFC 7401 5.2.6"),
    Row(513,   "DIFFIE_HELLMAN",         _C, p.DiffieHellman,        _some(3, 1),           _ONE,   "RFC 7401 5.2.7"),
    Row(579,   "HIP_CIPHER",             _C, p.HipCipher,            _some(0, 2, least=1),  _ONE,   "RFC 7401 5.2.8"),
    Row(608,   "NAT_TRAVERSAL_MODE",     _N, p.NatTraversalMode,     _some(2, 2, least=1),  _ONE,   "RFC 5770 5.4"),
    Row(610,   "TRANSACTION_PACING",     _N, p.TransactionPacing,    _exactly(4),           _ONE,   "RFC 5770 5.5"),
    Row(641,   "ENCRYPTED",              _C, p.Encrypted,            _some(4, 1, least=1),  _ONE,   "RFC 7401 5.2.18"),
    Row(705,   "HOST_ID",                _C, p.HostId,               _some(6, 1),           _ONE,   "RFC 7401 5.2.9"),
    Row(715,   "HIT_SUITE_LIST",         _C, p.HitSuiteList,         _some(0, 1, least=1),  _ONE,   "RFC 7401 5.2.10"),
    Row(768,   "CERT",                   _N, p.Cert,                 _some(4, 1),           _MANY,  "RFC 8002 2"),
    Row(832,   "NOTIFICATION",           _N, p.Notification,         _some(4, 1),           _MANY,  "RFC 7401 5.2.19"),
    Row(897,   "ECHO_REQUEST_SIGNED",    _C, p.EchoRequestSigned,    _some(0, 1),           _ONE,   "RFC 7401 5.2.20"),
    Row(930,   "REG_INFO",               _N, p.RegInfo,              _some(2, 1),           _ONE,   "RFC 8003 4.2"),
    Row(932,   "REG_REQUEST",            _N, p.RegRequest,           _some(1, 1, least=1),  _TAKEN, "RFC 8003 4.3"),
    Row(934,   "REG_RESPONSE",           _N, p.RegResponse,          _some(1, 1, least=1),  _TAKEN, "RFC 8003 4.4"),
    Row(936,   "REG_FAILED",             _N, p.RegFailed,            _some(1, 1, least=1),  _MANY,  "RFC 8003 4.5"),
    Row(950,   "REG_FROM",               _N, p.RegFrom,              _exactly(20),          _ONE,   "RFC 5770 5.6"),
    Row(961,   "ECHO_RESPONSE_SIGNED",   _C, p.EchoResponseSigned,   _some(0, 1),           _ONE,   "RFC 7401 5.2.22"),
    Row(2049,  "TRANSPORT_FORMAT_LIST",  _C, p.TransportFormatList,  _some(0, 2, least=1),  _ONE,   "RFC 7401 5.2.11"),
    Row(4095,  "ESP_TRANSFORM",          _C, p.EspTransform,         _some(2, 2, least=1),  _ONE,   "RFC 7402 5.1.2"),
    Row(4650,  "RELAYED_ADDRESS",        _N, p.RelayedAddress,       _exactly(20),          _ONE,   "RFC 9028 5.12"),
    Row(4660,  "MAPPED_ADDRESS",         _N, p.MappedAddress,        _exactly(20),          _ONE,   "RFC 9028 5.12"),
    Row(4680,  "PEER_PERMISSION",        _N, p.PeerPermission,       _exactly(48),          _ONE,   "RFC 9028 5.13"),
    Row(4700,  "CANDIDATE_PRIORITY",     _N, p.CandidatePriority,    _exactly(4),           _ONE,   "RFC 9028 5.14"),
    Row(4710,  "NOMINATE",               _N, p.Nominate,             _exactly(4),           _ONE,   "RFC 9028 5.15"),
    Row(61505, "HIP_MAC",                _C, p.HipMac,               HASHES,                _ONE,   "RFC 7401 5.2.12"),
    Row(61569, "HIP_MAC_2",              _C, p.HipMac2,              HASHES,                _ONE,   "RFC 7401 5.2.13"),
    Row(61633, "HIP_SIGNATURE_2",        _C, p.HipSignature2,        _some(2, 1, least=1),  _ONE,   "RFC 7401 5.2.15"),
    Row(61697, "HIP_SIGNATURE",          _C, p.HipSignature,         _some(2, 1, least=1),  _ONE,   "RFC 7401 5.2.14"),
    Row(63425, "ECHO_RESPONSE_UNSIGNED", _C, p.EchoResponseUnsigned, _some(0, 1),           _MANY,  "RFC 7401 5.2.23"),
    Row(63661, "ECHO_REQUEST_UNSIGNED",  _C, p.EchoRequestUnsigned,  _some(0, 1),           _MANY,  "RFC 7401 5.2.21"),
    Row(63998, "RELAY_FROM",             _N, p.RelayFrom,            _exactly(20),          _ONE,   "RFC 5770 5.6"),
    Row(64002, "RELAY_TO",               _N, p.RelayTo,              _exactly(20),          _ONE,   "RFC 5770 5.6"),
    Row(65498, "FROM",                   _N, p.From,                 _exactly(16),          _MANY,  "RFC 8004 4.2.2"),
    Row(65500, "RVS_HMAC",               _N, p.RvsHmac,              HASHES,                _ONE,   "RFC 8004 4.2.1"),
    Row(65502, "VIA_RVS",                _N, p.ViaRvs,               _some(0, 16, least=1), _ONE,   "RFC 8004 4.2.3"),
    Row(65520, "RELAY_HMAC",             _N, p.RelayHmac,            HASHES,                _ONE,   "RFC 5770 5.8"),
)
# fmt: on

PARAMETERS: Mapping[int, Row] = {row.number: row for row in _ROWS}
