"""Scenarios in which the attacker tries what some guard prevents, with all that it needs but for that guard."""

from hipspec.exchange import attacker, honest, honest_closing
from hipspec.exchange.association import R1_LIMIT, key_from_peer
from hipspec.exchange.crypto import Key
from hipspec.exchange.names import NO_SECRET, Cipher, Exponent, Group, Solution, Transport
from hipspec.exchange.packets import Kind
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.exchange.scenarios_cast import A1, ALICE, B1, BOB, C1, CAROL, ECDSA, M1, MALLORY, SHORT, TRUDY, V1
from hipspec.exchange.scenarios_play import scenario
from hipspec.exchange.scenarios_replay import REPLAYED
from hipspec.exchange.states import State
from hipspec.language import NOTHING, Map, replace, some
from hipspec.network.names import NOBODY, Frame


def ready(stage: Stage) -> tuple[Frame, Exponent, Solution]:
    """Let Mallory have an R1 of Bob's, an exponent, and a solution of the puzzle."""
    stage.renew(BOB)
    r1 = stage.knock(MALLORY, BOB, M1)
    puzzle = stage.overhear(r1).puzzle.value
    return r1, stage.draw_exponent(MALLORY), stage.search(puzzle, MALLORY, BOB)


@scenario(clause="RFC 7401 6.9")
def a_dishonest_initiator(stage: Stage) -> None:
    """Mallory meets Bob in its own name, as anybody may, and closes again."""
    stage.renew(BOB)
    stage.deliver_i2(stage.introduce(MALLORY, BOB))
    stage.deliver_first(stage.speak(BOB, Kind.DATA, MALLORY))
    stage.is_at(BOB, MALLORY, State.ESTABLISHED)
    stage.deliver_close(stage.speak(BOB, Kind.CLOSE, MALLORY, echo=some(stage.guess())))
    stage.is_at(BOB, MALLORY, State.CLOSED)


@scenario(clause="RFC 7401 6.8, 6.10")
def a_dishonest_responder(stage: Stage) -> None:
    """Alice meets Mallory, who answers in its own name."""
    stage.start(ALICE, MALLORY)
    stage.overhear(stage.deliver_r1(stage.offer(ALICE, MALLORY)))
    stage.deliver_r2(stage.speak(ALICE, Kind.R2, MALLORY))
    stage.is_at(ALICE, MALLORY, State.ESTABLISHED)
    stage.send(ALICE, MALLORY)


# ---------------------------------------------------------------------- puzzles and solutions


@scenario(clause="RFC 7401 6.3, 6.9 steps 7 and 8")
def a_solution_for_others(stage: Stage) -> None:
    """Mallory has solutions of another puzzle, for other HITs, and an easier one: none is worth anything with Bob."""
    r1, exponent, solution = ready(stage)
    puzzle = stage.sent(r1).puzzle.value
    other = stage.overhear(stage.knock(MALLORY, BOB, M1)).puzzle.value
    found = (
        stage.search(other, MALLORY, BOB),
        stage.search(puzzle, TRUDY, BOB),
        stage.search(puzzle, MALLORY, CAROL),
        stage.search(puzzle, MALLORY, BOB, difficulty=0),
    )
    for wrong in found:
        stage.in_vain(stage.answer(r1, exponent, wrong))
    stage.in_vain(stage.answer(r1, exponent, found[-1], difficulty=0))
    stage.deliver_i2(stage.answer(r1, exponent, solution))
    stage.is_at(BOB, MALLORY, State.R2_SENT)


