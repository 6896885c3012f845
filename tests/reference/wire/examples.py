"""One example of each parameter, with its bytes as the RFC's figure draws them: written by hand, field by field."""

from hipway.wire.parameters import (
    Ack,
    CandidatePriority,
    Cert,
    DhGroupList,
    DiffieHellman,
    EchoRequestSigned,
    EchoRequestUnsigned,
    EchoResponseSigned,
    EchoResponseUnsigned,
    Encrypted,
    EspInfo,
    EspTransform,
    From,
    HipCipher,
    HipMac,
    HipMac2,
    HipSignature,
    HipSignature2,
    HitSuiteList,
    HostId,
    Locator,
    LocatorSet,
    MappedAddress,
    NatTraversalMode,
    Nominate,
    Notification,
    Parameter,
    PeerPermission,
    Puzzle,
    R1Counter,
    RegFailed,
    RegFrom,
    RegInfo,
    RegRequest,
    RegResponse,
    RelayedAddress,
    RelayFrom,
    RelayHmac,
    RelayTo,
    RvsHmac,
    Seq,
    Solution,
    TransactionPacing,
    TransportFormatList,
    Unknown,
    UnknownLocator,
    ViaRvs,
)

INITIATOR = bytes.fromhex("20010020000000000000000000000001")
RESPONDER = bytes.fromhex("20010020000000000000000000000002")

V4 = bytes.fromhex("00000000000000000000ffffc0000201")
V6 = bytes.fromhex("20010db8000000000000000000000007")

I32, J32, M32 = b"\x11" * 32, b"\x22" * 32, b"\x33" * 32
_I, _J, _M = "11" * 32, "22" * 32, "33" * 32
_V4 = "0000000000000000 0000ffff c0000201"
_V6 = "20010db8 00000000 00000000 00000007"

