"""Rules of one host, part 1: it moves, registers, and says so in an UPDATE (RFC 8003 3.2, RFC 8046 3.2.1, 3.2.3).

An UPDATE carries the one address where its sender is. A REG_REQUEST may be in it as well; a lifetime of 0 cancels the
registration. That a new address is verified takes three packets in `hipspec.hip`, which proves what comes of them;
here it is one guard: whether the peer answered from there.
"""

from hipspec.language import NOTHING, Maybe, detail, holds, replace, require, rule, some
from hipspec.network.names import Address
from hipspec.rendezvous.association import Answer, Association, packet_to_peer
from hipspec.rendezvous.lengths import ACK_LENGTH, UPDATE_LENGTH
from hipspec.rendezvous.packets import Kind, Packet


def authenticate(association: Association, packet: Packet) -> None:
    """Refuse a packet that does not come from the peer."""
    require(packet.mac.present and packet.mac == association.key_in, "the HIP_MAC verifies")
    require(packet.signer == some(association.peer), "the HIP_SIGNATURE verifies")


def update_to_peer(association: Association, number: int, lifetime: Maybe[int], destination: Address) -> Packet:
    """Return the UPDATE that says where we are, and asks for a registration if a lifetime is given."""
    return replace(
        packet_to_peer(association, destination),
        kind=Kind.UPDATE,
        signer=some(association.own),
        update_id=number,
        locator=some(association.here),
        lifetime=lifetime,
        length=UPDATE_LENGTH,
    )


@rule(
    clause="RFC 8046 3.2.1, RFC 8003 3.2, 4.1",
    paper="5",
    besides={
        "here": "without it the peer is told of the old address",
        "unacknowledged": "without it a lost UPDATE is never sent again",
        "reply": "without it the peer never learns of the address",
    },
)
def announce_address(association: Association, here: Address, lifetime: Maybe[int]) -> Answer:
    """Tell the peer where this host is now and, if the peer is a registrar, for how long it wants a registration."""
    require(association.key_out.present, "there is an association")
    moved = replace(
        association,
        here=here,
        next_update=association.next_update + 1,
        unacknowledged=True,
        requested=lifetime,
    )
    return Answer(
        association=moved,
        reply=some(update_to_peer(moved, association.next_update, lifetime, association.there)),
    )


@rule(clause="RFC 8046 3.2.3", besides={"reply": "it is the way back after a double jump"})
def resend_update(association: Association, published: Address) -> Answer:
    """Send an UPDATE once more that nobody acknowledged: to the address that is published for the peer."""
    require(
        association.unacknowledged,
        "an UPDATE waits for its acknowledgement",
        besides="the peer drops an UPDATE that it has processed before",
    )
    last = association.next_update - 1
    return Answer(
        association=association, reply=some(update_to_peer(association, last, association.requested, published))
    )


def vouched_for(server: Association, packet: Packet) -> bool:
    """Whether a server of this host has put in the FROM."""
    return (
        holds(server.serves, "the server has granted this host a registration")
        and packet.rvs_mac.present
        and packet.rvs_mac == server.key_in
    )


@rule(
    clause="RFC 8046 3.2.3, 5.2, RFC 8003 3.3, RFC 7401 6.12",
    paper="5",
    besides={"reply": "without it the peer never learns that its UPDATE arrived"},
)
def receive_update(
    association: Association,
    server: Association,
    update: Packet,
    answered: bool,  # noqa: FBT001  # whether the peer answered from its new address
    now: int,
) -> Answer:
    """Take the peer's new address, register it if it asks for that, and acknowledge, straight to where it is."""
    require(update.kind == Kind.UPDATE, "the packet is an UPDATE")
    authenticate(association, update)
    require(update.update_id > association.newest, "the UPDATE is newer than the last one processed")
    require(not update.locator.present or answered, "the peer answered from its new address")
    require(
        not update.origin.present or vouched_for(server, update),
        "a FROM comes with an RVS_HMAC that verifies",
        besides="an UPDATE is authentic by itself, and nothing goes to the address in FROM",
    )
    bound = rebound(association, update, now)
    ack = replace(
        packet_to_peer(bound, bound.there),
        kind=Kind.ACK,
        signer=some(association.own),
        update_id=update.update_id,
        lifetime=update.lifetime,
        via=some(update.source) if update.origin.present else NOTHING,
        length=ACK_LENGTH,
    )
    return Answer(association=bound, reply=some(ack))


@detail(clause="RFC 8003 3.3, 4.1, RFC 8046 5.2")
def rebound(association: Association, update: Packet, now: int) -> Association:
    """Hold what an UPDATE says: where the peer is, and how long its registration lasts from now."""
    asked = update.lifetime
    until = some(now + asked.value) if asked.present and asked.value > 0 else NOTHING
    return replace(
        association,
        there=update.locator.value if update.locator.present else association.there,
        newest=update.update_id,
        registered_until=until if asked.present else association.registered_until,
    )


@rule(
    clause="RFC 7401 6.12, RFC 8003 3.3",
    besides={
        "serves": "without it no FROM is ever believed",
        "unacknowledged": "without it an UPDATE is sent again without end",
    },
)
def receive_ack(association: Association, ack: Packet) -> Answer:
    """The peer has our UPDATE; if we asked for a registration, it says whether it granted one."""
    require(ack.kind == Kind.ACK, "the packet is an acknowledgement")
    authenticate(association, ack)
    require(
        association.unacknowledged,
        "an UPDATE waits for its acknowledgement",
        besides="an acknowledgement that comes again says the same again",
    )
    require(ack.update_id == association.next_update - 1, "the acknowledgement is about the last UPDATE")
    asked = association.requested
    granted = asked.present and asked.value > 0 and ack.lifetime.present and ack.lifetime.value > 0
    return Answer(
        association=replace(
            association,
            unacknowledged=False,
            serves=granted if asked.present else association.serves,
        ),
    )
