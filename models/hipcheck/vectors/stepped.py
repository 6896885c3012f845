"""What an implementation is asked about single steps."""

from collections.abc import Mapping

from hipcheck.vectors.asked import STATES
from hipcheck.vectors.fields import listed, record, ref, text
from hipcheck.vectors.operation import Operation

KINDS = ("I1", "R1", "I2", "R2", "UPDATE", "NOTIFY", "CLOSE", "CLOSE_ACK")
EVENTS = (*KINDS, "DATA", "start", "timeout", "data", "close")
_CHANGES = (
    record({"path": text("where"), "value": ref("value")}, "a field or an entry has a new value"),
    record({"path": text("where"), "gained": ref("value")}, "a set has a member more"),
    record({"path": text("where"), "lost": ref("value")}, "a set has a member less"),
)

STEPS: Mapping[str, Operation] = {
    "step": Operation(
        "Bring a host to a state by valid packets of a peer, and let one thing happen. Returned are its state, and the "
        "types of the HIP packets that it sent then.",
        record(
            {
                "state": {"enum": list(STATES)},
                "event": {"enum": list(EVENTS), "description": "a valid packet in capitals, or a local event"},
                "greater": {"type": "boolean", "description": "whether this host's HIT is greater than the peer's"},
                "case": text("what else matters, as the documentation lists; empty if nothing"),
                "wrong": text("what is wrong with the packet, as the documentation lists; empty if nothing"),
            }
        ),
        record({"state": {"enum": list(STATES)}, "sends": listed({"enum": list(KINDS)})}),
        "RFC 7401 4.4.3, 6",
    ),
    "rule": Operation(
        "Let one action of the specification happen in a world that is given whole. Cryptography is symbolic: a packet "
        "names the key and the identity behind its MAC and its signature. Returned are what hosts hold otherwise "
        "then, and what is sent.",
        record(
            {
                "specification": {"enum": ["exchange", "hip"]},
                "action": text("an action of the specification"),
                "arguments": ref("fields"),
                "world": ref("fields"),
            }
        ),
        record({"after": listed({"oneOf": list(_CHANGES)}), "sends": listed(ref("fields"))}),
        "the rules of the specification, each with its own clause",
    ),
}