@scenario(clause="RFC 7401 appendix A, 6.9 step 7")
def a_puzzle_of_others(stage: Stage) -> None:
    """Mallory's puzzle serves nobody else, nor elsewhere, nor with other data, and one that it made itself nobody."""
    r1, exponent, _ = ready(stage)
    puzzle = stage.sent(r1).puzzle.value
    solution = stage.search(puzzle, TRUDY, BOB)
    key = Key(exponent, stage.sent(r1).public, puzzle, solution, TRUDY, BOB)
    stage.in_vain(stage.answer(r1, exponent, solution, sender=TRUDY, identity=TRUDY, signer=TRUDY, mac=some(key)))
    stage.sit(BOB, V1)
    for fields in ({"source": V1}, {"destination": V1}, {"opaque": 1}, {"counter": 2}):
        stage.in_vain(stage.answer(r1, exponent, stage.search(puzzle, MALLORY, BOB), **fields))
    own = stage.make_up_puzzle(stage.renew(MALLORY), MALLORY, BOB)
    solution = stage.search(own, MALLORY, BOB)
    key = Key(exponent, stage.sent(r1).public, own, solution, MALLORY, BOB)
    stage.in_vain(stage.answer(r1, exponent, solution, puzzle=some(own), mac=some(key)))


@scenario(clause="RFC 7401 appendix A")
def a_puzzle_that_is_too_old(stage: Stage) -> None:
    """Bob renews his R1s twice after Mallory got one: its puzzle is not accepted any more."""
    r1, exponent, solution = ready(stage)
    stage.renew(BOB)
    stage.renew(BOB)
    latest = stage.responder(BOB).latest
    stage.in_vain(stage.answer(r1, exponent, solution))
    solution = stage.search(stage.sent(r1).puzzle.value, MALLORY, BOB)
    key = Key(exponent, latest.exponents[stage.sent(r1).group], stage.sent(r1).puzzle.value, solution, MALLORY, BOB)
    stage.in_vain(stage.answer(r1, exponent, solution, counter=latest.counter - 1, mac=some(key)))
    stage.in_vain(stage.answer(r1, exponent, solution, counter=latest.counter, mac=some(key)))


@scenario(clause="RFC 7401 6.7.1, 6.9 step 7")
def nobody_made_an_r1(stage: Stage) -> None:
    """Bob has made no R1 yet, so no puzzle is his, not even one out of the secret that nobody has set."""
    puzzle = stage.make_up_puzzle(NO_SECRET, MALLORY, BOB)
    solution = stage.search(puzzle, MALLORY, BOB)
    i2 = {"puzzle": some(puzzle), "solution": some(solution), "identity": MALLORY, "signer": MALLORY}
    stage.in_vain(stage.forge(MALLORY, BOB, Kind.I2, **i2))


@scenario(clause="RFC 7401 6.3, 6.9")
def a_solution_of_the_same_puzzle_twice(stage: Stage) -> None:
    """Mallory opens one exchange with a solution, and no second one, in the next generation neither."""
    r1, exponent, solution = ready(stage)
    i2 = stage.answer(r1, exponent, solution)
    stage.deliver_i2(i2)
    stage.in_vain(i2)
    stage.in_vain(stage.answer(r1, exponent, solution, cipher=Cipher("null")))
    stage.renew(BOB)
    stage.in_vain(i2)


# ---------------------------------------------------------------------- who speaks


@scenario(clause="RFC 7401 6.9 steps 12 to 15, 4.1.3")
def an_i2_in_another_name(stage: Stage) -> None:
    """Mallory solves a puzzle in Alice's name, sitting at her address: Bob sees that she did not sign."""
    stage.renew(BOB)
    stage.sit(MALLORY, A1)
    r1 = stage.knock(ALICE, BOB, A1)
    puzzle = stage.overhear(r1).puzzle.value
    exponent, solution = stage.draw_exponent(MALLORY), stage.search(puzzle, ALICE, BOB)
    signed = stage.answer_to(r1, exponent, solution)
    stage.forge_without("a signature needs the signer's key", honest.deliver_i2, signed)
    stage.in_vain(stage.answer(r1, exponent, solution, signer=MALLORY))
    stage.in_vain(stage.answer(r1, exponent, solution, signer=MALLORY, identity=MALLORY))
    stage.in_vain(stage.answer(r1, exponent, solution, signer=MALLORY, mac=NOTHING))


