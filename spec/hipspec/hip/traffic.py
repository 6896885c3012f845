"""Rules of one host, part 3: where data goes, and what comes in (RFC 8046 5.6, RFC 7401 6.2)."""

from hipspec.hip.association import (
    CREDIT_AGING_INTERVAL,
    RECEIVE_WINDOW,
    Answer,
    Association,
    State,
    Status,
    packet_to_peer,
    with_number,
)
from hipspec.hip.names import Address, Pair
from hipspec.hip.packets import Kind, Packet
from hipspec.hip.readings import CreditComparison, DeprecatedUse, Readings
from hipspec.language import NOTHING, Maybe, replace, require, rule, some


@rule(
    clause="RFC 8046 5.5, 5.6.1",
    paper="4.1",
    besides={
        "next_number": "payload under a number that was used is dropped by the peer",
        "reply": "nothing is sent",
        "reply#2": "nothing is sent",
    },
)
def send_data(association: Association, address: Address, size: int, now: int, readings: Readings) -> Answer:
    """Send payload to the peer, wherever it is: to a verified address, or on credit to its preferred one."""
    locator = association.locators[address]
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="an association that is closing still knows its peer",
    )
    last_resort = (
        readings.deprecated == DeprecatedUse.LAST_RESORT
        and locator.status == Status.DEPRECATED
        and association.locators.every(
            lambda _, other: other.status != Status.ACTIVE and other.status != Status.UNVERIFIED
        )
    )
    require(
        not locator.expires.present or now < locator.expires.value or last_resort,
        "the lifetime of the address has not ended",
    )
    number = association.next_number
    data = replace(
        packet_to_peer(association, address),
        kind=Kind.DATA,
        epoch=association.epoch_out,
        number=number,
        size=size,
    )
    counted = replace(association, next_number=number + 1)
    if locator.status == Status.ACTIVE or last_resort:
        return Answer(association=counted, reply=some(data))
    require(locator.status == Status.UNVERIFIED, "the address is bound to the peer and not deprecated")
    require(
        association.preferred == some(address),
        "an unverified address is used only if it is the preferred one",
        besides="the credit bounds what goes to unverified addresses, whichever they are",
    )
    require(
        association.locators.every(lambda _, other: other.status != Status.ACTIVE),
        "no verified address is left",
        besides="the credit bounds what goes to unverified addresses, whether needed or not",
    )
    require(now < association.aged_at + CREDIT_AGING_INTERVAL, "the credit has been aged up to now")
    require(
        association.credit > size or (readings.credit == CreditComparison.AT_LEAST and association.credit == size),
        "the credit covers the packet",
    )
    return Answer(association=replace(counted, credit=association.credit - size), reply=some(data))


@rule(
    clause="RFC 8046 5.6.1, RFC 7401 6.2",
    paper="4.1",
    besides={"credit": "without credit nothing goes to an unverified address"},
)
def receive_data(association: Association, data: Packet, socket: Maybe[Pair]) -> Answer:
    """Accept payload that the peer protected, from whatever address, once; it earns credit."""
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="an association that is closing still knows its peer",
    )
    require(
        data.kind == Kind.DATA,
        "the packet is payload",
        besides="an UPDATE has no length as payload, so it earns nothing",
    )
    require(data.mac.present and data.mac == association.key_in, "the integrity value verifies")
    require(data.epoch == association.epoch_in, "it was sent with the current SA")
    require(
        association.payload.highest - RECEIVE_WINDOW < data.number,
        "the sequence number is within the window",
    )
    require(not association.payload.seen.has(data.number), "the sequence number was not seen before")
    require(
        socket == some(Pair(association.own, association.peer)),
        "the socket is bound to the Host Identity that sent the data",
    )
    return Answer(
        association=replace(
            association,
            payload=with_number(association.payload, data.number),
            credit=association.credit + data.size,
        ),
        reply=NOTHING,
    )


@rule(
    clause="RFC 8046 5.6.2",
    besides={"aged_at": "an interval that is aged twice leaves less credit"},
)
def age_credit(association: Association, now: int) -> Answer:
    """Let an eighth of the credit lapse for each interval, so that it can't be saved up for a burst."""
    require(
        association.aged_at + CREDIT_AGING_INTERVAL <= now,
        "an interval has passed",
        besides="credit that ages too early is only less credit",
    )
    return Answer(
        association=replace(
            association,
            credit=association.credit * 7 // 8,
            aged_at=association.aged_at + CREDIT_AGING_INTERVAL,
        ),
        reply=NOTHING,
    )
