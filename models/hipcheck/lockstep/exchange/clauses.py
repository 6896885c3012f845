"""Refusals on both sides: by which clauses an engine may refuse what a guard refuses, and where it may refuse more."""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["AFTER_PUZZLE", "ALLOWED", "LAYOUT", "STRICTER", "decisive", "may_say"]

STATE = "RFC 7401 4.4.3"

LAYOUT = ("RFC 7401 5.", "RFC 7402 5.", "RFC 8046 4")
"""Clauses about the layout: what is malformed as well may be refused for that first."""

R1_CHECKS = ("RFC 7401 6.8", "RFC 7401 4.1.8", "RFC 7402 6.4")
"""An R1 that fails several checks may be refused by any: an engine makes the cheap ones first."""

PUZZLE = ("RFC 7401 6.9 step 7", "RFC 7401 6.9 step 8", "RFC 7401 6.9 step 10")
"""So may an I2: R1_COUNTER and the group lead to the R1 that it answers, before its puzzle is looked at."""

ALLOWED: Mapping[tuple[str, str], tuple[str, ...]] = {
    # An I1 (RFC 7401 6.7).
    ("answer_i1", "the I1 is for one of this host's HITs or names none"): ("RFC 7401 6.7 step 1",),
    ("answer_i1", "no exchange with the peer has just failed"): (STATE,),
    ("answer_i1", "this host sent no I1 to the peer, or its HIT is greater"): ("RFC 7401 6.7 step 3",),
    ("answer_i1", "fewer R1s went to this address than the limit allows"): ("RFC 7401 6.7",),
    # An R1 (6.8).
    ("receive_r1", "the association waits for an R1"): (STATE, "RFC 7401 6.8 step 2"),
    ("restart_with_newer_r1", "the R1 is of a newer generation than the one answered"): ("RFC 7401 6.8 steps 5 and 8",),
    ("meet_by_address", "there is no association with who answers"): R1_CHECKS,
    ("meet_by_address", "the R1 comes from the address that the I1 went to"): R1_CHECKS,
    ("verify_r1", "the HIP_SIGNATURE_2 verifies"): R1_CHECKS,
    ("verify_r1", "the Responder's HIT belongs to the Host Identity in the R1"): R1_CHECKS,
    ("verify_r1", "no R1 of a newer generation was seen from this peer"): R1_CHECKS,
    ("verify_r1", "the Responder supports the HIT Suite of the Initiator's HIT"): ("RFC 7401 6.8 step 6",),
    ("verify_r1", "the group is one that the I1 offered"): ("RFC 7401 6.8 step 7",),
    ("verify_r1", "the group is the Responder's first that the I1 offered"): ("RFC 7401 6.8 step 7",),
    ("verify_r1", "the cipher is our first that the R1 offers"): ("RFC 7401 6.8 step 14",),
    ("verify_r1", "the transport format is our first that the R1 offers"): ("RFC 7401 6.8 step 15", "RFC 7402 6.4"),
    # An I2 (6.9).
    ("receive_i2", "no exchange with the peer has just failed"): (STATE,),
    ("receive_i2", "the HIT Suite of the Initiator's HIT is supported"): ("RFC 7401 6.9 step 3",),
    ("receive_i2", "this host sent no I2 to the peer, or its HIT is greater"): ("RFC 7401 6.9 step 5",),
    ("is_our_puzzle", "there was such a generation"): PUZZLE,
    ("is_our_puzzle", "the puzzle was made from a secret that is still accepted"): PUZZLE,
    ("is_our_puzzle", "the R1 counter is that of the puzzle's generation"): PUZZLE,
    ("is_our_puzzle", "the puzzle was made for this Initiator"): PUZZLE,
    ("is_our_puzzle", "the puzzle was sent to where the I2 comes from"): PUZZLE,
    ("is_our_puzzle", "the opaque data is what went out with the puzzle"): PUZZLE,
    ("is_our_puzzle", "the puzzle was sent from where the I2 arrives"): PUZZLE,
    ("is_solved", "the solution is one of this puzzle"): PUZZLE,
    ("is_solved", "the solution is for the Initiator's HIT"): PUZZLE,
    ("is_solved", "the solution is for the Responder's HIT"): PUZZLE,
    ("is_solved", "the solution has the difficulty that this host asked for"): PUZZLE,
    ("receive_i2", "the solution was not used before"): PUZZLE,
    ("after_puzzle", "the cipher is one and was offered in the R1"): ("RFC 7401 6.9 step 9",),
    ("after_puzzle", "the group is one that this host offered"): ("RFC 7401 6.9 step 10",),
    ("after_puzzle", "the transport format is one and was offered in the R1"): ("RFC 7401 6.9 step 13", "RFC 7402 6.5"),
    ("after_puzzle", "the HIP_MAC verifies"): ("RFC 7401 6.9 step 14",),
    ("after_puzzle", "the Initiator's HIT belongs to the Host Identity in the I2"): (
        "RFC 7401 6.9 step 11",
        "RFC 7401 6.9 step 12",
        "RFC 7401 6.4.2",
    ),
    ("after_puzzle", "the HIP_SIGNATURE verifies"): ("RFC 7401 6.9 step 15",),
    # An R2 (6.10).
    ("receive_r2", "the association waits for an R2"): (STATE,),
    ("receive_r2", "the HIP_MAC_2 verifies"): ("RFC 7401 6.10 step 3", "RFC 7401 6.4.1"),
    ("receive_r2", "the HIP_SIGNATURE verifies"): ("RFC 7401 6.10 step 4",),
    # Data, and UPDATEs (6.12).
    ("hear_from_peer", "the association waits for the peer's first packet"): (STATE, "RFC 7402 5.4.1"),
    ("hear_from_peer", "the packet is protected with the keys of the association"): ("RFC 4303 3.4", "RFC 7402 5.4.1"),
    ("verify_update", "the association is active"): (STATE,),
    ("verify_update", "the HIP_MAC verifies"): ("RFC 7401 6.12.1", "RFC 7401 6.12.2"),
    ("verify_update", "the HIP_SIGNATURE verifies"): ("RFC 7401 6.12.1", "RFC 7401 6.12.2"),
    # The end (6.14, 6.15).
    ("receive_close", "there is an association with the sender"): (STATE,),
    ("receive_close", "the HIP_MAC verifies"): ("RFC 7401 6.14",),
    ("receive_close", "the HIP_SIGNATURE verifies"): ("RFC 7401 6.14",),
    ("receive_close_ack", "the association is closing or closed"): (STATE,),
    ("receive_close_ack", "the CLOSE_ACK echoes the nonce of the CLOSE"): ("RFC 7401 6.15",),
    ("receive_close_ack", "the HIP_MAC verifies"): ("RFC 7401 6.15",),
    ("receive_close_ack", "the HIP_SIGNATURE verifies"): ("RFC 7401 6.15",),
}
"""The beginnings of the clauses that belong to a guard."""

