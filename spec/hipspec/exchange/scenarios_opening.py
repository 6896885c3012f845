"""Scenarios of the base exchange between honest hosts: how it goes, and how it goes on when packets are lost."""

from hipspec.exchange.association import I1_RETRIES_MAX, I2_RETRIES_MAX, R1_LIMIT
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.exchange.scenarios_cast import (
    AES,
    ALICE,
    B1,
    BOB,
    CAROL,
    D1,
    DAVE,
    ESP,
    NULL,
    OTHER,
    SHORT,
    STRONG,
    WEAK,
)
from hipspec.exchange.scenarios_play import scenario
from hipspec.exchange.states import State
from hipspec.language import Map
from hipspec.network.names import NOBODY


@scenario(clause="RFC 7401 4.1", paper="5")
def a_base_exchange(stage: Stage) -> None:
    """Alice asks Bob for an association, both come to hold the same keys, and payload goes both ways."""
    stage.renew(BOB)
    i1 = stage.start(ALICE, BOB)
    stage.is_at(ALICE, BOB, State.I1_SENT)
    r1 = stage.deliver_i1(i1)
    stage.is_at(BOB, ALICE, State.UNASSOCIATED)
    i2 = stage.deliver_r1(r1)
    stage.is_at(ALICE, BOB, State.I2_SENT)
    r2 = stage.deliver_i2(i2)
    stage.is_at(BOB, ALICE, State.R2_SENT)
    stage.deliver_r2(r2)
    stage.is_at(ALICE, BOB, State.ESTABLISHED)
    stage.deliver_first(stage.send(ALICE, BOB))
    stage.established(ALICE, BOB)
    stage.send(BOB, ALICE)


@scenario(clause="RFC 7401 6.9 step 21, 4.4.3 table 5")
def established_by_waiting(stage: Stage) -> None:
    """Alice says nothing, so that Bob takes his R2 as arrived when no I2 came again; he may talk before."""
    stage.renew(BOB)
    stage.deliver_r2(stage.confirm(ALICE, BOB))
    stage.send(BOB, ALICE)
    stage.is_at(BOB, ALICE, State.R2_SENT)
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.6 step 5, 4.4.3 table 3")
def the_r1_is_lost(stage: Stage) -> None:
    """Bob's first R1 is lost; Alice repeats her I1, and answers the second R1."""
    stage.renew(BOB)
    stage.ask(ALICE, BOB)
    r1 = stage.deliver_i1(stage.repeat_i1(ALICE, BOB))
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(r1)))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.9 step 4, 4.4.3 table 5")
def the_r2_is_lost(stage: Stage) -> None:
    """Bob's R2 is lost; Alice repeats her I2, and Bob his R2, before he is established and after."""
    stage.renew(BOB)
    stage.confirm(ALICE, BOB)
    stage.deliver_repeated_i2(stage.repeat_i2(ALICE, BOB))
    stage.is_at(BOB, ALICE, State.R2_SENT)
    stage.complete(BOB, ALICE)
    again = stage.deliver_repeated_i2(stage.repeat_i2(ALICE, BOB))
    stage.deliver_r2(again)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 4.4.3 tables 3 and 9")
def nobody_answers_the_i1(stage: Stage) -> None:
    """Bob is not there: Alice repeats her I1 until she gives up, and tries anew when he is there."""
    i1 = stage.start(ALICE, BOB)
    stage.refused("a host that answers has made its R1s", stage.deliver_i1, i1)
    for _ in range(I1_RETRIES_MAX):
        stage.refused("every retransmission was used", stage.fail_i1, ALICE, BOB)
        stage.repeat_i1(ALICE, BOB)
    stage.refused("it was sent again fewer than I1_RETRIES_MAX times", stage.repeat_i1, ALICE, BOB)
    stage.fail_i1(ALICE, BOB)
    stage.is_at(ALICE, BOB, State.E_FAILED)
    stage.refused("no exchange with this peer is under way", stage.start, ALICE, BOB)
    stage.try_again(ALICE, BOB)
    stage.renew(BOB)
    stage.meet(ALICE, BOB)


