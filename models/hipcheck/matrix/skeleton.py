"""skeleton: a protocol of one's own, as rules that are run, attacked and proved.

A rule takes what its host remembers of the peer and what has arrived, and returns what it remembers now and what it
sends. Only `require` refuses; the other words build packets and sessions. All events that there may be a rule for are
in hipspec.related.common.rules, all words in hipspec.related.common.words.
"""

from hipspec.language import replace, require, rule
from hipspec.related.common.names import Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import announcing, calling, is_signed, kept, opened, packet_to, sending, signed
from hipspec.related.table import Table


@rule(clause="draft 1")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Call the peer where it was looked up, and contribute to the session key."""
    del tag
    calls = calling(replace(session, own_share=share))
    return sending(calls, signed(session, replace(packet_to(session, Kind.HELLO, session.there), share=share)))


@rule(clause="draft 1")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Open a session with whoever calls, at the address that it calls from."""
    del tag
    require(session.state == State.NONE, "there is no session yet")
    require(is_signed(session, hello), "the peer has signed the call")
    called = opened(replace(session, own_share=share, peer_share=hello.share), hello.source)
    return sending(called, signed(session, replace(packet_to(session, Kind.REPLY, hello.source), share=share)))


@rule(clause="draft 1")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Open the session that the peer has answered for."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is a call of ours")
    require(is_signed(session, reply), "the peer has signed the reply")
    return kept(opened(replace(session, peer_share=reply.share), session.there))


@rule(clause="draft 1")
def announce(session: Session, here: Address) -> Answer:
    """Go on from another address, and tell the peer."""
    require(session.state == State.OPEN, "there is a session")
    moved = replace(session, here=here)
    return sending(moved, announcing(moved, packet_to(moved, Kind.MOVE, session.there)))


@rule(clause="draft 1")
def receive_move(session: Session, move: Packet) -> Answer:
    """Send to where the peer says that it is: nothing shows who says so."""
    require(session.state == State.OPEN, "there is a session")
    require(move.address.present, "the update names an address")
    return kept(replace(session, there=move.address.value))


@rule(clause="draft 1")
def send_data(session: Session, size: int) -> Answer:
    """Send to where the peer is."""
    require(session.state == State.OPEN, "there is a session")
    return sending(session, replace(packet_to(session, Kind.DATA, session.there), size=size))


PROTOCOL = Protocol(
    name="skeleton",
    title="Skeleton",
    source="draft 1",
    rules=(begin, receive_hello, receive_reply, announce, receive_move, send_data),
    variants=(Variant("skeleton"),),  # one row for each way to read the draft
    senseless={"teardown": "nothing closes a session"},  # attacks that make no sense, each with the reason
)
FAMILY = Table((PROTOCOL,))
specification = FAMILY.specification
