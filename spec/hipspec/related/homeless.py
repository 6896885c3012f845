"""Homeless Mobile IPv6: a host is a set of addresses, all alike, and binding updates change the set.

Updates are protected by nothing: how somebody could own an address was the question that this work ended with. Data may
go to any address of the set. Here it goes to the one that was added last, or, once that is taken out, to the one of the
opening. A host that moves says both in one update: the new address is in the set, the others are not. Updates show
whose set they change; data shows its addresses only.
"""

from hipspec.language import Map, replace, require, rule
from hipspec.related.common.facts import Facts, Names
from hipspec.related.common.handshake import answered, begin, taken
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Kind, Operation, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State, Status
from hipspec.related.common.words import announcing, kept, packet_to, sending, went_to

SOURCE = "draft-nikander-mobileip-homelessv6-01"


def only(session: Session, address: Address) -> Session:
    """Make one address the whole set, and send data there."""
    return added(replace(session, addresses=Map(Status.UNKNOWN)), address)


def added(session: Session, address: Address) -> Session:
    """Add an address to the set, and send data there."""
    return replace(went_to(session, address), addresses=session.addresses.set(address, Status.UNVERIFIED))


def deleted(session: Session, address: Address) -> Session:
    """Take an address out of the set; data goes to the first address if that is left, else nowhere."""
    left = session.addresses.set(address, Status.UNKNOWN)
    first = session.home if left[session.home] != Status.UNKNOWN else NOWHERE
    return replace(session, addresses=left, there=first if session.there == address else session.there)


@rule(clause=SOURCE)
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Whoever calls has a session, with the address that it calls from in its set."""
    del share
    require(session.state == State.NONE, "there is no session yet")
    answer = taken(session, hello, tag)
    return replace(answer, session=only(answer.session, answer.session.there))


@rule(clause=SOURCE)
def receive_reply(session: Session, reply: Packet) -> Answer:
    """The peer has answered: the address that was called is in its set."""
    require(session.state == State.HALF_OPEN and session.initiator, "the host has called")
    require(reply.echo == session.token_out, "the answer acknowledges the call")
    return kept(only(answered(session, reply), session.there))


@rule(clause=SOURCE)
def announce(session: Session, here: Address) -> Answer:
    """Tell the peer of the new address, and that the others are gone."""
    require(session.state == State.OPEN, "there is a session")
    moved = replace(session, here=here)
    return sending(moved, announcing(moved, packet_to(moved, Kind.MOVE, session.there)))


@rule(clause=SOURCE)
def receive_move(session: Session, move: Packet) -> Answer:
    """Change the set as the update says, whoever has sent it from wherever."""
    require(session.state == State.OPEN, "there is a session")
    require(move.address.present, "the update names an address")
    if move.operation == Operation.DELETE:
        return kept(deleted(session, move.address.value))
    if move.operation == Operation.ADD:
        return kept(added(session, move.address.value))
    return kept(only(session, move.address.value))


@rule(clause=SOURCE)
def send_data(session: Session, size: int) -> Answer:
    """Send to an address of the set."""
    require(session.state == State.OPEN, "there is a session")
    require(session.there != NOWHERE, "the set is not empty")
    return sending(session, replace(packet_to(session, Kind.DATA, session.there), size=size))


@rule(clause=SOURCE)
def receive_data(session: Session, data: Packet) -> Answer:
    """Take data that comes from an address of the set."""
    require(session.state == State.OPEN, "there is a session")
    require(session.addresses[data.source] != Status.UNKNOWN, "the source is an address of the set")
    return kept(session)


PROTOCOL = Protocol(
    name="homeless",
    title="Homeless Mobile IPv6",
    source=f"{SOURCE}, NDSS 2003 3",
    rules=(begin, receive_hello, receive_reply, announce, receive_move, send_data, receive_data),
    variants=(Variant("homeless"),),
    facts=Facts(names=Names.CONTROL),
    senseless={
        "teardown": "there is nothing that closes a session",
        "downgrade": "nothing is negotiated, and nothing protects anything",
    },
)