@scenario(clause="RFC 7401 4.4.3 tables 4 and 9")
def nobody_answers_the_i2(stage: Stage) -> None:
    """Bob's R2s are all lost: Alice gives up, and tries anew; Bob puts the new association in the old one's place."""
    stage.renew(BOB)
    stage.confirm(ALICE, BOB)
    old = stage.association(BOB, ALICE).solution
    for _ in range(I2_RETRIES_MAX):
        stage.refused("every retransmission was used", stage.fail_i2, ALICE, BOB)
        stage.repeat_i2(ALICE, BOB)
    stage.refused("it was sent again fewer than I2_RETRIES_MAX times", stage.repeat_i2, ALICE, BOB)
    stage.fail_i2(ALICE, BOB)
    stage.is_at(ALICE, BOB, State.E_FAILED)
    stage.try_again(ALICE, BOB)
    stage.meet(ALICE, BOB)
    stage.expect(stage.association(BOB, ALICE).solution != old, "the new association is another one")


@scenario(clause="RFC 7401 6.7 step 3, 6.9 step 5, 4.4.3 tables 3 and 4")
def both_initiate_at_once(stage: Stage) -> None:
    """Alice and Bob ask each other at once; Bob's HIT is the greater one, so he becomes the Responder."""
    stage.renew(ALICE)
    stage.renew(BOB)
    from_alice, from_bob = stage.start(ALICE, BOB), stage.start(BOB, ALICE)
    stage.refused("this host sent no I1 to the peer, or its HIT is greater", stage.deliver_i1, from_bob)
    i2 = stage.deliver_r1(stage.deliver_i1(from_alice))
    r2 = stage.deliver_i2(i2)
    stage.is_at(BOB, ALICE, State.R2_SENT)
    stage.deliver_r2(r2)
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.9 step 5, 4.4.3 table 4")
def both_send_an_i2(stage: Stage) -> None:
    """Alice and Bob answered each other's R1 before their own I1s went out; Alice drops Bob's I2, and he takes hers."""
    stage.renew(ALICE)
    stage.renew(BOB)
    of_bob = stage.deliver_i1(stage.start(ALICE, BOB))
    stage.crash(ALICE, BOB)
    of_alice = stage.deliver_i1(stage.start(BOB, ALICE))
    stage.start(ALICE, BOB)
    from_alice = stage.deliver_r1(of_bob)
    from_bob = stage.deliver_r1(of_alice)
    stage.refused("this host sent no I2 to the peer, or its HIT is greater", stage.deliver_i2, from_bob)
    stage.is_at(ALICE, BOB, State.I2_SENT)
    stage.deliver_r2(stage.deliver_i2(from_alice))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 4.5.4, 6.9 step 20, 4.4.3 table 6")
