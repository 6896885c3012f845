"""Scenarios about identities: one that was stolen, and two of one machine."""

from hipspec.exchange import honest_renewing
from hipspec.exchange.crypto import Key
from hipspec.exchange.names import Secret
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.exchange.scenarios_cast import ALICE, B1, BOB, CAROL, M1, MALLORY, NULL, OTHER, STRONG, WEAK
from hipspec.exchange.scenarios_play import scenario
from hipspec.language import NOTHING, Map, replace, some
from hipspec.network.names import Host


@scenario(clause="RFC 7401 6.9 step 11, 4.1.3")
def an_i2_altered_under_a_stolen_identity(stage: Stage) -> None:
    """Mallory has stolen Alice's identity, and signs her I2 anew with a weaker cipher: without the key, in vain."""
    stage.renew(BOB)
    i2 = stage.solve(ALICE, BOB)
    stage.sit(MALLORY, B1)
    read = stage.overhear(i2)
    stage.sit(BOB, B1)
    stage.steal_identity(ALICE)
    stage.in_vain(stage.forge_all(replace(read, cipher=NULL, mac=NOTHING)))
    stage.deliver_r2(stage.deliver_i2(i2))
    stage.complete(BOB, ALICE)
    stage.established(ALICE, BOB)


def renew_two(stage: Stage, host: Host, other: Host) -> None:
    """Let a machine with two HITs make R1s for both out of one secret."""
    stage.do(
        honest_renewing.renew_two,
        host=host,
        other=other,
        secret=Secret(stage.fresh("a secret of one machine ")),
        difficulty=10,
        lifetime=60,
        exponents=Map(stage.draw_exponent(host), {WEAK: stage.draw_exponent(host)}),
        other_exponents=Map(stage.draw_exponent(other), {WEAK: stage.draw_exponent(other)}),
    )


@scenario(clause="RFC 7401 appendix A, 6.9 step 7")
def two_hits_of_one_machine(stage: Stage) -> None:
    """Bob and Carol are one machine with one secret: the puzzle that Bob sent Mallory is worth nothing with Carol."""
    renew_two(stage, BOB, CAROL)
    r1 = stage.knock(MALLORY, CAROL, M1, groups=Map(0, {STRONG: 1}))
    puzzle = stage.overhear(stage.knock(MALLORY, BOB, M1)).puzzle
    stage.sit(CAROL, B1)
    solution, exponent = stage.search(puzzle.value, MALLORY, CAROL), stage.draw_exponent(MALLORY)
    key = some(Key(exponent, stage.sent(r1).public, puzzle.value, solution, MALLORY, CAROL))
    chosen = {"cipher": NULL, "transport": OTHER, "destination": B1}
    stage.in_vain(stage.answer(r1, exponent, solution, puzzle=puzzle, mac=key, **chosen))


IDENTITIES = (an_i2_altered_under_a_stolen_identity, two_hits_of_one_machine)
