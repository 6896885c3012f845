"""What each type of packet must contain (RFC 7401 5.3, RFC 7402 5.2.1): whole packets, and each lacking one thing."""

from collections.abc import Iterator, Mapping

from hipcheck.vectors.drawing import TYPES, drawn, packet, tlv
from hipcheck.vectors.model import Vector, refused, result

ESP_INFO = tlv(65, drawn("0000 0060 00000000 c0ffee01"))
PUZZLE = tlv(257, drawn("00 25 0001") + b"\x11" * 32)
SOLUTION = tlv(321, drawn("00 00 0001") + b"\x11" * 32 + b"\x22" * 32)
SEQ, ACK = tlv(385, bytes(4)), tlv(449, bytes(4))
GROUPS = tlv(511, b"\7\4\3")
DIFFIE_HELLMAN = tlv(513, drawn("07 0040") + b"\x33" * 64)
CIPHERS, CIPHER = tlv(579, drawn("0004 0002")), tlv(579, drawn("0002"))
ENCRYPTED = tlv(641, bytes(4) + b"\x44" * 48)
HOST_ID = tlv(705, drawn("0042 0000 0007 0001") + b"\x55" * 64)
SUITES = tlv(715, b"\x20\x10")
NOTIFICATION = tlv(832, drawn("0000 0018"))
ECHO_REQUEST, ECHO_RESPONSE = tlv(897, b"nonce"), tlv(961, b"nonce")
FORMATS, FORMAT = tlv(2049, drawn("0fff 0802")), tlv(2049, drawn("0fff"))
TRANSFORMS, TRANSFORM = tlv(4095, drawn("0000 000d 0008")), tlv(4095, drawn("0000 0008"))
MAC, MAC_2 = tlv(61505, b"\x66" * 32), tlv(61569, b"\x66" * 32)
SIGNATURE_2, SIGNATURE = tlv(61633, b"\0\7" + b"\x77" * 64), tlv(61697, b"\0\7" + b"\x77" * 64)

_SEALED = {"HIP_MAC": MAC, "HIP_SIGNATURE": SIGNATURE}
WHOLE: Mapping[str, Mapping[str, bytes]] = {
    "I1": {"DH_GROUP_LIST": GROUPS},
    "R1": {
        "PUZZLE": PUZZLE,
        "DH_GROUP_LIST": GROUPS,
        "DIFFIE_HELLMAN": DIFFIE_HELLMAN,
        "HIP_CIPHER": CIPHERS,
        "HOST_ID": HOST_ID,
        "HIT_SUITE_LIST": SUITES,
        "TRANSPORT_FORMAT_LIST": FORMATS,
        "ESP_TRANSFORM": TRANSFORMS,
        "HIP_SIGNATURE_2": SIGNATURE_2,
    },
    "I2": {
        "ESP_INFO": ESP_INFO,
        "SOLUTION": SOLUTION,
        "DIFFIE_HELLMAN": DIFFIE_HELLMAN,
        "HIP_CIPHER": CIPHER,
        "ENCRYPTED": ENCRYPTED,
        "TRANSPORT_FORMAT_LIST": FORMAT,
        "ESP_TRANSFORM": TRANSFORM,
        **_SEALED,
    },
    "R2": {"ESP_INFO": ESP_INFO, "HIP_MAC_2": MAC_2, "HIP_SIGNATURE": SIGNATURE},
    "UPDATE": {"SEQ": SEQ, **_SEALED},
    "NOTIFY": {"NOTIFICATION": NOTIFICATION, "HIP_SIGNATURE": SIGNATURE},
    "CLOSE": {"ECHO_REQUEST_SIGNED": ECHO_REQUEST, **_SEALED},
    "CLOSE_ACK": {"ECHO_RESPONSE_SIGNED": ECHO_RESPONSE, **_SEALED},
}
"""A whole packet of each type."""

SECTIONS = {name: f"RFC 7401 5.3.{place}" for place, name in enumerate(WHOLE, 1)}
OF_ESP = {
    ("R1", "ESP_TRANSFORM"): "RFC 7402 5.2.1.1",
    ("I2", "ESP_INFO"): "RFC 7402 5.2.1.2",
    ("I2", "ESP_TRANSFORM"): "RFC 7402 5.2.1.2",
    ("R2", "ESP_INFO"): "RFC 7402 5.2.1.3",
}
"""What ESP adds to the base exchange, with the section that says so."""

