"""The one table of states: which packet is looked at in which state (RFC 7401 4.4.3, Tables 2 to 9).

It is about associations: an I1 or I2 from a stranger finds UNASSOCIATED. What is not in the table is dropped, and so is
what the rule refuses; the state stays as it is then.

Tables 7 and 8 take an R1 as well: it answers the I1 for the next incarnation. Here that I1 begins a new association in
I1-SENT, so that an R1 in CLOSING or CLOSED answers nothing, and is dropped (6.8 step 2).
"""

from collections.abc import Mapping

from hipway.engine.association import State
from hipway.wire.numbers import PacketType

__all__ = ["HANDLED"]

I1, R1, I2, R2 = PacketType.I1, PacketType.R1, PacketType.I2, PacketType.R2
UPDATE, NOTIFY = PacketType.UPDATE, PacketType.NOTIFY
CLOSE, CLOSE_ACK = PacketType.CLOSE, PacketType.CLOSE_ACK

HANDLED: Mapping[State, frozenset[PacketType]] = {
    State.UNASSOCIATED: frozenset({I1, I2}),  # Table 2
    State.I1_SENT: frozenset({I1, R1, I2}),  # Table 3
    State.I2_SENT: frozenset({I1, R1, I2, R2, CLOSE, NOTIFY}),  # Table 4; a NOTIFY may say why no R2 comes (6.9.1)
    State.R2_SENT: frozenset({I1, I2, UPDATE, CLOSE, NOTIFY}),  # Table 5
    State.ESTABLISHED: frozenset({I1, I2, UPDATE, CLOSE, NOTIFY}),  # Table 6
    State.CLOSING: frozenset({I1, I2, CLOSE, CLOSE_ACK}),  # Table 7
    State.CLOSED: frozenset({I1, I2, CLOSE, CLOSE_ACK}),  # Table 8
    State.E_FAILED: frozenset(),  # Table 9
}
