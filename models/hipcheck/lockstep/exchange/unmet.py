"""Guards that no walk can see refused, and actions that no engine takes: each with the reason."""

from collections.abc import Mapping

__all__ = ["ABSENT", "BY_APPLICATIONS", "UNMET"]

_BY_ITSELF = "a host that takes this step by itself when it may not is a difference; a right one does not try to"
_KIND = "the kind of a packet says which rule looks at it"
_LAYOUT = "a packet without it breaks the layout, and is no packet here"

BY_APPLICATIONS = frozenset(
    {
        ("start_exchange", "no exchange with this peer is under way"),
        ("close_idle", "the association is established"),
        ("send_payload", "the association is active"),
        ("send_update", "the association is established"),
    }
)
"""Guards of what applications ask for: an engine that is asked, and does nothing, has refused."""

UNMET: Mapping[tuple[str, str], str] = {
    ("retransmit_i1", "the association waits for an R1"): _BY_ITSELF,
    ("retransmit_i1", "it was sent again fewer than I1_RETRIES_MAX times"): _BY_ITSELF,
    ("give_up_i1", "the association waits for an R1"): _BY_ITSELF,
    ("give_up_i1", "every retransmission was used"): _BY_ITSELF,
    ("retransmit_i2", "the association waits for an R2"): _BY_ITSELF,
    ("retransmit_i2", "it was sent again fewer than I2_RETRIES_MAX times"): _BY_ITSELF,
    ("give_up_i2", "the association waits for an R2"): _BY_ITSELF,
    ("give_up_i2", "every retransmission was used"): _BY_ITSELF,
    ("leave_failed", "the exchange failed"): _BY_ITSELF,
    ("complete_exchange", "the association waits for the peer's first packet"): _BY_ITSELF,
    ("retransmit_close", "the association is closing"): _BY_ITSELF,
    ("retransmit_close", "the closing has lasted no longer than UAL+MSL"): _BY_ITSELF,
    ("give_up_closing", "the association is closing"): _BY_ITSELF,
    ("give_up_closing", "the closing has lasted longer than UAL+MSL"): _BY_ITSELF,
    ("forget_closed", "the association is closed"): _BY_ITSELF,
    ("renew_r1", "the difficulty is a number of bits"): _BY_ITSELF,
    ("answer_i1", "the group is our first that the I1 offers"): "the group is the engine's answer, which must fit",
    ("answer_i1", "the packet is an I1"): _KIND,
    ("verify_r1", "the packet is an R1"): _KIND,
    ("receive_i2", "the packet is an I2"): _KIND,
    ("repeat_r2", "the packet is an I2"): _KIND,
    ("receive_r2", "the packet is an R2"): _KIND,
    ("hear_from_peer", "the packet is payload or an UPDATE"): _KIND,
    ("verify_update", "the packet is an UPDATE"): _KIND,
    ("receive_close", "the packet is a CLOSE"): _KIND,
    ("receive_close_ack", "the packet is a CLOSE_ACK"): _KIND,
    ("receive_notify", "the packet is a NOTIFY"): _KIND,
    ("verify_r1", "the R1 carries a PUZZLE"): _LAYOUT,
    ("receive_close", "the CLOSE carries an ECHO_REQUEST_SIGNED"): _LAYOUT,
    (
        "answer_i1",
        "the I1 is at least a third as long as the R1",
    ): "an engine answers I1s of any length (`READINGS`)",
    ("verify_r1", "the lifetime of the puzzle has not ended"): "puzzles here are solved at once",
    ("meet_by_address", "the association waits for an R1"): "an R1 of a stranger is one that an unnamed I1 waits for",
    ("meet_by_address", "the R1 is not our own"): "a packet from this host itself is dropped before any rule",
    ("restart_with_newer_r1", "the association waits for an R2"): "a newer R1 is one that comes in I2-SENT",
    ("repeat_r2", "the association was set up by an I2"): "an I2 is a repeated one only where it was answered",
    ("repeat_r2", "this end answered the I2"): "an I2 is a repeated one only where it was answered",
    ("repeat_r2", "the I2 is the one that was answered"): "another I2 is not a repeated one: its solution was used",
    (
        "is_our_puzzle",
        "the puzzle was made for this Responder",
    ): "each identity of an engine has secrets of its own, so that the puzzle of another one fails on its secret",
}
"""The guards that no walk can see refused."""

_ATTACKER = "what the attacker can do is for the proofs; here its packets are put on the network as they are"

ABSENT: Mapping[str, str] = {
    "overhear": _ATTACKER,
    "forge": _ATTACKER,
    "send_copy": _ATTACKER,
    "rewrite_r1": _ATTACKER,
    "search": _ATTACKER,
    "make_up_puzzle": _ATTACKER,
    "steal_identity": _ATTACKER,
    "steal_exponent": _ATTACKER,
    "renew_two": "each identity of an engine has secrets of its own",
}
"""The actions that no engine takes."""
