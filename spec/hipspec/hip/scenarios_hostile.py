"""Scenarios in which the attacker tries what some guard prevents, with all that it needs but for that guard."""

from typing import Any

from hipspec.hip import attacker, honest
from hipspec.hip.association import LOCATOR_LIMIT, RECEIVE_WINDOW
from hipspec.hip.names import Address, Frame, Key, Nonce, Pair
from hipspec.hip.packets import BLANK, EspInfo, Kind
from hipspec.hip.scenarios_cast import (
    A1,
    A2,
    ALICE,
    B1,
    BOB,
    C1,
    CAROL,
    M1,
    M2,
    MALLORY,
    MULTICAST,
    TRUDY,
    V1,
    listing,
)
from hipspec.hip.scenarios_play import scenario
from hipspec.hip.scenarios_stage import Stage
from hipspec.language import NOTHING, Impossible, replace, some
from hipspec.network import attacker as network


def mallorys(stage: Stage, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
    """Let Mallory send Bob a packet of its own, with everything in order."""
    key = stage.association(BOB, MALLORY).key_in
    if "frame" not in fields:
        return stage.forge(MALLORY, BOB, M1, mac=key, signer=MALLORY, **fields)
    frame: Frame = fields.pop("frame")
    header: dict[str, Any] = {"sender": MALLORY, "receiver": BOB, "source": M1, "destination": B1, "size": 1}
    stage.do(attacker.forge, packet=replace(BLANK, mac=key, signer=MALLORY, **(header | fields)), frame=frame)
    return frame


def listed(stage: Stage, number: int, *addresses: Address, preferred: Address | None = None) -> Frame:
    """Let Mallory send Bob a list under an Update ID."""
    given = some(listing(*addresses, preferred=preferred))
    return mallorys(stage, sequence=some(number), esp=some(EspInfo(1, 1)), locators=given)


@scenario(clause="RFC 8046 6.1")
def an_identity_needs_a_session_key(stage: Stage) -> None:
    """The attacker has stolen Alice's identity but not her session key: Bob refuses what carries no MAC."""
    stage.establish(ALICE, BOB)
    claim: dict[str, Any] = {
        "sequence": some(0),
        "esp": some(EspInfo(1, 1)),
        "locators": some(listing(M1, preferred=M1)),
    }
    stage.do(network.steal_identity, host=ALICE)
    own = stage.association(BOB, ALICE).key_in
    made = Frame("made without the key")
    packet = replace(BLANK, sender=ALICE, receiver=BOB, destination=B1, mac=own, signer=ALICE, size=1, **claim)
    stage.refused("a MAC needs its key", stage.do, attacker.forge, packet=packet, frame=made)
    stage.refused("only what was sent arrives", stage.do, honest.deliver_update, frame=made, reply_frame=Frame("r"))
    unprotected = stage.forge(ALICE, BOB, M1, signer=ALICE, **claim)
    stage.refused("the HIP_MAC verifies", stage.deliver_update, unprotected)
    stage.binds(BOB, ALICE, active={A1})


@scenario(clause="RFC 8046 6.1")
def a_session_key_needs_a_signature(stage: Stage) -> None:
    """The attacker has Alice's session key but not her identity: Bob refuses the signature."""
    stage.establish(ALICE, BOB)
    own = stage.association(BOB, ALICE).key_in
    stage.steal_session_key(own.value)
    claim: dict[str, Any] = {
        "sequence": some(0),
        "esp": some(EspInfo(1, 1)),
        "locators": some(listing(M1, preferred=M1)),
    }
    made = Frame("made without the identity")
    packet = replace(BLANK, sender=ALICE, receiver=BOB, destination=B1, mac=own, signer=ALICE, size=1, **claim)
    stage.refused("a signature needs its identity", stage.do, attacker.forge, packet=packet, frame=made)
    stage.refused("only what was sent arrives", stage.do, honest.deliver_update, frame=made, reply_frame=Frame("r"))
    unsigned = stage.forge(ALICE, BOB, M1, mac=own, signer=MALLORY, **claim)
    stage.refused("the HIP_SIGNATURE verifies", stage.deliver_update, unsigned)
    stage.binds(BOB, ALICE, active={A1})


@scenario(clause="RFC 8046 5.3, 6.2.2")
def lists_that_are_refused(stage: Stage) -> None:
    """A malicious peer lists too many addresses, or one that belongs to many."""
    stage.establish(BOB, MALLORY)
    many = [Address(f"x{number}") for number in range(LOCATOR_LIMIT + 1)]
    too_many = listed(stage, 0, *many)
    stage.refused("the list is no longer than the limit", stage.deliver_update, too_many)
    multicast = listed(stage, 0, MULTICAST)
    stage.refused("every address listed is a legal unicast address", stage.deliver_update, multicast)
    stage.binds(BOB, MALLORY, active={M1})


@scenario(clause="RFC 8046 4")
def what_cannot_be_written_down(stage: Stage) -> None:
    """Two addresses in one place of a list, or payload shorter than nothing: no packet can say that."""
    stage.establish(BOB, MALLORY)
    socket = stage.open_socket(BOB, MALLORY)
    crowded = listing(M1, V1)
    entries = crowded.entries.set(V1, replace(crowded.entries[V1], position=0))
    given: dict[str, Any] = {
        "sequence": some(0),
        "esp": some(EspInfo(1, 1)),
        "locators": some(replace(crowded, entries=entries)),
    }
    frame, reply = Frame("crowded"), Frame("none at all")
    ill_formed = "a list on the wire has an order and a length"
    stage.refused(ill_formed, mallorys, stage, frame=frame, **given)
    stage.refused("only what was sent arrives", stage.do, honest.deliver_update, frame=frame, reply_frame=reply)
    frame, short = Frame("short"), {"kind": Kind.DATA, "epoch": 1, "number": 0, "size": -100}
    stage.refused("a packet has a length", mallorys, stage, frame=frame, **short)
    late = {"frame": frame, "socket": socket, "reply_frame": reply}
    stage.refused("only what was sent arrives", stage.do, honest.deliver_data, **late)
    stage.establish(ALICE, BOB)
    said = {"pair": Pair(ALICE, BOB), "here": A1, "destination": B1, "rekey": False, "frame": Frame("said")}
    honest_list = replace(listing(A1, A2), entries=listing(A1, A2).entries.set(A2, entries[V1]))
    stage.refused(ill_formed, stage.do, honest.announce, locators=honest_list, **said)
    late = {"frame": Frame("said"), "reply_frame": reply}
    stage.refused("only what was sent arrives", stage.do, honest.deliver_update, **late)


@scenario(clause="RFC 7401 4.1")
def exchanges_that_cannot_be(stage: Stage) -> None:
    """A base exchange needs a place, nonces of its own, and two hosts that have no association yet."""
    stage.establish(BOB, MALLORY)
    stage.deliver_update(listed(stage, 0, M1, V1))
    stage.challenge(BOB, MALLORY, V1)
    nonce = stage.association(BOB, MALLORY).locators[V1].challenge.value
    stage.sit(TRUDY, MULTICAST)
    anew = {"host": CAROL, "peer": TRUDY, "host_address": C1, "key_out": Key("out"), "key_in": Key("in")}
    anew |= {"peer_nonce": Nonce("fresh"), "peer_address": M2, "host_nonce": Nonce("new")}
    stage.refused("a nonce is drawn anew", stage.do, honest.establish, **(anew | {"host_nonce": nonce}))
    answer_with(stage, nonce, "answer", "the nonce sent to this very address came back")
    socket = stage.open_socket(BOB, MALLORY)
    data = mallorys(stage, kind=Kind.DATA, epoch=1, number=0, size=10)
    key = stage.association(BOB, MALLORY).key_in.value
    stage.refused("a key is drawn anew", stage.do, honest.establish, **(anew | {"key_in": key}))
    stage.deliver_data(data, socket)
    shared = "nobody answers alone from a multicast address"
    stage.refused(shared, stage.do, honest.establish, **(anew | {"peer_address": MULTICAST}))
    nobody = "the exchange needs somebody at the peer's address"
    stage.refused(nobody, stage.do, honest.establish, **(anew | {"peer_address": V1}))
    stage.refused(nobody, stage.do, honest.establish, **(anew | {"host_address": V1}))
    stage.establish(ALICE, BOB)
    stage.tell(ALICE, BOB, listing(A1))
    again = anew | {"host": ALICE, "peer": BOB, "host_address": A1, "peer_address": B1}
    stage.refused("there is no association yet", stage.do, honest.establish, **again)
    stage.tell(ALICE, BOB, listing(A1))


@scenario(clause="RFC 7401 6.12, RFC 4303 3.4.3")
def numbers_far_ahead_are_refused(stage: Stage) -> None:
    """A jump would push old Update IDs out of the window; payload may jump, and what falls behind is refused."""
    stage.establish(BOB, MALLORY)
    socket = stage.open_socket(BOB, MALLORY)
    first = listed(stage, 0, M1, V1)
    stage.deliver_update(first)
    ahead = listed(stage, RECEIVE_WINDOW + 1, M1, V1)
    stage.refused("the Update ID is within the receive window", stage.deliver_update, ahead)
    stage.deliver_update(first)
    data = mallorys(stage, kind=Kind.DATA, epoch=1, number=0, size=10)
    stage.deliver_data(data, socket)
    stage.refused("the sequence number was not seen before", stage.deliver_data, data, socket)
    ahead = mallorys(stage, kind=Kind.DATA, epoch=1, number=RECEIVE_WINDOW + 1, size=10)
    stage.deliver_data(ahead, socket)
    stage.refused("the sequence number is within the window", stage.deliver_data, data, socket)


@scenario(clause="RFC 7401 6.2")
def payload_without_the_key_is_refused(stage: Stage) -> None:
    """A stranger sends payload in Alice's name."""
    bobs = stage.meet(ALICE, BOB)[1]
    forged = stage.forge(ALICE, BOB, M1, kind=Kind.DATA, epoch=1, number=0, size=10, mac=NOTHING)
    stage.refused("the integrity value verifies", stage.deliver_data, forged, bobs)


@scenario(clause="RFC 8046 5.5")
def an_address_that_is_not_bound_carries_no_data(stage: Stage) -> None:
    """A malicious peer prefers an address that its own list leaves out."""
    stage.establish(BOB, MALLORY)
    socket = stage.open_socket(BOB, MALLORY)
    stage.deliver_data(mallorys(stage, kind=Kind.DATA, epoch=1, number=0, size=100), socket)
    stage.deliver_update(listed(stage, 0, V1, preferred=M2))
    stage.refused("the address is bound to the peer and not deprecated", stage.send, socket, M2, 10)


@scenario(clause="RFC 7401 6.11, RFC 8046 5.4")
def a_challenge_stays_with_its_address(stage: Stage) -> None:
    """Bob's challenge for the victim's address must not be sent again to where Mallory can read it."""
    stage.establish(BOB, MALLORY)
    stage.deliver_update(listed(stage, 0, M1, V1))
    stage.challenge(BOB, MALLORY, V1)
    copy = Frame("copy")
    stage.refused(
        "a challenge is repeated only to the address that it checks",
        stage.do,
        honest.retransmit,
        pair=Pair(BOB, MALLORY),
        number=0,
        destination=M1,
        frame=copy,
    )
    stage.refused("only what was sent can be read", stage.do, attacker.overhear, frame=copy)
    nonce = stage.association(BOB, MALLORY).locators[V1].challenge
    stage.refused("nobody can guess a nonce", mallorys, stage, echo_response=nonce, frame=Frame("answer"))
    late = {"frame": Frame("answer"), "address": V1, "reply_frame": Frame("none at all")}
    stage.refused("only what was sent arrives", stage.do, honest.deliver_echo_response, **late)
    stage.binds(BOB, MALLORY, active={M1}, unverified={V1})


@scenario(clause="RFC 7401 6.11")
def nothing_is_announced_before_the_exchange(stage: Stage) -> None:
    """A host has nothing to update before it has an association; its first Update ID comes after that."""
    stage.refused(
        "the association is established",
        stage.do,
        honest.announce,
        pair=Pair(ALICE, BOB),
        locators=listing(A1),
        here=A1,
        destination=B1,
        rekey=False,
        frame=Frame("early"),
    )
    stage.establish(ALICE, BOB)
    stage.tell(ALICE, BOB, listing(A1))


@scenario(clause="RFC 8046 5.1")
def an_old_answer_revives_no_address(stage: Stage) -> None:
    """An address is verified, then left out or expired: the answer to its old check must not make it ACTIVE again."""
    stage.establish(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, lifetime=10))
    answer = stage.deliver_update(stage.challenge(BOB, ALICE, A2))
    stage.deliver_echo_response(answer, A2)
    stage.tell(ALICE, BOB, listing(A1, lifetime=10))
    stage.refused("this address awaits a check", stage.deliver_echo_response, answer, A2)
    stage.binds(BOB, ALICE, active={A1}, deprecated={A2})
    stage.tell(ALICE, BOB, listing(A1, A2, lifetime=10))
    answer = stage.deliver_update(stage.challenge(BOB, ALICE, A2))
    stage.deliver_echo_response(answer, A2)
    stage.wait(10)
    stage.expire(BOB, ALICE, A2)
    stage.refused("this address awaits a check", stage.deliver_echo_response, answer, A2)


