"""Packets that are refused, each with the clause that refuses it."""

from collections.abc import Iterator

from hipcheck.vectors.codec import REPEATED
from hipcheck.vectors.drawing import TYPES, drawn, packet, tlv
from hipcheck.vectors.examples import EXAMPLES, V4, V6
from hipcheck.vectors.fields import PARAMETERS
from hipcheck.vectors.model import Vector, refused

UPDATE = TYPES["UPDATE"]
_SEQ = drawn("0181 0004 00000001")
_WHOLE = packet(UPDATE, _SEQ)

# Lengths that a parameter of a type can't have, beside those of its examples; "" is none: any length is right.
# fmt: off
WRONG_LENGTHS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    ("ESP_INFO",              (0, 11, 13, 16), "RFC 7402 5.1.1"),
    ("R1_COUNTER",            (0, 8, 11, 13),  "RFC 7401 5.2.3"),
    ("LOCATOR_SET",           (1, 2, 3, 25),   "RFC 8046 4"),
    ("PUZZLE",                (4, 12, 35, 37), "RFC 7401 5.2.4"),
    ("SOLUTION",              (4, 20, 67, 69), "RFC 7401 5.2.5"),
    ("SEQ",                   (0, 3, 5, 8),    "RFC 7401 5.2.16"),
    ("ACK",                   (0, 2, 5, 7),    "RFC 7401 5.2.17"),
    ("DH_GROUP_LIST",         (0,),            "RFC 7401 5.2.6"),
    ("DIFFIE_HELLMAN",        (0, 2),          "RFC 7401 5.2.7"),
    ("HIP_CIPHER",            (0, 1, 3),       "RFC 7401 5.2.8"),
    ("NAT_TRAVERSAL_MODE",    (0, 2, 3),       "RFC 5770 5.4"),
    ("TRANSACTION_PACING",    (0, 3, 8),       "RFC 5770 5.5"),
    ("ENCRYPTED",             (0, 3, 4),       "RFC 7401 5.2.18"),
    ("HOST_ID",               (0, 5),          "RFC 7401 5.2.9"),
    ("HIT_SUITE_LIST",        (0,),            "RFC 7401 5.2.10"),
    ("CERT",                  (0, 3),          "RFC 8002 2"),
    ("NOTIFICATION",          (0, 3),          "RFC 7401 5.2.19"),
    ("ECHO_REQUEST_SIGNED",   (),              "RFC 7401 5.2.20"),
    ("REG_INFO",              (0, 1),          "RFC 8003 4.2"),
    ("REG_REQUEST",           (0, 1),          "RFC 8003 4.3"),
    ("REG_RESPONSE",          (0, 1),          "RFC 8003 4.4"),
    ("REG_FAILED",            (0, 1),          "RFC 8003 4.5"),
    ("REG_FROM",              (4, 16, 21),     "RFC 5770 5.6"),
    ("ECHO_RESPONSE_SIGNED",  (),              "RFC 7401 5.2.22"),
    ("TRANSPORT_FORMAT_LIST", (0, 1, 3),       "RFC 7401 5.2.11"),
    ("ESP_TRANSFORM",         (0, 2, 3),       "RFC 7402 5.1.2"),
    ("RELAYED_ADDRESS",       (4, 16, 21),     "RFC 9028 5.12"),
    ("MAPPED_ADDRESS",        (4, 16, 21),     "RFC 9028 5.12"),
    ("PEER_PERMISSION",       (20, 44, 49),    "RFC 9028 5.13"),
    ("CANDIDATE_PRIORITY",    (0, 3, 8),       "RFC 9028 5.14"),
    ("NOMINATE",              (0, 3, 8),       "RFC 9028 5.15"),
    ("HIP_MAC",               (0, 16, 31, 33), "RFC 7401 5.2.12"),
    ("HIP_MAC_2",             (0, 16, 31, 33), "RFC 7401 5.2.13"),
    ("HIP_SIGNATURE_2",       (0, 1, 2),       "RFC 7401 5.2.15"),
    ("HIP_SIGNATURE",         (0, 1, 2),       "RFC 7401 5.2.14"),
    ("ECHO_RESPONSE_UNSIGNED", (),             "RFC 7401 5.2.23"),
    ("ECHO_REQUEST_UNSIGNED", (),              "RFC 7401 5.2.21"),
    ("RELAY_FROM",            (4, 16, 21),     "RFC 5770 5.6"),
    ("RELAY_TO",              (4, 16, 21),     "RFC 5770 5.6"),
    ("FROM",                  (0, 4, 17),      "RFC 8004 4.2.2"),
    ("RVS_HMAC",              (0, 16, 33),     "RFC 8004 4.2.1"),
    ("VIA_RVS",               (0, 15, 17),     "RFC 8004 4.2.3"),
    ("RELAY_HMAC",            (0, 16, 33),     "RFC 5770 5.8"),
)