_I2 = WHOLE["I2"]
VARIANTS: tuple[tuple[str, str, Mapping[str, bytes], str], ...] = (
    ("i2-open", "I2", {**_I2, "ENCRYPTED": HOST_ID}, "HOST_ID may stand in the open"),
    ("update-ack", "UPDATE", {"ACK": ACK, **_SEALED}, "an UPDATE with ACK alone"),
    ("update-both", "UPDATE", {"SEQ": SEQ, "ACK": ACK, **_SEALED}, "an UPDATE with SEQ and ACK"),
    ("notify-keepalive", "NOTIFY", {}, "a NOTIFY without parameters is a keepalive (RFC 5770 5.3)"),
    ("close-more", "CLOSE", {**WHOLE["CLOSE"], "unknown": tlv(64600, b"")}, "more may be there than must"),
)
CHOICES: tuple[tuple[str, str, bytes, str, str], ...] = (
    ("i2-two-ciphers", "HIP_CIPHER", CIPHERS, "RFC 7401 5.2.8", "an I2 chooses one cipher"),
    ("i2-two-formats", "TRANSPORT_FORMAT_LIST", FORMATS, "RFC 7401 5.3.3", "an I2 chooses one transport format"),
    ("i2-two-transforms", "ESP_TRANSFORM", TRANSFORMS, "RFC 7402 5.1.2", "an I2 chooses one ESP suite"),
)


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for name, parts in WHOLE.items():
        yield _whole(name.lower(), packet(TYPES[name], *parts.values()), SECTIONS[name], f"a whole {name}")
        for lacking in parts:
            rest = (part for which, part in parts.items() if which != lacking)
            raw = packet(TYPES[name], *rest)
            if (name, lacking) == ("NOTIFY", "NOTIFICATION") or len(raw) > 40:  # noqa: PLR2004  # more than a header
                clause = OF_ESP.get((name, lacking), SECTIONS[name])
                yield _refused(f"{name.lower()}-without-{lacking.lower()}", raw, clause, f"{name} without {lacking}")
        if name not in {"I1", "NOTIFY"}:
            nobody = packet(TYPES[name], *parts.values(), receiver=bytes(16))
            yield _refused(f"{name.lower()}-to-nobody", nobody, SECTIONS[name], f"{name} whose receiver is zero")
    yield _refused("i1-alone", packet(1), SECTIONS["I1"], "I1 without DH_GROUP_LIST")
    for name in ("I1", "NOTIFY"):
        raw = packet(TYPES[name], *WHOLE[name].values(), receiver=bytes(16))
        yield _whole(f"{name.lower()}-to-nobody", raw, SECTIONS[name], f"{name} may name no receiver")
    for name, kind, parts, says in VARIANTS:
        yield _whole(name, packet(TYPES[kind], *parts.values()), SECTIONS[kind], says)
    for name, which, part, clause, wrong in CHOICES:
        yield _refused(name, packet(TYPES["I2"], *{**_I2, which: part}.values()), clause, wrong)
    yield from _signature_2()


def _signature_2() -> Iterator[Vector]:
    """Yield what has HIP_SIGNATURE_2 and is no R1 (RFC 7401 5.2.15)."""
    for name, parts in WHOLE.items():
        if name == "R1":
            continue
        kinds = [*parts.values(), SIGNATURE_2]
        raw = packet(TYPES[name], *sorted(kinds, key=lambda part: part[:2]))
        yield _refused(
            f"{name.lower()}-signature-2", raw, "RFC 7401 5.2.15", f"HIP_SIGNATURE_2 in {name}: it is for R1"
        )


def _whole(name: str, raw: bytes, clause: str, says: str) -> Vector:
    name = name.replace("_", "-")
    outcome = result("nothing is missing")
    return Vector(
        f"codec/check/{name}", "check", {"bytes": raw.hex()}, (outcome,), f"{says[:1].upper()}{says[1:]}.", (clause,)
    )


def _refused(name: str, raw: bytes, clause: str, wrong: str) -> Vector:
    name = name.replace("_", "-")
    says = f"A packet that is not complete or has too much: {wrong}."
    return Vector(f"codec/check/{name}", "check", {"bytes": raw.hex()}, (refused(clause, wrong),), says, (clause,))