@scenario(clause="RFC 8046 4")
def a_lifetime_ends_unnoticed(stage: Stage) -> None:
    """The lifetime of a verified address ends, and nobody has deprecated it yet: no data goes there any more."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, lifetime=10))
    stage.verify(BOB, ALICE, A2)
    stage.carry(bobs, alices, A2)
    stage.wait(10)
    stage.refused("the lifetime of the address has not ended", stage.send, bobs, A2)
    stage.expire(BOB, ALICE, A1)
    stage.expire(BOB, ALICE, A2)
    stage.refused("the lifetime of the address has not ended", stage.send, bobs, A2)


@scenario(clause="RFC 8046 5.4")
def a_challenge_is_relayed(stage: Stage) -> None:
    """Mallory sits where Alice was, and hands Bob's challenge on to her: an expected attack."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, preferred=A2))
    stage.sit(MALLORY, A2)
    challenge = stage.challenge(BOB, ALICE, A2)
    stage.do(attacker.overhear, frame=challenge)
    answer = stage.deliver_update(stage.transmit(network.send_copy, original=challenge, source=B1, destination=A1))
    stage.deliver_echo_response(answer, A2)
    stage.binds(BOB, ALICE, active={A1, A2})
    stage.carry(alices, bobs, B1)
    stage.send(bobs, A2)


