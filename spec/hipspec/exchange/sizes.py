"""How many bytes each packet takes, from the real layouts.

What the lists hold: R1 offers three groups, two ciphers, three HIT suites, one transport format and two ESP suites; I2
chooses one of each. R1 and I2 carry the R1 counter, no domain identifier and no echo; a LOCATOR_SET lists one address;
an echo is 8 bytes long. Longer lists and options make packets longer: a bound that is proved with these numbers is one
for these contents.
"""

from collections.abc import Mapping
from enum import Enum

from hipspec.exchange.layouts import PACKET_LIMIT, Carried, Suite, packet_bytes

__all__ = [
    "AMPLIFICATION_LIMIT",
    "IPV4_HEADER",
    "IPV6_HEADER",
    "PACKETS",
    "PADDED_I1",
    "SIZES",
    "SUITES",
    "UDP_ENCAPSULATION",
    "Profile",
    "padded_i1",
]

# What stands in front of a HIP packet on the wire, in bytes. UDP: its header and four bytes of zeros (RFC 9028 5.1).
IPV4_HEADER = 20
IPV6_HEADER = 40
UDP_ENCAPSULATION = 8 + 4

# How many bytes a host that keeps to the padded profile sends at most to an address that proved nothing, for each byte
# that came from it; the number is that of RFC 9000 8.1.
AMPLIFICATION_LIMIT = 3

ECHO_BYTES = 8


class Profile(Enum):
    """A choice of Host Identity, HIT suite and Diffie-Hellman group for both ends."""

    RSA_2048_GROUP_3 = "RSA 2048, HIT suite 1, group 3"
    RSA_2048_GROUP_7 = "RSA 2048, HIT suite 1, group 7"
    RSA_3072_GROUP_4 = "RSA 3072, HIT suite 1, group 4"
    ECDSA_P256_GROUP_7 = "ECDSA P-256, HIT suite 2, group 7"
    ECDSA_P384_GROUP_8 = "ECDSA P-384, HIT suite 2, group 8"
    ECDSA_P384_GROUP_8_ENCRYPTED = "ECDSA P-384, HIT suite 2, group 8, the Initiator's identity encrypted"
    ECDSA_LOW_GROUP_10 = "ECDSA_LOW, HIT suite 3, group 10"
    EDDSA_GROUP_7 = "Ed25519, HIT suite 5, group 7"


def rsa(bits: int, public_value: int) -> Suite:
    """RSA with the exponent 65537 (RFC 3110 2: one byte of length, 3 of exponent, the modulus) and SHA-256."""
    modulus = bits // 8
    return Suite(host_identity=1 + 3 + modulus, signature=modulus, rhash=32, public_value=public_value)


def ecdsa(field: int, public_value: int, *, encrypted: bool = False) -> Suite:
    """ECDSA (RFC 7401 5.2.9: a curve number and both coordinates) and SHA-384; a signature is two numbers."""
    return Suite(
        host_identity=2 + 2 * field,
        signature=2 * field,
        rhash=48,
        public_value=public_value,
        encrypted=encrypted,
    )


