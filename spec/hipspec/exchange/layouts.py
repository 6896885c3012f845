"""The layouts of HIP's parameters: how many bytes each takes on the wire, for a choice of algorithms."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["HEADER", "PACKET_LIMIT", "PARAMETERS", "Carried", "Parameter", "Suite", "packet_bytes", "parameter_bytes"]

# The fixed header (RFC 7401 5.1).
HEADER = 40
# Header Length has 8 bits and counts units of 8 bytes after the first 8 (RFC 7401 5.1).
PACKET_LIMIT = 2048

# ENCRYPTED with AES in CBC mode (RFC 7401 5.2.18): a reserved word, an initialization vector, whole blocks.
RESERVED_WORD = 4
AES_BLOCK = 16


@dataclass(frozen=True)
class Suite:
    """The algorithms of an exchange, as the lengths that they lead to, in bytes.

    Attributes:
        host_identity: the field Host Identity of HOST_ID (RFC 7401 5.2.9).
        signature: one signature of that identity, without its algorithm number.
        rhash: one output of RHASH, which is the length of I, of J and of a HIP_MAC (RFC 7401 3.2, 5.2.4, 5.2.12).
        public_value: the Public Value of DIFFIE_HELLMAN for the group (RFC 7401 5.2.7).
        encrypted: whether I2 carries the Host Identity in ENCRYPTED, with AES in CBC mode.
    """

    host_identity: int
    signature: int
    rhash: int
    public_value: int
    encrypted: bool = False


@dataclass(frozen=True)
class Parameter:
    """A parameter of HIP.

    Attributes:
        type: its type number; an odd one is critical (RFC 7401 5.2.1).
        contents: the length of its contents in bytes, which the field Length holds, by the suite and by how many items
            it lists (bytes, where it is opaque).
    """

    type: int
    contents: Callable[[Suite, int], int]


@dataclass(frozen=True)
class Carried:
    """A parameter of a packet.

    Attributes:
        name: the parameter, one of `PARAMETERS`.
        items: how many items it lists; of no meaning for one that lists none.
    """

    name: str
    items: int = 1


def parameter_bytes(length: int) -> int:
    """What a parameter takes with type, length and padding, from its field Length (RFC 7401 5.2.1), in bytes."""
    return 11 + length - (length + 3) % 8


def host_id(suite: Suite) -> int:
    """The contents of HOST_ID without a Domain Identifier, in bytes (RFC 7401 5.2.9)."""
    return 6 + suite.host_identity


def encrypted_host_id(suite: Suite) -> int:
    """The contents of ENCRYPTED around HOST_ID, in bytes (RFC 7401 5.2.18).

    The padding to whole blocks is of PKCS 5: it is never empty.
    """
    plain = parameter_bytes(host_id(suite))
    return RESERVED_WORD + AES_BLOCK + (plain // AES_BLOCK + 1) * AES_BLOCK


# In the order of type numbers, which is the order on the wire (RFC 7401 5.2.1).
PARAMETERS = {
    # RFC 7402 5.1.1
    "ESP_INFO": Parameter(65, lambda _suite, _items: 12),
    # RFC 7401 5.2.3
    "R1_COUNTER": Parameter(129, lambda _suite, _items: 12),
    # RFC 8046 4: locators of type 1, each an SPI and an address after 8 bytes
    "LOCATOR_SET": Parameter(193, lambda _suite, items: (8 + 20) * items),
    # RFC 7401 5.2.4: K, Lifetime, Opaque, I
    "PUZZLE": Parameter(257, lambda suite, _items: 4 + suite.rhash),
    # RFC 7401 5.2.5: K, Reserved, Opaque, I, J
    "SOLUTION": Parameter(321, lambda suite, _items: 4 + 2 * suite.rhash),
    # RFC 7401 5.2.16
    "SEQ": Parameter(385, lambda _suite, _items: 4),
    # RFC 7401 5.2.17
    "ACK": Parameter(449, lambda _suite, items: 4 * items),
    # RFC 7401 5.2.6
    "DH_GROUP_LIST": Parameter(511, lambda _suite, items: items),
    # RFC 7401 5.2.7: Group ID, Public Value Length, Public Value
    "DIFFIE_HELLMAN": Parameter(513, lambda suite, _items: 3 + suite.public_value),
    # RFC 7401 5.2.8
    "HIP_CIPHER": Parameter(579, lambda _suite, items: 2 * items),
    # RFC 7401 5.2.18
    "ENCRYPTED": Parameter(641, lambda suite, _items: encrypted_host_id(suite)),
    # RFC 7401 5.2.9
    "HOST_ID": Parameter(705, lambda suite, _items: host_id(suite)),
    # RFC 7401 5.2.10
    "HIT_SUITE_LIST": Parameter(715, lambda _suite, items: items),
    # RFC 7401 5.2.19: Reserved, Notify Message Type, data
    "NOTIFICATION": Parameter(832, lambda _suite, items: 4 + items),
    # RFC 7401 5.2.20
    "ECHO_REQUEST_SIGNED": Parameter(897, lambda _suite, items: items),
    # RFC 7401 5.2.22
    "ECHO_RESPONSE_SIGNED": Parameter(961, lambda _suite, items: items),
    # RFC 7401 5.2.11
    "TRANSPORT_FORMAT_LIST": Parameter(2049, lambda _suite, items: 2 * items),
    # RFC 7402 5.1.2: Reserved, suites
    "ESP_TRANSFORM": Parameter(4095, lambda _suite, items: 2 + 2 * items),
    # RFC 7401 5.2: of a type for private use, even and so not critical; whoever doesn't know it skips it
    "PADDING": Parameter(32768, lambda _suite, items: items),
    # RFC 7401 5.2.12
    "HIP_MAC": Parameter(61505, lambda suite, _items: suite.rhash),
    # RFC 7401 5.2.13
    "HIP_MAC_2": Parameter(61569, lambda suite, _items: suite.rhash),
    # RFC 7401 5.2.15: SIG alg, signature
    "HIP_SIGNATURE_2": Parameter(61633, lambda suite, _items: 2 + suite.signature),
    # RFC 7401 5.2.14
    "HIP_SIGNATURE": Parameter(61697, lambda suite, _items: 2 + suite.signature),
    # RFC 8004 4.2.2
    "FROM": Parameter(65498, lambda _suite, _items: 16),
    # RFC 8004 4.2.1
    "RVS_HMAC": Parameter(65500, lambda suite, _items: suite.rhash),
    # RFC 8004 4.2.3
    "VIA_RVS": Parameter(65502, lambda _suite, items: 16 * items),
}


def packet_bytes(suite: Suite, carried: tuple[Carried, ...]) -> int:
    """What a whole HIP packet takes, from its header to its last parameter, in bytes."""
    return HEADER + sum(parameter_bytes(PARAMETERS[one.name].contents(suite, one.items)) for one in carried)