@scenario(clause="RFC 8046 4, RFC 7401 4.1")
def an_exchange_through_a_relay(stage: Stage) -> None:
    """Alice and Bob met through Mallory, whose address each takes for the other's, until Alice says where she is."""
    drawn = {"key_out": Key("out"), "key_in": Key("in"), "host_nonce": Nonce("#I"), "peer_nonce": Nonce("#J")}
    stage.do(honest.establish, host=ALICE, peer=BOB, host_address=M1, peer_address=M1, **drawn)
    alices, bobs = stage.open_socket(ALICE, BOB), stage.open_socket(BOB, ALICE)
    stage.binds(BOB, ALICE, active={M1})
    stage.deliver_data(relayed(stage, stage.send(bobs, M1), A1), alices)
    told = stage.deliver_update(relayed(stage, stage.announce(ALICE, BOB, listing(A1, preferred=A1), A1), B1))
    stage.deliver_acknowledgement(relayed(stage, told, A1))
    answer = stage.deliver_update(stage.challenge(BOB, ALICE, A1))
    stage.deliver_echo_response(relayed(stage, answer, B1), A1)
    stage.binds(BOB, ALICE, active={A1}, deprecated={M1})
    stage.carry(bobs, alices, A1)


def relayed(stage: Stage, frame: Frame, destination: Address) -> Frame:
    """Let Mallory, to whom a packet went, send it on from its own address."""
    stage.do(attacker.overhear, frame=frame)
    return stage.transmit(network.send_copy, original=frame, source=M1, destination=destination)


