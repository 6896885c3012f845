"""Rules of one host, part 5: payload and UPDATEs, as far as the exchange needs them (RFC 7401 6.1, 6.11, 6.12).

What an UPDATE says, and which one is the newest, is for `hipspec.hip`; here is only whose it is, and of which
association: the same two hosts may have had others before.
"""

from hipspec.exchange.association import Answer, Association, Work, key_from_peer, protected
from hipspec.exchange.crypto import same_key
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.states import State
from hipspec.language import replace, require, rule, some


@rule(clause="RFC 7401 6.1 step 4, 4.4.3 table 6", besides={"reply": "nothing is sent"})
def send_payload(association: Association) -> Answer:
    """Send payload, protected with the keys of the association."""
    require(
        association.state == State.ESTABLISHED or association.state == State.R2_SENT,
        "the association is active",
    )
    return Answer(association=association, reply=some(protected(association, Kind.DATA)), work=Work(hashes=1))


@rule(clause="RFC 7401 6.11", besides={"reply": "nothing is sent"})
def send_update(association: Association) -> Answer:
    """Send an UPDATE, protected with the keys of the association and signed."""
    require(association.state == State.ESTABLISHED, "the association is established")
    return Answer(
        association=association,
        reply=some(protected(association, Kind.UPDATE)),
        work=Work(hashes=1, signatures=1),
    )


@rule(
    clause="RFC 7401 6.12.1 steps 3 and 4, 6.12.2 steps 2 and 3",
    besides={"state": "a time-out comes to the same"},
)
def verify_update(association: Association, update: Packet) -> Answer:
    """An UPDATE arrived: see that the peer made it, and in this association; only then is it read."""
    require(
        association.state == State.R2_SENT or association.state == State.ESTABLISHED,
        "the association is active",
    )
    require(update.kind == Kind.UPDATE, "the packet is an UPDATE")
    require(update.mac.present and same_key(update.mac.value, key_from_peer(association)), "the HIP_MAC verifies")
    require(update.signer == association.peer, "the HIP_SIGNATURE verifies")
    return Answer(
        association=replace(association, state=State.ESTABLISHED),
        work=Work(hashes=1, verifications=1),
    )
