"""HIPv2 with mobility (RFC 7401, RFC 8046): bindings are signed, and an address is checked before it is used.

A packet carries HITs, so `sender` and `receiver` are HITs. R2 is left out: it tells the Initiator nothing that R1 did
not, but that its I2 has arrived. UPDATEs and ESP share one numbering here. A rendezvous server is folded into the way
of what is sent over it, which it takes to where the peer has registered, over links that are protected (RFC 8004).

The Initiator's list of DH groups in I1 is protected by nothing; that of the Responder stands in the signed R1, and
tells whether its choice is the best of both (RFC 7401 4.1.7). HIT Suites and ciphers are offered in R1 alone, and
chosen in the signed I2. Every HIP packet shows both HITs, and ESP an SPI that a move alone does not change.

A LOCATOR_SET lists one address here. Each address of a longer list is to be verified (RFC 8046 5.4), so that a locator
of 28 bytes costs an UPDATE with an ECHO_REQUEST: `amplification` says too little of it. An UPDATE is also sent again
UPDATE_RETRY_MAX times, a number that is not given (RFC 7401 6.11), and here not at all.
"""

from dataclasses import dataclass

from hipspec.language import replace, require, rule, some
from hipspec.related.common.facts import Facts, Labels, Names
from hipspec.related.common.names import NOBODY, NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Cookie, Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    announcing,
    best_for,
    calling,
    chooses_the_best,
    choosing,
    closed,
    counted,
    earned,
    echoes,
    is_new,
    is_newest,
    is_protected,
    is_signed,
    kept,
    numbered,
    opened,
    packet_to,
    protected,
    sending,
    signed,
    spent,
    unverified,
    verified,
    with_shares,
    with_suite,
)


@dataclass(frozen=True)
class Options:
    """What the RFCs leave open.

    Attributes:
        credit: whether data may go to an address that is not verified as far as credit reaches (RFC 8046 5.6).
        puzzle_knows_address: whether a puzzle is made for the address of the Initiator (RFC 7401 appendix A).
        newest_only: whether an UPDATE counts only if its id is higher than every one before it (RFC 7401 6.12).
        opportunistic: whether an Initiator takes whatever HIT answers (RFC 7401 4.1.8).
        rendezvous: whether an UPDATE is sent to the rendezvous server of the peer as well, if none is acknowledged (RFC
            8046 3.2.3).
        source_counts: whether the source of an UPDATE is taken for the locator, and not the one listed (RFC 8046 5.3).
    """

    credit: bool = False
    puzzle_knows_address: bool = False
    newest_only: bool = False
    opportunistic: bool = False
    rendezvous: bool = False
    source_counts: bool = False


OPTIONS = Options()


def is_by_its_hi(session: Session, packet: Packet) -> bool:
    """Whether the HI that the host takes for the peer's has signed a packet."""
    return is_signed(session, packet) or (OPTIONS.opportunistic and session.initiator)


def to_whoever_signed(session: Session, reply: Packet, i2: Packet) -> Packet:
    """Name as receiver the HIT of the HI that has signed the R1: where that is not the peer's, it is nobody's here."""
    another = OPTIONS.opportunistic and not is_signed(session, reply)
    return replace(i2, receiver=NOBODY) if another else i2


@rule(clause="RFC 7401 4.1, 6.1")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send an I1."""
    del tag
    return sending(calling(replace(session, own_share=share)), packet_to(session, Kind.HELLO, session.there))


@rule(clause="RFC 7401 4.1.1, 6.7")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer with a signed R1 and a puzzle in it, and remember nothing."""
    del tag
    require(session.state == State.NONE, "there is no association yet")
    address = hello.source if OPTIONS.puzzle_knows_address else NOWHERE
    puzzle = Cookie(maker=session.own, peer=session.peer, address=address, share=share)
    r1 = replace(packet_to(session, Kind.REPLY, hello.source), share=share, cookie=some(puzzle))
    return sending(session, signed(session, choosing(r1, best_for(hello))))


@rule(clause="RFC 7401 6.8")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Answer a signed R1 with an I2: the puzzle's solution, and a signature."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is an I1 of ours")
    require(is_by_its_hi(session, reply), "the signature is the Responder's")
    require(chooses_the_best(reply), "the DH group is the best of both lists")
    keyed = with_suite(with_shares(session, session.own_share, reply.share), reply.choice)
    associated = opened(keyed, session.there)
    i2 = replace(packet_to(session, Kind.FINISH, session.there), share=session.own_share, cookie=reply.cookie)
    answer = choosing(to_whoever_signed(session, reply, i2), associated.suite)
    return sending(replace(associated, verified=True), protected(associated, signed(session, answer)))


@rule(clause="RFC 7401 6.9")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """Accept a signed I2 with the solution of a puzzle of ours; the association is with where it came from."""
    require(session.state == State.NONE, "there is no association yet")
    require(finish.cookie.present and finish.cookie.value.maker == session.own, "the puzzle is one of our own")
    require(finish.cookie.value.peer == session.peer, "the puzzle was made for this HIT")
    address = finish.source if OPTIONS.puzzle_knows_address else NOWHERE
    require(finish.cookie.value.address == address, "the puzzle was made for this address")
    require(is_signed(session, finish), "the signature is the Initiator's")
    keyed = with_shares(session, finish.cookie.value.share, finish.share)
    require(is_protected(keyed, finish), "the HIP_MAC verifies")
    return kept(replace(opened(with_suite(keyed, finish.choice), finish.source), verified=True))