SUITES: Mapping[Profile, Suite] = {
    # Public values: a MODP group's is as long as its prime, a curve's is both coordinates (RFC 7401 5.2.7).
    Profile.RSA_2048_GROUP_3: rsa(2048, public_value=1536 // 8),
    Profile.RSA_2048_GROUP_7: rsa(2048, public_value=2 * 32),
    Profile.RSA_3072_GROUP_4: rsa(3072, public_value=3072 // 8),
    Profile.ECDSA_P256_GROUP_7: ecdsa(32, public_value=2 * 32),
    Profile.ECDSA_P384_GROUP_8: ecdsa(48, public_value=2 * 48),
    Profile.ECDSA_P384_GROUP_8_ENCRYPTED: ecdsa(48, public_value=2 * 48, encrypted=True),
    # SECP160R1 and SHA-1: the order of the curve has 161 bits, so that each number of a signature takes 21 bytes.
    Profile.ECDSA_LOW_GROUP_10: Suite(host_identity=2 + 2 * 20, signature=2 * 21, rhash=20, public_value=2 * 20),
    # RFC 9374 3.4: a curve number, two bytes of zeros, the key. It leaves the length of RHASH open: 32 is assumed.
    Profile.EDDSA_GROUP_7: Suite(host_identity=2 + 2 + 32, signature=64, rhash=32, public_value=2 * 32),
}

# What each packet carries, in the order of type numbers; "IDENTITY" is HOST_ID or ENCRYPTED, as the suite says.
OFFER = (
    Carried("R1_COUNTER"),
    Carried("PUZZLE"),
    Carried("DH_GROUP_LIST", items=3),
    Carried("DIFFIE_HELLMAN"),
    Carried("HIP_CIPHER", items=2),
    Carried("HOST_ID"),
    Carried("HIT_SUITE_LIST", items=3),
    Carried("TRANSPORT_FORMAT_LIST"),
    Carried("ESP_TRANSFORM", items=2),
    Carried("HIP_SIGNATURE_2"),
)
PROOF = (Carried("HIP_MAC"), Carried("HIP_SIGNATURE"))
PACKETS: Mapping[str, tuple[Carried, ...]] = {
    "I1": (Carried("DH_GROUP_LIST", items=3),),
    "R1": OFFER,
    "I2": (
        Carried("ESP_INFO"),
        Carried("R1_COUNTER"),
        Carried("SOLUTION"),
        Carried("DIFFIE_HELLMAN"),
        Carried("HIP_CIPHER"),
        Carried("IDENTITY"),
        Carried("TRANSPORT_FORMAT_LIST"),
        Carried("ESP_TRANSFORM"),
        *PROOF,
    ),
    "R2": (Carried("ESP_INFO"), Carried("HIP_MAC_2"), Carried("HIP_SIGNATURE")),
    # The three UPDATEs of a move without new keys (RFC 8046 3.2.1).
    "UPDATE 1": (Carried("ESP_INFO"), Carried("LOCATOR_SET"), Carried("SEQ"), *PROOF),
    "UPDATE 2": (
        Carried("ESP_INFO"),
        Carried("SEQ"),
        Carried("ACK"),
        Carried("ECHO_REQUEST_SIGNED", items=ECHO_BYTES),
        *PROOF,
    ),
    "UPDATE 3": (Carried("ACK"), Carried("ECHO_RESPONSE_SIGNED", items=ECHO_BYTES), *PROOF),
    # One notification without data. It has no HIP_MAC (RFC 7401 5.3.6).
    "NOTIFY": (Carried("NOTIFICATION", items=0), Carried("HIP_SIGNATURE")),
    "CLOSE": (Carried("ECHO_REQUEST_SIGNED", items=ECHO_BYTES), *PROOF),
    "CLOSE_ACK": (Carried("ECHO_RESPONSE_SIGNED", items=ECHO_BYTES), *PROOF),
    # What a rendezvous server passes on, and the answer that names it (RFC 8004 4.3).
    "I1 relayed": (Carried("DH_GROUP_LIST", items=3), Carried("FROM"), Carried("RVS_HMAC")),
    "R1 after a relay": (*OFFER, Carried("VIA_RVS")),
}


def carried_by(packet: str, suite: Suite) -> tuple[Carried, ...]:
    """What a packet carries for this suite, one of `PACKETS` by name."""
    identity = "ENCRYPTED" if suite.encrypted else "HOST_ID"
    return tuple(Carried(identity) if one.name == "IDENTITY" else one for one in PACKETS[packet])


# Of the HIP packets themselves, in bytes.
SIZES: Mapping[Profile, Mapping[str, int]] = {
    profile: {name: packet_bytes(suite, carried_by(name, suite)) for name in PACKETS}
    for profile, suite in SUITES.items()
}


def padded_i1(profile: Profile, answer: str = "R1", overhead: int = 0) -> int:
    """The least I1, of the sizes that padding leads to, that its answer is at most three times as long as.

    Args:
        profile: the choice of algorithms.
        answer: what is sent back, one of `PACKETS`.
        overhead: what stands in front of both packets, in bytes; 0 counts HIP alone. Less padding does with it.

    Returns:
        The length of that I1, in bytes, without the overhead.

    Raises:
        ValueError: no I1 can be that long.
    """
    suite, answered = SUITES[profile], SIZES[profile][answer]
    # The contents of PADDING that fill whole words; no padding at all comes first.
    padded = [(*PACKETS["I1"], Carried("PADDING", items=length)) for length in range(4, PACKET_LIMIT, 8)]
    for size in (packet_bytes(suite, carried) for carried in (PACKETS["I1"], *padded)):
        if answered + overhead <= AMPLIFICATION_LIMIT * (size + overhead) and size <= PACKET_LIMIT:
            return size
    raise ValueError(f"{profile.value}: {answered} bytes are more than three times the longest I1")


# The least padded I1 in a direct exchange, counting HIP alone, in bytes.
PADDED_I1: Mapping[Profile, int] = {profile: padded_i1(profile) for profile in Profile}