RULES_OF: Mapping[str, tuple[str, ...]] = {
    "I1": ("answer_i1",),
    "R1": ("receive_r1", "restart_with_newer_r1", "meet_by_address", "verify_r1"),
    "I2": ("receive_i2", "is_our_puzzle", "is_solved", "after_puzzle"),
    "R2": ("receive_r2",),
    "data": ("hear_from_peer",),
    "UPDATE": ("verify_update",),
    "CLOSE": ("receive_close",),
    "CLOSE_ACK": ("receive_close_ack",),
}
"""The functions whose guards look at a kind of packet."""

AFTER_PUZZLE = frozenset(
    {
        "the cipher is one and was offered in the R1",
        "the group is one that this host offered",
        "the transport format is one and was offered in the R1",
        "the HIP_MAC verifies",
        "the Initiator's HIT belongs to the Host Identity in the I2",
        "the HIP_SIGNATURE verifies",
    }
)
"""The guards of an I2 whose puzzle is solved: only then may a NOTIFY say why it is refused (RFC 7401 5.2.19, 6.9.1)."""


class Stricter(NamedTuple):
    """Where an engine may refuse what the specification accepts.

    Attributes:
        clauses: by which it does.
        why: it may.
    """

    clauses: tuple[str, ...]
    why: str


STRICTER: Mapping[str, Stricter] = {
    "limit": Stricter(
        ("RFC 7401 6.7",),
        "answers and checks of all kinds share one limit for an address, so that an R1 may find it used up (6.7 leaves "
        "the limit open)",
    ),
    "limit of answers": Stricter(
        ("RFC 7401 6.12.1 step 2",),
        "what comes once more is answered once more as far as that limit goes (6.12.1 step 2)",
    ),
    "limit of notices": Stricter(
        (STATE, "RFC 7401 6.13"),
        "a notice may be logged (6.13): here only one of a peer's that is signed, in the states of tables 4 to 6",
    ),
    "hard": Stricter(("RFC 7401 6.8 step 12",), "an Initiator need not solve a puzzle that is too hard (4.1.1, 6.8)"),
    "room": Stricter(
        ("RFC 7401 8",),
        "a host that has as many associations as it wants answers that it is busy (RESPONDER_BUSY_PLEASE_RETRY)",
    ),
    "attempts": Stricter(
        ("RFC 7401 6.9 step 8",),
        "a solution pays for a few checks only, or else whoever sees one could have any number made (4.1.1)",
    ),
    "newest": Stricter(
        ("RFC 7401 6.12.1 step 1", "RFC 7401 6.12.2 step 1", "RFC 7402 6.", "RFC 8046"),
        "what an UPDATE says, and which one is the newest, is for `hipspec.hip`",
    ),
    "window": Stricter(("RFC 4303 3.4",), "replays of data are for `hipspec.hip`"),
}
"""By name; `arrivals` says when each applies."""


WORDS: Mapping[str, tuple[str, ...]] = {
    "solve": ("is_solved",),
    "used": ("receive_i2",),
    "given": ("is_our_puzzle",),
    "R1_COUNTER": ("is_our_puzzle",),
    "too old": ("is_our_puzzle",),
}
"""Words of an engine that tell apart what it refuses by one clause, by the functions with the guards. Hints only: they
say which guards a difference names, and never whether there is one."""


def behind(clause: str, words: str, packet: str) -> list[tuple[str, str]]:
    """Return the guards that an engine has in mind when it refuses a kind of packet by a clause, in their order."""
    rules = RULES_OF.get(packet, ())
    found = [guard for guard, allowed in ALLOWED.items() if guard[0] in rules and clause in allowed]
    hints = {function for word, functions in WORDS.items() if word in words for function in functions}
    return [guard for guard in found if guard[0] in hints] or found


def decisive(guard: tuple[str, str] | None, clause: str, words: str, packet: str) -> str:
    """Return the guard on which two sides differ that refuse for different reasons, or of which one does not refuse.

    It is the first of those that either side has in mind: what comes later one of them has not looked at any more.
    """
    meant = behind(clause, words, packet)
    order = list(ALLOWED)
    if guard is not None and (not meant or order.index(guard) < order.index(meant[0])):
        return guard[1]
    return "; ".join(sentence for _, sentence in meant)


def may_say(guard: tuple[str, str], clause: str) -> bool:
    """Whether an engine may refuse by a clause what a guard refuses."""
    return clause.startswith((*LAYOUT, *ALLOWED.get(guard, ())))
