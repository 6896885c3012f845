"""Scenarios in which packets come again, come late, or are changed where nothing protects them."""

from typing import Any

from hipspec.exchange.packets import Kind
from hipspec.exchange.readings import Readings, SolutionUse
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.exchange.scenarios_cast import A1, ALICE, BOB, M1, MALLORY, PADDED, V1, WEAK
from hipspec.exchange.scenarios_play import scenario
from hipspec.exchange.states import State
from hipspec.language import NOTHING, Map, some

AWAITS_R1 = "the association waits for an R1"
AWAITS_R2 = "the association waits for an R2"


@scenario(clause="RFC 7401 6.7, 4.4.3 table 6")
def an_i1_again(stage: Stage) -> None:
    """Alice's I1 comes again from elsewhere while the association stands: Bob answers, and changes nothing."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    before = stage.association(BOB, ALICE)
    stage.knock(ALICE, BOB, V1)
    stage.expect(stage.association(BOB, ALICE) == before, "Bob holds the same about Alice")
    stage.send(BOB, ALICE)


@scenario(clause="RFC 7401 6.8 step 2")
def an_r1_that_nobody_awaits(stage: Stage) -> None:
    """An R1 comes again while the association stands, while it closes, and when there is none."""
    stage.renew(BOB)
    r1 = stage.ask(ALICE, BOB)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(r1)))
    stage.complete(BOB, ALICE)
    stage.refused(AWAITS_R1, stage.deliver_r1, r1)
    stage.refused(AWAITS_R2, stage.deliver_newer_r1, r1)
    close = stage.close(ALICE, BOB)
    stage.refused(AWAITS_R1, stage.deliver_r1, r1)
    stage.deliver_close_ack(stage.deliver_close(close))
    stage.refused(AWAITS_R1, stage.deliver_r1, r1)


@scenario(clause="RFC 7401 6.8 steps 5 and 11, 4.1.4")
def an_r1_of_an_older_generation(stage: Stage) -> None:
    """Alice has met Bob twice, the second time by newer R1s: an older one gets her nowhere, in I1-SENT or I2-SENT."""
    stage.renew(BOB)
    old = stage.ask(ALICE, BOB)
    stage.renew(BOB)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(stage.deliver_i1(stage.repeat_i1(ALICE, BOB)))))
    stage.complete(BOB, ALICE)
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    i1 = stage.start(ALICE, BOB)
    newer = "no R1 of a newer generation was seen from this peer"
    stage.refused(newer, stage.deliver_r1, old)
    stage.deliver_r1(stage.deliver_i1(i1))
    stage.refused("the R1 is of a newer generation than the one answered", stage.deliver_newer_r1, old)
    stage.is_at(ALICE, BOB, State.I2_SENT)


@scenario(clause="RFC 7401 6.9 step 4, 4.1.4")
def an_i2_again(stage: Stage) -> None:
    """Alice's I2 comes again and again: it opens no second exchange, even when Bob has forgotten the first."""
    stage.renew(BOB)
    i2 = stage.solve(ALICE, BOB)
    stage.deliver_r2(stage.deliver_i2(i2))
    stage.in_vain(i2)
    stage.complete(BOB, ALICE)
    stage.in_vain(i2)
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    stage.in_vain(i2)
    stage.forget(BOB, ALICE)
    stage.in_vain(i2)
    stage.refused("the association was set up by an I2", stage.deliver_repeated_i2, i2)
    stage.renew(BOB)
    stage.in_vain(i2)
    stage.renew(BOB)
    stage.in_vain(i2)
    stage.is_at(BOB, ALICE, State.UNASSOCIATED)


@scenario(clause="RFC 7401 6.9 step 4")
def only_the_same_i2_is_answered_again(stage: Stage) -> None:
    """An R2 is repeated for the I2 that was answered only, by who answered it; the other end and others get none."""
    stage.renew(BOB)
    old = stage.solve(ALICE, BOB)
    stage.deliver_r2(stage.deliver_i2(old))
    stage.crash(ALICE, BOB)
    stage.meet(ALICE, BOB)
    stage.refused("the I2 is the one that was answered", stage.deliver_repeated_i2, old)
    claimed = stage.forge(BOB, ALICE, Kind.I2, solution=some(stage.association(ALICE, BOB).solution))
    stage.refused("this end answered the I2", stage.deliver_repeated_i2, claimed)
    stage.refused("the packet is an I2", stage.deliver_repeated_i2, stage.send(ALICE, BOB))


