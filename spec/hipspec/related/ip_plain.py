"""Plain IP with an unauthenticated location update: the strawman that everything else is compared with."""

from hipspec.language import replace, require, rule
from hipspec.related.common.names import Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import announcing, calling, kept, opened, packet_to, sending, went_to

SOURCE = "NDSS 2003 2.3, RFC 4225 2"


@rule(clause=SOURCE)
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Open the session, with the first packet to the peer."""
    del share, tag
    return sending(calling(session), packet_to(session, Kind.HELLO, session.there))


@rule(clause=SOURCE)
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Whoever calls has a session, at the address that it calls from."""
    del share, tag
    require(session.state == State.NONE, "there is no session yet")
    return sending(opened(session, hello.source), packet_to(session, Kind.REPLY, hello.source))


@rule(clause=SOURCE)
def receive_reply(session: Session, reply: Packet) -> Answer:
    """The peer has answered."""
    require(session.state == State.HALF_OPEN, "the host has called")
    del reply
    return kept(opened(session, session.there))


@rule(clause=SOURCE)
def announce(session: Session, here: Address) -> Answer:
    """Tell the peer, where it was last, of the new address: nothing proves anything."""
    require(session.state == State.OPEN, "there is a session")
    moved = replace(session, here=here)
    return sending(moved, announcing(moved, packet_to(moved, Kind.MOVE, session.there)))


@rule(clause=SOURCE)
def receive_move(session: Session, move: Packet) -> Answer:
    """Go where the update says, whoever has sent it from wherever."""
    require(session.state == State.OPEN, "there is a session")
    require(move.address.present, "the update names an address")
    return kept(went_to(session, move.address.value))


@rule(clause=SOURCE)
def send_data(session: Session, size: int) -> Answer:
    """Send to the location."""
    require(session.state == State.OPEN, "there is a session")
    return sending(session, replace(packet_to(session, Kind.DATA, session.there), size=size))


@rule(clause=SOURCE)
def receive_data(session: Session, data: Packet) -> Answer:
    """Take the data, which changes nothing."""
    del data
    require(session.state == State.OPEN, "there is a session")
    return kept(session)


PROTOCOL = Protocol(
    name="ip_plain",
    title="Plain IP with location updates",
    source=SOURCE,
    rules=(begin, receive_hello, receive_reply, announce, receive_move, send_data, receive_data),
    variants=(Variant("ip_plain"),),
    senseless={
        "teardown": "there is nothing that closes a session",
        "downgrade": "nothing is negotiated, and nothing protects anything",
    },
)
