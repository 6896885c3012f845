"""Vectors of the codec that are valid: packets by their fields and as bytes, written down without a codec."""

from collections.abc import Iterator

from hipcheck.vectors.drawing import INITIATOR, RESPONDER, TYPES, packet, tlv
from hipcheck.vectors.examples import EXAMPLES, V4, V6, Example
from hipcheck.vectors.fields import parameter
from hipcheck.vectors.model import Json, Vector, result

UPDATE = TYPES["UPDATE"]
_SEQ = next(each for each in EXAMPLES if each.name == "seq-first")


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for example in EXAMPLES:
        yield from _parameter(example)
    yield from _headers()
    yield from _orders()
    yield from _datagrams()
    yield from _checksums()


def fields_of(kind: int, *parameters: Json, controls: int = 0, receiver: bytes = RESPONDER) -> Json:
    """Return a packet as JSON has it."""
    ends = {"sender": INITIATOR.hex(), "receiver": receiver.hex()}
    return {"type": kind, "controls": controls, **ends, "parameters": list(parameters)}


def _parameter(example: Example) -> Iterator[Vector]:
    raw, fields = packet(UPDATE, example.tlv), fields_of(UPDATE, example.fields)
    clauses = (example.clause, "RFC 7401 5.2.1")
    yield _parsed(example.name, raw, fields, f"A packet with one parameter, {example.name}.", clauses)
    if example.sent:
        yield _built(example.name, fields, raw, f"A packet with one parameter, {example.name}.", clauses)
    padding = len(example.tlv) - 4 - int.from_bytes(example.tlv[2:4], "big")
    if padding:
        yield _parsed(
            f"{example.name}-padding",
            packet(UPDATE, example.tlv[:-padding] + b"\xee" * padding),
            fields,
            "Padding that is not zero is not looked at.",
            clauses,
            "the same parameter as in another vector, with other padding",
        )


def _parsed(name: str, raw: bytes, fields: Json, says: str, clauses: tuple[str, ...], trivial: str = "") -> Vector:  # noqa: PLR0913, PLR0917  # what a vector is
    because = "the bytes stand as the figure of the RFC draws them"
    outcome = result(because, packet=fields)
    return Vector(f"codec/parse/{name}", "parse", {"bytes": raw.hex()}, (outcome,), says, clauses, trivial=trivial)


def _built(name: str, fields: Json, raw: bytes, says: str, clauses: tuple[str, ...]) -> Vector:
    outcome = result("the bytes stand as the figure of the RFC draws them", bytes=raw.hex())
    return Vector(f"codec/build/{name}", "build", {"packet": fields}, (outcome,), says, clauses)


def _headers() -> Iterator[Vector]:
    """Yield what the header says (RFC 7401 5.1)."""
    clauses = ("RFC 7401 5.1",)
    for name, kind in TYPES.items():
        controls = int(name in {"R1", "I2"})
        word = name.lower().replace("_", "-")
        raw, fields = packet(kind, _SEQ.tlv, controls=controls), fields_of(kind, _SEQ.fields, controls=controls)
        yield _parsed(f"header-{word}", raw, fields, f"The header of {name}, with A if it may be there.", clauses)
        yield _built(f"header-{word}", fields, raw, f"The header of {name}, with A if it may be there.", clauses)
        yield _parsed(
            f"header-{word}-controls",
            packet(kind, _SEQ.tlv, controls=0xFFFF),
            fields_of(kind, _SEQ.fields, controls=controls),
            f"Control bits that are not valid in {name} are ignored.",
            ("RFC 7401 5.1.2",),
        )
    seq = _SEQ.tlv
    plain = fields_of(UPDATE, _SEQ.fields)
    raw = packet(UPDATE, seq)
    yield _parsed("header-trailing", raw + b"\xde\xad\xbe\xef", plain, "Bytes behind the packet are ignored.", clauses)
    yield _parsed("header-next", b"\x06" + raw[1:], plain, "Next Header is ignored: nothing follows HIP here.", clauses)
    yield _parsed("header-reserved", packet(UPDATE, seq, version=0x2F), plain, "Reserved bits are ignored.", clauses)
    yield _parsed("header-shim6", packet(UPDATE, seq, version=0x20), plain, "The fixed bits are ignored.", clauses)
    yield _parsed("header-checksum", raw[:4] + b"\x12\x34" + raw[6:], plain, "Parsing leaves the checksum.", clauses)
    yield _parsed("header-fixed-type", raw[:2] + b"\x90" + raw[3:], plain, "So is the one before the type.", clauses)
    empty = packet(TYPES["NOTIFY"])
    yield _parsed("header-alone", empty, fields_of(TYPES["NOTIFY"]), "A packet without parameters.", clauses)
    yield _built("header-alone", fields_of(TYPES["NOTIFY"]), empty, "A packet without parameters.", clauses)
    nobody = packet(TYPES["I1"], seq, receiver=bytes(16))
    fields = fields_of(TYPES["I1"], _SEQ.fields, receiver=bytes(16))
    yield _parsed("header-nobody", nobody, fields, "An opportunistic I1 names no receiver.", ("RFC 7401 4.1.8",))


