"""Rules of one host, part 1: UPDATE packets, sent and received (RFC 7401 6.11-6.12, RFC 8046 5.2-5.3)."""

from hipspec.hip.association import (
    LOCATOR_LIMIT,
    NOTHING_SEEN,
    SETTLED,
    UNBOUND,
    UPDATE_RETRY_MAX,
    Answer,
    Association,
    Done,
    Locator,
    Outstanding,
    State,
    Status,
    in_window,
    packet_to_peer,
    with_number,
)
from hipspec.hip.names import Address
from hipspec.hip.packets import EspInfo, Kind, LocatorSet, Offer, Packet
from hipspec.hip.readings import Readings, RekeyedAddresses, SignatureCheck, UpdateOrder
from hipspec.language import NOTHING, detail, holds, replace, require, rule, some


def authenticate(association: Association, update: Packet, readings: Readings) -> None:
    """Refuse an UPDATE that the peer of an established association did not make."""
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="an association that is closing still knows its peer",
    )
    require(
        update.kind == Kind.UPDATE,
        "the packet is an UPDATE",
        besides="payload carries none of the parameters that these rules read",
    )
    require(update.mac.present and update.mac == association.key_in, "the HIP_MAC verifies")
    require(
        readings.signature == SignatureCheck.SKIPPED or update.signer == association.peer,
        "the HIP_SIGNATURE verifies",
    )


def lasting(offer: Offer) -> bool:
    """Whether an address is offered for some time, or without end."""
    return not offer.lifetime.present or offer.lifetime.value > 0


@detail(
    clause="RFC 7401 6.11", besides={"outstanding": "without it a lost UPDATE stays lost", "reply": "nothing is sent"}
)
def sent_reliably(association: Association, update: Packet) -> Answer:
    """Number an UPDATE of ours, send it, and keep it until the peer acknowledges it."""
    number = association.next_update
    numbered = replace(update, sequence=some(number))
    waiting = Outstanding(waiting=True, tries=1, update=numbered)
    return Answer(
        association=replace(
            association,
            next_update=number + 1,
            outstanding=association.outstanding.set(number, waiting),
        ),
        reply=some(numbered),
    )


@rule(
    clause="RFC 8046 5.2, RFC 7401 6.11",
    paper="5",
    besides={
        "here": "a wrong source address is seen by nobody but the network",
        "rekeyed_by": "two rekeyings at once delay each other, because the second names an SA that is not there yet",
        "payload": "payload of the new SA would look old and be lost",
    },
)
def announce_locators(
    association: Association, locators: LocatorSet, here: Address, destination: Address, *, rekey: bool
) -> Answer:
    """Tell the peer the complete list of our addresses, and start a new inbound SA if we want to rekey."""
    require(association.state == State.ESTABLISHED, "the association is established")
    require(
        locators.entries.every(lambda _, offer: not offer.listed or offer.unicast),
        "no broadcast or multicast address is announced",
        besides="the receiver checks it again, and trusts nobody to have done it",
    )
    require(
        locators.entries.every(lambda _, offer: not offer.listed or lasting(offer)),
        "every lifetime announced is longer than zero",
        besides="the receiver checks it again, and trusts nobody to have done it",
    )
    require(
        not association.outstanding[association.rekeyed_by].waiting,
        "no rekeying that this UPDATE depends on waits for its acknowledgement",
        besides="the receiver would refuse it, and it would be sent again",
    )
    epoch = association.epoch_in + 1 if rekey else association.epoch_in
    moved = replace(
        association,
        here=here,
        epoch_in=epoch,
        rekeyed_by=association.next_update if rekey else association.rekeyed_by,
        payload=NOTHING_SEEN if rekey else association.payload,
    )
    update = replace(
        packet_to_peer(moved, destination),
        esp=some(EspInfo(old=association.epoch_in, new=epoch)),
        locators=some(locators),
    )
    return sent_reliably(moved, update)