@scenario(clause="RFC 7401 6.9 steps 12 to 15, 4.1.3")
def an_i2_in_another_name_while_the_association_stands(stage: Stage) -> None:
    """The same while Bob has an association with Alice: it stays as it is."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.sit(MALLORY, A1)
    r1 = stage.knock(ALICE, BOB, A1)
    puzzle = stage.overhear(r1).puzzle.value
    exponent, solution = stage.draw_exponent(MALLORY), stage.search(puzzle, ALICE, BOB)
    stage.in_vain(stage.answer(r1, exponent, solution, signer=MALLORY))
    stage.in_vain(stage.answer(r1, exponent, solution, signer=MALLORY, identity=MALLORY))
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.9 steps 9 to 13")
def choices_that_nobody_offered(stage: Stage) -> None:
    """Mallory's I2 chooses a cipher, a group and a transport format that Bob did not offer, and carries no MAC."""
    r1, exponent, solution = ready(stage)
    stage.in_vain(stage.answer(r1, exponent, solution, cipher=Cipher("other")))
    stage.in_vain(stage.answer(r1, exponent, solution, transport=Transport("none")))
    stage.in_vain(stage.answer(r1, exponent, solution, group=Group("other")))
    stage.in_vain(stage.answer(r1, exponent, solution, mac=NOTHING))
    i2 = stage.answer(r1, exponent, solution, kind=Kind.UPDATE)
    stage.refused("the packet is an I2", stage.deliver_i2, i2)


@scenario(clause="RFC 7401 6.9 step 3, 4.1.7")
def a_suite_that_nobody_knows(stage: Stage) -> None:
    """With Bob's stolen identity, Mallory makes Carol an R1 that lists her HIT suite: Bob does not take her I2."""
    stage.renew(BOB)
    stage.start(CAROL, BOB)
    stage.steal_identity(BOB)
    stage.sit(MALLORY, C1)
    real = stage.overhear(stage.knock(CAROL, BOB, C1))
    stage.sit(CAROL, C1)
    made = {"puzzle": real.puzzle, "public": real.public, "counter": real.counter, "signer": BOB}
    i2 = stage.deliver_r1(stage.offer(CAROL, MALLORY, BOB, suites=Map(0, {ECDSA: 1}), **made))
    stage.refused("the HIT Suite of the Initiator's HIT is supported", stage.deliver_i2, i2)


@scenario(clause="RFC 7401 6.10")
def an_r2_in_another_name(stage: Stage) -> None:
    """Mallory would confirm Alice's I2 in Bob's name, with her stolen exponent alone, and with his identity alone."""
    stage.renew(BOB)
    stage.solve(ALICE, BOB)
    key = some(key_from_peer(stage.association(ALICE, BOB)))
    exponent = stage.association(ALICE, BOB).exponent
    without_key = stage.forge(BOB, ALICE, Kind.R2, signer=MALLORY)
    stage.refused("the HIP_MAC_2 verifies", stage.deliver_r2, without_key)
    made = replace(stage.sent(without_key), mac=key)
    stage.forge_without("a MAC needs its key", honest.deliver_r2, made)
    stage.steal_exponent(exponent)
    unsigned = stage.forge(BOB, ALICE, Kind.R2, mac=key, signer=MALLORY)
    stage.refused("the HIP_SIGNATURE verifies", stage.deliver_r2, unsigned)
    stage.forge_without("a signature needs the signer's key", honest.deliver_r2, replace(made, signer=BOB))
    stage.is_at(ALICE, BOB, State.I2_SENT)


@scenario(clause="RFC 7401 6.10")
def an_identity_is_not_enough_for_an_r2(stage: Stage) -> None:
    """Mallory has stolen Bob's identity after Alice sent her I2, but none of the exponents: it can't make the MAC."""
    stage.renew(BOB)
    stage.solve(ALICE, BOB)
    stage.steal_identity(BOB)
    unprotected = stage.forge(BOB, ALICE, Kind.R2, signer=BOB)
    stage.refused("the HIP_MAC_2 verifies", stage.deliver_r2, unprotected)
    made = replace(stage.sent(unprotected), mac=some(key_from_peer(stage.association(ALICE, BOB))))
    stage.forge_without("a MAC needs its key", honest.deliver_r2, made)


