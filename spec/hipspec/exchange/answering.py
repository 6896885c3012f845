"""Rules of one host, part 2: the Responder's side of the base exchange (RFC 7401 6.7, 6.9).

A check that fails drops the packet. From the I2 on the checks cost something, so a rule says what it has spent when it
drops: nothing before the solution of the puzzle is right, and no public-key operation either.
"""

from hipspec.exchange.association import (
    R1_LIMIT,
    Answer,
    Association,
    Generation,
    Policy,
    Responder,
    Response,
    Role,
    Work,
    forgotten,
    key_from_peer,
    keyed,
    protected,
)
from hipspec.exchange.crypto import PuzzleInput, Search, same_key
from hipspec.exchange.lengths import R1_LENGTHS
from hipspec.exchange.names import Group, Puzzle, Suite
from hipspec.exchange.packets import BLANK, Kind, Packet
from hipspec.exchange.readings import Difficulty, FirstLength, OldAssociation, OnFirst, Readings, Signature, SolutionUse
from hipspec.exchange.states import State
from hipspec.language import detail, holds, replace, require, rule, some
from hipspec.network.names import NOBODY, Host

ONE_HASH = Work(hashes=1)
TWO_HASHES = Work(hashes=2)
SHARED_SECRET = Work(hashes=3, exponentiations=1)
ALL_CHECKS = Work(hashes=3, exponentiations=1, verifications=1)
ALL_CHECKS_AND_R2 = Work(hashes=4, exponentiations=1, signatures=1, verifications=1)


@rule(
    clause="RFC 7401 6.7, 6.7.1, appendix A",
    paper="5",
    besides={"there": "it is the mistake itself", "reply": "without an R1 nothing starts"},
)
def answer_i1(
    association: Association,
    responder: Responder,
    own: Host,
    i1: Packet,
    policy: Policy,
    greater: bool,  # noqa: FBT001  # whether our HIT is greater than the sender's
    group: Group,
    puzzle: Puzzle,
    opaque: int,
    readings: Readings,
) -> Response:
    """Answer a stranger's I1 with an R1 that was signed before, and remember nothing about the stranger."""
    require(
        i1.kind == Kind.I1,
        "the packet is an I1",
        besides="an answer to something else is no longer than one to an I1",
    )
    require(
        i1.receiver == own or i1.receiver == NOBODY,
        "the I1 is for one of this host's HITs or names none",
        besides="the R1 is signed by this host, and nobody else can be meant by it",
    )
    require(
        association.state != State.E_FAILED,
        "no exchange with the peer has just failed",
        besides="an answer costs nothing, and a new exchange may succeed",
    )
    require(
        association.state != State.I1_SENT or greater,
        "this host sent no I1 to the peer, or its HIT is greater",
        besides="an R1 too many changes nothing: which exchange goes on is decided when an I2 comes",
    )
    require(responder.answered[i1.source] < R1_LIMIT, "fewer R1s went to this address than the limit allows")
    require(
        readings.first_length == FirstLength.PLAIN or R1_LENGTHS[policy.profile] <= 3 * i1.length,
        "the I1 is at least a third as long as the R1",
    )
    none_in_common = policy.groups.every(lambda other, place: place <= 0 or i1.groups[other] <= 0)
    require(
        policy.groups[group] > 0
        and (
            none_in_common
            or (
                i1.groups[group] > 0
                and policy.groups.every(
                    lambda other, place: place <= 0 or i1.groups[other] <= 0 or policy.groups[group] <= place
                )
            )
        ),
        "the group is our first that the I1 offers",
        besides="the Initiator checks it again, and trusts nobody to have done it",
    )
    noted = readings.on_first == OnFirst.ADDRESS and association.state == State.ESTABLISHED
    return Response(
        association=replace(association, there=i1.source) if noted else association,
        responder=replace(responder, answered=responder.answered.set(i1.source, responder.answered[i1.source] + 1)),
        reply=some(r1_to(responder.latest, i1, own, policy, group, puzzle, opaque)),
        work=ONE_HASH,
    )


def puzzle_input(generation: Generation, own: Host, i1: Packet, opaque: int) -> PuzzleInput:
    """Return what the puzzle for an I1 is hashed from: nobody needs to remember it (RFC 7401 appendix A)."""
    return PuzzleInput(
        secret=generation.secret,
        initiator=i1.sender,
        responder=own,
        initiator_address=i1.source,
        responder_address=i1.destination,
        opaque=opaque,
    )