def a_peer_starts_over(stage: Stage) -> None:
    """Alice loses her state and starts over: Bob answers, and puts the new association in the old one's place."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    old = stage.association(BOB, ALICE).solution
    stage.crash(ALICE, BOB)
    i2 = stage.solve(ALICE, BOB)
    stage.is_at(BOB, ALICE, State.ESTABLISHED)
    stage.deliver_r2(stage.deliver_i2(i2))
    stage.deliver_first(stage.send(ALICE, BOB))
    stage.established(ALICE, BOB)
    stage.expect(stage.association(BOB, ALICE).solution != old, "the new association is another one")


@scenario(clause="RFC 7401 6.9 step 20")
def the_responder_lost_its_state(stage: Stage) -> None:
    """Bob loses his state and asks Alice himself; she was the Initiator and becomes the Responder."""
    stage.renew(ALICE)
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.crash(BOB, ALICE)
    stage.meet(BOB, ALICE)


@scenario(clause="RFC 7401 4.1.2, 4.1.4, appendix A")
def puzzles_are_renewed(stage: Stage) -> None:
    """Bob renews his R1s: a puzzle of the former generation is still accepted, one before that no more."""
    stage.renew(BOB)
    late = stage.solve(ALICE, BOB)
    stage.renew(BOB, difficulty=12)
    stage.deliver_r2(stage.deliver_i2(late))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)
    stage.crash(ALICE, BOB)
    too_late = stage.solve(ALICE, BOB)
    stage.expect(stage.sent(too_late).difficulty == 12, "the new puzzle is the harder one")  # noqa: PLR2004  # as above
    stage.renew(BOB)
    stage.renew(BOB)
    stage.deliver_i2(too_late)
    stage.is_at(BOB, ALICE, State.ESTABLISHED)
    stage.is_at(ALICE, BOB, State.I2_SENT)


@scenario(clause="RFC 7401 6.8 step 8, 4.1.4")
def a_newer_r1_comes(stage: Stage) -> None:
    """Alice has answered an R1 of a former generation when one of a newer generation arrives: she answers that one."""
    stage.renew(BOB)
    old = stage.ask(ALICE, BOB)
    stage.renew(BOB)
    new = stage.deliver_i1(stage.repeat_i1(ALICE, BOB))
    first = stage.deliver_r1(old)
    second = stage.deliver_newer_r1(new)
    stage.refused("the R1 is of a newer generation than the one answered", stage.deliver_newer_r1, old)
    stage.deliver_r2(stage.deliver_i2(second))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)
    stage.expect(stage.sent(first).counter < stage.sent(second).counter, "the second I2 answers the newer R1")


@scenario(clause="RFC 7401 4.1.3, 6.7.1")
def a_public_value_serves_twice(stage: Stage) -> None:
    """Bob uses the same Diffie-Hellman value with Alice and with Dave, and in his next R1s; the keys differ anyway."""
    stage.renew(BOB, exponents=Map(stage.draw_exponent(BOB)))
    stage.meet(ALICE, BOB)
    stage.renew(BOB, exponents=stage.responder(BOB).latest.exponents)
    stage.meet(DAVE, BOB, WEAK)
    one, other = stage.association(BOB, ALICE), stage.association(BOB, DAVE)
    stage.expect(one.exponent == other.exponent, "Bob uses one exponent")
    stage.expect(one.public != other.public and one.puzzle != other.puzzle, "the keys differ")


@scenario(clause="RFC 7401 5.2.7, 6.7, 6.8 step 7")
def groups_are_negotiated(stage: Stage) -> None:
    """The group is the Responder's first that the Initiator offers: strong with Bob, weak with Carol and Dave."""
    for host in (BOB, CAROL, DAVE):
        stage.renew(host)
    stage.meet(ALICE, BOB, STRONG)
    stage.refused("the group is our first that the I1 offers", stage.ask, ALICE, CAROL, STRONG)
    weak = stage.start(ALICE, DAVE)
    stage.refused("the group is our first that the I1 offers", stage.deliver_i1, weak, STRONG)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(stage.deliver_i1(weak, WEAK))))
    stage.complete(DAVE, ALICE)
    stage.established(ALICE, DAVE)
    stage.refused("the group is our first that the I1 offers", stage.ask, DAVE, BOB, STRONG)
    groups = [stage.association(ALICE, peer).group for peer in (BOB, DAVE)]
    stage.expect(groups == [STRONG, WEAK], "the groups are those")


@scenario(clause="RFC 7401 6.7, 6.8 step 7")
def no_group_in_common(stage: Stage) -> None:
    """An I1 in Dave's name offers no group: Bob answers with his first, which Dave did not offer, so he stops."""
    stage.renew(BOB)
    i1 = stage.start(DAVE, BOB)
    r1 = stage.knock(DAVE, BOB, D1, groups=Map(0))
    stage.expect(stage.sent(r1).group == STRONG, "Bob offers his first group")
    stage.refused("the group is one that the I1 offered", stage.deliver_r1, r1)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(stage.deliver_i1(i1, WEAK))))
    stage.complete(BOB, DAVE)
    stage.established(DAVE, BOB)


@scenario(clause="RFC 7401 5.2.8, 5.2.11, 6.8 steps 14 and 15")
def ciphers_and_transports_are_negotiated(stage: Stage) -> None:
    """The cipher and the transport format are the Initiator's first that the Responder offers."""
    stage.renew(ALICE)
    stage.renew(BOB)
    r1 = stage.ask(ALICE, BOB)
    stage.refused("the cipher is our first that the R1 offers", stage.deliver_r1, r1, cipher=NULL)
    stage.refused("the transport format is our first that the R1 offers", stage.deliver_r1, r1, transport=OTHER)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(r1)))
    stage.complete(BOB, ALICE)
    one = stage.association(BOB, ALICE)
    stage.expect((one.cipher, one.transport) == (AES, ESP), "Alice's first are chosen")
    stage.crash(BOB, ALICE)
    stage.meet(BOB, ALICE)
    other = stage.association(ALICE, BOB)
    stage.expect((other.cipher, other.transport) == (NULL, OTHER), "Bob's first are chosen")


