"""The one table of the state machine: what a host does in each state upon each packet and each local event.

It has the order of RFC 7401 4.4.3, Tables 2 to 9, and can be held against them with a finger; what those leave open or
say otherwise is in `hipspec.exchange.contradictions`. A packet that no rule handles is dropped, which has a name too:
the clause and the reason. A rule that refuses a packet drops it and stays in its state, which is not repeated in each
cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from hipspec.exchange.states import State

__all__ = ["RULES_OF_A_HOST", "RULES_OF_HIP", "TABLE", "Cell", "Drop", "Handled", "Trigger"]


class Trigger(Enum):
    """What happens to a host: a packet arrives, or something local happens (the four in small letters).

    Attributes:
        DATA: user data arrives, in the transport format of the association.
        START: there is data to send that needs an association.
        TIMEOUT: the timer of the state runs out.
        SEND: there is data, or an UPDATE, to send on the association that is there.
        IDLE: no packet was sent or received for UAL, or the user wants to close.
    """

    I1 = "I1"
    R1 = "R1"
    I2 = "I2"
    R2 = "R2"
    UPDATE = "UPDATE"
    NOTIFY = "NOTIFY"
    CLOSE = "CLOSE"
    CLOSE_ACK = "CLOSE_ACK"
    DATA = "DATA"
    START = "start"
    TIMEOUT = "timeout"
    SEND = "data"
    IDLE = "close"


@dataclass(frozen=True)
class Handled:
    """Rules handle it.

    Attributes:
        rules: their names, in the order in which they apply; where a packet brings several things (an UPDATE with ACK
            and SEQ), each rule takes what is there for it.
        leads_to: the state afterwards, if none refuses.
        when: in which case, where the RFC distinguishes several; the first that fits applies.
    """

    rules: tuple[str, ...]
    leads_to: State
    when: str = ""


@dataclass(frozen=True)
class Drop:
    """Nothing happens: a packet is dropped, an event has no effect, and the state stays.

    Attributes:
        clause: what says so.
        why: the reason.
        rule: the rule that looks at it and makes nothing of it, if there is one.
    """

    clause: str
    why: str
    rule: str = ""


Cell = tuple[Handled | Drop, ...]


def by(*rules: str, to: State, when: str = "") -> Cell:
    """A cell that rules handle."""
    return (Handled(rules, to, when),)


def drop(clause: str, why: str, rule: str = "") -> Cell:
    """A cell in which nothing happens."""
    return (Drop(f"RFC 7401 {clause}", why, rule),)


def unheeded(clause: str, why: str) -> Cell:
    """A cell in which a NOTIFY is dropped: one rule sees it in every state, and it changes nothing in any."""
    return drop(clause, why, "receive_notify")


UNASSOCIATED = State.UNASSOCIATED
I1_SENT = State.I1_SENT
I2_SENT = State.I2_SENT
R2_SENT = State.R2_SENT
ESTABLISHED = State.ESTABLISHED
CLOSING = State.CLOSING
CLOSED = State.CLOSED
E_FAILED = State.E_FAILED

# Rules of `hipspec.hip`, which go on where the exchange ends. Its `send_data` is `send_payload` with addresses.
RULES_OF_HIP = (
    "receive_acknowledgement",
    "receive_update",
    "receive_echo_response",
    "retransmit_update",
    "give_up_on_peer",
    "send_data",
    "receive_data",
)
# Rules of the exchange that look at no state: a host's own R1s, the limit on them, and a crash, in every state alike.
RULES_OF_A_HOST = ("renew_r1", "start_interval", "lose_state")

# RFC 7401 6.12 step 4: the ACK comes first.
UPDATE_RULES = ("receive_acknowledgement", "receive_update", "receive_echo_response")

# What several states have in common.
NOBODY_ASKED = drop("6.8 step 2", "no I1 of this host awaits an R1")
NO_I2_AWAITS_R2 = drop("6.10 step 1", "R2 is for I2-SENT alone")
NO_CLOSE_IS_OUT = drop("6.15", "CLOSE_ACK is for CLOSING and CLOSED, where a CLOSE may await it")
NO_KEYS_YET = drop("6.14", "there are no keys, so that nothing can show who closes")
NO_UPDATE_YET = drop("6.12 step 2", "an UPDATE is for an association that is established")
NO_MORE_UPDATE = drop("6.12 step 2", "an UPDATE is for an association that is established, and this one is no more")
IT_WAITS = drop("6.1 step 3", "an exchange is on its way: the data waits for its end")
IT_IS_THERE = drop("6.1 step 4", "there is an association: the data goes over it, and that is `data`")
NEEDS_A_NEW_ONE = drop(
    "6.14", "no data goes over an association that closes: it needs another one, and that is `start`"
)
NOTHING_TO_CLOSE = drop("4.4.1", "only an association that is active can stay unused")
WAIT_FIRST = drop("4.4.3 Table 9", "renegotiation is possible after moving to UNASSOCIATED")

TABLE: Mapping[State, Mapping[Trigger, Cell]] = {
    # Table 2
    UNASSOCIATED: {
        Trigger.I1: by("answer_i1", to=UNASSOCIATED),
        Trigger.R1: NOBODY_ASKED,
        Trigger.I2: by("receive_i2", to=R2_SENT),
        Trigger.R2: NO_I2_AWAITS_R2,
        Trigger.UPDATE: drop("6.12 step 1", "there is no association; the optional ICMP message is left out"),
        Trigger.NOTIFY: unheeded("4.4.3 Table 2", "there is no association that it could inform about"),
        Trigger.CLOSE: drop("6.14", "there is no association; the optional ICMP message is left out"),
        Trigger.CLOSE_ACK: NO_CLOSE_IS_OUT,
        Trigger.DATA: drop("4.5.4", "there is no association; the optional ICMP message is left out"),
        Trigger.START: by("start_exchange", to=I1_SENT),
        Trigger.TIMEOUT: drop("4.4.3 Table 2", "no timer runs here"),
        Trigger.SEND: drop("6.1 step 3", "there is no association: the data needs one, and that is `start`"),
        Trigger.IDLE: NOTHING_TO_CLOSE,
    },
    # Table 3
    I1_SENT: {
        Trigger.I1: by("answer_i1", to=I1_SENT, when="the local HIT is greater")
        + drop("6.7 step 3", "the local HIT is smaller: this host stays the Initiator"),
        Trigger.R1: by("meet_by_address", "receive_r1", to=I2_SENT, when="the I1 named no HIT")
        + by("receive_r1", to=I2_SENT),
        Trigger.I2: by("receive_i2", to=R2_SENT),
        Trigger.R2: NO_I2_AWAITS_R2,
        Trigger.UPDATE: NO_UPDATE_YET,
        Trigger.NOTIFY: unheeded("4.4.3 Table 3", "there are no keys and no Host Identity to check it with"),
        Trigger.CLOSE: NO_KEYS_YET,
        Trigger.CLOSE_ACK: NO_CLOSE_IS_OUT,
        Trigger.DATA: drop("4.4.3 Table 3", "there are no keys to check it with"),
        Trigger.START: IT_WAITS,
        Trigger.TIMEOUT: by("retransmit_i1", to=I1_SENT, when="it was sent again fewer than I1_RETRIES_MAX times")
        + by("give_up_i1", to=E_FAILED),
        Trigger.SEND: IT_WAITS,
        Trigger.IDLE: NOTHING_TO_CLOSE,
    },
    # Table 4
    I2_SENT: {
        Trigger.I1: by("answer_i1", to=I2_SENT),
        Trigger.R1: by("restart_with_newer_r1", to=I2_SENT, when="its R1 counter is larger")
        + drop("6.8 step 8", "its R1 counter is not larger than that of the R1 that was answered"),
        Trigger.I2: by("receive_i2", to=R2_SENT, when="the local HIT is greater")
        + drop("6.9 step 5", "the local HIT is smaller: this host stays the Initiator"),
        Trigger.R2: by("receive_r2", to=ESTABLISHED),
        Trigger.UPDATE: NO_UPDATE_YET,
        Trigger.NOTIFY: unheeded("4.4.3 Table 4", "even that I2 is queued changes nothing: R2 follows by itself"),
        Trigger.CLOSE: by("receive_close", to=CLOSED),
        Trigger.CLOSE_ACK: NO_CLOSE_IS_OUT,
        Trigger.DATA: drop("4.4.3 Table 4", "no R2 has confirmed the association"),
        Trigger.START: IT_WAITS,
        Trigger.TIMEOUT: by("retransmit_i2", to=I2_SENT, when="it was sent again fewer than I2_RETRIES_MAX times")
        + by("give_up_i2", to=E_FAILED),
        Trigger.SEND: IT_WAITS,
        Trigger.IDLE: NOTHING_TO_CLOSE,
    },
    # Table 5
    R2_SENT: {
        Trigger.I1: by("answer_i1", to=R2_SENT),
        Trigger.R1: NOBODY_ASKED,
        Trigger.I2: by("repeat_r2", to=R2_SENT, when="it is the one that was answered") + by("receive_i2", to=R2_SENT),
        Trigger.R2: NO_I2_AWAITS_R2,
        Trigger.UPDATE: by("hear_from_peer", "verify_update", *UPDATE_RULES, to=ESTABLISHED),
        Trigger.NOTIFY: by("receive_notify", to=R2_SENT),
        Trigger.CLOSE: by("receive_close", to=CLOSED),
        Trigger.CLOSE_ACK: NO_CLOSE_IS_OUT,
        Trigger.DATA: by("hear_from_peer", "receive_data", to=ESTABLISHED),
        Trigger.START: IT_IS_THERE,
        Trigger.TIMEOUT: by("complete_exchange", to=ESTABLISHED),
        Trigger.SEND: by("send_payload", to=R2_SENT),
        Trigger.IDLE: NOTHING_TO_CLOSE,
    },
    # Table 6
    ESTABLISHED: {
        Trigger.I1: by("answer_i1", to=ESTABLISHED),
        Trigger.R1: NOBODY_ASKED,
        Trigger.I2: by("repeat_r2", to=ESTABLISHED, when="it is the one that was answered")
        + by("receive_i2", to=R2_SENT),
        Trigger.R2: NO_I2_AWAITS_R2,
        Trigger.UPDATE: by("verify_update", *UPDATE_RULES, to=ESTABLISHED),
        Trigger.NOTIFY: by("receive_notify", to=ESTABLISHED),
        Trigger.CLOSE: by("receive_close", to=CLOSED),
        Trigger.CLOSE_ACK: NO_CLOSE_IS_OUT,
        Trigger.DATA: by("receive_data", to=ESTABLISHED),
        Trigger.START: IT_IS_THERE,
        Trigger.TIMEOUT: by("retransmit_update", to=ESTABLISHED, when="it was sent less than UPDATE_RETRY_MAX times")
        + by("give_up_on_peer", to=CLOSING),
        Trigger.SEND: by("send_payload", "send_update", "send_data", to=ESTABLISHED),
        Trigger.IDLE: by("close_idle", to=CLOSING),
    },
    # Table 7
    CLOSING: {
        Trigger.I1: by("answer_i1", to=CLOSING),
        Trigger.R1: NOBODY_ASKED,
        Trigger.I2: by("receive_i2", to=R2_SENT),
        Trigger.R2: NO_I2_AWAITS_R2,
        Trigger.UPDATE: NO_MORE_UPDATE,
        Trigger.NOTIFY: unheeded("4.4.3 Table 7", "there is nothing to inform about: the association closes"),
        Trigger.CLOSE: by("receive_close", to=CLOSED),
        Trigger.CLOSE_ACK: by("receive_close_ack", to=UNASSOCIATED),
        Trigger.DATA: drop("4.4.3 Table 7", "the association is about to close"),
        Trigger.START: by("start_exchange", to=I1_SENT),
        Trigger.TIMEOUT: by("retransmit_close", to=CLOSING, when="less than UAL+MSL has passed")
        + by("give_up_closing", to=UNASSOCIATED),
        Trigger.SEND: NEEDS_A_NEW_ONE,
        Trigger.IDLE: drop("4.4.3 Table 7", "it is closing already"),
    },
    # Table 8
    CLOSED: {
        Trigger.I1: by("answer_i1", to=CLOSED),
        Trigger.R1: NOBODY_ASKED,
        Trigger.I2: by("receive_i2", to=R2_SENT),
        Trigger.R2: NO_I2_AWAITS_R2,
        Trigger.UPDATE: NO_MORE_UPDATE,
        Trigger.NOTIFY: unheeded("4.4.3 Table 8", "there is nothing to inform about: the association is closed"),
        Trigger.CLOSE: by("receive_close", to=CLOSED),
        Trigger.CLOSE_ACK: by("receive_close_ack", to=UNASSOCIATED),
        Trigger.DATA: drop("4.4.3 Table 8", "the association is closed"),
        Trigger.START: by("start_exchange", to=I1_SENT),
        Trigger.TIMEOUT: by("forget_closed", to=UNASSOCIATED),
        Trigger.SEND: NEEDS_A_NEW_ONE,
        Trigger.IDLE: drop("4.4.3 Table 8", "it is closed already"),
    },
    # Table 9
    E_FAILED: {
        Trigger.I1: WAIT_FIRST,
        Trigger.R1: NOBODY_ASKED,
        Trigger.I2: WAIT_FIRST,
        Trigger.R2: NO_I2_AWAITS_R2,
        Trigger.UPDATE: NO_UPDATE_YET,
        Trigger.NOTIFY: unheeded("6.13", "a NOTIFY does not change a state, and a failure is no exchange"),
        Trigger.CLOSE: NO_KEYS_YET,
        Trigger.CLOSE_ACK: NO_CLOSE_IS_OUT,
        Trigger.DATA: drop("4.5.4", "there is no association; the optional ICMP message is left out"),
        Trigger.START: WAIT_FIRST,
        Trigger.TIMEOUT: by("leave_failed", to=UNASSOCIATED),
        Trigger.SEND: WAIT_FIRST,
        Trigger.IDLE: NOTHING_TO_CLOSE,
    },
}
