"""Scenarios in which something comes late, or from where nobody looks for it: delays, reflections, unset values."""

from hipspec.exchange import attacker, honest
from hipspec.exchange.association import key_from_peer
from hipspec.exchange.crypto import Key, Search
from hipspec.exchange.names import NO_EXPONENT, NO_SECRET, Exponent, Solution
from hipspec.exchange.packets import Kind
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.exchange.scenarios_cast import A1, AES, ALICE, B1, BOB, CAROL, ESP, M1, MALLORY, V1
from hipspec.exchange.scenarios_play import scenario
from hipspec.exchange.states import State
from hipspec.language import replace, some
from hipspec.network.names import NOBODY, Frame


@scenario(clause="RFC 7401 6.8 steps 1 and 2")
def a_newer_r1_comes_too_late(stage: Stage) -> None:
    """Bob answers the same I1 twice, the second time with a newer R1; it arrives when all is agreed, and is dropped."""
    stage.renew(BOB)
    i1 = stage.start(ALICE, BOB)
    old = stage.deliver_i1(i1)
    stage.renew(BOB)
    new = stage.deliver_i1(i1)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(old)))
    stage.complete(BOB, ALICE)
    stage.refused("the association waits for an R2", stage.deliver_newer_r1, new)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 4.1.4, 4.1.8")
def an_old_r1_answers_whoever_is_there(stage: Stage) -> None:
    """Alice asks whoever is at Bob's address, and an R1 arrives that Bob sent her a generation ago: it is refused."""
    stage.renew(BOB)
    old = stage.ask(ALICE, BOB)
    stage.renew(BOB)
    i2 = stage.deliver_r1(stage.deliver_i1(stage.repeat_i1(ALICE, BOB)))
    stage.deliver_r2(stage.deliver_i2(i2))
    stage.complete(BOB, ALICE)
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    stage.start(ALICE, NOBODY, there=B1)
    stage.refused("no R1 of a newer generation was seen from this peer", stage.deliver_r1_of_a_stranger, old)


@scenario(clause="RFC 7401 4.1.8")
def whoever_is_there_is_oneself(stage: Stage) -> None:
    """Alice asks whoever is at an address, and it is her own: she does not meet herself."""
    stage.renew(ALICE)
    i1 = stage.start(ALICE, NOBODY, there=A1)
    own = stage.deliver_i1(i1)
    stage.refused("the R1 is not our own", stage.deliver_r1_of_a_stranger, own)


@scenario(clause="RFC 7401 4.1.8, 6.8 step 10")
def nobody_answers_in_a_name(stage: Stage) -> None:
    """Mallory answers an I1 that named nobody in its own name, but as nobody: a name that is not its own."""
    stage.start(ALICE, NOBODY, there=B1)
    made = stage.offer(ALICE, MALLORY, source=B1, identity=NOBODY, signer=NOBODY)
    belongs = "the Responder's HIT belongs to the Host Identity in the R1"
    stage.refused(belongs, stage.deliver_r1_of_a_stranger, made)


@scenario(clause="RFC 7401 6.14")
def closed_before_it_was_opened(stage: Stage) -> None:
    """Mallory closes what Alice has only begun, under the keys that nobody has set."""
    stage.start(ALICE, MALLORY)
    association = stage.association(ALICE, MALLORY)
    close = stage.forge(
        MALLORY, ALICE, Kind.CLOSE, mac=some(key_from_peer(association)), signer=MALLORY, echo=some(stage.guess())
    )
    stage.refused("there is an association with the sender", stage.deliver_close, close)
    stage.is_at(ALICE, MALLORY, State.I1_SENT)


@scenario(clause="RFC 7401 6.7.1, 6.9 step 7")
def the_generation_before_the_first(stage: Stage) -> None:
    """Bob has made R1s once: Mallory answers a puzzle of the generation before, out of values that nobody has set."""
    stage.renew(BOB)
    exponent = stage.draw_exponent(MALLORY)
    puzzle = stage.make_up_puzzle(NO_SECRET, MALLORY, BOB)
    solution = stage.search(puzzle, MALLORY, BOB, 0)
    r1 = stage.knock(MALLORY, BOB, M1)
    made = replace(
        stage.answer_to(r1, exponent, solution),
        counter=0,
        puzzle=some(puzzle),
        opaque=0,
        mac=some(Key(exponent, NO_EXPONENT, puzzle, solution, MALLORY, BOB)),
    )
    stage.in_vain(stage.forge_all(made))


