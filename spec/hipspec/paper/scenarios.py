"""Named runs that must come out as they say: the figures of the paper, and what the attacker tries.

Call one with the specification, and it is played from the beginning: `SCENARIOS["a_host_moves"](SPECIFICATION)`
returns the finished run, or raises `ScenarioError`.
"""

from hipspec.paper.readings import AcIdentifier, Readings
from hipspec.paper.scenarios_hostile import HOSTILE, mallory_moves_to_the_victim
from hipspec.paper.scenarios_stage import A1, A2, ALICE, CAROL, MALLORY, TO_BOB, V1, Stage, scenario


@scenario(clause="draft-nikander-hip-mm-00 6.4, 6.5", paper="figure 1")
def a_host_moves(stage: Stage) -> None:
    """Alice moves from one address to another, and Bob's data follows once the new address is checked."""
    stage.establish(ALICE, A1)
    stage.sit(ALICE, A2)
    stage.announce(1, A2, A2)
    stage.process(1)
    stage.checked(A2)
    stage.send(ALICE, A2)


@scenario(clause="draft-nikander-hip-mm-00 6.4, 6.5", paper="figure 2")
def a_host_is_multihomed(stage: Stage) -> None:
    """Alice is at two addresses at once; each is checked; one of them is lost again."""
    stage.establish(ALICE, A1)
    stage.sit(ALICE, A2)
    stage.announce(1, A1, A1, A2)
    stage.process(1)
    stage.checked(A1)
    stage.checked(A2)
    stage.send(ALICE, A1)
    stage.send(ALICE, A2)
    stage.announce(2, A2, A2)
    stage.process(2)
    stage.checked(A2)
    stage.send(ALICE, A2)


@scenario(clause="draft-nikander-hip-mm-00 6.1.2.1", paper="figure 4", readings=Readings(AcIdentifier.COUNTER))
def flooding_with_a_counter(stage: Stage) -> None:
    """AC_IDs are counted: Mallory knows the next one, and turns Bob's data onto Carol without being there."""
    mallory_moves_to_the_victim(stage)
    stage.answer_as(MALLORY)
    stage.verify(V1)
    stage.send(MALLORY, V1)


@scenario(clause="draft-nikander-hip-mm-00 6.1.2")
def a_stolen_key_answers_a_check(stage: Stage) -> None:
    """What an ACR without a signature is worth: Mallory takes Alice's address and answers with the stolen key."""
    stage.establish(ALICE, A1)
    stage.announce(1, A1, A1)
    stage.process(1)
    stage.steal_session_key(TO_BOB)
    stage.sit(MALLORY, A1)
    stage.check(ALICE, A1)
    stage.overhear("ac")
    stage.answer_as(ALICE)
    stage.verify(A1)
    stage.send(ALICE, A1)


@scenario(clause="draft-nikander-hip-mm-00 6.1.1.1", paper="2.3")
def an_address_changes_hands(stage: Stage) -> None:
    """Alice moves and her address is passed on; until her REA arrives, her data goes to the new owner."""
    stage.establish(ALICE, A1)
    stage.sit(ALICE, A2)
    stage.sit(CAROL, A1)
    stage.announce(1, A2, A2)
    stage.send(ALICE, A1)
    stage.process(1)
    stage.checked(A2)
    stage.send(ALICE, A2)


FIGURES = (
    a_host_moves,
    a_host_is_multihomed,
    flooding_with_a_counter,
    a_stolen_key_answers_a_check,
    an_address_changes_hands,
)

SCENARIOS = {scenario.name: scenario for scenario in (*FIGURES, *HOSTILE)}

# Nobody attacks in these, and no address changes its owner.
UNDISTURBED = frozenset({a_host_moves.name, a_host_is_multihomed.name})