@scenario(clause="RFC 7401 6.9 step 21")
def payload_from_a_stranger(stage: Stage) -> None:
    """Mallory sends Bob payload in Alice's name, before his R2 has arrived and after the association was closed."""
    stage.renew(BOB)
    stage.deliver_r2(stage.confirm(ALICE, BOB))
    bare = stage.forge(ALICE, BOB, Kind.DATA)
    guard = "the packet is protected with the keys of the association"
    stage.refused(guard, stage.deliver_first, bare)
    close = stage.close(ALICE, BOB)
    stage.refused("the packet is payload or an UPDATE", stage.deliver_first, close)
    stage.deliver_close(close)
    waits = "the association waits for the peer's first packet"
    stage.refused(waits, stage.deliver_first, close)
    stage.refused(waits, stage.complete, BOB, ALICE)
    stage.refused("the association is active", stage.send, BOB, ALICE)
    stage.is_at(BOB, ALICE, State.CLOSED)


# ---------------------------------------------------------------------- closing


@scenario(clause="RFC 7401 6.14")
def a_close_from_a_stranger(stage: Stage) -> None:
    """Mallory would close Alice's association with Bob, without a key, and with a stolen exponent alone."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    echo = some(stage.guess())
    bare = stage.forge(ALICE, BOB, Kind.CLOSE, echo=echo, signer=MALLORY)
    stage.in_vain(bare)
    key = some(key_from_peer(stage.association(BOB, ALICE)))
    made = replace(stage.sent(bare), mac=key)
    stage.forge_without("a MAC needs its key", honest_closing.deliver_close, made)
    stage.steal_exponent(stage.association(BOB, ALICE).public)
    stage.in_vain(stage.forge(ALICE, BOB, Kind.CLOSE, echo=echo, mac=key, signer=MALLORY))
    signed = replace(made, signer=ALICE)
    stage.forge_without("a signature needs the signer's key", honest_closing.deliver_close, signed)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.14")
def an_identity_is_not_enough_to_close(stage: Stage) -> None:
    """Mallory has stolen Alice's identity, but no exponent: it can't make the MAC of a CLOSE."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.steal_identity(ALICE)
    bare = stage.forge(ALICE, BOB, Kind.CLOSE, echo=some(stage.guess()), signer=ALICE)
    stage.in_vain(bare)
    made = replace(stage.sent(bare), mac=some(key_from_peer(stage.association(BOB, ALICE))))
    stage.forge_without("a MAC needs its key", honest_closing.deliver_close, made)
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.15")
def a_close_ack_from_a_stranger(stage: Stage) -> None:
    """Mallory reads Alice's CLOSE, and would agree in Bob's name: without a key, and with an exponent alone."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.sit(MALLORY, B1)
    echo = stage.overhear(stage.close(ALICE, BOB)).echo
    stage.sit(BOB, B1)
    bare = stage.forge(BOB, ALICE, Kind.CLOSE_ACK, echo=echo, signer=MALLORY)
    stage.refused("the HIP_MAC verifies", stage.deliver_close_ack, bare)
    key = some(key_from_peer(stage.association(ALICE, BOB)))
    made = replace(stage.sent(bare), mac=key)
    stage.forge_without("a MAC needs its key", honest_closing.deliver_close_ack, made)
    stage.steal_exponent(stage.association(ALICE, BOB).exponent)
    keyed = stage.forge(BOB, ALICE, Kind.CLOSE_ACK, echo=echo, mac=key, signer=MALLORY)
    stage.refused("the HIP_SIGNATURE verifies", stage.deliver_close_ack, keyed)
    other = stage.forge(BOB, ALICE, Kind.CLOSE_ACK, echo=some(stage.guess()), mac=key, signer=MALLORY)
    stage.refused("the CLOSE_ACK echoes the nonce of the CLOSE", stage.deliver_close_ack, other)
    stage.is_at(ALICE, BOB, State.CLOSING)


@scenario(clause="RFC 7401 6.15")
def an_identity_is_not_enough_to_agree(stage: Stage) -> None:
    """Mallory reads Alice's CLOSE, and has stolen Bob's identity, but no exponent: it can't agree in his name."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.sit(MALLORY, B1)
    echo = stage.overhear(stage.close(ALICE, BOB)).echo
    stage.steal_identity(BOB)
    bare = stage.forge(BOB, ALICE, Kind.CLOSE_ACK, echo=echo, signer=BOB)
    stage.refused("the HIP_MAC verifies", stage.deliver_close_ack, bare)
    stage.is_at(ALICE, BOB, State.CLOSING)


