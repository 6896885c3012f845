"""The states of an association."""

from enum import Enum

__all__ = ["State"]


class State(Enum):
    """What a host is at with one peer (RFC 7401 4.4.2).

    Attributes:
        UNASSOCIATED: there is nothing between the two; every pair of hosts starts here.
        I1_SENT: this host asked for an association and waits for R1.
        I2_SENT: it solved the puzzle, knows the keys and waits for R2.
        R2_SENT: it answered a correct I2, knows the keys and waits for a sign that R2 arrived.
        ESTABLISHED: both know the keys, and data flows.
        CLOSING: this host asked to close and waits for CLOSE_ACK; no data can be sent.
        CLOSED: it agreed to close and keeps the keys to agree again; no data can be sent.
        E_FAILED: the peer never answered; a new attempt waits a while.
    """

    UNASSOCIATED = "UNASSOCIATED"
    I1_SENT = "I1-SENT"
    I2_SENT = "I2-SENT"
    R2_SENT = "R2-SENT"
    ESTABLISHED = "ESTABLISHED"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
    E_FAILED = "E-FAILED"