# Each line: the parameter, then type, length, contents and padding.
EXAMPLES: tuple[tuple[Parameter, str], ...] = (
    (EspInfo(96, 0x01020304, 0xA0B0C0D0), "0041 000c  0000 0060  01020304  a0b0c0d0"),
    (R1Counter(0x0102030405060708), "0081 000c  00000000  0102030405060708"),
    (
        LocatorSet(
            (
                Locator(V6, 60, preferred=True, traffic_type=2),
                Locator(V4, 0xFFFFFFFF, preferred=False, spi=0xA0B0C0D0),
                Locator(V4, 120, preferred=True, traffic_type=1, spi=7, port=10500, kind=3, priority=0x7E0000FF),
                UnknownLocator(9, b"\x55" * 4, 1, preferred=False),
            )
        ),
        (
            f"00c1 0064  02 00 04 01 0000003c {_V6}  00 01 05 00 ffffffff a0b0c0d0 {_V4}"
            f" 01 02 07 01 00000078 2904 11 03 7e0000ff 00000007 {_V4}  00 09 01 00 00000001 55555555"
        ),
    ),
    (LocatorSet(()), "00c1 0000 00000000"),
    (Puzzle(10, 37, b"\xab\xcd", I32), f"0101 0024  0a 25 abcd {_I}"),
    (Puzzle(0, 32, b"\0\1", b"\x44" * 20), f"0101 0018  00 20 0001 {'44' * 20} 00000000"),
    (Solution(10, b"\xab\xcd", I32, J32), f"0141 0044  0a 00 abcd {_I} {_J}"),
    (Solution(1, b"\0\0", b"\x55" * 48, b"\x66" * 48), f"0141 0064  01 00 0000 {'55' * 48} {'66' * 48}"),
    (Seq(0x01020304), "0181 0004 01020304"),
    (Ack((1, 0xFFFFFFFE)), "01c1 0008 00000001 fffffffe 00000000"),
    (DhGroupList((3, 4, 8)), "01ff 0003 03 04 08 00"),
    (DiffieHellman(7, b"\x77" * 64), f"0201 0043  07 0040 {'77' * 64} 00"),
    (HipCipher((4, 2)), "0243 0004 0004 0002"),
    (NatTraversalMode((3, 1)), "0260 0006  0000 0003 0001 000000000000"),
    (TransactionPacing(500), "0262 0004 000001f4"),
    (Encrypted(b"\x88" * 48), f"0281 0034  00000000 {'88' * 48}"),
    (HostId(7, b"\0\1" + b"\x99" * 64), f"02c1 0048  0042 0000 0007  0001 {'99' * 64} 00000000"),
    (HostId(13, b"\xaa" * 36, 1, b"\1a\2fi\0"), f"02c1 0030  0024 1006 000d {'aa' * 36} 016102666900 00000000"),
    (HitSuiteList((2, 1, 5)), "02cb 0003 20 10 50 00"),
    (Cert(1, 2, 1, 3, b"cert"), "0300 0008  01 02 01 03 63657274 00000000"),
    (Notification(16384, b"\1\2\3"), "0340 0007  0000 4000 010203 0000000000"),
    (EchoRequestSigned(b"nonce"), "0381 0005 6e6f6e6365 00000000000000"),
    (RegInfo(1, 255, (1, 2)), "03a2 0004 01 ff 01 02"),
    (RegRequest(250, (1,)), "03a4 0002 fa 01 0000"),
    (RegResponse(249, (1, 2, 3)), "03a6 0004 f9 01 02 03"),
    (RegFailed(2, (3,)), "03a8 0002 02 03 0000"),
    (RegFrom(10500, 17, V4), f"03b6 0014  2904 11 00 {_V4}"),
    (EchoResponseSigned(b"nonce"), "03c1 0005 6e6f6e6365 00000000000000"),
    (TransportFormatList((4095,)), "0801 0002 0fff 0000"),
    (EspTransform((8, 13)), "0fff 0006  0000 0008 000d 000000000000"),
    (RelayedAddress(1, 17, V6), f"122a 0014  0001 11 00 {_V6}"),
    (MappedAddress(2, 17, V6), f"1234 0014  0002 11 00 {_V6}"),
    (PeerPermission(1, 2, 17, V6, V4, 3, 4), f"1248 0030  0001 0002 11 000000 {_V6} {_V4} 00000003 00000004 00000000"),
    (CandidatePriority(0x7E0000FF), "125c 0004 7e0000ff"),
    (Nominate(), "1266 0004 00000000"),
    (HipMac(M32), f"f041 0020 {_M} 00000000"),
    (HipMac2(M32), f"f081 0020 {_M} 00000000"),
    (HipSignature2(5, b"\xbb" * 256), f"f0c1 0102  0005 {'bb' * 256} 0000"),
    (HipSignature(7, b"\xcc" * 96), f"f101 0062  0007 {'cc' * 96} 0000"),
    (EchoResponseUnsigned(b"a"), "f7c1 0001 61 000000"),
    (EchoRequestUnsigned(b""), "f8ad 0000 00000000"),
    (RelayFrom(0, 0, V6), f"f9fe 0014  0000 00 00 {_V6}"),
    (RelayTo(10500, 17, V4), f"fa02 0014  2904 11 00 {_V4}"),
    (From(V4), f"ffda 0010 {_V4} 00000000"),
    (RvsHmac(M32), f"ffdc 0020 {_M} 00000000"),
    (ViaRvs((V4, V6)), f"ffde 0020 {_V4} {_V6} 00000000"),
    (RelayHmac(b"\x33" * 20), f"fff0 0014 {'33' * 20}"),
    (Unknown(1022, b"abcde"), "03fe 0005 6162636465 00000000000000"),
    (R1Counter(9, reserved=0x01020304), "0081 000c  01020304  0000000000000009"),
)

I1 = bytes.fromhex(
    "3b05012100000000 20010020000000000000000000000001 20010020000000000000000000000002 01ff000303040800"
)
"""The I1 of RFC 7401 appendix C, without its checksum."""


def packet_of(kind: int, parameters: bytes, *, controls: int = 0) -> bytes:
    """A packet with these bytes for parameters (RFC 7401 5.1)."""
    length = (40 + len(parameters)) // 8 - 1
    fixed = bytes((59, length, kind, 0x21, 0, 0, *controls.to_bytes(2, "big")))
    return fixed + INITIATOR + RESPONDER + parameters
