"""LIN6: a host is its identifier, and mapping updates say which network prefix it is behind.

The identifier is half of every address, so `sender` is an identifier. The host that was called takes the prefix of the
caller from the call. Mapping agents are folded into a look-up: where they are asked, their answer is what the peer has
registered, be that true or not, over links that are protected. A host asks them by itself if the peer does not answer.
"""

from dataclasses import dataclass

from hipspec.language import replace, require, rule
from hipspec.related.common.handshake import begin, receive_hello, receive_reply
from hipspec.related.common.names import Address, Nonce
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    announcing,
    counted,
    found,
    is_new,
    is_signed,
    kept,
    numbered,
    packet_to,
    seeking,
    sending,
    signed,
    went_to,
)

SOURCE = "draft-teraoka-ipng-lin6-02"


@dataclass(frozen=True)
class Options:
    """What the drafts leave open.

    Attributes:
        header: whether updates need an IPsec Authentication Header, of an association made elsewhere.
        window: whether its replay window is in use, which needs automatic keys.
        asks: whether an update that nothing protects only makes the host ask the peer's mapping agent.
    """

    header: bool = False
    window: bool = False
    asks: bool = False


OPTIONS = Options()


@rule(clause=SOURCE)
def announce(session: Session, here: Address) -> Answer:
    """Tell the peer of the new prefix; the mapping agent is told as well."""
    require(session.state == State.OPEN, "there is a session")
    moved = replace(session, here=here)
    update = announcing(moved, packet_to(moved, Kind.MOVE, session.there))
    if OPTIONS.header:
        return sending(counted(moved), signed(moved, numbered(moved, update)))
    return sending(moved, update)


@rule(clause=SOURCE)
def receive_move(session: Session, move: Packet) -> Answer:
    """Take the prefix from the update, or ask the mapping agent for it."""
    require(session.state == State.OPEN, "there is a session")
    require(move.address.present, "the update names a prefix")
    require(not OPTIONS.header or is_signed(session, move), "the Authentication Header is the peer's")
    require(not OPTIONS.window or is_new(session, move), "the replay window has not seen the number")
    if OPTIONS.asks:
        return kept(seeking(session))
    return kept(went_to(accepted(session, move) if OPTIONS.window else session, move.address.value))


@rule(clause=SOURCE)
def give_up(session: Session) -> Answer:
    """The peer does not answer: ask its mapping agent."""
    require(session.state == State.OPEN, "there is a session")
    return kept(seeking(session))


@rule(clause=SOURCE)
def look_up(session: Session, there: Address, challenge: Nonce) -> Answer:
    """The mapping agent says which prefix the peer has registered."""
    del challenge
    require(session.state == State.OPEN, "there is a session")
    require(session.seeking, "the mapping agent was asked")
    return kept(went_to(found(session), there))


@rule(clause=SOURCE)
def send_data(session: Session, size: int) -> Answer:
    """Send to the peer's identifier behind its prefix."""
    require(session.state == State.OPEN, "there is a session")
    return sending(session, replace(packet_to(session, Kind.DATA, session.there), size=size))


@rule(clause=SOURCE)
def receive_data(session: Session, data: Packet) -> Answer:
    """Take the data, which changes nothing."""
    del data
    require(session.state == State.OPEN, "there is a session")
    return kept(session)


PROTOCOL = Protocol(
    name="lin6",
    title="LIN6",
    source=f"{SOURCE}, NDSS 2003 3",
    rules=(begin, receive_hello, receive_reply, announce, receive_move, give_up, look_up, send_data, receive_data),
    variants=(
        Variant("lin6", options=Options()),
        Variant("lin6-ask", "an update makes the host ask the mapping agent", Options(asks=True)),
        Variant("lin6_ah", "updates need IPsec AH", Options(header=True, window=True)),
        Variant("lin6_ah-manual", "updates need IPsec AH, without a replay window", Options(header=True)),
    ),
    options=OPTIONS,
    senseless={
        "teardown": "there is nothing that closes a session",
        "downgrade": "nothing is negotiated: an update needs an association that was made before, or none",
    },
)