@scenario(clause="RFC 7401 4.1.3, 6.5")
def an_identity_stolen_later(stage: Stage) -> None:
    """Mallory reads everything and steals both identities afterwards: the keys of the old session stay secret."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.steal_identity(ALICE)
    stage.steal_identity(BOB)
    made = stage.sent(stage.send(BOB, ALICE))
    stage.refused("a MAC needs its key", stage.do, attacker.forge, packet=made, frame=Frame("made up"))
    stage.established(ALICE, BOB)


# ---------------------------------------------------------------------- opportunistic mode, amplification


@scenario(clause="RFC 7401 4.1.8, 6.8")
def a_stranger_is_who_it_says(stage: Stage) -> None:
    """Alice asks whoever is at an address: Mallory, elsewhere, is not heard, nor she herself, nor whom she knows."""
    stage.renew(BOB)
    stage.renew(ALICE)
    stage.meet(ALICE, BOB)
    i1 = stage.start(ALICE, NOBODY, there=B1)
    elsewhere = stage.offer(ALICE, MALLORY)
    stage.refused("the R1 comes from the address that the I1 went to", stage.deliver_r1_of_a_stranger, elsewhere)
    known = stage.deliver_i1(i1)
    stage.refused("there is no association with who answers", stage.deliver_r1_of_a_stranger, known)
    stage.is_at(ALICE, BOB, State.ESTABLISHED)
    stage.deliver_r1_of_a_stranger(stage.offer(ALICE, MALLORY, source=B1))
    stage.is_at(ALICE, MALLORY, State.I2_SENT)
    stage.refused("the association waits for an R1", stage.deliver_r1_of_a_stranger, known)


@scenario(clause="RFC 7401 8, 6.7")
def a_victim_is_aimed_at(stage: Stage) -> None:
    """Mallory sends I1s that seem to come from a victim: short ones get no answer, and the others only so many."""
    stage.renew(BOB)
    short = "the I1 is at least a third as long as the R1"
    stage.refused(short, stage.knock, MALLORY, BOB, V1, length=SHORT)
    for _ in range(R1_LIMIT):
        stage.knock(MALLORY, BOB, V1)
    stage.refused("fewer R1s went to this address than the limit allows", stage.knock, MALLORY, BOB, V1)


@scenario(clause="RFC 7401 4.1.7")
def an_r1_is_copied_elsewhere(stage: Stage) -> None:
    """Mallory sends what it has read once more, and can't send what it has not."""
    stage.renew(BOB)
    r1 = stage.knock(MALLORY, BOB, M1)
    stage.refused("only what was read can be copied", stage.copy_of, r1)
    stage.overhear(r1)
    copied = stage.copy_of(r1, destination=V1)
    stage.refused("a packet is read where it was sent to", stage.overhear, stage.ask(ALICE, BOB))
    stage.expect(stage.sent(copied).puzzle == stage.sent(r1).puzzle, "it is the same packet")


HOSTILE = (
    a_dishonest_initiator,
    a_dishonest_responder,
    a_solution_for_others,
    a_puzzle_of_others,
    a_puzzle_that_is_too_old,
    nobody_made_an_r1,
    a_solution_of_the_same_puzzle_twice,
    an_i2_in_another_name,
    an_i2_in_another_name_while_the_association_stands,
    choices_that_nobody_offered,
    a_suite_that_nobody_knows,
    an_r2_in_another_name,
    an_identity_is_not_enough_for_an_r2,
    payload_from_a_stranger,
    a_close_from_a_stranger,
    an_identity_is_not_enough_to_close,
    a_close_ack_from_a_stranger,
    an_identity_is_not_enough_to_agree,
    an_identity_stolen_later,
    a_stranger_is_who_it_says,
    a_victim_is_aimed_at,
    an_r1_is_copied_elsewhere,
    *REPLAYED,
)
