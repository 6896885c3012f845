"""ILNP: a session is between node identifiers, and whoever shows its nonce says at which locators it is.

A call with a nonce says that the caller can do ILNP; without one the session is of plain IP, in which nothing moves
(RFC 6744 6). An answer without one stands for the error message by which a host says that it knows no nonces.

Nonces are exchanged in clear in the first packets; here they stand for the initial sequence numbers of the transport as
well, which those packets carry, too. They are also shown in the first data of a session and after a move; data here
always shows them: who reads a session at all reads one packet that does. DNS, the second way to a peer, is asked if the
peer does not answer; its answer is what the peer has registered, be that true or not, over links that are protected.
"""

from dataclasses import dataclass

from hipspec.language import replace, require, rule
from hipspec.related.common.facts import Facts
from hipspec.related.common.handshake import answered, begin, taken
from hipspec.related.common.names import Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet, Suite
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.segments import acknowledges
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    announcing,
    best_for,
    choosing,
    counted,
    found,
    is_from_there,
    is_new,
    is_signed,
    kept,
    numbered,
    packet_to,
    seeking,
    sending,
    shows_token,
    signed,
    went_to,
    with_suite,
    with_token,
)


@dataclass(frozen=True)
class Options:
    """What the RFCs leave open.

    Attributes:
        ipsec: whether Locator Updates are inside of an IPsec association besides, with a replay window (RFC 6743 5).
        data_updates: whether data with the nonce from an unknown locator says where the peer is (RFC 6741 11.2).
    """

    ipsec: bool = False
    data_updates: bool = False


OPTIONS = Options()


@rule(clause="RFC 6740 8, RFC 6744 6")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Whoever calls has a session: one of ILNP if the call has a nonce in it."""
    del share
    require(session.state == State.NONE, "there is no session yet")
    answer = taken(with_suite(session, best_for(hello)), hello, tag)
    return sending(answer.session, choosing(answer.reply.value, best_for(hello)))


@rule(clause="RFC 6740 8, RFC 6744 6")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """The peer has answered, and can do ILNP or not."""
    require(session.state == State.HALF_OPEN and session.initiator, "the host has called")
    require(acknowledges(session, reply), "the answer acknowledges the call")
    return kept(with_suite(answered(session, reply), reply.choice))


@rule(clause="RFC 6743 3, RFC 6741 5.5")
def announce(session: Session, here: Address) -> Answer:
    """Send a Locator Update with the complete list, which is the new locator, and the nonce."""
    require(session.state == State.OPEN, "there is a session")
    require(session.suite == Suite.STRONG, "it is one of ILNP")
    moved = replace(session, here=here)
    update = with_token(moved, announcing(moved, packet_to(moved, Kind.MOVE, session.there)))
    if OPTIONS.ipsec:
        return sending(counted(moved), signed(moved, numbered(moved, update)))
    return sending(moved, update)


@rule(clause="RFC 6743 4, 5")
def receive_move(session: Session, move: Packet) -> Answer:
    """Take the list of an update that shows the nonce for the peer's locators, and acknowledge it."""
    require(session.state == State.OPEN, "there is a session")
    require(session.suite == Suite.STRONG, "it is one of ILNP")
    require(move.address.present, "the update lists a locator")
    require(shows_token(session, move), "the nonce is the one of this session")
    require(not OPTIONS.ipsec or is_signed(session, move), "the update comes in the peer's IPsec association")
    require(not OPTIONS.ipsec or is_new(session, move), "IPsec has not seen it before")
    moved = went_to(accepted(session, move) if OPTIONS.ipsec else session, move.address.value)
    return sending(moved, with_token(moved, packet_to(moved, Kind.ANSWER, move.source)))


@rule(clause="RFC 6743 4")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """An update was acknowledged: it need not be sent again."""
    require(session.state == State.OPEN, "there is a session")
    require(shows_token(session, answer), "the nonce is the one of this session")
    return kept(session)


@rule(clause="RFC 6740 6.2")
def give_up(session: Session) -> Answer:
    """The peer does not answer: ask DNS where it is."""
    require(session.state == State.OPEN, "there is a session")
    require(session.suite == Suite.STRONG, "it is one of ILNP")
    return kept(seeking(session))


@rule(clause="RFC 6740 6.2")
def look_up(session: Session, there: Address, challenge: Nonce) -> Answer:
    """The records of the peer say which locator it has registered."""
    del challenge
    require(session.state == State.OPEN, "there is a session")
    require(session.seeking, "DNS was asked")
    return kept(went_to(found(session), there))


@rule(clause="RFC 6740 3, RFC 6741 11.2")
def send_data(session: Session, size: int) -> Answer:
    """Send to the peer's locator."""
    require(session.state == State.OPEN, "there is a session")
    data = replace(packet_to(session, Kind.DATA, session.there), size=size)
    return sending(session, with_token(session, data))


@rule(clause="RFC 6741 11.2")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take data from the peer's locator, and from any other one with the nonce."""
    require(session.state == State.OPEN, "there is a session")
    require(session.suite == Suite.STRONG or is_from_there(session, data), "the session is one of ILNP, or none moves")
    require(is_from_there(session, data) or shows_token(session, data), "the locator is known, or the nonce is right")
    if OPTIONS.data_updates and not is_from_there(session, data):
        return kept(went_to(session, data.source))
    return kept(session)


PROTOCOL = Protocol(
    name="ilnp",
    title="ILNP",
    source="RFC 6740, RFC 6741, RFC 6743, RFC 6744",
    rules=(
        begin,
        receive_hello,
        receive_reply,
        announce,
        receive_move,
        receive_answer,
        give_up,
        look_up,
        send_data,
        receive_data,
    ),
    variants=(
        Variant("ilnp_nonce", options=Options()),
        Variant("ilnp_nonce-data", "data with the nonce says where the peer is", Options(data_updates=True)),
        Variant("ilnp_ipsec", "Locator Updates are protected by IPsec", Options(ipsec=True)),
        Variant(
            "ilnp_ipsec-data",
            "Locator Updates are protected by IPsec, and data with the nonce says where the peer is",
            Options(ipsec=True, data_updates=True),
        ),
    ),
    facts=Facts(negotiates=True),
    options=OPTIONS,
    senseless={"teardown": "there is nothing that closes a session"},
)
