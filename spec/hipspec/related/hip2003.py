"""HIP as the paper describes it: a signed readdress packet (REA), and a check of the address that it names (AC, ACR).

A packet carries HITs, so `sender` and `receiver` are HITs. R2 is left out: it tells the Initiator nothing that R1 did
not, but that its I2 has arrived. A list has one address, and a host one interface; the REA ID that an AC and an ACR
repeat beside the AC ID is left out, for the AC ID decides. REAs and ESP share one numbering here, but only REAs are
compared for the newest. There was no exchange that closes an association. A longer list would cost one AC for each
address at once (draft-nikander-hip-mm-00 6.5): `amplification` says too little of it.

What can be chosen from is offered in the signed R1, and chosen in the signed I2; an I1 offers nothing (draft-moskowitz-
hip-08 8.4). Every HIP packet shows both HITs, and ESP an SPI that a move alone does not change.

What is one row here: puzzles over (I, J), and one I for all Initiators, for a solution of either serves anybody; an
Initiator that knows no HIT, and one whose source of HIs anybody can write to, for both take the HI that answers; an AC
ID that cannot be guessed, and the nonce of the second mobility draft. A rendezvous server is folded into the way of
what is sent over it, which it takes to where the peer is, as that one tells it, over links that are protected. The
forwarding agent, which passes on what is sent to an address, is such a server as well here (mm-00 1).
"""

from dataclasses import dataclass
from enum import Enum

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
    candidate,
    challenged,
    choosing,
    counted,
    echoes,
    is_new,
    is_newest,
    is_protected,
    is_signed,
    kept,
    noted,
    numbered,
    opened,
    packet_to,
    protected,
    sending,
    signed,
    unverified,
    verified,
    with_shares,
    with_suite,
)


class Puzzle(Enum):
    """Whom a solved puzzle serves."""

    ANYBODY = "anybody"  # (I, J), or one I for all (moskowitz-05 5.3.1)
    HIT = "HIT"  # (I, HITs, J) (moskowitz-07)
    ADDRESS = "address"  # (I, HITs, IP addresses, J) (moskowitz-06)


@dataclass(frozen=True)
class Options:
    """What the drafts leave open, or have one way and the other.

    Attributes:
        puzzle: whom a solved puzzle serves.
        opportunistic: whether an Initiator takes whatever HI answers.
        newest_only: whether a REA counts only if its ID is higher than that of every one before it.
        skips_known: whether an address that is verified already is used on without a new check.
        trusts: whether a host trusts its peer, and uses what it lists without a check (mm-00 6.5).
        rendezvous: whether a REA is sent to the rendezvous server of the peer, if no reply is received (arch-03 5.1).
        new_spi: whether the check is a new SPI, on which data has to come (mm-01), instead of an AC.
    """

    puzzle: Puzzle = Puzzle.HIT
    opportunistic: bool = False
    newest_only: bool = False
    skips_known: bool = False
    trusts: bool = False
    rendezvous: bool = False
    new_spi: bool = False


OPTIONS = Options()


def puzzle_for(session: Session, initiator: Address, share: Share) -> Cookie:
    """Return the puzzle that serves an Initiator that calls from an address."""
    return Cookie(
        maker=session.own,
        peer=NOBODY if OPTIONS.puzzle == Puzzle.ANYBODY else session.peer,
        address=initiator if OPTIONS.puzzle == Puzzle.ADDRESS else NOWHERE,
        share=share,
    )


def is_by_its_hi(session: Session, packet: Packet) -> bool:
    """Whether the HI that the host takes for the peer's has signed a packet."""
    return is_signed(session, packet) or (OPTIONS.opportunistic and session.initiator)


def to_whoever_signed(session: Session, reply: Packet, i2: Packet) -> Packet:
    """Name as receiver the HIT of the HI that has signed the R1: where that is not the peer's, it is nobody's here."""
    another = OPTIONS.opportunistic and not is_signed(session, reply)
    return replace(i2, receiver=NOBODY) if another else i2


@rule(clause="draft-moskowitz-hip-08 3.1.1")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send an I1."""
    del tag
    return sending(calling(replace(session, own_share=share)), packet_to(session, Kind.HELLO, session.there))


@rule(clause="draft-moskowitz-hip-08 3.1.1")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer with a signed R1 and a puzzle in it, and remember nothing."""
    del tag
    require(session.state == State.NONE, "there is no association yet")
    puzzle = puzzle_for(session, hello.source, share)
    r1 = replace(packet_to(session, Kind.REPLY, hello.source), share=share, cookie=some(puzzle))
    return sending(session, signed(session, r1))


@rule(clause="draft-moskowitz-hip-08 8.4")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Answer an R1 with an I2: the puzzle's solution, and a signature."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is an I1 of ours")
    require(is_by_its_hi(session, reply), "the signature is the Responder's")
    keyed = with_suite(with_shares(session, session.own_share, reply.share), best_for(reply))
    associated = opened(keyed, session.there)
    i2 = replace(packet_to(session, Kind.FINISH, session.there), share=session.own_share, cookie=reply.cookie)
    answer = choosing(to_whoever_signed(session, reply, i2), associated.suite)
    return sending(replace(associated, verified=True), protected(associated, signed(session, answer)))


@rule(clause="draft-moskowitz-hip-08 8.5")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """Accept a signed I2 with the solution of a puzzle of ours; the association is with where it came from."""
    require(session.state == State.NONE, "there is no association yet")
    require(finish.cookie.present, "there is a solution")
    puzzle = finish.cookie.value
    require(puzzle == puzzle_for(session, finish.source, puzzle.share), "the puzzle is ours, and serves this Initiator")
    require(is_signed(session, finish), "the signature is the Initiator's")
    keyed = with_shares(session, puzzle.share, finish.share)
    require(is_protected(keyed, finish), "the keys are the same")
    return kept(replace(opened(with_suite(keyed, finish.choice), finish.source), verified=True))