@scenario(clause="RFC 7401 6.10")
def an_r2_again(stage: Stage) -> None:
    """The R2 of an earlier exchange comes when Alice waits for the next one: its MAC is of other keys."""
    stage.renew(BOB)
    r2 = stage.confirm(ALICE, BOB)
    stage.deliver_r2(r2)
    stage.refused(AWAITS_R2, stage.deliver_r2, r2)
    stage.complete(BOB, ALICE)
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    stage.refused(AWAITS_R2, stage.deliver_r2, r2)
    i2 = stage.solve(ALICE, BOB)
    stage.refused("the HIP_MAC_2 verifies", stage.deliver_r2, r2)
    stage.deliver_r2(stage.deliver_i2(i2))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.10")
def payload_instead_of_an_r2(stage: Stage) -> None:
    """Bob's payload overtakes his R2: it establishes nothing at Alice's end."""
    stage.renew(BOB)
    r2 = stage.confirm(ALICE, BOB)
    data = stage.send(BOB, ALICE)
    stage.refused("the packet is an R2", stage.deliver_r2, data)
    stage.refused("the association waits for the peer's first packet", stage.deliver_first, data)
    stage.is_at(ALICE, BOB, State.I2_SENT)
    stage.deliver_r2(r2)
    stage.is_at(ALICE, BOB, State.ESTABLISHED)


@scenario(clause="RFC 7401 6.14, 6.15")
def a_close_again(stage: Stage) -> None:
    """CLOSE and CLOSE_ACK of an earlier association come again: those of the next one are of other keys."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    close = stage.close(ALICE, BOB)
    acknowledgement = stage.deliver_close(close)
    stage.deliver_close_ack(acknowledgement)
    stage.refused("the association is closing or closed", stage.deliver_close_ack, acknowledgement)
    stage.forget(BOB, ALICE)
    stage.refused("there is an association with the sender", stage.deliver_close, close)
    stage.meet(ALICE, BOB)
    stage.in_vain(close)
    stage.close(ALICE, BOB)
    echoes = "the CLOSE_ACK echoes the nonce of the CLOSE"
    stage.refused(echoes, stage.deliver_close_ack, acknowledgement)
    stage.refused("the packet is a CLOSE_ACK", stage.deliver_close_ack, stage.send(BOB, ALICE))
    stage.refused("the packet is a CLOSE", stage.deliver_close, stage.send(BOB, ALICE))
    stage.is_at(ALICE, BOB, State.CLOSING)
    stage.is_at(BOB, ALICE, State.ESTABLISHED)


@scenario(clause="RFC 7401 6.5, 6.12.1 steps 3 and 4")
def an_update_again(stage: Stage) -> None:
    """An UPDATE of an earlier association comes again in the next ones of the same two: its MAC is of other keys."""
    stage.renew(ALICE)
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    update = stage.update(ALICE, BOB)
    stage.deliver_update(update)
    stage.refused("the packet is an UPDATE", stage.deliver_update, stage.send(ALICE, BOB))
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    stage.refused("the association is active", stage.deliver_update, update)
    for initiator, responder in ((ALICE, BOB), (BOB, ALICE)):
        stage.meet(initiator, responder)
        stage.refused("the HIP_MAC verifies", stage.deliver_update, update)
        stage.deliver_update(stage.update(ALICE, BOB))
        stage.crash(responder, initiator)


@scenario(clause="RFC 7401 6.12.1 steps 3 and 4")
def an_update_from_a_stranger(stage: Stage) -> None:
    """Mallory has stolen the exponents behind the keys of Alice and Bob: an UPDATE needs Alice's signature besides."""
    stage.renew(BOB)
    stage.deliver_r2(stage.confirm(ALICE, BOB))
    association = stage.association(BOB, ALICE)
    verifies = "the HIP_MAC verifies"
    stage.refused(verifies, stage.deliver_update, stage.forge(ALICE, BOB, Kind.UPDATE))
    stage.steal_exponent(association.public)
    unsigned = stage.speak(BOB, Kind.UPDATE, ALICE, signer=MALLORY)
    stage.refused("the HIP_SIGNATURE verifies", stage.deliver_update, unsigned)
    stage.is_at(BOB, ALICE, State.R2_SENT)


@scenario(clause="RFC 7401 4.1.4, 6.12.1 step 3", readings=Readings(solution_use=SolutionUse.ANY_USE))
def an_old_i2_brings_old_updates_back(stage: Stage) -> None:
    """Bob lets an I2 open an exchange twice: the second has the keys of the first, and its UPDATEs count again."""
    stage.renew(BOB)
    i2 = stage.solve(ALICE, BOB)
    stage.deliver_r2(stage.deliver_i2(i2))
    update = stage.update(ALICE, BOB)
    stage.deliver_update(update)
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    stage.forget(BOB, ALICE)
    stage.deliver_i2(i2)
    stage.deliver_update(update)
    stage.is_at(BOB, ALICE, State.ESTABLISHED)
    stage.is_at(ALICE, BOB, State.UNASSOCIATED)