@scenario(clause="RFC 8046 5.4")
def a_challenge_is_read_only_where_it_goes(stage: Stage) -> None:
    """Mallory lists the victim's address, and can't come by the nonce that Bob sends there in any way."""
    stage.establish(BOB, MALLORY)
    stage.deliver_update(listed(stage, 0, M1, V1))
    guess = stage.guess()
    anew = {"pair": Pair(BOB, MALLORY), "address": V1, "nonce": guess, "frame": Frame("guessed")}
    stage.refused("a nonce is drawn anew", stage.do, honest.challenge, **anew)
    answer_with(stage, guess, "answer to a guess", "the nonce sent to this very address came back")
    sent = stage.challenge(BOB, MALLORY, V1)
    nonce = stage.association(BOB, MALLORY).locators[V1].challenge.value
    stage.refused("nobody can guess a nonce", stage.do, network.make_up_nonce, nonce=nonce)
    answer_with(stage, nonce, "guessed answer", "the nonce sent to this very address came back")
    stage.refused("a packet is read where it was sent to", stage.do, attacker.overhear, frame=sent)
    answer_with(stage, nonce, "overheard answer", "the nonce sent to this very address came back")
    copy = {"original": sent, "source": B1, "destination": M1, "frame": Frame("copy")}
    stage.refused("only what was read can be copied", stage.do, network.send_copy, **copy)
    stage.refused("only what was sent can be read", stage.do, attacker.overhear, frame=Frame("copy"))
    answer_with(stage, nonce, "copied answer", "the nonce sent to this very address came back")
    stage.binds(BOB, MALLORY, active={M1}, unverified={V1})


def answer_with(stage: Stage, nonce: Nonce, name: str, guard: str) -> None:
    """Let Mallory try to answer a challenge with a nonce that it may or may not have."""
    frame = Frame(name)
    try:
        mallorys(stage, echo_response=some(nonce), frame=frame)
    except Impossible:
        guard = "only what was sent arrives"
    late = {"frame": frame, "address": V1, "reply_frame": Frame(f"{name}, answered")}
    stage.refused(guard, stage.do, honest.deliver_echo_response, **late)


HOSTILE = (
    an_identity_needs_a_session_key,
    a_session_key_needs_a_signature,
    lists_that_are_refused,
    what_cannot_be_written_down,
    exchanges_that_cannot_be,
    numbers_far_ahead_are_refused,
    payload_without_the_key_is_refused,
    an_address_that_is_not_bound_carries_no_data,
    a_challenge_stays_with_its_address,
    nothing_is_announced_before_the_exchange,
    an_old_answer_revives_no_address,
    a_lifetime_ends_unnoticed,
    a_challenge_is_relayed,
    an_exchange_through_a_relay,
    a_challenge_is_read_only_where_it_goes,
)