def listing(session: Session, destination: Address) -> Answer:
    """Send a signed REA with the complete list of addresses."""
    rea = announcing(session, numbered(session, packet_to(session, Kind.MOVE, destination)))
    return sending(counted(session), protected(session, signed(session, rea)))


@rule(clause="draft-nikander-hip-mm-00 6.4")
def announce(session: Session, here: Address) -> Answer:
    """Tell the peer the complete list of addresses, which is the new one, in a signed REA."""
    require(session.state == State.OPEN, "the association is established")
    return listing(replace(session, here=here), session.there)


@rule(clause="draft-moskowitz-hip-arch-03 5.1")
def look_up(session: Session, there: Address, challenge: Nonce) -> Answer:
    """Send a REA to the rendezvous server of the peer, which passes it on to where that one is."""
    del challenge
    require(session.state == State.OPEN, "the association is established")
    require(OPTIONS.rendezvous, "the peer has a rendezvous server")
    return listing(session, there)


@rule(clause="draft-nikander-hip-mm-00 6.1.1, 6.5")
def receive_move(session: Session, move: Packet) -> Answer:
    """Replace the address of the peer by the one that it lists, which waits for its check."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, move), "the HMAC verifies")
    require(is_by_its_hi(session, move), "the signature is the peer's")
    require(not OPTIONS.newest_only or is_newest(session, move), "the REA is newer than every one before it")
    require(move.address.present, "the REA lists an address")
    known = accepted(session, move)
    if OPTIONS.trusts:
        return kept(verified(candidate(known, move.address.value)))
    if OPTIONS.skips_known and session.verified and move.address.value == session.there:
        return kept(known)
    return kept(unverified(known, move.address.value))


@rule(clause="draft-nikander-hip-mm-00 6.5, draft-nikander-hip-mm-01")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send an AC with its ID, or a new SPI, to the address that is listed, once for each REA."""
    require(session.state == State.OPEN, "the association is established")
    require(session.candidate != NOWHERE, "an address awaits its check")
    require(not session.challenge.present, "nothing was sent to it yet")
    ac = replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge))
    return sending(challenged(session, challenge), protected(session, ac))


@rule(clause="draft-nikander-hip-mm-00 6.1.2, draft-nikander-hip-mm-01")
def receive_probe(session: Session, ac: Packet) -> Answer:
    """Answer an AC with an ACR, to where it came from, or a new SPI with data on it."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, ac), "the HMAC verifies")
    if OPTIONS.new_spi:
        data = numbered(session, replace(packet_to(session, Kind.DATA, ac.source), token=ac.echo))
        return sending(counted(session), protected(session, data))
    return sending(session, protected(session, replace(packet_to(session, Kind.ANSWER, ac.source), echo=ac.echo)))


@rule(clause="draft-nikander-hip-mm-00 6.1.2")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The AC ID came back: the address may be used."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, answer), "the HMAC verifies")
    require(echoes(session, answer), "the AC ID that was sent to this very address came back")
    return kept(verified(session))


@rule(clause="draft-nikander-hip-mm-00 6.5")
def send_data(session: Session, size: int) -> Answer:
    """Send to an address that has passed its check."""
    require(session.state == State.OPEN, "the association is established")
    require(session.verified, "the address has passed its check")
    data = numbered(session, replace(packet_to(session, Kind.DATA, session.there), size=size))
    return sending(counted(session), protected(session, data))


@rule(clause="draft-moskowitz-hip-08 2.5, draft-nikander-hip-mm-01")
def receive_data(session: Session, data: Packet) -> Answer:
    """Accept ESP; on a new SPI it shows that the peer has read it."""
    require(session.state == State.OPEN, "the association is established")
    require(is_protected(session, data), "ESP is authentic")
    require(is_new(session, data), "the sequence number was not seen before")
    taken = noted(session, data)
    on_new_spi = OPTIONS.new_spi and session.challenge.present and data.token == session.challenge
    return kept(verified(taken) if on_new_spi else taken)


PROTOCOL = Protocol(
    name="hip2003",
    title="HIP of 2003",
    source="NDSS 2003 4-5, draft-moskowitz-hip-05 to -08, draft-nikander-hip-mm-00 to -02",
    rules=(
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
    ),
    variants=(
        Variant("hip2003", options=Options()),
        Variant("hip2003-puzzle_ij", "a solved puzzle serves anybody", Options(puzzle=Puzzle.ANYBODY)),
        Variant("hip2003-puzzle_ip", "a puzzle is made for an address", Options(puzzle=Puzzle.ADDRESS)),
        Variant("hip2003-opportunistic", "the Initiator takes whatever HI answers", Options(opportunistic=True)),
        Variant(
            "hip2003-ac_counter",
            "an AC ID is a counter",
            Options(),
            {"challenges_are_guessable": True},
        ),
        Variant("hip2003-rea_order", "only the newest REA counts", Options(newest_only=True)),
        Variant("hip2003-known_addr", "a verified address is not checked again", Options(skips_known=True)),
        Variant("hip2003-trusted_peer", "the peer is trusted, and no address is checked", Options(trusts=True)),
        Variant("hip2003-rendezvous", "a REA may go by the peer's rendezvous server", Options(rendezvous=True)),
        Variant("hip2003-spi", "an address is checked by data on a new SPI", Options(new_spi=True)),
    ),
    facts=Facts(hello=40, reply=600, negotiates=True, names=Names.CONTROL, labels=Labels.SESSION),
    options=OPTIONS,
    senseless={"teardown": "there is no message that closes an association"},
)