def listing(session: Session, destination: Address) -> Answer:
    """Send a signed UPDATE with the complete list of addresses."""
    update = announcing(session, numbered(session, packet_to(session, Kind.MOVE, destination)))
    return sending(counted(session), protected(session, signed(session, update)))


@rule(clause="RFC 8046 5.2, RFC 7401 6.11")
def announce(session: Session, here: Address) -> Answer:
    """Tell the peer the complete list of addresses, which is the new one, in a signed UPDATE."""
    require(session.state == State.OPEN, "the association is established")
    return listing(replace(session, here=here), session.there)


@rule(clause="RFC 8046 3.2.3")
def look_up(session: Session, there: Address, challenge: Nonce) -> Answer:
    """Send an UPDATE to the rendezvous server of the peer, which passes it on to where that one has registered."""
    del challenge
    require(session.state == State.OPEN, "the association is established")
    require(OPTIONS.rendezvous, "the peer has a rendezvous server")
    return listing(session, there)


@rule(clause="RFC 8046 5.3, RFC 7401 6.12")
def receive_move(session: Session, move: Packet) -> Answer:
    """Replace the address of the peer by the one that it lists, which waits for its check."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, move), "the HIP_MAC verifies")
    require(is_new(session, move), "this UPDATE was not processed before")
    require(not OPTIONS.newest_only or is_newest(session, move), "the UPDATE is newer than every one before it")
    require(move.address.present, "the UPDATE lists an address")
    known = earned(accepted(session, move), move, 1)
    address = move.source if OPTIONS.source_counts else move.address.value
    if session.verified and address == session.there:
        return kept(known)
    return kept(unverified(known, address))


@rule(clause="RFC 8046 5.4")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send an UPDATE with an ECHO_REQUEST to the address that is not verified, once for each UPDATE that names it."""
    require(session.state == State.OPEN, "the association is established")
    require(session.candidate != NOWHERE, "an address awaits its check")
    require(not session.challenge.present, "nothing was sent to it yet")
    request = replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge))
    return sending(replace(session, challenge=some(challenge)), protected(session, request))


@rule(clause="RFC 8046 5.4, RFC 7401 6.12")
def receive_probe(session: Session, request: Packet) -> Answer:
    """Answer an ECHO_REQUEST."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, request), "the HIP_MAC verifies")
    response = replace(packet_to(session, Kind.ANSWER, request.source), echo=request.echo)
    return sending(earned(session, request, 1), protected(session, response))


@rule(clause="RFC 8046 5.4")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The nonce came back: the address may be used."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, answer), "the HIP_MAC verifies")
    require(echoes(session, answer), "the nonce that was sent to this very address came back")
    return kept(earned(verified(session), answer, 1))


@rule(clause="RFC 8046 5.1, 5.6")
def send_data(session: Session, size: int) -> Answer:
    """Send to a verified address, or as far as credit reaches."""
    require(session.state == State.OPEN, "the association is established")
    require(
        session.verified or (OPTIONS.credit and session.credit >= size), "the address is verified, or credit reaches"
    )
    data = numbered(session, replace(packet_to(session, Kind.DATA, session.there), size=size))
    return sending(counted(spent(session, size)), protected(session, data))


@rule(clause="RFC 7402 3, RFC 8046 5.6.1")
def receive_data(session: Session, data: Packet) -> Answer:
    """Accept ESP; what arrives earns credit."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, data), "ESP is authentic")
    require(is_new(session, data), "the sequence number was not seen before")
    return kept(earned(accepted(session, data), data, 1))


@rule(clause="RFC 7401 5.3.7")
def end(session: Session) -> Answer:
    """Send a signed CLOSE."""
    require(session.state == State.OPEN, "the association is established")
    close = packet_to(session, Kind.CLOSE, session.there)
    return sending(closed(session), protected(session, signed(session, close)))


@rule(clause="RFC 7401 6.14")
def receive_close(session: Session, close: Packet) -> Answer:
    """The peer closes the association."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, close), "the HIP_MAC verifies")
    require(is_by_its_hi(session, close), "the signature is the peer's")
    return kept(closed(session))


RULES = (
    begin,
    receive_hello,
    receive_reply,
    receive_finish,
    announce,
    look_up,
    receive_move,
    probe,
    receive_probe,
    receive_answer,
    send_data,
    receive_data,
    end,
    receive_close,
)

PROTOCOL = Protocol(
    name="hipv2",
    title="HIPv2",
    source="RFC 7401, RFC 8046",
    rules=RULES,
    variants=(
        Variant("hipv2", options=Options()),
        Variant("hipv2-puzzle", "a puzzle is made for an address", Options(puzzle_knows_address=True)),
        Variant("hipv2-newest", "only the newest UPDATE counts", Options(newest_only=True)),
        Variant("hipv2-opportunistic", "the Initiator takes whatever HIT answers", Options(opportunistic=True)),
        Variant("hipv2-source", "the source of an UPDATE is the new locator", Options(source_counts=True)),
        Variant("hipv2-rvs", "an UPDATE may go by the peer's rendezvous server", Options(rendezvous=True)),
        Variant("hipv2_cba", "credit-based authorization", Options(credit=True)),
        Variant(
            "hipv2_cba-puzzle",
            "credit-based authorization, and a puzzle is made for an address",
            Options(credit=True, puzzle_knows_address=True),
        ),
        Variant(
            "hipv2_cba-source",
            "credit-based authorization, and the source of an UPDATE is the new locator",
            Options(credit=True, source_counts=True),
        ),
    ),
    facts=Facts(hello=48, reply=1000, negotiates=True, names=Names.CONTROL, labels=Labels.SESSION),
    options=OPTIONS,
)