@scenario(clause="RFC 7401 5.2.15, 6.9 step 7")
def a_swapped_puzzle(stage: Stage) -> None:
    """Mallory puts the puzzle of a newer R1 into Alice's older one, which no signature covers: Bob sees the counter."""
    stage.renew(BOB)
    older = stage.ask(ALICE, BOB)
    stage.renew(BOB)
    newer = stage.deliver_i1(stage.repeat_i1(ALICE, BOB))
    stage.sit(MALLORY, A1)
    puzzle = stage.overhear(newer).puzzle
    stage.overhear(older)
    swapped = stage.rewrite_r1(older, puzzle=puzzle)
    stage.sit(ALICE, A1)
    stage.in_vain(stage.deliver_r1(swapped))
    stage.deliver_r2(stage.deliver_i2(stage.deliver_newer_r1(newer)))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 5.2.15, 6.9 step 7")
def a_puzzle_for_somebody_else(stage: Stage) -> None:
    """Mallory hands Alice the R1 that Bob made for Mallory: what she solves is of no use with Bob."""
    stage.renew(BOB)
    r1 = stage.knock(MALLORY, BOB, M1)
    stage.start(ALICE, BOB)
    stage.overhear(r1)
    bare = stage.rewrite_r1(r1, receiver=ALICE, destination=A1, puzzle=NOTHING)
    stage.refused("the R1 carries a PUZZLE", stage.deliver_r1, bare)
    stage.in_vain(stage.deliver_r1(stage.rewrite_r1(r1, receiver=ALICE, destination=A1)))
    stage.is_at(ALICE, BOB, State.I2_SENT)


@scenario(clause="RFC 7401 5.2.4, 6.9")
def changed_opaque_data(stage: Stage) -> None:
    """Mallory changes the opaque data in an R1, which no signature covers: Bob sees it in the I2."""
    stage.renew(BOB)
    r1 = stage.ask(ALICE, BOB)
    stage.sit(MALLORY, A1)
    stage.overhear(r1)
    changed = stage.rewrite_r1(r1, opaque=1)
    stage.sit(ALICE, A1)
    stage.in_vain(stage.deliver_r1(changed))


@scenario(clause="RFC 7401 4.1.7, 6.8 step 7")
def a_weaker_group_in_the_i1(stage: Stage) -> None:
    """Mallory replaces Alice's I1 by one that offers the weak group only: she sees in the R1 that Bob has a better."""
    stage.renew(BOB)
    stage.start(ALICE, BOB)
    weak = stage.forge(ALICE, BOB, Kind.I1, groups=Map(0, {WEAK: 1}), length=PADDED)
    r1 = stage.deliver_i1(weak, WEAK)
    stage.refused("the group is the Responder's first that the I1 offered", stage.deliver_r1, r1)
    stage.is_at(ALICE, BOB, State.I1_SENT)


@scenario(clause="RFC 7401 4.1.7, 6.8")
def an_r1_in_another_name(stage: Stage) -> None:
    """Mallory answers Alice in Bob's name, with worse choices: she sees who signed, and whose identity it is."""
    stage.renew(BOB)
    stage.start(ALICE, BOB)
    worse: dict[str, Any] = {"group": WEAK, "groups": Map(0, {WEAK: 1})}
    stage.refused("the HIP_SIGNATURE_2 verifies", stage.deliver_r1, stage.offer(ALICE, MALLORY, BOB, **worse))
    own = stage.offer(ALICE, MALLORY, BOB, identity=MALLORY, **worse)
    stage.refused("the Responder's HIT belongs to the Host Identity in the R1", stage.deliver_r1, own)
    stage.is_at(ALICE, BOB, State.I1_SENT)


@scenario(clause="RFC 7401 6.8, 6.10")
def something_else_than_an_r1(stage: Stage) -> None:
    """What is no R1 opens no exchange, even if it is well signed: here, what Bob sent to close another association."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    close = stage.close(BOB, ALICE)
    stage.crash(ALICE, BOB)
    stage.start(ALICE, BOB)
    stage.refused("the packet is an R1", stage.deliver_r1, close)
    stage.is_at(ALICE, BOB, State.I1_SENT)


REPLAYED = (
    an_i1_again,
    an_r1_that_nobody_awaits,
    an_r1_of_an_older_generation,
    an_i2_again,
    only_the_same_i2_is_answered_again,
    an_r2_again,
    payload_instead_of_an_r2,
    a_close_again,
    an_update_again,
    an_update_from_a_stranger,
    an_old_i2_brings_old_updates_back,
    a_swapped_puzzle,
    a_puzzle_for_somebody_else,
    changed_opaque_data,
    a_weaker_group_in_the_i1,
    an_r1_in_another_name,
    something_else_than_an_r1,
)