_HI = "01" * 4
# name, contents, type, clause, what is wrong
CONTENTS = (
    ("locator-over-the-end", "00000400 00000001 00000000", 193, "RFC 8046 4", "a locator of 16 bytes in a parameter that ends before"),
    ("locator-length-of-type-0", f"00000500 00000001 00000000 {V6}", 193, "RFC 8046 4.2", "a locator of type 0 with a length of 5"),
    ("locator-length-of-type-1", f"00010400 00000001 {V6}", 193, "RFC 8046 4.2", "a locator of type 1 with a length of 4"),
    ("locator-length-of-type-2", f"00020500 00000001 00000000 {V6}", 193, "RFC 8046 4.2", "a locator of type 2 with a length of 5"),
    ("locator-lifetime", f"00000401 00000000 {V6}", 193, "RFC 8046 4", "a lifetime of zero"),
    ("locator-lifetime-second", f"00000401 00000001 {V6} 00000400 00000000 {V6}", 193, "RFC 8046 4", "a lifetime of zero in the second locator"),
    ("locator-lifetime-unknown", "00090100 00000000 5a5a5a5a", 193, "RFC 8046 4", "a lifetime of zero in a locator of an unknown type"),
    ("locator-half", f"00000401 00000001 {V6} 00000400", 193, "RFC 8046 4", "half a locator behind a whole one"),
    ("public-value-over-the-end", "07 0041" + "11" * 64, 513, "RFC 7401 5.2.7", "Public Value Length is greater than what is there"),
    ("public-value-before-the-end", "07 003f" + "11" * 64, 513, "RFC 7401 5.2.7", "Public Value Length is less than what is there"),
    ("public-value-greatest", "07 ffff 11", 513, "RFC 7401 5.2.7", "the greatest Public Value Length"),
    ("hi-length-over-the-end", f"0005 0000 0007 {_HI}", 705, "RFC 7401 5.2.9", "HI Length is greater than what is there"),
    ("hi-length-before-the-end", f"0003 0000 0007 {_HI}", 705, "RFC 7401 5.2.9", "HI Length and DI Length are less than what is there"),
    ("di-length-over-the-end", f"0004 1001 0007 {_HI}", 705, "RFC 7401 5.2.9", "DI Length is greater than what is there"),
    ("di-without-type", f"0003 0001 0007 {_HI}", 705, "RFC 7401 5.2.9", "a Domain Identifier whose type is none"),
    ("hit-suite-low-bits", "10 21", 715, "RFC 7401 5.2.10", "a HIT Suite ID whose lower four bits are not zero"),
    ("cert-id-zero", "00 01 00 01", 768, "RFC 8002 2", "CERT ID begins with 1"),
    ("cert-id-over-count", "00 02 03 01", 768, "RFC 8002 2", "CERT ID is greater than CERT Count"),
    ("cert-count-zero", "00 00 01 01", 768, "RFC 8002 2", "CERT Count is zero"),
)