@scenario(clause="RFC 7401 6.9 steps 5 and 20, 4.4.3 table 6")
def a_late_i2_of_a_lost_tie(stage: Stage) -> None:
    """Bob gave up his own exchange for Alice's, but his I2 comes late, and she takes it: they part until he asks anew.

    An expected attack on `a_tie_stays_broken`. Each end holds an exchange that the other one began, so nobody is
    deceived, and no key is known to anybody else; but what one sends the other refuses. It ends when one of the two
    begins anew, which the other one takes.
    """
    stage.renew(ALICE)
    stage.renew(BOB)
    of_alice = stage.ask(BOB, ALICE)
    from_alice = stage.solve(ALICE, BOB)
    from_bob = stage.deliver_r1(of_alice)
    stage.deliver_r2(stage.deliver_i2(from_alice))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)
    r2 = stage.deliver_i2(from_bob)
    stage.refused("the association waits for an R2", stage.deliver_r2, r2)
    stage.complete(ALICE, BOB)
    one, other = stage.association(ALICE, BOB), stage.association(BOB, ALICE)
    stage.expect(one.solution != other.solution, "Alice holds Bob's exchange, and Bob holds Alice's")
    stage.in_vain(stage.close(BOB, ALICE))
    stage.deliver_r2(stage.confirm(BOB, ALICE))
    stage.complete(ALICE, BOB)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.7 step 7, 8")
def an_exchange_through_a_relay(stage: Stage) -> None:
    """Alice was told Mallory's address for Bob's: Mallory passes all on, and each takes its address for the other's."""
    stage.renew(BOB)
    r1 = stage.deliver_i1(stage.relay(stage.start(ALICE, BOB, there=M1), B1))
    i2 = stage.deliver_r1(stage.relay(r1, A1))
    stage.deliver_r2(stage.relay(stage.deliver_i2(stage.relay(i2, B1)), A1))
    stage.deliver_first(stage.relay(stage.send(ALICE, BOB), B1))
    stage.established(ALICE, BOB)
    stage.expect(stage.association(BOB, ALICE).there == M1, "Bob's packets for Alice go to Mallory's address")
    stage.expect(stage.association(ALICE, BOB).there == M1, "Alice's packets for Bob go to Mallory's address")


@scenario(clause="RFC 7401 appendix A, 6.8")
def an_r1_goes_where_the_i1_came_from(stage: Stage) -> None:
    """Alice sends her I1 from an address where she does not sit: the R1 goes there, and does not reach her."""
    stage.renew(BOB)
    r1 = stage.deliver_i1(stage.start(ALICE, BOB, here=V1))
    i2 = Frame("an answer to what did not arrive")
    chosen = {"exponent": Exponent("never drawn"), "solution": Solution("never found"), "cipher": AES, "transport": ESP}
    elsewhere = "a packet arrives where it was sent to"
    stage.refused(elsewhere, stage.do, honest.deliver_r1, frame=r1, seconds=1, reply_frame=i2, **chosen)
    never = "only what was sent arrives"
    stage.refused(never, stage.do, honest.deliver_i2, frame=i2, reply_frame=Frame("never sent"))
    stage.is_at(ALICE, BOB, State.I1_SENT)


@scenario(clause="RFC 7401 4.1.1, appendix A")
def a_puzzle_that_went_elsewhere(stage: Stage) -> None:
    """Mallory asks in its own name from a victim's address: the puzzle goes there, and Mallory can't solve it."""
    stage.renew(BOB)
    r1 = stage.knock(MALLORY, BOB, V1)
    stage.sit(CAROL, V1)
    exponent, solution, i2 = stage.draw_exponent(MALLORY), Solution("never found"), Frame("a guess")
    stage.refused("a packet is read where it was sent to", stage.overhear, r1)
    looked_for = Search(stage.sent(r1).puzzle.value, MALLORY, BOB, 10)
    stage.do(attacker.search, looked_for=looked_for, solution=solution)
    made = stage.answer_to(r1, exponent, solution)
    stage.refused("nobody can guess a puzzle", stage.do, attacker.forge, packet=made, frame=i2)
    never = "only what was sent arrives"
    stage.refused(never, stage.do, honest.deliver_i2, frame=i2, reply_frame=Frame("never sent"))
    stage.is_at(BOB, MALLORY, State.UNASSOCIATED)


LATE = (
    an_r1_goes_where_the_i1_came_from,
    a_puzzle_that_went_elsewhere,
    a_newer_r1_comes_too_late,
    an_old_r1_answers_whoever_is_there,
    whoever_is_there_is_oneself,
    nobody_answers_in_a_name,
    closed_before_it_was_opened,
    the_generation_before_the_first,
    a_late_i2_of_a_lost_tie,
    an_exchange_through_a_relay,
)
