"""Scenarios in which an attacker needs what the world does not allow: to guess, to find two equal hashes, to be there.

Each tries what an assumption rules out, and then all that would come of it.
"""

from typing import Any

from hipspec.exchange import attacker, honest, honest_renewing
from hipspec.exchange.crypto import Key, PuzzleInput, Search
from hipspec.exchange.names import Exponent, Group, Puzzle, Secret
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.scenarios_attacker import EVERYTHING, Stage
from hipspec.exchange.scenarios_cast import A1, ALICE, B1, BOB, M1, MALLORY, PADDED, V1
from hipspec.exchange.scenarios_play import scenario
from hipspec.exchange.states import State
from hipspec.language import Map, replace, some
from hipspec.language.running import Action
from hipspec.network.names import Frame

UNREAD = "only what was read can be copied"
UNSENT = "only what was sent can be read"
GUESSED = "nobody can guess a puzzle"
SAME_HASH = "two hashes are equal only if what went into them is"


def ruled_out(stage: Stage, sentence: str, action: Action, **arguments: Any) -> None:  # noqa: ANN401  # of any action
    """State that the world rules a step out."""
    stage.refused(sentence, stage.do, action, **arguments)


def victims_i2(stage: Stage, r1: Frame, puzzle: Puzzle) -> Packet:
    """Let the attacker solve a puzzle; return the I2 with it that seems to come from a victim's address."""
    exponent, solution = stage.draw_exponent(MALLORY), stage.search(puzzle, MALLORY, BOB)
    key = Key(exponent, stage.sent(r1).public, puzzle, solution, MALLORY, BOB)
    return replace(stage.answer_to(r1, exponent, solution), source=V1, puzzle=some(puzzle), mac=some(key))


@scenario(clause="RFC 7401 4.1.1, appendix A, 5.2.15")
def a_puzzle_is_led_astray(stage: Stage) -> None:
    """Mallory asks from a victim's address, and would have the R1 sent on, unread, to where it can read it."""
    stage.renew(BOB)
    r1 = stage.knock(MALLORY, BOB, V1)
    puzzle = stage.sent(r1).puzzle
    copied, changed = Frame("a copy of what was not read"), Frame("an R1 with a puzzle that was not read")
    to_mallory = {"original": r1, "source": B1, "destination": M1}
    ruled_out(stage, UNREAD, attacker.send_copy, frame=copied, **to_mallory)
    r1_parts = {"receiver": MALLORY, "puzzle": puzzle, "opaque": 0}
    ruled_out(stage, GUESSED, attacker.rewrite_r1, frame=changed, **to_mallory, **r1_parts)
    for frame in (copied, changed):
        ruled_out(stage, UNSENT, attacker.overhear, frame=frame)
    stage.forge_without(GUESSED, honest.deliver_i2, victims_i2(stage, r1, puzzle.value))
    stage.is_at(BOB, MALLORY, State.UNASSOCIATED)


@scenario(clause="RFC 7401 appendix A")
def a_puzzle_out_of_a_secret(stage: Stage) -> None:
    """Mallory would make a puzzle as Bob does, for a victim's address: it has to know his secret, or share it."""
    secret = stage.renew(BOB)
    r1 = stage.knock(MALLORY, BOB, M1)
    shared, public = Secret("a secret of Mallory and Bob"), stage.sent(r1).public
    ruled_out(
        stage,
        "who shares a secret is honest",
        honest_renewing.renew_two,
        host=MALLORY,
        other=BOB,
        secret=shared,
        difficulty=10,
        lifetime=60,
        exponents=Map(stage.draw_exponent(MALLORY)),
        other_exponents=Map(public),
    )
    for counter, made_from in ((1, secret), (2, shared)):
        puzzle = Puzzle(f"made up out of {made_from}")
        own = PuzzleInput(made_from, MALLORY, BOB, V1, B1, 0)
        guessed = "nobody can guess a puzzle secret"
        ruled_out(stage, guessed, attacker.make_up_puzzle, puzzle=puzzle, made_from=own)
        made = replace(victims_i2(stage, r1, puzzle), counter=counter)
        stage.forge_without(GUESSED, honest.deliver_i2, made)
    stage.is_at(BOB, MALLORY, State.UNASSOCIATED)


@scenario(clause="RFC 7401 appendix A")
def one_number_for_two_puzzles(stage: Stage) -> None:
    """Mallory reads a puzzle, and asks again from a victim's address in the hope of the same one: it is another."""
    stage.renew(BOB)
    r1 = stage.knock(MALLORY, BOB, M1)
    puzzle = stage.overhear(r1).puzzle.value
    from_victim = stage.forge(MALLORY, BOB, Kind.I1, source=V1, groups=EVERYTHING["groups"], length=PADDED)
    stage.refused(SAME_HASH, stage.deliver_i1, from_victim, puzzle=puzzle)
    stage.in_vain(stage.forge_all(victims_i2(stage, r1, puzzle)))


