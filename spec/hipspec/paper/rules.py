"""Rules of one host: REA, AC, ACR, and where data goes (draft-nikander-hip-mm-00 5.3, 6.1, 6.4, 6.5)."""

from hipspec.hip.names import Address, Nonce
from hipspec.language import NOTHING, Map, detail, replace, require, rule, some
from hipspec.paper.association import UNBOUND, Answer, Association, Locator, State, Status, packet_to_peer
from hipspec.paper.packets import Entry, Kind, Packet
from hipspec.paper.readings import KnownAddresses, Readings, ReaOrder, TrustedPeer


def authenticate(association: Association, packet: Packet) -> None:
    """Refuse a packet that does not come from the peer of an established association."""
    require(association.state == State.ESTABLISHED, "the association is established")
    require(packet.mac.present and packet.mac == association.key_in, "the HMAC verifies")


@rule(
    clause="draft-nikander-hip-mm-00 6.4",
    paper="5",
    besides={
        "here": "a host that moved sends from where it is; who is reached does not depend on it",
        "reply": "without it the peer never learns of an address",
    },
)
def announce_addresses(
    association: Association, addresses: Map[Address, Entry], here: Address, destination: Address
) -> Answer:
    """Tell the peer the complete list of our addresses in a signed REA with a number of its own."""
    require(association.state == State.ESTABLISHED, "the association is established")
    moved = replace(association, here=here, next_rea=association.next_rea + 1)
    rea = replace(
        packet_to_peer(moved, destination),
        kind=Kind.REA,
        signer=some(association.own),
        rea_id=association.next_rea,
        addresses=addresses,
    )
    return Answer(association=moved, reply=some(rea))


@rule(clause="draft-nikander-hip-mm-00 6.1.1.1, 6.5", paper="5")
def receive_rea(association: Association, rea: Packet, now: int, readings: Readings) -> Answer:
    """Replace the list of the peer's addresses; each of them waits for its check."""
    authenticate(association, rea)
    require(
        rea.kind == Kind.REA,
        "the packet is a REA",
        besides="only a REA is signed, so anything else fails the check of the signature",
    )
    require(rea.signer == some(association.peer), "the signature verifies")
    require(
        readings.rea_order == ReaOrder.NO_CHECK or rea.rea_id > association.newest_rea,
        "the REA is newer than the last one processed",
    )
    return Answer(
        association=replace(
            association,
            newest_rea=rea.rea_id,
            locators=association.locators.merge(
                rea.addresses,
                lambda locator, entry: bound(locator, entry, now, readings) if entry.listed else UNBOUND,
            ),
        ),
        reply=NOTHING,
    )


@detail(
    clause="draft-nikander-hip-mm-00 6.5",
    besides={
        "expires": "under a reading that is not the default",
        "status": "under a reading that is not the default",
        "expires#2": "under a reading that is not the default",
        "status#2": "an address that is listed must be bound if it is ever to be used",
    },
)
def bound(locator: Locator, entry: Entry, now: int, readings: Readings) -> Locator:
    """Bind an address that the peer lists; it carries no data before its check, verified before or not."""
    expires = some(now + entry.lifetime)
    if readings.known_addresses == KnownAddresses.USED and locator.status == Status.ACTIVE:
        return replace(locator, expires=expires)
    if readings.trusted_peer == TrustedPeer.TRUSTED:
        return replace(UNBOUND, status=Status.ACTIVE, expires=expires)
    return replace(UNBOUND, status=Status.UNVERIFIED, expires=expires)


@rule(
    clause="draft-nikander-hip-mm-00 4.3, 6.5",
    paper="5",
    besides={
        "check": "without it no address ever passes its check",
        "locators": "without it no address ever passes its check",
        "reply": "without it no address ever passes its check",
    },
)
def check_address(association: Association, address: Address, ac_id: Nonce) -> Answer:
    """Send an AC to an address that the peer listed; it acknowledges the REA as well."""
    locator = association.locators[address]
    require(association.state == State.ESTABLISHED, "the association is established")
    require(locator.status == Status.UNVERIFIED, "this address awaits a check")
    ac = replace(packet_to_peer(association, address), kind=Kind.AC, rea_id=association.newest_rea, ac_id=some(ac_id))
    checked = replace(locator, check=some(ac_id))
    return Answer(
        association=replace(association, locators=association.locators.set(address, checked)),
        reply=some(ac),
    )


@rule(
    clause="draft-nikander-hip-mm-00 5.3",
    paper="5",
    besides={"reply": "without it none of our addresses ever passes its check"},
)
def answer_check(association: Association, ac: Packet) -> Answer:
    """Answer an AC that asks about a REA of ours with an ACR that echoes both its identifiers; drop any other AC."""
    authenticate(association, ac)
    require(
        ac.kind == Kind.AC,
        "the packet is an AC",
        besides="whoever made another packet knows its AC_ID already, so an answer tells nothing new",
    )
    require(ac.rea_id >= 0 and ac.rea_id < association.next_rea, "the AC matches a REA that we sent")
    acr = replace(packet_to_peer(association, ac.source), kind=Kind.ACR, rea_id=ac.rea_id, ac_id=ac.ac_id)
    return Answer(association=association, reply=some(acr))


@rule(
    clause="draft-nikander-hip-mm-00 5.3, 6.5",
    paper="5",
    besides={
        "status": "without it no address ever passes its check",
        "locators": "without it no address ever passes its check",
    },
)
def receive_check_reply(association: Association, acr: Packet, address: Address) -> Answer:
    """The ACR to the AC that went to an address came from the peer: the address may carry data now."""
    locator = association.locators[address]
    authenticate(association, acr)
    require(acr.kind == Kind.ACR, "the packet is an ACR")
    require(
        acr.rea_id == association.newest_rea,
        "the REA_ID is that of the list in force",
        besides="an AC_ID is drawn anew for each AC, so it alone tells which list it was for",
    )
    require(acr.ac_id.present and acr.ac_id == locator.check, "the AC_ID sent to this very address came back")
    verified = replace(locator, status=Status.ACTIVE)
    return Answer(
        association=replace(association, locators=association.locators.set(address, verified)),
        reply=NOTHING,
    )


@rule(clause="draft-nikander-hip-mm-00 6.5", paper="4.1", besides={"reply": "sending is what the host is for"})
def send_data(association: Association, address: Address, size: int, now: int) -> Answer:
    """Send payload to an address of the peer that was checked and whose lifetime has not ended."""
    locator = association.locators[address]
    require(association.state == State.ESTABLISHED, "the association is established")
    require(
        size > 0, "there is something to send", besides="a packet has a length; no property is about how long it is"
    )
    require(locator.status == Status.ACTIVE, "the address was checked")
    require(
        not locator.expires.present or now < locator.expires.value,
        "the lifetime of the address has not ended",
    )
    return Answer(association=association, reply=some(replace(packet_to_peer(association, address), size=size)))
