"""UPDATEs that are lost, late, many or never answered."""

from hipspec.hip.association import UPDATE_RETRY_MAX, State
from hipspec.hip.names import Pair
from hipspec.hip.scenarios_cast import A1, A2, A3, ALICE, B1, BOB, listing
from hipspec.hip.scenarios_play import scenario
from hipspec.hip.scenarios_stage import Stage


@scenario(clause="RFC 7401 6.11, 6.12.1")
def update_is_retransmitted(stage: Stage) -> None:
    """An UPDATE is lost, then its acknowledgement: the copy is processed, the next one only acknowledged again."""
    stage.establish(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.announce(ALICE, BOB, listing(A1, A2, preferred=A1))
    stage.binds(BOB, ALICE, active={A1})
    stage.wait(1)
    stage.deliver_update(stage.retransmit(ALICE, BOB, 0))
    stage.binds(BOB, ALICE, active={A1}, unverified={A2})
    stage.expect(stage.waiting(ALICE, BOB) == {0}, "the acknowledgement is lost")
    stage.wait(1)
    processed = stage.association(BOB, ALICE)
    acknowledged = stage.deliver_update(stage.retransmit(ALICE, BOB, 0))
    stage.expect(stage.association(BOB, ALICE) == processed, "the duplicate changes nothing")
    stage.deliver_acknowledgement(acknowledged)
    stage.expect(not stage.waiting(ALICE, BOB), "the UPDATE is acknowledged")
    stage.refused("the UPDATE is not acknowledged yet", stage.retransmit, ALICE, BOB, 0)


@scenario(clause="RFC 7401 6.12, RFC 8046 5.2")
def updates_arrive_out_of_order(stage: Stage) -> None:
    """The UPDATE with ID 2 overtakes the one with ID 1: both are acknowledged, and the newest list stays in force."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, preferred=A1))
    stage.verify(BOB, ALICE, A2)
    one = stage.announce(ALICE, BOB, listing(A1, preferred=A1))
    two = stage.announce(ALICE, BOB, listing(A2, preferred=A2), here=A2)
    stage.deliver_acknowledgement(stage.deliver_update(two))
    stage.binds(BOB, ALICE, active={A2}, deprecated={A1})
    stage.deliver_acknowledgement(stage.deliver_update(one))
    stage.expect(stage.history.in_force[Pair(BOB, ALICE)] == 2, "the newest list stays in force")  # noqa: PLR2004  # the ID
    stage.binds(BOB, ALICE, active={A2}, deprecated={A1})
    stage.expect(not stage.waiting(ALICE, BOB), "both UPDATEs are acknowledged")
    stage.carry(bobs, alices, A2)


@scenario(clause="RFC 7401 6.11, 6.12.2")
def several_updates_outstanding(stage: Stage) -> None:
    """Three UPDATEs are under way at once, and their acknowledgements come back in another order."""
    stage.establish(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.sit(ALICE, A3)
    updates = [
        stage.announce(ALICE, BOB, listing(*addresses, preferred=A1))
        for addresses in ((A1, A2), (A1, A2, A3), (A1, A3))
    ]
    stage.expect(stage.waiting(ALICE, BOB) == {0, 1, 2}, "all three UPDATEs wait")
    answers = [stage.deliver_update(update) for update in updates]
    stage.binds(BOB, ALICE, active={A1}, unverified={A3}, deprecated={A2})
    for number, left in ((2, {0, 1}), (0, {1}), (1, set())):
        stage.deliver_acknowledgement(answers[number])
        stage.expect(stage.waiting(ALICE, BOB) == left, f"UPDATE {number} is settled and no other")
    stage.refused("the ACK matches an UPDATE not acknowledged before", stage.deliver_acknowledgement, answers[0])


@scenario(clause="RFC 7401 6.11")
def give_up_on_silent_peer(stage: Stage) -> None:
    """A peer is gone: when the last retransmission stays unanswered, the association is closed."""
    alices, _ = stage.meet(ALICE, BOB)
    stage.leave(B1)
    stage.announce(ALICE, BOB, listing(A1, preferred=A1))
    for _ in range(UPDATE_RETRY_MAX):
        stage.wait(1)
        stage.refused("every retransmission was used", stage.give_up, ALICE, BOB, 0)
        stage.retransmit(ALICE, BOB, 0)
    stage.wait(1)
    stage.refused("it was sent again fewer than UPDATE_RETRY_MAX times", stage.retransmit, ALICE, BOB, 0)
    stage.give_up(ALICE, BOB, 0)
    stage.expect(stage.association(ALICE, BOB).state == State.CLOSING, "the association is closing")
    stage.refused("the association is established", stage.send, alices, B1)


def asked_in_vain(stage: Stage) -> None:
    """Let Bob challenge an address of Alice's as often as he may, without an answer."""
    stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, preferred=A1))
    stage.challenge(BOB, ALICE, A2)
    for _ in range(UPDATE_RETRY_MAX):
        stage.refused("every retransmission was used", stage.give_up_address, BOB, ALICE, 0)
        stage.retransmit(BOB, ALICE, 0)


@scenario(clause="RFC 8046 5.4, RFC 7401 6.11")
def give_up_on_silent_address(stage: Stage) -> None:
    """An address that answers no challenge is deprecated; the peer is still there, at its other address."""
    asked_in_vain(stage)
    stage.give_up_address(BOB, ALICE, 0)
    stage.binds(BOB, ALICE, active={A1}, deprecated={A2})
    stage.expect(not stage.waiting(BOB, ALICE), "nobody waits for the answer any more")
    stage.refused("the UPDATE is not acknowledged yet", stage.withdraw, BOB, ALICE, 0)


@scenario(clause="RFC 8046 5.3, 5.4")
def silent_address_is_left_out(stage: Stage) -> None:
    """The lists that follow leave out the address that is being asked: it is forgotten, and so is the challenge."""
    asked_in_vain(stage)
    stage.tell(ALICE, BOB, listing(A1, preferred=A1))
    stage.tell(ALICE, BOB, listing(A1, preferred=A1))
    stage.binds(BOB, ALICE, active={A1})
    stage.refused(
        "this address still awaits the answer to this check",
        *(stage.give_up_address, BOB, ALICE, 0),
    )
    stage.withdraw(BOB, ALICE, 0)
    stage.expect(not stage.waiting(BOB, ALICE), "nobody waits for the answer any more")


UPDATES = (
    update_is_retransmitted,
    updates_arrive_out_of_order,
    several_updates_outstanding,
    give_up_on_silent_peer,
    give_up_on_silent_address,
    silent_address_is_left_out,
)
