"""Rules of one host, part 2: the beginning of a base exchange through a server (RFC 8004 3, 4), and payload.

The rest of the exchange (I2, R2) needs no server; it is the subject of `hipspec.exchange`, as are the puzzle and all
that an R1 carries.
"""

from hipspec.language import NOTHING, replace, require, rule, some
from hipspec.network.names import NOBODY, Address, Host
from hipspec.rendezvous.association import Answer, Association, packet_to_peer
from hipspec.rendezvous.lengths import GROWTH, I1_LENGTH, R1_LENGTH
from hipspec.rendezvous.moving import vouched_for
from hipspec.rendezvous.packets import BLANK, Kind, Packet
from hipspec.rendezvous.readings import FailedHmac, Readings, RelaysUpdate, ViaCheck


@rule(
    clause="RFC 8004 3.3, 4.3.1",
    besides={"asked_at": "without it no R1 is ever accepted", "reply": "it begins an exchange"},
)
def send_i1(association: Association, own: Host, peer: Host, here: Address, published: Address) -> Answer:
    """Ask for an exchange, at the address that is published for the peer: its own, or its server's."""
    i1 = replace(BLANK, kind=Kind.I1, sender=own, receiver=peer, source=here, destination=published, length=I1_LENGTH)
    return Answer(association=replace(association, asked_at=some(published)), reply=some(i1))


def registered(client: Association, packet: Packet, own: Host, now: int) -> None:
    """Refuse what is not for a client whose registration lasts."""
    require(
        packet.receiver != own,
        "the HIT is not one of the server's own",
        besides="nobody registers with itself; what is for the server is processed, not relayed",
    )
    require(client.registered_until.present, "the HIT is registered for rendezvous")
    require(
        not client.registered_until.present or now < client.registered_until.value,
        "the lifetime of the registration has not ended",
    )
    require(
        not packet.origin.present,
        "no server relayed the packet before",
        besides="RFC 8004 4.2.3 leaves chains of servers out; one FROM is enough here",
    )


def relayed(client: Association, packet: Packet, here: Address) -> Packet:
    """Return a packet as a server passes it on: readdressed, with a FROM, and an RVS_HMAC under the client's key."""
    return replace(
        packet,
        source=here,
        destination=client.there,
        origin=some(packet.source),
        rvs_mac=client.key_out,
        length=packet.length + GROWTH,
    )


@rule(clause="RFC 8004 3.3, 4.3.2", paper="5", besides={"reply": "it is what the server is for"})
def relay_i1(client: Association, i1: Packet, own: Host, now: int) -> Answer:
    """Pass an I1 on to the client that it names, and remember nothing."""
    require(
        i1.kind == Kind.I1,
        "the packet is an I1",
        besides="what else is relayed is just as bounded and goes just where the client is",
    )
    require(i1.receiver != NOBODY, "the I1 names a HIT")
    registered(client, i1, own, now)
    return Answer(association=client, reply=some(relayed(client, i1, i1.destination)))


@rule(clause="RFC 8046 3.2.3", besides={"reply": "it is the way back after a double jump"})
def relay_update(client: Association, update: Packet, own: Host, now: int, readings: Readings) -> Answer:
    """Pass an UPDATE on to the client that it names, like an I1."""
    require(
        readings.relays_update == RelaysUpdate.UPDATES,
        "the server relays UPDATEs",
        besides="which extensions a server has is its own choice",
    )
    require(
        update.kind == Kind.UPDATE,
        "the packet is an UPDATE",
        besides="what else is relayed is just as bounded and goes just where the client is",
    )
    registered(client, update, own, now)
    return Answer(association=client, reply=some(relayed(client, update, update.destination)))


@rule(clause="RFC 8004 4.3.2, 4.3.3", besides={"reply": "it answers the Initiator"})
def answer_i1(server: Association, association: Association, i1: Packet, own: Host, readings: Readings) -> Answer:
    """Answer an I1 with an R1 and remember nothing; if a server relayed it, answer to the address in FROM."""
    require(i1.kind == Kind.I1, "the packet is an I1")
    require(
        i1.receiver == own or (i1.receiver == NOBODY and not i1.origin.present),
        "a relayed I1 names the HIT of this host",
    )
    require(not i1.origin.present or i1.rvs_mac.present, "a FROM comes only with an RVS_HMAC")
    ignored = readings.failed_hmac == FailedHmac.IGNORED and not i1.origin.present
    require(
        not i1.rvs_mac.present or ignored or vouched_for(server, i1),
        "the RVS_HMAC verifies with the key of the registration",
    )
    r1 = replace(
        BLANK,
        kind=Kind.R1,
        sender=own,
        receiver=i1.sender,
        source=i1.destination,
        destination=i1.origin.value if i1.origin.present else i1.source,
        signer=some(own),
        via=some(i1.source) if i1.origin.present else NOTHING,
        length=R1_LENGTH,
    )
    return Answer(association=association, reply=some(r1))


def addresses_agree(association: Association, r1: Packet, readings: Readings) -> bool:
    """Whether the addresses of an R1 are as the reading wants them."""
    if readings.via_check == ViaCheck.WHERE_THE_I1_WENT:
        return some(r1.source) == association.asked_at or r1.via == association.asked_at
    return readings.via_check == ViaCheck.HITS_ONLY or not r1.via.present or r1.via == some(r1.source)


@rule(
    clause="RFC 8004 4.3.4, RFC 7401 6.8",
    besides={"asked_at": "an R1 that comes again is the subject of `hipspec.exchange`"},
)
def receive_r1(association: Association, r1: Packet, readings: Readings) -> Answer:
    """The Responder answers: go on with the exchange at the address that the R1 came from."""
    require(r1.kind == Kind.R1, "the packet is an R1")
    require(association.asked_at.present, "an I1 was sent to this HIT")
    require(r1.signer == some(r1.sender), "the HIP_SIGNATURE_2 verifies")
    require(
        addresses_agree(association, r1, readings),
        "the addresses agree",
        besides="under a reading that is not the default",
    )
    return Answer(association=replace(association, asked_at=NOTHING))


@rule(clause="RFC 7401 4.4.3", paper="4.1", besides={"reply": "sending is what the host is for"})
def send_data(association: Association) -> Answer:
    """Send payload to the peer."""
    require(
        association.key_out.present,
        "there is an association",
        besides="without keys there is nothing that the peer would accept",
    )
    return Answer(association=association, reply=some(packet_to_peer(association, association.there)))


@rule(clause="RFC 7401 4.4.3", paper="4.1")
def receive_data(association: Association, data: Packet) -> Answer:
    """Take payload that the peer protected."""
    require(data.kind == Kind.DATA, "the packet is payload")
    require(data.mac.present and data.mac == association.key_in, "the payload is protected by the peer")
    return Answer(association=association)