def r1_to(
    generation: Generation, i1: Packet, own: Host, policy: Policy, group: Group, puzzle: Puzzle, opaque: int
) -> Packet:
    """Take the R1 of a generation, and write a puzzle into it that nobody needs to remember (RFC 7401 appendix A)."""
    return replace(
        BLANK,
        kind=Kind.R1,
        sender=own,
        receiver=i1.sender,
        source=i1.destination,
        destination=i1.source,
        groups=policy.groups,
        counter=generation.counter,
        puzzle=some(puzzle),
        difficulty=generation.difficulty,
        lifetime=generation.lifetime,
        opaque=opaque,
        group=group,
        public=generation.exponents[group],
        ciphers=policy.ciphers,
        transports=policy.transports,
        suites=policy.suites,
        identity=own,
        signer=own,
        length=R1_LENGTHS[policy.profile],
    )


def generation_of(responder: Responder, made_from: PuzzleInput) -> Generation:
    """Return the generation that a puzzle belongs to, by the secret that it was made from."""
    return responder.latest if made_from.secret == responder.latest.secret else responder.former


def is_our_puzzle(i2: Packet, made_from: PuzzleInput, generation: Generation) -> bool:
    """Whether the puzzle is one that we made for this very I2: the hash is made again and compared (appendix A)."""
    return (
        holds(generation.counter > 0, "there was such a generation")
        and holds(made_from.secret == generation.secret, "the puzzle was made from a secret that is still accepted")
        and holds(i2.counter == generation.counter, "the R1 counter is that of the puzzle's generation")
        and holds(made_from.initiator == i2.sender, "the puzzle was made for this Initiator")
        and holds(made_from.responder == i2.receiver, "the puzzle was made for this Responder")
        and holds(made_from.initiator_address == i2.source, "the puzzle was sent to where the I2 comes from")
        and holds(
            made_from.opaque == i2.opaque,
            "the opaque data is what went out with the puzzle",
            besides="here it carries nothing that the puzzle itself does not say",
        )
        and holds(
            made_from.responder_address == i2.destination,
            "the puzzle was sent from where the I2 arrives",
            besides="it is our own address, and either of them reaches us",
        )
    )


def is_solved(i2: Packet, search: Search, generation: Generation, readings: Readings) -> bool:
    """Whether the solution is one of this puzzle, for these two HITs, and hard enough (RFC 7401 6.3)."""
    asked = generation.difficulty if readings.difficulty == Difficulty.OUR_OWN else i2.difficulty
    return (
        holds(search.puzzle == i2.puzzle.value, "the solution is one of this puzzle")
        and holds(search.initiator == i2.sender, "the solution is for the Initiator's HIT")
        and holds(search.responder == i2.receiver, "the solution is for the Responder's HIT")
        and holds(search.difficulty >= asked, "the solution has the difficulty that this host asked for")
    )


@rule(clause="RFC 7401 6.9", paper="5")
def receive_i2(
    association: Association,
    responder: Responder,
    i2: Packet,
    made_from: PuzzleInput,
    search: Search,
    policy: Policy,
    suite: Suite,
    greater: bool,  # noqa: FBT001  # whether our HIT is greater than the sender's
    readings: Readings,
) -> Response:
    """A stranger solved our puzzle: check that first, then who it is, and only then set up an association."""
    require(i2.kind == Kind.I2, "the packet is an I2", besides="no other packet carries a SOLUTION")
    require(
        association.state != State.E_FAILED,
        "no exchange with the peer has just failed",
        besides="whoever solves the puzzle means it, and the new exchange may succeed",
    )
    require(policy.suites[suite] > 0, "the HIT Suite of the Initiator's HIT is supported")
    require(association.state != State.I2_SENT or greater, "this host sent no I2 to the peer, or its HIT is greater")
    early = readings.old_association == OldAssociation.BEFORE_CHECKS
    before = forgotten(association) if early else association
    generation = generation_of(responder, made_from)
    if not is_our_puzzle(i2, made_from, generation):
        return Response(association=before, responder=responder, work=ONE_HASH)
    if not is_solved(i2, search, generation, readings):
        return Response(association=before, responder=responder, work=TWO_HASHES)
    used = responder.used.has(i2.solution.value) or responder.used_before.has(i2.solution.value)
    if not holds(readings.solution_use == SolutionUse.ANY_USE or not used, "the solution was not used before"):
        return Response(association=before, responder=responder, work=TWO_HASHES)
    return after_puzzle(association, responder, generation, i2, policy, readings)


