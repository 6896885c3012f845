"""Vectors of signatures and of what MACs and signatures cover."""

from collections.abc import Iterator

from hipcheck.vectors import contents, independent
from hipcheck.vectors.arithmetic import P256, P384
from hipcheck.vectors.drawing import TYPES, drawn, packet, tlv
from hipcheck.vectors.independent import stream
from hipcheck.vectors.keys import KINDS, SALT, Identity, identity
from hipcheck.vectors.model import Json, Vector, refused, result

CHECKSUM, LENGTH, RECEIVER = slice(4, 6), 1, slice(24, 40)
ORDERS = {"p-256": P256.order, "p-384": P384.order}
SALTED = "randomized by a salt, which is given"


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for kind in KINDS:
        known = identity("initiator", kind)
        yield from _signatures(kind, known)
        yield from _broken(kind, known)
    yield from _covers()
    for kind in KINDS:
        yield from _opened(kind, identity("responder", kind))


def shortened(raw: bytes, behind: bytes = b"") -> bytes:
    """Return what a MAC or signature covers that comes behind `raw`: checksum zero, Header Length ends there (6.4)."""
    return raw[:1] + bytes(((len(raw) + len(behind)) // 8 - 1,)) + raw[2:4] + bytes(2) + raw[6:] + behind


def host_id_of(known: Identity) -> bytes:
    """Return the HOST_ID parameter of an identity (RFC 7401 5.2.9)."""
    header = len(known.host_identity).to_bytes(2, "big") + bytes(2) + known.algorithm.to_bytes(2, "big")
    return tlv(705, header + known.host_identity)


def _public(known: Identity) -> Json:
    return {"algorithm": known.algorithm, "host_identity": known.host_identity.hex()}


def _signatures(kind: str, known: Identity) -> Iterator[Vector]:
    clauses = ("RFC 9374 3.4.1", "RFC 8032 5.1") if kind == "ed25519" else ("RFC 7401 5.2.9", "RFC 7401 5.2.14")
    for name, length in (("nothing", 0), ("packet", 232)):
        data = stream(f"signed {name}", length)
        salt = stream(f"salt {name}", SALT)
        signature = known.sign(data, salt)
        asked = _public(known) | {"data": data.hex(), "signature": signature.hex()}
        says = f"A signature of {length} bytes, {kind}."
        hint = {"salt": salt.hex()} if known.salted else None
        because = SALTED if known.salted else "computed with whole numbers"
        yield Vector(
            f"crypto/verify/{kind}-{name}", "verify", asked, (result(because, valid=True),), says, clauses, given=hint
        )
        if not known.salted:
            asked = {"private_key": known.private.hex(), "data": data.hex()}
            outcome = result("deterministic (RFC 6979, RFC 8032)", signature=signature.hex())
            yield Vector(f"crypto/sign/{kind}-{name}", "sign", asked, (outcome,), says, (*clauses, "RFC 6979"))


def _broken(kind: str, known: Identity) -> Iterator[Vector]:
    """Yield signatures that are wrong."""
    data, salt = stream("signed packet", 232), stream("salt packet", SALT)
    good = known.sign(data, salt)
    half = len(good) // 2
    other = identity("responder", kind).sign(data, salt)
    first, last = bytes((good[0] ^ 1,)) + good[1:], good[:-1] + bytes((good[-1] ^ 1,))
    cases = [
        ("first-bit", first, data, "its first byte is changed", ""),
        ("last-bit", last, data, "its last byte is changed", ""),
        ("other-data", good, bytes((data[0] ^ 1,)) + data[1:], "other data are signed", ""),
        ("other-key", other, data, "somebody else signed", ""),
        ("swapped", good[half:] + good[:half], data, "its halves are swapped", ""),
        ("short", good[:-1], data, "it lacks a byte", "refused by its length alone"),
        ("long", good + b"\0", data, "it has a byte too many", "refused by its length alone"),
        ("zero", bytes(len(good)), data, "it is zero", ""),
    ]
    if kind in ORDERS:
        order, r, s = ORDERS[kind], good[:half], int.from_bytes(good[half:], "big")
        cases += [
            ("r-zero", bytes(half) + good[half:], data, "r is zero", ""),
            ("s-zero", good[:half] + bytes(half), data, "s is zero", ""),
            ("r-order", order.to_bytes(half, "big") + good[half:], data, "r is the order of the group", ""),
        ]
        mirrored = r + (order - s).to_bytes(half, "big")
        yield _verified(kind, known, "mirrored", mirrored, data, "the order less s is as good as s", valid=True)
        der = _der(int.from_bytes(r, "big"), s)
        cases.append(("der", der, data, "r and s are in DER", "refused by its length alone"))
    if kind == "rsa-2048":
        short_salt = known.sign(data, b"")
        yield _verified(
            kind, known, "no-salt", short_salt, data, "the salt has another length than the hash", valid=False
        )
    for name, signature, text, wrong, trivial in cases:
        yield _verified(kind, known, name, signature, text, wrong, valid=False, trivial=trivial)


def _verified(  # noqa: PLR0913, PLR0917  # what a signature is
    kind: str, known: Identity, name: str, signature: bytes, data: bytes, why: str, *, valid: bool, trivial: str = ""
) -> Vector:
    asked = _public(known) | {"data": data.hex(), "signature": signature.hex()}
    says = f"A signature of {kind} that is {'right' if valid else 'wrong'}: {why}."
    clause = "RFC 9374 3.4.1" if kind == "ed25519" else "RFC 7401 5.2.9"
    outcome = result(why, valid=valid)
    which = f"crypto/verify/{kind}-{name}"
    return Vector(which, "verify", asked, (outcome,), says, (clause, "RFC 7401 6.4.2"), trivial=trivial)


def _der(r: int, s: int) -> bytes:
    parts = b"".join(bytes((2, len(raw))) + raw for raw in (n.to_bytes(n.bit_length() // 8 + 1, "big") for n in (r, s)))
    return bytes((0x30, len(parts))) + parts


# ------------------------------------------------------------------ what is covered


def _covers() -> Iterator[Vector]:
    """Yield what each MAC and signature covers, in packets with a checksum and with parameters behind it."""
    echo = tlv(63661, b"unsigned")
    for name, parts in contents.WHOLE.items():
        order = list(parts)
        for which in ("HIP_MAC", "HIP_MAC_2", "HIP_SIGNATURE", "HIP_SIGNATURE_2"):
            if which not in parts:
                continue
            raw = packet(TYPES[name], *parts.values(), echo)
            raw = raw[:4] + b"\xbe\xef" + raw[6:]
            before = raw[: 40 + sum(len(parts[each]) for each in order[: order.index(which)])]
            host_id = contents.HOST_ID if which == "HIP_MAC_2" else b""
            covered = shortened(before, host_id)
            if which == "HIP_SIGNATURE_2":
                covered = _without_what_changes(covered)
            asked = {"bytes": raw.hex(), "parameter": which} | ({"host_id": host_id.hex()} if host_id else {})
            outcome = result("cut from the packet by hand", bytes=covered.hex())
            says = f"What {which} of {name} covers; what stands behind it, and the checksum, don't count."
            word = f"{name}-{which}".lower().replace("_", "-")
            clause = {"HIP_MAC": "12", "HIP_MAC_2": "13", "HIP_SIGNATURE": "14", "HIP_SIGNATURE_2": "15"}[which]
            clauses = (f"RFC 7401 5.2.{clause}", "RFC 7401 6.4")
            yield Vector(f"crypto/cover/{word}", "cover", asked, (outcome,), says, clauses)


def _without_what_changes(covered: bytes) -> bytes:
    """Return it without the Initiator's HIT, and the opaque data and #I of PUZZLE (RFC 7401 5.2.15)."""
    place = covered.index(contents.PUZZLE)
    changing = slice(place + 6, place + 4 + int.from_bytes(contents.PUZZLE[2:4], "big"))
    blank = bytearray(covered)
    blank[RECEIVER] = bytes(16)
    blank[changing] = bytes(changing.stop - changing.start)
    return bytes(blank)


# ------------------------------------------------------------------ packets that are opened


def sealed(known: Identity, raw: bytes, suite: int, key: bytes, salt: bytes) -> bytes:
    """Return a packet with HIP_MAC and HIP_SIGNATURE behind what it has."""
    mac = tlv(61505, independent.mac(suite, key, shortened(raw)))
    signed = shortened(raw + mac)
    signature = tlv(61697, known.algorithm.to_bytes(2, "big") + known.sign(signed, salt))
    return shortened(signed + signature)


def _opened(kind: str, known: Identity) -> Iterator[Vector]:
    """Yield an UPDATE that verifies, and ones in which one thing is wrong (RFC 7401 6.4)."""
    suite, key, salt = known.suite, stream(f"mac key {kind}", independent.SIZES[known.suite]), stream("salt", SALT)
    begin = packet(TYPES["UPDATE"], tlv(385, drawn("00000007")), sender=known.hit)
    good = sealed(known, begin, suite, key, salt)
    at = len(begin)
    other = sealed(known, begin, suite, bytes(len(key)), salt)
    impostor = sealed(identity("initiator", kind), begin, suite, key, salt)
    algorithm_at = at + len(tlv(61505, bytes(independent.SIZES[suite]))) + 5
    wrong_algorithm = good[:algorithm_at] + bytes((good[algorithm_at] ^ 2,)) + good[algorithm_at + 1 :]
    changed = good[: at - 1] + b"\x08" + good[at:]
    mac, signature = "RFC 7401 6.4.1", "RFC 7401 6.4.2"
    cases = (
        ("good", good, result("both verify"), "HIP_MAC and HIP_SIGNATURE verify"),
        ("other-key", other, refused(mac, "the MAC is of another key"), "the MAC is of another key"),
        ("changed", changed, refused(mac, "the Update ID is changed"), "the Update ID is changed"),
        ("impostor", impostor, refused(signature, "somebody else signed"), "somebody else signed"),
        (
            "algorithm",
            wrong_algorithm,
            refused(signature, "another algorithm"),
            "the signature names another algorithm",
        ),
    )
    for name, raw, outcome, why in cases:
        asked = {"bytes": raw.hex(), "suite": suite, "mac_key": key.hex(), "host_id": host_id_of(known).hex()}
        hint = {"salt": salt.hex()} if known.salted else None
        says = f"An UPDATE of a host with a key of {kind}: {why}."
        clauses = (str(outcome.get("refused", mac)),)
        yield Vector(f"crypto/open/{kind}-{name}", "open", asked, (outcome,), says, clauses, given=hint)