def _orders() -> Iterator[Vector]:
    """Yield packets with several parameters (RFC 7401 5.2.1)."""
    clauses = ("RFC 7401 5.2.1",)
    by_type = {int.from_bytes(each.tlv[:2], "big"): each for each in EXAMPLES if each.sent}
    ordered = [by_type[kind] for kind in sorted(by_type)]
    for name, part in (
        ("even", ordered[::2]),
        ("odd", ordered[1::2]),
        ("first", ordered[:12]),
        ("last", ordered[-12:]),
    ):
        raw = packet(UPDATE, *(each.tlv for each in part))
        fields = fields_of(UPDATE, *(each.fields for each in part))
        says = "Parameters stand in the order of their types."
        yield _parsed(f"order-{name}", raw, fields, says, clauses)
        yield _built(f"order-{name}", fields, raw, says, clauses)
    repeated = [each for each in EXAMPLES if each.name in REPEATED]
    for each in repeated:
        raw, fields = packet(UPDATE, each.tlv, each.tlv), fields_of(UPDATE, each.fields, each.fields)
        says = f"Several {each.name} may stand in one packet, one behind the other."
        yield _parsed(f"repeated-{each.name}", raw, fields, says, (each.clause,))
    yield _largest()


REPEATED = (
    "esp-info",
    "cert",
    "notification",
    "reg-request-cancels",
    "reg-response",
    "reg-failed",
    "peer-permission",
    "echo-response-unsigned",
    "echo-request-unsigned",
    "from",
    "unknown-handshake",
)
"""Examples of what may come several times (RFC 7402 5.1.1, 8002 2, 7401 5.2.19, 8003 4.3 to 4.5, 9028 5.13, ...)."""


def _largest() -> Vector:
    data = bytes(range(256)) * 7 + bytes(212)
    whole = parameter("ECHO_REQUEST_UNSIGNED", data=data.hex())
    raw = packet(UPDATE, tlv(63661, data), length=255)
    says = "The largest packet: 2048 bytes, of which 2008 are parameters."
    return _parsed("header-largest", raw, fields_of(UPDATE, whole), says, ("RFC 7401 5.1",))


_STUN = "0101 0004 2112a442 000102030405060708090a0b 00000000"
_DATAGRAMS = (
    # name, datagram, what it holds, why
    ("hip", "00000000 3b04112100000000" + "00" * 32, "HIP", "four bytes of zero come first"),
    ("hip-marker-alone", "00000000", "HIP", "no SPI is zero, whatever follows"),
    ("esp", "c0ffee01 00000001 0011223344556677", "ESP", "it begins with an SPI"),
    ("esp-shortest", "00000001 00000001", "ESP", "an SPI and a sequence number"),
    ("keepalive", "ff", "KEEPALIVE", "one byte of ones"),
    ("stun", _STUN, "STUN", "the cookie of STUN, and a length that is right"),
    ("stun-length", _STUN.replace("0101 0004", "0101 0008"), "ESP", "STUN would have another length: it is an SPI"),
    ("stun-cookie", _STUN.replace("2112a442", "2112a443"), "ESP", "without the cookie it is no STUN"),
    ("nothing", "", "NOTHING", "no bytes"),
    ("too-short", "c0ffee01 000000", "NOTHING", "shorter than an SPI and a sequence number"),
    ("not-a-keepalive", "fe", "NOTHING", "a keepalive is 0xff"),
    ("three-zeros", "000000", "NOTHING", "too short for the marker"),
)


def _datagrams() -> Iterator[Vector]:
    """Yield what is in a UDP datagram (RFC 5770 5.1, 5389 6, 3948 2)."""
    for name, datagram, holds, because in _DATAGRAMS:
        raw = bytes.fromhex(datagram)
        short = "" if len(raw) >= 8 else "known by its length alone"  # noqa: PLR2004  # an SPI and a sequence number
        yield Vector(
            f"codec/classify/{name}",
            "classify",
            {"datagram": raw.hex()},
            (result(because, holds=holds),),
            f"A datagram that holds {holds}: {because}.",
            ("RFC 5770 5.1", "RFC 3948 2.2, 2.3"),
            trivial=short,
        )


def ones_complement(data: bytes) -> bytes:
    """Return the Internet checksum (RFC 1071), word by word."""
    total = 0
    for place in range(0, len(data), 2):
        total += data[place] << 8 | (data[place + 1] if place + 1 < len(data) else 0)
        total = (total & 0xFFFF) + (total >> 16)
    return (~total & 0xFFFF).to_bytes(2, "big")


def _checksums() -> Iterator[Vector]:
    """Yield checksums over the pseudo headers of IPv4 and IPv6 (RFC 7401 5.1.1)."""
    mapped = "00000000000000000000ffff"
    ends = {"ipv4": (mapped + "cb007101", mapped + "cb007102"), "ipv6": (V6, "20010db8" + "00" * 11 + "02")}
    packets = {"i1": packet(1, tlv(511, b"\7\4\3")), "update": packet(16, _SEQ.tlv), "notify": packet(17)}
    packets["carry"] = packet(16, tlv(63661, b"\xff" * 1200))
    for (family, (source, destination)), (name, raw) in ((e, p) for e in ends.items() for p in packets.items()):
        one, other = bytes.fromhex(source), bytes.fromhex(destination)
        size = len(raw).to_bytes(4, "big")
        pseudo = (
            one[12:] + other[12:] + b"\0\x8b" + size[2:] if family == "ipv4" else one + other + size + b"\0\0\0\x8b"
        )
        yield Vector(
            f"codec/checksum/{family}-{name}",
            "checksum",
            {"bytes": raw.hex(), "source": source, "destination": destination},
            (result("the one's complement sum, word by word", checksum=ones_complement(pseudo + raw).hex()),),
            f"The checksum of a packet over {family}.",
            ("RFC 7401 5.1.1", "RFC 1071"),
        )


__all__ = ["V4", "V6", "fields_of", "ones_complement", "vectors"]
