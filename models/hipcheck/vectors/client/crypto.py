"""What our cryptography answers."""

from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.serialization import load_der_private_key

from hipcheck.vectors.client.faults import Unsupported
from hipcheck.vectors.model import Json
from hipway.crypto import ciphers, hit
from hipway.crypto.ecdsa import ECDSA
from hipway.crypto.faults import PeerFaultError
from hipway.crypto.groups import GROUPS, EcpExponent, EcpGroup, Exponent, ModpExponent, ModpGroup
from hipway.crypto.keymat import Keymat, esp_keys, hip_keys
from hipway.crypto.puzzle import solves
from hipway.crypto.suites import RHASH, Rhash, equal
from hipway.esp.suites import ESP_SUITES
from hipway.identity import from_host_id, from_key
from hipway.wire.numbers import Algorithm
from hipway.wire.packet import Received, parse, parse_parameters
from hipway.wire.parameters import HipMac, HipMac2, HipSignature, HipSignature2, HostId
from hipway.wire.protection import covered, covered_mac2, covered_signature2


def rhash_of(suite: int) -> Rhash:
    """Return the hash of a HIT suite.

    Raises:
        Unsupported: we don't have it.
    """
    if suite not in RHASH:
        raise Unsupported(f"HIT suite {suite}")
    return RHASH[suite]


def exponent_of(number: int, secret: bytes) -> Exponent:
    """Return a secret of a group, given as a number.

    Raises:
        Unsupported: we don't have the group.
    """
    group = GROUPS.get(number)
    if isinstance(group, EcpGroup):
        return EcpExponent(group, int.from_bytes(secret, "big"))
    if isinstance(group, ModpGroup):
        return ModpExponent(group, int.from_bytes(secret, "big"))
    raise Unsupported(f"Diffie-Hellman group {number}")


def _raw(given: Json, *names: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(given[name]) for name in names)


def _hash(given: Json) -> Json:
    return {"hash": rhash_of(given["suite"]).digest(*_raw(given, "data")).hex()}


def _mac(given: Json) -> Json:
    key, data = _raw(given, "key", "data")
    return {"mac": rhash_of(given["suite"]).hmac(key, data).hex()}


def _hit(given: Json) -> Json:
    identity = from_host_id(HostId(given["algorithm"], bytes.fromhex(given["host_identity"])))
    return {"hit": identity.hit.hex(), "suite": hit.suite_of(identity.hit)}


def _puzzle(given: Json) -> Json:
    i, j, initiator, responder = _raw(given, "i", "j", "hit_initiator", "hit_responder")
    return {"solved": solves(rhash_of(given["suite"]), i, j, given["k"], initiator, responder)}


def _dh_public(given: Json) -> Json:
    return {"public_value": exponent_of(given["group"], *_raw(given, "secret")).public.hex()}


def _dh_shared(given: Json) -> Json:
    secret, public = _raw(given, "secret", "public_value")
    return {"kij": exponent_of(given["group"], secret).shared(public).hex()}


def _keymat_of(given: Json, one: bytes, other: bytes) -> Keymat:
    kij, i, j = _raw(given, "kij", "i", "j")
    return Keymat(rhash_of(given["suite"]), kij, i, j, one, other)


def _keymat(given: Json) -> Json:
    one, other = map(bytes.fromhex, given["hits"])
    return {"keymat": _keymat_of(given, one, other).draw(0, given["size"]).hex()}


def _hip_keys(given: Json) -> Json:
    ours, peer = _raw(given, "ours", "peer")
    if given["cipher"] not in ciphers.KEY_SIZES:
        raise Unsupported(f"cipher {given['cipher']}")
    keys = hip_keys(_keymat_of(given, ours, peer), given["cipher"], rhash_of(given["suite"]), ours, peer)
    return {
        "encrypt_out": keys.encrypt_out.hex(),
        "mac_out": keys.mac_out.hex(),
        "encrypt_in": keys.encrypt_in.hex(),
        "mac_in": keys.mac_in.hex(),
        "index": keys.index,
    }


