"""What an implementation is asked to play: whole exchanges."""

from collections.abc import Mapping

from hipcheck.vectors.fields import hexes, listed, number, record
from hipcheck.vectors.operation import Operation

STATES = ("UNASSOCIATED", "I1-SENT", "I2-SENT", "R2-SENT", "ESTABLISHED", "CLOSING", "CLOSED", "E-FAILED")

SECRETS = {
    "private_key": hexes(what="PKCS #8 in DER"),
    "puzzle_secret": hexes(
        what="of the Responder: #I is RHASH(secret, HIT-I, HIT-R, IP-I, IP-R) (RFC 7401 appendix A)"
    ),
    "j": hexes(what="of the Initiator: the #J that it tries first, and that solves the puzzle"),
    "iv": hexes(what="of the Initiator: the initialization vector of ENCRYPTED"),
    "dh_secrets": listed(hexes(), "its Diffie-Hellman secrets, in the order of their use; the first is of R1 or I2"),
    "spis": listed(number(32), "the SPIs that it takes, in their order"),
    "nonces": listed(hexes(), "what it puts into ECHO_REQUEST_SIGNED, in their order"),
}
CHOICES = {
    "groups": listed(number(8), "DH_GROUP_LIST"),
    "ciphers": listed(number(16), "HIP_CIPHER of R1; an I2 chooses the first that it finds there"),
    "esp_suites": listed(number(16), "ESP_TRANSFORM, in the same way"),
    "hit_suites": listed(number(4), "HIT_SUITE_LIST of R1"),
    "puzzle_k": number(8),
    "puzzle_lifetime": number(8, "as it stands in PUZZLE; its opaque data are zero"),
    "r1_counter": number(32),
    "encrypt_host_id": {"type": "boolean", "description": "whether an I2 hides HOST_ID in ENCRYPTED"},
}
_TIME = {"time": number(32, "milliseconds from the beginning")}
_EVENTS = (
    record({"event": {"const": "connect"}} | _TIME, "an exchange with the peer is to begin"),
    record(
        {
            "event": {"const": "receive"},
            "bytes": hexes(what="the HIP packet, its Checksum field zero as in UDP"),
            "source": hexes(16, "where it comes from"),
            "destination": hexes(16, "where it arrives"),
        }
        | _TIME,
        "a packet arrives",
    ),
    record(
        {
            "event": {"const": "addresses"},
            "addresses": listed(hexes(16), "where this host is from now on, the preferred address first"),
        }
        | _TIME,
        "this host moves",
    ),
    record(
        {
            "event": {"const": "rekey"},
            "fresh": {"type": "boolean", "description": "whether with a new Diffie-Hellman value"},
        }
        | _TIME,
        "both SAs are to be replaced",
    ),
    record({"event": {"const": "close"}} | _TIME, "the association is to be closed"),
)
_SENT = record(
    {
        "bytes": hexes(what="the HIP packet, its Checksum field zero"),
        "destination": hexes(16, "where it goes"),
        "signature_at": number(16, "where a signature begins that is randomized: it is verified, not compared"),
    },
    optional=("signature_at",),
)

EXCHANGES: Mapping[str, Operation] = {
    "play": Operation(
        "Be one end of an exchange, with these secrets and choices, and take events in turn. Returned is what is sent "
        "upon each, and the state at the end. All packets are in UDP, both ports 10500.",
        record(
            {
                "role": {"enum": ["initiator", "responder"]},
                "secrets": record(SECRETS),
                "choices": record(CHOICES, "what is offered or chosen, the most preferred first"),
                "peer": hexes(16, "the HIT of the peer"),
                "peer_address": hexes(16, "where it is at first"),
                "addresses": listed(hexes(16), "where this host is at first"),
                "events": listed({"oneOf": list(_EVENTS)}),
            }
        ),
        record({"sent": listed(listed(_SENT)), "state": {"enum": list(STATES)}}),
        "RFC 7401 4.1, 6; RFC 7402 5.2, 6; RFC 8046 3.2, 5",
    ),
}