@scenario(clause="RFC 7401 4.1.7, 6.8 step 6")
def an_unsupported_suite(stage: Stage) -> None:
    """Bob does not know the HIT suite of Carol's HIT: she sees it in his R1 and stops; Alice does know it."""
    stage.renew(ALICE)
    stage.renew(BOB)
    r1 = stage.ask(CAROL, BOB)
    supported = "the Responder supports the HIT Suite of the Initiator's HIT"
    stage.refused(supported, stage.deliver_r1, r1)
    stage.is_at(CAROL, BOB, State.I1_SENT)
    stage.meet(CAROL, ALICE)


@scenario(clause="RFC 7401 6.7")
def a_limit_on_r1s(stage: Stage) -> None:
    """Bob answers so many I1s from one address in an interval, and no more until the next one."""
    stage.renew(BOB)
    i1 = stage.start(ALICE, BOB)
    for _ in range(R1_LIMIT):
        r1 = stage.deliver_i1(i1)
    limit = "fewer R1s went to this address than the limit allows"
    stage.refused(limit, stage.deliver_i1, i1)
    stage.new_interval(BOB)
    stage.deliver_i1(i1)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(r1)))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 8, 6.7")
def a_short_i1(stage: Stage) -> None:
    """An I1 without padding gets no answer, since the R1 would be more than three times as long."""
    stage.renew(BOB)
    short = stage.start(ALICE, BOB, length=SHORT)
    stage.refused("the I1 is at least a third as long as the R1", stage.deliver_i1, short)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(stage.deliver_i1(stage.repeat_i1(ALICE, BOB)))))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 4.1.8, 6.8")
def whoever_is_there(stage: Stage) -> None:
    """Alice knows only an address: she asks whoever is there, Bob answers, and they establish an association."""
    stage.renew(BOB)
    i1 = stage.start(ALICE, NOBODY, there=B1)
    i2 = stage.deliver_r1_of_a_stranger(stage.deliver_i1(i1))
    stage.is_at(ALICE, NOBODY, State.UNASSOCIATED)
    stage.expect(stage.sent(i2).receiver == BOB, "the I2 is for Bob")
    stage.deliver_r2(stage.deliver_i2(i2))
    stage.deliver_first(stage.send(ALICE, BOB))
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 5.2.4, 6.8 step 10")
def a_puzzle_expires(stage: Stage) -> None:
    """Alice gets an R1 so late that its puzzle has expired: she asks again instead of searching in vain."""
    stage.renew(BOB, lifetime=60)
    late = stage.ask(ALICE, BOB)
    stage.refused("the lifetime of the puzzle has not ended", stage.deliver_r1, late, seconds=61)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(stage.deliver_i1(stage.repeat_i1(ALICE, BOB)))))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.9 step 21, 6.11, 6.12")
def an_update_comes_first(stage: Stage) -> None:
    """The first that Bob hears of Alice after his R2 is an UPDATE, and he sends her one as well."""
    stage.renew(BOB)
    stage.deliver_r2(stage.confirm(ALICE, BOB))
    stage.refused("the association is established", stage.update, BOB, ALICE)
    stage.deliver_update(stage.update(ALICE, BOB))
    stage.established(ALICE, BOB)
    stage.deliver_update(stage.update(BOB, ALICE))


OPENING = (
    a_base_exchange,
    established_by_waiting,
    the_r1_is_lost,
    the_r2_is_lost,
    nobody_answers_the_i1,
    nobody_answers_the_i2,
    both_initiate_at_once,
    both_send_an_i2,
    a_peer_starts_over,
    the_responder_lost_its_state,
    puzzles_are_renewed,
    a_newer_r1_comes,
    a_public_value_serves_twice,
    groups_are_negotiated,
    no_group_in_common,
    ciphers_and_transports_are_negotiated,
    an_unsupported_suite,
    a_limit_on_r1s,
    a_short_i1,
    whoever_is_there,
    a_puzzle_expires,
    an_update_comes_first,
)