@rule(
    clause="RFC 7401 6.11 step 4, RFC 8046 5.3",
    besides={
        "tries": "without the count a host asks a silent peer for ever",
        "outstanding": "without the count a host asks a silent peer for ever",
        "reply": "without it a lost UPDATE stays lost",
    },
)
def retransmit_update(association: Association, number: int, destination: Address) -> Answer:
    """Send an UPDATE that was not acknowledged once more, to the same address of the peer or to another."""
    waiting = association.outstanding[number]
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="an association that is closing may as well repeat itself",
    )
    require(
        waiting.waiting,
        "the UPDATE is not acknowledged yet",
        besides="what was acknowledged is forgotten: only an empty packet would be sent",
    )
    require(
        waiting.tries <= UPDATE_RETRY_MAX,
        "it was sent again fewer than UPDATE_RETRY_MAX times",
        besides="it spares the network, not the binding",
    )
    require(
        not waiting.update.echo_request.present or destination == waiting.update.destination,
        "a challenge is repeated only to the address that it checks",
    )
    again = replace(waiting, tries=waiting.tries + 1)
    return Answer(
        association=replace(association, outstanding=association.outstanding.set(number, again)),
        reply=some(replace(waiting.update, source=association.here, destination=destination)),
    )


@rule(clause="RFC 7401 6.11 step 4", besides={"state": "an association with a silent peer is only waste"})
def give_up_on_peer(association: Association, number: int) -> Answer:
    """Close the association when the last retransmission of an UPDATE stays unanswered."""
    waiting = association.outstanding[number]
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="what is closing can't be closed",
    )
    require(
        waiting.waiting,
        "the UPDATE is not acknowledged yet",
        besides="closing too early harms only the host that does it",
    )
    require(
        waiting.tries > UPDATE_RETRY_MAX,
        "every retransmission was used",
        besides="closing too early harms only the host that does it",
    )
    return Answer(association=replace(association, state=State.CLOSING), reply=NOTHING)


@rule(
    clause="RFC 8046 5.2, RFC 7401 6.11",
    besides={"outstanding": "without it an UPDATE is sent again although it says nothing any more"},
)
def withdraw_update(association: Association, number: int) -> Answer:
    """Stop sending an UPDATE that has nothing to say any more: a newer list replaces its list, or nobody asks now."""
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="an association that is closing may as well fall silent",
    )
    require(
        association.outstanding[number].waiting,
        "the UPDATE is not acknowledged yet",
        besides="withdrawing what is settled changes nothing",
    )
    require(
        number != association.rekeyed_by,
        "no later UPDATE depends on it",
        besides="the receiver would refuse what depends on it, and it would be sent again",
    )
    return Answer(
        association=replace(association, outstanding=association.outstanding.set(number, SETTLED)),
        reply=NOTHING,
    )


@rule(
    clause="RFC 7401 6.12.2",
    besides={"outstanding": "without it an UPDATE is sent again although it was acknowledged"},
)
def receive_acknowledgement(association: Association, update: Packet, readings: Readings) -> Answer:
    """Stop retransmitting the UPDATE that the peer acknowledges."""
    authenticate(association, update, readings)
    require(
        update.acknowledges.present,
        "the UPDATE carries an ACK",
        besides="an acknowledgement of nothing settles nothing",
    )
    number = update.acknowledges.value
    require(
        association.outstanding[number].waiting,
        "the ACK matches an UPDATE not acknowledged before",
        besides="settling what is settled changes nothing",
    )
    return Answer(
        association=replace(association, outstanding=association.outstanding.set(number, SETTLED)),
        reply=NOTHING,
    )


def acknowledgement(association: Association, update: Packet) -> Packet:
    """Make the UPDATE that acknowledges `update` and, if it asks, echoes its nonce; it asks for nothing itself."""
    return replace(
        packet_to_peer(association, update.source),
        acknowledges=update.sequence,
        echo_response=update.echo_request,
    )