def _esp_keys(given: Json) -> Json:
    ours, peer = _raw(given, "ours", "peer")
    suite = ESP_SUITES.get(given["esp_suite"])
    if suite is None:
        raise Unsupported(f"ESP suite {given['esp_suite']}")
    sizes = suite.encrypt_size, suite.auth_size
    keys = esp_keys(_keymat_of(given, ours, peer), given["index"], *sizes, ours, peer)
    return {
        "encrypt_out": keys.encrypt_out.hex(),
        "auth_out": keys.auth_out.hex(),
        "encrypt_in": keys.encrypt_in.hex(),
        "auth_in": keys.auth_in.hex(),
        "index": keys.index,
    }


def _encrypt(given: Json) -> Json:
    return {"data": ciphers.encrypt(_cipher(given), *_raw(given, "key", "iv", "plaintext")).hex()}


def _decrypt(given: Json) -> Json:
    return {"plaintext": ciphers.decrypt(_cipher(given), *_raw(given, "key", "data")).hex()}


def _cipher(given: Json) -> int:
    if given["cipher"] not in ciphers.KEY_SIZES:
        raise Unsupported(f"cipher {given['cipher']}")
    return int(given["cipher"])


def _sign(given: Json) -> Json:
    key, data = _raw(given, "private_key", "data")
    identity = from_key(load_der_private_key(key, None))
    randomized = identity.public.algorithm == Algorithm.ECDSA and not ECDSA.deterministic_signing
    if randomized or identity.public.algorithm == Algorithm.RSA:
        raise Unsupported("signatures are randomized")
    return {"signature": identity.sign(data).hex()}


def _verify(given: Json) -> Json:
    host_identity, data, signature = _raw(given, "host_identity", "data", "signature")
    return {"valid": from_host_id(HostId(given["algorithm"], host_identity)).verify(signature, data)}


def _open(given: Json) -> Json:
    raw, host_id = _raw(given, "bytes", "host_id")
    received = parse(raw)
    if "mac_key" in given:
        _check_mac(received, rhash_of(given["suite"]), bytes.fromhex(given["mac_key"]), host_id)
    (identity,) = parse_parameters(host_id)
    plain, second = received.find(HipSignature), received.find(HipSignature2)
    signature: HipSignature | HipSignature2
    if second is not None:
        signature, text = second[0], covered_signature2(raw, second[1])
    elif plain is not None:
        signature, text = plain[0], covered(raw, plain[1])
    else:
        raise PeerFaultError("there is no signature", "RFC 7401 6.4.2")
    if not isinstance(identity, HostId):
        raise TypeError("`host_id` is no HOST_ID")
    known = from_host_id(identity)
    if signature.algorithm != known.algorithm or not known.verify(signature.signature, text):
        raise PeerFaultError("the signature does not verify", "RFC 7401 6.4.2")
    return {}


def _check_mac(received: Received, rhash: Rhash, key: bytes, host_id: bytes) -> None:
    plain, second = received.find(HipMac), received.find(HipMac2)
    if plain is not None:
        mac, text = plain[0].mac, covered(received.raw, plain[1])
    elif second is not None:
        mac, text = second[0].mac, covered_mac2(received.raw, second[1], host_id)
    else:
        raise PeerFaultError("there is no MAC", "RFC 7401 6.4.1")
    if not equal(rhash.hmac(key, text), mac):
        raise PeerFaultError("the MAC does not verify", "RFC 7401 6.4.1")


ANSWERS: Mapping[str, Callable[[Json], Json]] = {
    "hash": _hash,
    "mac": _mac,
    "hit": _hit,
    "puzzle": _puzzle,
    "dh-public": _dh_public,
    "dh-shared": _dh_shared,
    "keymat": _keymat,
    "hip-keys": _hip_keys,
    "esp-keys": _esp_keys,
    "encrypt": _encrypt,
    "decrypt": _decrypt,
    "sign": _sign,
    "verify": _verify,
    "open": _open,
}