# name, packet, clause, what is wrong, why it is trivial
_SHORT = "refused by its length alone"
HEADERS = (
    ("nothing", b"", "RFC 7401 5.1", "no bytes", _SHORT),
    ("one-byte", _WHOLE[:1], "RFC 7401 5.1", "one byte", _SHORT),
    ("cut-header", _WHOLE[:39], "RFC 7401 5.1", "one byte less than a header", _SHORT),
    ("cut-parameter", _WHOLE[:-1], "RFC 7401 5.1", "fewer bytes than Header Length says", _SHORT),
    ("length-below-header", packet(UPDATE, _SEQ, length=3), "RFC 7401 5.1", "Header Length is less than 4", ""),
    ("length-zero", packet(UPDATE, _SEQ, length=0), "RFC 7401 5.1", "Header Length is zero", ""),
    ("length-greatest", packet(UPDATE, _SEQ, length=255), "RFC 7401 5.1", "Header Length is greater than what is there", ""),
    ("version-1", packet(UPDATE, _SEQ, version=0x11), "RFC 7401 5.4.1", "HIP version 1", ""),
    ("version-0", packet(UPDATE, _SEQ, version=0x01), "RFC 7401 5.4.1", "version 0", ""),
    ("version-3", packet(UPDATE, _SEQ, version=0x31), "RFC 7401 5.4.1", "version 3", ""),
    ("version-15", packet(UPDATE, _SEQ, version=0xF1), "RFC 7401 5.4.1", "version 15", ""),
    ("length-splits-parameter", packet(UPDATE, tlv(897, bytes(12)), length=5), "RFC 7401 5.2.1", "Header Length ends within a parameter", ""),
)
# fmt: on
UNKNOWN_TYPES = (0, 5, 15, 20, 32, 127)
UNKNOWN_CRITICAL = (1, 63, 67, 127, 515, 1023, 2047, 2051, 4097, 8191, 32769, 49151, 61441, 62463, 64001, 65535)


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for name, raw, clause, wrong, trivial in HEADERS:
        yield _malformed(f"header-{name}", raw, clause, wrong, trivial)
    for kind in UNKNOWN_TYPES:
        yield _malformed(f"packet-type-{kind}", packet(kind, _SEQ), "RFC 7401 5.1", f"packet type {kind} is unknown")
    yield from _lengths()
    yield from _seconds()
    for name, contents, kind, clause, wrong in CONTENTS:
        yield _malformed(name, packet(UPDATE, tlv(kind, drawn(contents))), clause, wrong)
    for kind in UNKNOWN_CRITICAL:
        wrong = f"parameter {kind} is critical and unknown"
        yield _malformed(f"critical-{kind}", packet(UPDATE, tlv(kind, bytes(4))), "RFC 7401 5.2.1", wrong)
    yield from _orders()


def _malformed(name: str, raw: bytes, clause: str, wrong: str, trivial: str = "") -> Vector:
    return Vector(
        f"codec/malformed/{name}",
        "parse",
        {"bytes": raw.hex()},
        (refused(clause, wrong),),
        f"A packet that is malformed: {wrong}.",
        (clause,),
        trivial=trivial,
    )


def _lengths() -> Iterator[Vector]:
    numbers = {name: kind for kind, name, _ in PARAMETERS}
    for name, lengths, clause in WRONG_LENGTHS:
        for length in lengths:
            raw = packet(UPDATE, tlv(numbers[name], bytes(length)))
            word = name.lower().replace("_", "-")
            yield _malformed(f"length-{word}-{length}", raw, clause, f"{name} has a length of {length}", _SHORT)
    for example in EXAMPLES[::6]:
        grown = example.tlv[:2] + (int.from_bytes(example.tlv[2:4], "big") + 9).to_bytes(2, "big") + example.tlv[4:]
        wrong = "a parameter runs over the end of the packet"
        yield _malformed(f"over-the-end-{example.name}", packet(UPDATE, grown), "RFC 7401 5.2.1", wrong)
    greatest = packet(UPDATE, drawn("0381 ffff 00000000"))
    yield _malformed("over-the-end-greatest", greatest, "RFC 7401 5.2.1", "the greatest length of a parameter")


def _seconds() -> Iterator[Vector]:
    """Yield what may come once only; what a second one would mean, no section says."""
    several = {each.tlv[:2] for each in EXAMPLES if each.name in REPEATED}
    seen: set[bytes] = set()
    clauses = {name: clause for name, _, clause in WRONG_LENGTHS}
    names = {kind.to_bytes(2, "big"): name for kind, name, _ in PARAMETERS}
    for example in EXAMPLES:
        kind = example.tlv[:2]
        if kind in seen or kind in several or kind not in names:
            continue
        seen.add(kind)
        name = names[kind]
        word = name.lower().replace("_", "-")
        raw = packet(UPDATE, example.tlv, example.tlv)
        yield _malformed(f"second-{word}", raw, clauses[name], f"a second {name}, which nothing gives a meaning to")


def _orders() -> Iterator[Vector]:
    """Yield packets whose parameters don't stand in the order of types (RFC 7401 5.2.1)."""
    by_type = {int.from_bytes(each.tlv[:2], "big"): each for each in EXAMPLES}
    ordered = [by_type[kind] for kind in sorted(by_type)]
    for first, second in zip(ordered[::3], ordered[1::3], strict=False):
        raw = packet(UPDATE, second.tlv, first.tlv)
        wrong = f"{first.name} stands behind {second.name}, whose type is greater"
        yield _malformed(f"order-{second.name}-{first.name}", raw, "RFC 7401 5.2.1", wrong)
    apart = packet(UPDATE, tlv(63661, b""), tlv(65498, bytes.fromhex(V4)), tlv(63661, b""))
    yield _malformed("order-apart", apart, "RFC 7401 5.2.1", "two parameters of one type don't stand together")
