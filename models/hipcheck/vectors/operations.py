"""What an implementation is asked: each operation with what it is given and what it returns."""

from collections.abc import Mapping
from types import MappingProxyType

from hipcheck.vectors.asked import EXCHANGES
from hipcheck.vectors.fields import hexes, listed, number, record, ref
from hipcheck.vectors.operation import Operation
from hipcheck.vectors.stepped import STEPS

_SUITE = number(4, "a HIT suite")
_BYTES = record({"bytes": hexes()})
_DERIVED = {
    "suite": _SUITE,
    "kij": hexes(what="the Diffie-Hellman secret"),
    "i": hexes(what="#I of the puzzle"),
    "j": hexes(what="#J of its solution"),
}
_ENDS = {"ours": hexes(16, "the HIT of this end"), "peer": hexes(16, "the HIT of the other end")}
_IDENTITY = {"algorithm": number(16), "host_identity": hexes(what="the field Host Identity of HOST_ID")}

_CODEC = {
    "parse": Operation(
        "Read a packet. One that is malformed is refused.",
        record({"bytes": hexes()}),
        record({"packet": ref("packet")}),
        "RFC 7401 5.1, 5.2",
    ),
    "build": Operation(
        "Write a packet, its Checksum field zero, its parameters in the order of their types.",
        record({"packet": ref("packet")}),
        _BYTES,
        "RFC 7401 5.1, 5.2",
    ),
    "check": Operation(
        "Read a packet and look whether it has what its type must contain. No signature or MAC is verified.",
        record({"bytes": hexes()}),
        record({}),
        "RFC 7401 5.3, RFC 7402 5.2.1",
    ),
    "checksum": Operation(
        "Return the checksum of a packet right over IP, whatever its Checksum field says. IPv4 addresses are mapped.",
        record({"bytes": hexes(), "source": hexes(16), "destination": hexes(16)}),
        record({"checksum": hexes(2)}),
        "RFC 7401 5.1.1",
    ),
    "classify": Operation(
        "Say what a UDP datagram on port 10500 holds.",
        record({"datagram": hexes()}),
        record({"holds": {"enum": ["HIP", "ESP", "KEEPALIVE", "STUN", "NOTHING"]}}),
        "RFC 5770 5.1, RFC 3948 2",
    ),
    "cover": Operation(
        "Return the bytes that a MAC or signature in a packet covers; `host_id` is the Responder's HOST_ID parameter, "
        "which HIP_MAC_2 covers too.",
        record(
            {
                "bytes": hexes(),
                "parameter": {"enum": ["HIP_MAC", "HIP_MAC_2", "HIP_SIGNATURE", "HIP_SIGNATURE_2"]},
                "host_id": hexes(),
            },
            optional=("host_id",),
        ),
        _BYTES,
        "RFC 7401 5.2.12 to 5.2.15, 6.4",
    ),
}
_CRYPTO = {
    "hash": Operation(
        "Return RHASH of some bytes. For suite 5, whose length RFC 9374 leaves open, 32 bytes are taken.",
        record({"suite": _SUITE, "data": hexes()}),
        record({"hash": hexes()}),
        "RFC 7401 3.2, RFC 9374 3.4.2",
    ),
    "mac": Operation(
        "Return the MAC of some bytes: HMAC with RHASH, KMAC128 of 32 bytes for suite 5.",
        record({"suite": _SUITE, "key": hexes(), "data": hexes()}),
        record({"mac": hexes()}),
        "RFC 7401 6.4.1, RFC 9374 3.4.2",
    ),
    "hit": Operation(
        "Return the HIT of a Host Identity. One that is malformed, or of a kind that is not accepted, is refused.",
        record(_IDENTITY),
        record({"hit": hexes(16), "suite": _SUITE}),
        "RFC 7401 3.2, 5.2.9, RFC 7343 2",
    ),
    "puzzle": Operation(
        "Say whether #J solves a puzzle.",
        record(
            {
                "suite": _SUITE,
                "k": number(8),
                "i": hexes(),
                "j": hexes(),
                "hit_initiator": hexes(16),
                "hit_responder": hexes(16),
            }
        ),
        record({"solved": {"type": "boolean"}}),
        "RFC 7401 6.3",
    ),
    "dh-public": Operation(
        "Return the public value of a secret, as it stands in DIFFIE_HELLMAN. The secret is a big-endian number.",
        record({"group": number(8), "secret": hexes()}),
        record({"public_value": hexes()}),
        "RFC 7401 5.2.7, RFC 3526, RFC 5903",
    ),
    "dh-shared": Operation(
        "Return Kij, as long as the modulus or the field. A public value that is none of the group is refused.",
        record({"group": number(8), "secret": hexes(), "public_value": hexes()}),
        record({"kij": hexes()}),
        "RFC 7401 5.2.7, 6.5, RFC 5903",
    ),
    "keymat": Operation(
        "Return so many bytes of the keying material of two HITs, which come in any order.",
        record(_DERIVED | {"hits": {**listed(hexes(16)), "minItems": 2, "maxItems": 2}, "size": number(16)}),
        record({"keymat": hexes()}),
        "RFC 7401 6.5, RFC 5869",
    ),
    "hip-keys": Operation(
        "Return the keys that protect HIP packets, as one end sees them, and where the next key begins.",
        record(_DERIVED | {"cipher": number(16)} | _ENDS),
        record(
            {
                "encrypt_out": hexes(),
                "mac_out": hexes(),
                "encrypt_in": hexes(),
                "mac_in": hexes(),
                "index": number(16),
            }
        ),
        "RFC 7401 6.5",
    ),
    "esp-keys": Operation(
        "Return the keys of a pair of ESP SAs that begin at an index; what is drawn for encryption holds the salt too.",
        record(_DERIVED | {"esp_suite": number(16), "index": number(16)} | _ENDS),
        record(
            {
                "encrypt_out": hexes(),
                "auth_out": hexes(),
                "encrypt_in": hexes(),
                "auth_in": hexes(),
                "index": number(16),
            }
        ),
        "RFC 7402 7",
    ),
    "encrypt": Operation(
        "Return the data of ENCRYPTED: the initialization vector, where the cipher has one, and the ciphertext.",
        record({"cipher": number(16), "key": hexes(), "iv": hexes(), "plaintext": hexes()}),
        record({"data": hexes()}),
        "RFC 7401 5.2.18",
    ),
    "decrypt": Operation(
        "Return the plaintext of ENCRYPTED. Data that no plaintext encrypts to is refused.",
        record({"cipher": number(16), "key": hexes(), "data": hexes()}),
        record({"plaintext": hexes()}),
        "RFC 7401 5.2.18",
    ),
    "sign": Operation(
        "Return the signature of some bytes, the ECDSA nonce by RFC 6979. The private key is PKCS #8 in DER. Who draws "
        "nonces at random answers unsupported.",
        record({"private_key": hexes(), "data": hexes()}),
        record({"signature": hexes()}),
        "RFC 7401 5.2.9, 5.2.14",
    ),
    "verify": Operation(
        "Say whether a signature of some bytes is right, by the Host Identity of whoever made it.",
        record(_IDENTITY | {"data": hexes(), "signature": hexes()}),
        record({"valid": {"type": "boolean"}}),
        "RFC 7401 5.2.9, 5.2.14, RFC 9374 3.4.1",
    ),
    "open": Operation(
        "Verify a packet of an association: its HIP_MAC or HIP_MAC_2 under a key (but for an R1 or NOTIFY, which has "
        "none), then its signature. `host_id` is the HOST_ID parameter of the sender. What does not verify is refused.",
        record(
            {"bytes": hexes(), "suite": _SUITE, "mac_key": hexes(), "host_id": hexes()},
            optional=("mac_key",),
        ),
        record({}),
        "RFC 7401 6.4",
    ),
}

OPERATIONS: Mapping[str, Operation] = MappingProxyType({**_CODEC, **_CRYPTO, **EXCHANGES, **STEPS})
