"""Rules of one host, part 5: payload, as far as the exchange needs it (RFC 7401 6.1, 6.2)."""

from hipspec.exchange.association import Answer, Association, Work, protected
from hipspec.exchange.packets import Kind
from hipspec.exchange.states import State
from hipspec.language import require, rule, some


@rule(clause="RFC 7401 6.1 step 4, 4.4.3 table 6", besides={"reply": "nothing is sent"})
def send_payload(association: Association) -> Answer:
    """Send payload, protected with the keys of the association."""
    require(
        association.state == State.ESTABLISHED or association.state == State.R2_SENT,
        "the association is active",
    )
    return Answer(association=association, reply=some(protected(association, Kind.DATA)), work=Work(hashes=1))
