"""Rules of one host, part 3: the end of an association (RFC 7401 6.14, 6.15, 4.4.3), and notices (6.13)."""

from hipspec.exchange.association import (
    CLOSE_RETRIES_MAX,
    Answer,
    Association,
    Work,
    forgotten,
    has_keys,
    key_from_peer,
    protected,
)
from hipspec.exchange.crypto import same_key
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.readings import FailedClose, Readings
from hipspec.exchange.states import State
from hipspec.language import holds, replace, require, rule, some
from hipspec.network.names import Nonce


def closing_packet(association: Association) -> Packet:
    """Make the CLOSE, with the nonce that its answer must echo (RFC 7401 5.3.7)."""
    return replace(protected(association, Kind.CLOSE), echo=association.echo)


@rule(
    clause="RFC 7401 4.4.3 table 6, 6.14",
    besides={
        "state": "an association that nobody uses is only waste",
        "echo": "a CLOSE_ACK without it is refused",
        "tries": "it is given up too early or too late",
        "reply": "the peer closes later, by itself",
    },
)
def close_idle(association: Association, nonce: Nonce) -> Answer:
    """Nothing was sent or received for the unused association lifetime: ask the peer to close."""
    require(association.state == State.ESTABLISHED, "the association is established")
    closing = replace(association, state=State.CLOSING, echo=some(nonce), tries=1)
    return Answer(association=closing, reply=some(closing_packet(closing)), work=Work(hashes=1, signatures=1))


@rule(
    clause="RFC 7401 4.4.3 table 7",
    besides={"tries": "without the count a host asks for ever", "reply": "without it a lost CLOSE stays lost"},
)
def retransmit_close(association: Association) -> Answer:
    """Send the CLOSE once more when no CLOSE_ACK came."""
    require(
        association.state == State.CLOSING,
        "the association is closing",
        besides="a CLOSE from another state carries no echo, or says again what was said",
    )
    require(
        association.tries <= CLOSE_RETRIES_MAX,
        "the closing has lasted no longer than UAL+MSL",
        besides="it spares the network, not the association",
    )
    again = replace(association, tries=association.tries + 1)
    return Answer(association=again, reply=some(closing_packet(again)))


@rule(clause="RFC 7401 4.4.3 table 7")
def give_up_closing(association: Association) -> Answer:
    """Discard the association when no CLOSE was answered."""
    require(
        association.state == State.CLOSING,
        "the association is closing",
        besides="forgetting too early harms only the host that does it",
    )
    require(
        association.tries > CLOSE_RETRIES_MAX,
        "the closing has lasted longer than UAL+MSL",
        besides="forgetting too early harms only the host that does it",
    )
    return Answer(association=forgotten(association))


@rule(
    clause="RFC 7401 6.14, 4.4.3 tables 4 to 8",
    besides={
        "state": "it is the contradiction itself, and moves no further than a time-out does",
        "state#2": "an association that the peer has closed is only waste",
        "reply": "the peer gives up by itself",
    },
)
def receive_close(association: Association, close: Packet, readings: Readings) -> Answer:
    """The peer wants to close: confirm it, and keep the keys for a while, in case the confirmation is lost."""
    require(has_keys(association), "there is an association with the sender")
    require(
        close.kind == Kind.CLOSE,
        "the packet is a CLOSE",
        besides="only a CLOSE_ACK carries an echo besides, and who sends one has closed",
    )
    require(
        close.echo.present,
        "the CLOSE carries an ECHO_REQUEST_SIGNED",
        besides="a CLOSE under these keys comes from the peer, whatever it carries",
    )
    moves = association.state == State.R2_SENT and readings.failed_close == FailedClose.ESTABLISHED
    failed = replace(association, state=State.ESTABLISHED) if moves else association
    if not holds(close.mac.present and same_key(close.mac.value, key_from_peer(association)), "the HIP_MAC verifies"):
        return Answer(association=failed, work=Work(hashes=1))
    if not holds(close.signer == association.peer, "the HIP_SIGNATURE verifies"):
        return Answer(association=failed, work=Work(hashes=1, verifications=1))
    return Answer(
        association=replace(association, state=State.CLOSED),
        reply=some(replace(protected(association, Kind.CLOSE_ACK), echo=close.echo)),
        work=Work(hashes=2, signatures=1, verifications=1),
    )


@rule(clause="RFC 7401 6.15, 4.4.3 tables 7 and 8")
def receive_close_ack(association: Association, acknowledgement: Packet) -> Answer:
    """The peer has confirmed our CLOSE: discard the association."""
    require(
        association.state == State.CLOSING or association.state == State.CLOSED,
        "the association is closing or closed",
        besides="a CLOSE_ACK under these keys comes from the peer, which has closed",
    )
    require(
        acknowledgement.kind == Kind.CLOSE_ACK,
        "the packet is a CLOSE_ACK",
        besides="only a CLOSE carries an echo besides, and who sends one has closed",
    )
    require(
        acknowledgement.echo.present and acknowledgement.echo == association.echo,
        "the CLOSE_ACK echoes the nonce of the CLOSE",
        besides="a CLOSE_ACK under these keys comes from the peer, which has closed",
    )
    require(
        acknowledgement.mac.present and same_key(acknowledgement.mac.value, key_from_peer(association)),
        "the HIP_MAC verifies",
    )
    require(acknowledgement.signer == association.peer, "the HIP_SIGNATURE verifies")
    return Answer(association=forgotten(association), work=Work(hashes=1, verifications=1))


@rule(clause="RFC 7401 4.4.3 table 8")
def forget_closed(association: Association) -> Answer:
    """Discard a closed association after UAL+2MSL."""
    require(
        association.state == State.CLOSED,
        "the association is closed",
        besides="forgetting too early harms only the host that does it",
    )
    return Answer(association=forgotten(association))


@rule(clause="RFC 7401 6.13")
def receive_notify(association: Association, notice: Packet) -> Answer:
    """A notice may be logged; it changes nothing, whoever sent it."""
    require(
        notice.kind == Kind.NOTIFY,
        "the packet is a NOTIFY",
        besides="whatever it is, nothing is made of it",
    )
    return Answer(association=association)
