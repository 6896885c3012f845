"""Words that several properties of the exchange use."""

from hipspec.exchange.association import Association
from hipspec.exchange.states import State


def confirmed(association: Association) -> bool:
    """Whether the peer has shown that it holds the same keys."""
    return (
        association.state == State.R2_SENT
        or association.state == State.ESTABLISHED
        or association.state == State.CLOSING
        or association.state == State.CLOSED
    )


def confirmed_open(association: Association) -> bool:
    """Whether the peer has shown that it holds the same keys, and nobody has closed."""
    return association.state == State.R2_SENT or association.state == State.ESTABLISHED