@scenario(clause="RFC 7401 6.3, 6.9 step 4")
def one_number_for_two_solutions(stage: Stage) -> None:
    """Mallory would solve Bob's next puzzles with the #J that it has used, once he has forgotten that."""
    exponent = stage.draw_exponent(BOB)
    stage.renew(BOB, exponents=Map(exponent))
    first = stage.introduce(MALLORY, BOB)
    stage.deliver_i2(first)
    used = stage.sent(first).solution.value
    stage.renew(BOB, exponents=Map(exponent))
    stage.renew(BOB, exponents=Map(exponent))
    r1 = stage.knock(MALLORY, BOB, M1)
    looked_for = Search(stage.overhear(r1).puzzle.value, MALLORY, BOB, 10)
    ruled_out(stage, "one number solves one puzzle", attacker.search, looked_for=looked_for, solution=used)
    stage.in_vain(stage.answer(r1, stage.draw_exponent(MALLORY), used))


@scenario(clause="RFC 7401 6.7.1, appendix A")
def a_secret_comes_again(stage: Stage) -> None:
    """Bob would draw a secret of long ago once more: the puzzles of then would count again, and their solutions."""
    exponents: Map[Group, Exponent] = Map(stage.draw_exponent(BOB))
    secret = stage.renew(BOB, exponents=exponents)
    i2 = stage.introduce(MALLORY, BOB)
    stage.deliver_i2(i2)
    stage.renew(BOB, exponents=exponents)
    stage.renew(BOB, exponents=exponents)
    again = {"host": BOB, "secret": secret, "difficulty": 10, "lifetime": 60, "exponents": exponents}
    ruled_out(stage, "a secret is drawn anew", honest_renewing.renew, **again)
    stage.in_vain(stage.forge_all(replace(stage.sent(i2), counter=4)))


@scenario(clause="RFC 7401 6.7.1")
def a_public_value_of_somebody_else(stage: Stage) -> None:
    """Bob would offer Mallory's public value as his own: he could not compute the keys, but Mallory could."""
    stage.renew(BOB)
    i1 = stage.start(ALICE, BOB)
    ruled_out(
        stage,
        "a host knows the exponents of its own public values",
        honest_renewing.renew,
        host=BOB,
        secret=Secret("a secret besides"),
        difficulty=10,
        lifetime=60,
        exponents=Map(stage.draw_exponent(MALLORY)),
    )
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(stage.deliver_i1(i1))))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.8, 6.10")
def an_i2_is_led_astray(stage: Stage) -> None:
    """Alice was told Mallory's address for Bob's: Mallory passes her I2 on only after it has read it there.

    Or else it would be an address at which nobody has read anything that she takes for Bob's.
    """
    stage.renew(BOB)
    r1 = stage.deliver_i1(stage.relay(stage.start(ALICE, BOB, there=M1), B1))
    i2 = stage.deliver_r1(stage.relay(r1, A1))
    copied, changed = Frame("an I2 that was not read"), Frame("an I2 that was changed")
    to_bob = {"original": i2, "source": M1, "destination": B1}
    ruled_out(stage, UNREAD, attacker.send_copy, frame=copied, **to_bob)
    left_out = "only in an R1 is something left out of the signature"
    parts = {"receiver": BOB, "puzzle": stage.sent(i2).puzzle, "opaque": 0}
    ruled_out(stage, left_out, attacker.rewrite_r1, frame=changed, **to_bob, **parts)
    for frame in (copied, changed):
        r2, back = Frame(f"the answer to {frame}"), Frame(f"the answer to {frame}, passed on")
        ruled_out(stage, "only what was sent arrives", honest.deliver_i2, frame=frame, reply_frame=r2)
        ruled_out(stage, UNSENT, attacker.overhear, frame=r2)
        ruled_out(stage, UNREAD, attacker.send_copy, original=r2, source=M1, destination=A1, frame=back)
        nothing = Frame(f"no answer to {back}")
        ruled_out(stage, "only what was sent arrives", honest.deliver_r2, frame=back, reply_frame=nothing)
    stage.is_at(ALICE, BOB, State.I2_SENT)


IMPOSSIBLE = (
    a_puzzle_is_led_astray,
    a_puzzle_out_of_a_secret,
    one_number_for_two_puzzles,
    one_number_for_two_solutions,
    a_secret_comes_again,
    a_public_value_of_somebody_else,
    an_i2_is_led_astray,
)
