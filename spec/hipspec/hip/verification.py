"""Rules of one host, part 2: is the peer really there? (RFC 8046 5.1, 5.4, 5.5)."""

from hipspec.hip.association import SETTLED, UPDATE_RETRY_MAX, Answer, Association, State, Status, packet_to_peer
from hipspec.hip.names import Address, Nonce
from hipspec.hip.packets import EspInfo, Packet
from hipspec.hip.readings import Readings
from hipspec.hip.updates import authenticate, sent_reliably
from hipspec.language import NOTHING, replace, require, rule, some


@rule(
    clause="RFC 8046 5.4",
    paper="5",
    besides={
        "tries": "without the count a silent address is asked for ever",
        "challenge": "an answer that matches nothing verifies nothing",
        "locators": "an answer that matches nothing verifies nothing",
    },
)
def challenge_address(association: Association, address: Address, nonce: Nonce) -> Answer:
    """Send a nonce that nobody can guess to an address that is not verified yet."""
    locator = association.locators[address]
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="a check from an association that is closing costs one packet",
    )
    require(locator.status == Status.UNVERIFIED, "this address awaits a check")
    require(
        locator.tries < UPDATE_RETRY_MAX,
        "fewer than UPDATE_RETRY_MAX challenges went there",
        besides="it spares an address that does not answer a few packets",
    )
    challenged = replace(locator, challenge=some(nonce), tries=locator.tries + 1)
    update = replace(
        packet_to_peer(association, address),
        esp=some(EspInfo(old=association.epoch_in, new=association.epoch_in)),
        echo_request=some(nonce),
    )
    return sent_reliably(
        replace(association, locators=association.locators.set(address, challenged)),
        update,
    )


@rule(
    clause="RFC 8046 5.4",
    paper="5",
    besides={
        "status": "an address that stays unverified carries no data but on credit",
        "tries": "a later check of the same address would be given up too early",
        "locators": "an address that stays unverified carries no data but on credit",
    },
)
def receive_echo_response(association: Association, update: Packet, address: Address, readings: Readings) -> Answer:
    """The nonce that went to an address came back from the peer: the address may carry traffic now."""
    locator = association.locators[address]
    authenticate(association, update, readings)
    require(locator.status == Status.UNVERIFIED, "this address awaits a check")
    require(update.echo_response.present, "the UPDATE carries an ECHO_RESPONSE")
    require(update.echo_response == locator.challenge, "the nonce sent to this very address came back")
    verified = replace(locator, status=Status.ACTIVE, tries=0)
    return Answer(
        association=replace(association, locators=association.locators.set(address, verified)),
        reply=NOTHING,
    )


@rule(
    clause="RFC 8046 5.4, RFC 7401 6.11 step 4",
    besides={
        "status": "an address that does not answer carries data on credit alone, for as long as its lifetime",
        "challenge": "the answer to the check that was given up would do, and it was read at this address as well",
        "locators": "an address that does not answer carries data on credit alone, for as long as its lifetime",
        "outstanding": "a check that nobody waits for is sent again",
    },
)
def give_up_on_address(association: Association, number: int) -> Answer:
    """Deprecate an address when the last retransmission of its check stays unanswered."""
    waiting = association.outstanding[number]
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="an association that is closing needs no address",
    )
    require(
        waiting.waiting,
        "the UPDATE is not acknowledged yet",
        besides="giving up too early harms only the host that does it",
    )
    require(
        waiting.tries > UPDATE_RETRY_MAX,
        "every retransmission was used",
        besides="giving up too early harms only the host that does it",
    )
    require(
        waiting.update.echo_request.present,
        "the UPDATE is a check",
        besides="what is no check was not for one address",
    )
    address = waiting.update.destination
    locator = association.locators[address]
    require(
        locator.status == Status.UNVERIFIED and locator.challenge == waiting.update.echo_request,
        "this address still awaits the answer to this check",
        besides="giving up too early harms only the host that does it",
    )
    silent = replace(locator, status=Status.DEPRECATED, challenge=NOTHING)
    return Answer(
        association=replace(
            association,
            locators=association.locators.set(address, silent),
            outstanding=association.outstanding.set(number, SETTLED),
        ),
        reply=NOTHING,
    )


@rule(
    clause="RFC 8046 4, 5.1",
    besides={"locators": "an address whose lifetime has ended carries no data, whatever its status"},
)
def expire_locator(association: Association, address: Address, now: int) -> Answer:
    """Deprecate an address whose lifetime has ended."""
    locator = association.locators[address]
    require(
        locator.status == Status.ACTIVE or locator.status == Status.UNVERIFIED,
        "the address is bound and not deprecated",
    )
    require(
        locator.expires.present and locator.expires.value <= now,
        "its lifetime has ended",
        besides="an address that is deprecated too early carries no data",
    )
    expired = replace(locator, status=Status.DEPRECATED, challenge=NOTHING)
    return Answer(
        association=replace(association, locators=association.locators.set(address, expired)),
        reply=NOTHING,
    )


@rule(
    clause="RFC 8046 5.1, 5.4",
    besides={
        "tries": "the check would be given up too early",
        "challenge": "the answer to the earlier check would do, and it was read at this address as well",
        "locators": "an address that was verified once stays verified",
    },
)
def verify_again(association: Association, address: Address) -> Answer:
    """Put an address that has been silent for some time back to UNVERIFIED, as local policy wants it."""
    locator = association.locators[address]
    require(locator.status == Status.ACTIVE, "the address is in use")
    silent = replace(locator, status=Status.UNVERIFIED, challenge=NOTHING, tries=0)
    return Answer(
        association=replace(association, locators=association.locators.set(address, silent)),
        reply=NOTHING,
    )


@rule(clause="RFC 8046 5.5", besides={"preferred": "the address that was preferred before stays so"})
def prefer_locator(association: Association, address: Address) -> Answer:
    """Change the preferred address, for instance because the one in use was lost."""
    status = association.locators[address].status
    require(
        status == Status.ACTIVE or status == Status.UNVERIFIED,
        "the new preferred address is bound and not deprecated",
        besides="data goes to a preferred address only if it is bound and not deprecated",
    )
    return Answer(association=replace(association, preferred=some(address)), reply=NOTHING)
