"""Tables 2 to 9 of RFC 7401 (4.4.3), copied by hand: state, what comes, next state, what is sent.

Every packet is one that is processed successfully where the table says "process". An answer of None is nothing. What
is "optionally" sent as ICMP isn't: HIP is in UDP here. Where section 6 says more than the table, the row names it.
"""

from typing import NamedTuple

SMALLER, GREATER = "local HIT smaller", "local HIT greater"


class Row(NamedTuple):
    """One row of a table.

    Attributes:
        table: the number of the table.
        state: where it applies.
        comes: the packet, "data", "close" or "connect" for a wish of the application, or "timeout".
        following: the next state.
        sends: the type of packet that is sent.
        when: what the HITs must be like.
        because: what else says so.
    """

    table: int
    state: str
    comes: str
    following: str
    sends: str | None
    when: str = ""
    because: str = ""


ROWS = (
    # Table 2
    Row(2, "UNASSOCIATED", "connect", "I1-SENT", "I1"),
    Row(2, "UNASSOCIATED", "I1", "UNASSOCIATED", "R1"),
    Row(2, "UNASSOCIATED", "I2", "R2-SENT", "R2"),
    Row(2, "UNASSOCIATED", "data", "UNASSOCIATED", None),
    Row(2, "UNASSOCIATED", "CLOSE", "UNASSOCIATED", None),
    Row(2, "UNASSOCIATED", "R1", "UNASSOCIATED", None),
    Row(2, "UNASSOCIATED", "R2", "UNASSOCIATED", None),
    Row(2, "UNASSOCIATED", "UPDATE", "UNASSOCIATED", None),
    Row(2, "UNASSOCIATED", "NOTIFY", "UNASSOCIATED", None),
    Row(2, "UNASSOCIATED", "CLOSE_ACK", "UNASSOCIATED", None),
    # Table 3
    Row(3, "I1-SENT", "I1", "I1-SENT", None, SMALLER),
    Row(3, "I1-SENT", "I1", "I1-SENT", "R1", GREATER),
    Row(3, "I1-SENT", "I2", "R2-SENT", "R2"),
    Row(3, "I1-SENT", "R1", "I2-SENT", "I2"),
    Row(3, "I1-SENT", "R2", "I1-SENT", None),
    Row(3, "I1-SENT", "UPDATE", "I1-SENT", None),
    Row(3, "I1-SENT", "NOTIFY", "I1-SENT", None),
    Row(3, "I1-SENT", "CLOSE", "I1-SENT", None),
    Row(3, "I1-SENT", "CLOSE_ACK", "I1-SENT", None),
    Row(3, "I1-SENT", "data", "I1-SENT", None),
    Row(3, "I1-SENT", "timeout", "I1-SENT", "I1"),
    Row(3, "I1-SENT", "last timeout", "E-FAILED", None),
    # Table 4
    Row(4, "I2-SENT", "I1", "I2-SENT", "R1"),
    Row(4, "I2-SENT", "R1", "I2-SENT", "I2", because="6.8 step 8: of a larger generation"),
    Row(4, "I2-SENT", "I2", "I2-SENT", None, SMALLER),
    Row(4, "I2-SENT", "I2", "R2-SENT", "R2", GREATER),
    Row(4, "I2-SENT", "R2", "ESTABLISHED", None),
    Row(4, "I2-SENT", "CLOSE", "CLOSED", "CLOSE_ACK"),
    Row(4, "I2-SENT", "UPDATE", "I2-SENT", None),
    Row(4, "I2-SENT", "NOTIFY", "I2-SENT", None),
    Row(4, "I2-SENT", "CLOSE_ACK", "I2-SENT", None),
    Row(4, "I2-SENT", "data", "I2-SENT", None),
    Row(4, "I2-SENT", "timeout", "I2-SENT", "I2"),
    Row(4, "I2-SENT", "last timeout", "E-FAILED", None),
    # Table 5
    Row(5, "R2-SENT", "I1", "R2-SENT", "R1"),
    Row(5, "R2-SENT", "I2", "R2-SENT", "R2"),
    Row(5, "R2-SENT", "R1", "R2-SENT", None),
    Row(5, "R2-SENT", "R2", "R2-SENT", None),
    Row(5, "R2-SENT", "data", "ESTABLISHED", None),
    Row(5, "R2-SENT", "UPDATE", "ESTABLISHED", "UPDATE", because="6.12.1 step 6"),
    Row(5, "R2-SENT", "state timeout", "ESTABLISHED", None),
    Row(5, "R2-SENT", "CLOSE", "CLOSED", "CLOSE_ACK"),
    Row(5, "R2-SENT", "CLOSE_ACK", "R2-SENT", None),
    Row(5, "R2-SENT", "NOTIFY", "R2-SENT", None),
    # Table 6
    Row(6, "ESTABLISHED", "I1", "ESTABLISHED", "R1"),
    Row(6, "ESTABLISHED", "I2", "R2-SENT", "R2"),
    Row(6, "ESTABLISHED", "R1", "ESTABLISHED", None),
    Row(6, "ESTABLISHED", "R2", "ESTABLISHED", None),
    Row(6, "ESTABLISHED", "data", "ESTABLISHED", None),
    Row(6, "ESTABLISHED", "state timeout", "CLOSING", "CLOSE"),
    Row(6, "ESTABLISHED", "UPDATE", "ESTABLISHED", "UPDATE", because="6.12.1 step 6"),
    Row(6, "ESTABLISHED", "CLOSE", "CLOSED", "CLOSE_ACK"),
    Row(6, "ESTABLISHED", "CLOSE_ACK", "ESTABLISHED", None),
    Row(6, "ESTABLISHED", "NOTIFY", "ESTABLISHED", None),
    Row(6, "ESTABLISHED", "close", "CLOSING", "CLOSE", because="4.4.4"),
    # Table 7
    Row(7, "CLOSING", "connect", "I1-SENT", "I1"),
    Row(7, "CLOSING", "I1", "CLOSING", "R1"),
    Row(7, "CLOSING", "I2", "R2-SENT", "R2"),
    Row(7, "CLOSING", "R1", "CLOSING", None, because="6.8 step 2: no I1 was sent; with one, it is I1-SENT here"),
    Row(7, "CLOSING", "CLOSE", "CLOSED", "CLOSE_ACK"),
    Row(7, "CLOSING", "CLOSE_ACK", "UNASSOCIATED", None),
    Row(7, "CLOSING", "R2", "CLOSING", None),
    Row(7, "CLOSING", "UPDATE", "CLOSING", None),
    Row(7, "CLOSING", "NOTIFY", "CLOSING", None),
    Row(7, "CLOSING", "data", "CLOSING", None),
    Row(7, "CLOSING", "timeout", "CLOSING", "CLOSE"),
    Row(7, "CLOSING", "state timeout", "UNASSOCIATED", None),
    # Table 8
    Row(8, "CLOSED", "I1", "CLOSED", "R1"),
    Row(8, "CLOSED", "I2", "R2-SENT", "R2"),
    Row(8, "CLOSED", "R1", "CLOSED", None, because="6.8 step 2: no I1 was sent"),
    Row(8, "CLOSED", "CLOSE", "CLOSED", "CLOSE_ACK"),
    Row(8, "CLOSED", "CLOSE_ACK", "UNASSOCIATED", None),
    Row(8, "CLOSED", "R2", "CLOSED", None),
    Row(8, "CLOSED", "UPDATE", "CLOSED", None),
    Row(8, "CLOSED", "NOTIFY", "CLOSED", None),
    Row(8, "CLOSED", "data", "CLOSED", None),
    Row(8, "CLOSED", "state timeout", "UNASSOCIATED", None),
    # Table 9: nothing is said about packets; they wait for UNASSOCIATED
    Row(9, "E-FAILED", "state timeout", "UNASSOCIATED", None),
    Row(9, "E-FAILED", "I1", "E-FAILED", None),
    Row(9, "E-FAILED", "R1", "E-FAILED", None),
    Row(9, "E-FAILED", "I2", "E-FAILED", None),
    Row(9, "E-FAILED", "R2", "E-FAILED", None),
    Row(9, "E-FAILED", "UPDATE", "E-FAILED", None),
    Row(9, "E-FAILED", "CLOSE", "E-FAILED", None),
    Row(9, "E-FAILED", "CLOSE_ACK", "E-FAILED", None),
    Row(9, "E-FAILED", "data", "E-FAILED", None),
)

DIFFERENT = Row(8, "CLOSED", "connect", "I1-SENT", "I1", because="RFC: CLOSED. The next incarnation is one of its own")
"""The one row that is different here. In CLOSED the RFC keeps the old association beside the I1 of the new one."""