def after_puzzle(
    association: Association,
    responder: Responder,
    generation: Generation,
    i2: Packet,
    policy: Policy,
    readings: Readings,
) -> Response:
    """Go on with an I2 whose puzzle is solved: derive the keys, and check who speaks."""
    chosen = (
        holds(policy.ciphers[i2.cipher] > 0, "the cipher is one and was offered in the R1")
        and holds(policy.groups[i2.group] > 0, "the group is one that this host offered")
        and holds(policy.transports[i2.transport] > 0, "the transport format is one and was offered in the R1")
    )
    if not chosen:
        return Response(association=association, responder=responder, work=TWO_HASHES)
    new = association_from_i2(association, generation, i2)
    if not holds(i2.mac.present and same_key(i2.mac.value, key_from_peer(new)), "the HIP_MAC verifies"):
        return Response(association=association, responder=responder, work=SHARED_SECRET)
    if not holds(i2.identity == i2.sender, "the Initiator's HIT belongs to the Host Identity in the I2"):
        return Response(association=association, responder=responder, work=SHARED_SECRET)
    skipped = readings.i2_signature == Signature.SKIPPED
    if not holds(skipped or i2.signer == i2.identity, "the HIP_SIGNATURE verifies"):
        return Response(association=association, responder=responder, work=ALL_CHECKS)
    return accepted_i2(new, responder, i2, readings)


@detail(
    clause="RFC 7401 6.9 step 18",
    besides={"here": "a wrong source address is seen by nobody but the network"},
)
def association_from_i2(association: Association, generation: Generation, i2: Packet) -> Association:
    """Set up what the I2 and our R1 agree on, and forget whatever there was before."""
    return replace(
        keyed(
            State.R2_SENT,
            Role.RESPONDER,
            i2.receiver,
            i2.sender,
            generation.exponents[i2.group],
            i2.public,
            i2.puzzle.value,
            i2.solution.value,
        ),
        here=i2.destination,
        there=i2.source,
        group=i2.group,
        cipher=i2.cipher,
        transport=i2.transport,
        counter=association.counter,
    )


@detail(clause="RFC 7401 6.9 steps 19 and 20", besides={"reply": "without the R2 the Initiator gives up"})
def accepted_i2(association: Association, responder: Responder, i2: Packet, readings: Readings) -> Response:
    """Put the new association in the place of the old one, and confirm it with the R2."""
    once = readings.solution_use == SolutionUse.SINGLE_USE
    return Response(
        association=association,
        responder=replace(responder, used=responder.used.add(i2.solution.value)) if once else responder,
        reply=some(protected(association, Kind.R2)),
        work=ALL_CHECKS_AND_R2,
    )


@rule(clause="RFC 7401 6.9 step 4", besides={"reply": "without it a lost R2 stays lost"})
def repeat_r2(association: Association, i2: Packet) -> Answer:
    """The I2 that led here came again, so the R2 was lost: send it again, and process nothing."""
    require(
        association.state == State.R2_SENT or association.state == State.ESTABLISHED,
        "the association was set up by an I2",
        besides="the R2 says nothing new",
    )
    require(
        association.role == Role.RESPONDER,
        "this end answered the I2",
        besides="an R2 of the Initiator's is awaited by nobody",
    )
    require(
        i2.kind == Kind.I2,
        "the packet is an I2",
        besides="the R2 goes to where it went before and says nothing new",
    )
    require(
        i2.solution == some(association.solution) and i2.public == association.public,
        "the I2 is the one that was answered",
        besides="the R2 goes to where it went before and says nothing new",
    )
    return Answer(association=association, reply=some(protected(association, Kind.R2)))


@rule(clause="RFC 7401 6.9 step 21, 4.4.3 table 5", besides={"state": "a time-out comes to the same"})
def hear_from_peer(association: Association, packet: Packet) -> Answer:
    """The first payload or UPDATE shows that the R2 arrived: the association is established."""
    require(association.state == State.R2_SENT, "the association waits for the peer's first packet")
    require(
        packet.kind == Kind.DATA or packet.kind == Kind.UPDATE,
        "the packet is payload or an UPDATE",
        besides="a time-out comes to the same",
    )
    require(
        packet.mac.present and same_key(packet.mac.value, key_from_peer(association)),
        "the packet is protected with the keys of the association",
        besides="a time-out comes to the same",
    )
    return Answer(association=replace(association, state=State.ESTABLISHED), work=Work(hashes=1))


@rule(clause="RFC 7401 6.9 step 21, 4.4.3 table 5", besides={"state": "the first payload comes to the same"})
def complete_exchange(association: Association) -> Answer:
    """No I2 came again for long enough: the association is established."""
    require(association.state == State.R2_SENT, "the association waits for the peer's first packet")
    return Answer(association=replace(association, state=State.ESTABLISHED))
