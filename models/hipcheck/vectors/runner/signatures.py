"""Signatures that are randomized: they are verified, and what stands before them is compared."""

from cryptography.hazmat.primitives.serialization import load_der_private_key

from hipcheck.vectors.model import Json
from hipway.identity import HostIdentity, from_key
from hipway.wire.packet import parse
from hipway.wire.parameters import HipSignature, HipSignature2
from hipway.wire.protection import covered, covered_signature2
from hipway.wire.refusal import Malformed


def settled(vector: Json, result: Json) -> Json:
    """Return what was played with the expected bytes in place of packets that differ in a right signature alone."""
    expected = vector["allowed"][0]["result"]["sent"]
    found = result.get("sent")
    if not any("signature_at" in each for step in expected for each in step) or not isinstance(found, list):
        return result
    key = load_der_private_key(bytes.fromhex(vector["input"]["secrets"]["private_key"]), None)
    signer = from_key(key).public
    steps = [
        [_settled(one, other, signer) for one, other in zip(step, answer, strict=True)]
        if isinstance(answer, list) and len(step) == len(answer)
        else answer
        for step, answer in zip(expected, found, strict=False)
    ]
    return {**result, "sent": [*steps, *found[len(steps) :]]}


def _settled(expected: Json, found: object, signer: HostIdentity) -> object:
    if not isinstance(found, dict) or "signature_at" not in expected:
        return found
    try:
        raw = bytes.fromhex(found["bytes"])
    except (KeyError, TypeError, ValueError):
        return found
    if len(raw) != len(expected["bytes"]) // 2 or not _right(raw, expected, signer):
        return found
    return {**found, "bytes": expected["bytes"]}


def _right(raw: bytes, expected: Json, signer: HostIdentity) -> bool:
    at = expected["signature_at"]
    if raw[:at] != bytes.fromhex(expected["bytes"])[:at]:
        return False
    try:
        received = parse(raw)
    except Malformed:
        return False
    plain, second = received.find(HipSignature), received.find(HipSignature2)
    if second is not None:
        return signer.algorithm == second[0].algorithm and signer.verify(
            second[0].signature, covered_signature2(raw, second[1])
        )
    return (
        plain is not None
        and signer.algorithm == plain[0].algorithm
        and signer.verify(plain[0].signature, covered(raw, plain[1]))
    )


def without_hints(result: Json) -> Json:
    """Return what is expected to be played, as a client returns it."""
    sent = [[{name: each[name] for name in ("bytes", "destination")} for each in step] for step in result["sent"]]
    return {**result, "sent": sent}