@rule(
    clause="RFC 7401 6.12.1, RFC 8046 5.3",
    paper="5",
    besides={
        "reply": "the peer misses an acknowledgement and sends again",
        "reply#2": "the peer misses an acknowledgement and sends again",
        "reply#3": "the peer misses an acknowledgement and sends again",
        "reply#4": "the peer misses an acknowledgement and sends again",
    },
)
def receive_update(association: Association, update: Packet, now: int, readings: Readings) -> Answer:
    """Process an UPDATE that carries a SEQ: once, if it is within the window; acknowledge it each time."""
    authenticate(association, update, readings)
    require(
        update.sequence.present,
        "the UPDATE carries a SEQ",
        besides="without a SEQ there is no number to process it under, and nothing to acknowledge",
    )
    number = update.sequence.value
    require(in_window(association.updates, number), "the Update ID is within the receive window")
    reply = acknowledgement(association, update)
    if not holds(not association.updates.seen.has(number), "this UPDATE was not processed before"):
        return Answer(association=association, reply=some(reply))
    recorded = replace(association, updates=with_number(association.updates, number))
    if not update.locators.present:
        return Answer(association=recorded, reply=some(reply), done=Done.PROCESSED)
    late = readings.update_order == UpdateOrder.NEWEST_ONLY and number < association.newest_list
    if not holds(not late, "no newer list is in force"):
        return Answer(association=recorded, reply=some(reply), done=Done.PROCESSED)
    listed = apply_list(recorded, update, number, now, readings)
    return Answer(association=listed, reply=some(reply), done=Done.LISTED)


@detail(
    clause="RFC 8046 5.3",
    besides={
        "epoch_out": "payload sent with an SA that the peer has left is lost",
        "next_number": "a gap in the sequence numbers of a new SA harms nobody",
        "preferred": "which verified address comes first is the peer's wish, not its safety",
    },
)
def apply_list(association: Association, update: Packet, number: int, now: int, readings: Readings) -> Association:
    """Put the peer's new list into force: its ESP_INFO first, then its addresses (RFC 8046 5.3)."""
    locators = update.locators.value
    require(locators.count <= LOCATOR_LIMIT, "the list is no longer than the limit")
    require(
        locators.entries.every(lambda _, offer: not offer.listed or offer.unicast),
        "every address listed is a legal unicast address",
    )
    require(
        locators.entries.every(lambda _, offer: not offer.listed or lasting(offer)),
        "every lifetime is longer than zero",
        besides="an address that has expired at once carries no data",
    )
    require(
        update.esp.present,
        "an ESP_INFO comes with the list",
        besides="which SA is in use decides whether payload arrives, not where it goes",
    )
    require(
        update.esp.value.old == association.epoch_out,
        "the OLD SPI is that of the current SA",
        besides="which SA is in use decides whether payload arrives, not where it goes",
    )
    require(
        update.esp.value.new >= association.epoch_out,
        "the NEW SPI is the same, or that of a later SA",
        besides="which SA is in use decides whether payload arrives, not where it goes",
    )
    rebound = update.esp.value.new > association.epoch_out and readings.rekeyed == RekeyedAddresses.VERIFIED_AGAIN
    return replace(
        association,
        epoch_out=update.esp.value.new,
        next_number=0 if update.esp.value.new > association.epoch_out else association.next_number,
        locators=association.locators.merge(
            locators.entries,
            lambda locator, offer: bound(locator, offer, rebound, now) if offer.listed else left_out(locator),
        ),
        preferred=locators.preferred if locators.preferred.present else association.preferred,
        newest_list=number,
    )


@detail(
    clause="RFC 8046 5.3",
    besides={
        "listed": "an address that is listed again counts as left out, and is only forgotten sooner",
        "status": "a new address that stays unknown carries no data",
    },
)
def bound(locator: Locator, offer: Offer, rebound: bool, now: int) -> Locator:  # noqa: FBT001  # read by position in a lambda
    """Bind an address that the peer lists: keep what is verified, and what is new waits for its check."""
    expires = some(now + offer.lifetime.value) if offer.lifetime.present else NOTHING
    known = locator.status == Status.ACTIVE or locator.status == Status.UNVERIFIED
    if known and not rebound:
        return replace(locator, expires=expires, listed=True, position=offer.position)
    return replace(
        UNBOUND,
        status=Status.UNVERIFIED,
        expires=expires,
        listed=True,
        position=offer.position,
    )


@detail(clause="RFC 8046 5.3")
def left_out(locator: Locator) -> Locator:
    """Deprecate an address that the peer no longer lists; forget it if it was deprecated already."""
    if locator.status == Status.UNKNOWN or locator.status == Status.DEPRECATED:
        return UNBOUND
    return replace(locator, status=Status.DEPRECATED, challenge=NOTHING, listed=False)
