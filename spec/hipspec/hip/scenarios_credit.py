"""Credit-based authorization: what may go to an address whose check is not done yet."""

from hipspec.hip.association import CREDIT_AGING_INTERVAL
from hipspec.hip.names import Socket
from hipspec.hip.scenarios_cast import A1, A2, ALICE, B1, BOB, listing
from hipspec.hip.scenarios_play import scenario
from hipspec.hip.scenarios_stage import Stage

UNCOVERED = "the credit covers the packet"


def moved_after_sending(stage: Stage, size: int) -> tuple[Socket, Socket]:
    """Let Alice send Bob some bytes and move, so that her new address waits for its check; return both sockets."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.carry(alices, bobs, B1, size)
    stage.sit(ALICE, A2)
    stage.leave(A1)
    stage.tell(ALICE, BOB, listing(A2, preferred=A2), here=A2)
    stage.binds(BOB, ALICE, unverified={A2}, deprecated={A1})
    return alices, bobs


@scenario(clause="RFC 8046 5.6.1")
def data_on_credit_until_verified(stage: Stage) -> None:
    """Data goes to a new address at once, as much as the peer has sent before; then it waits for the check."""
    alices, bobs = moved_after_sending(stage, 1000)
    stage.carry(bobs, alices, A2, 600)
    stage.refused(UNCOVERED, stage.send, bobs, A2, 401)
    stage.carry(bobs, alices, A2, 400)
    stage.refused(UNCOVERED, stage.send, bobs, A2, 1)
    stage.verify(BOB, ALICE, A2)
    stage.carry(bobs, alices, A2, 5000)
    stage.expect(stage.association(BOB, ALICE).credit == 0, "data to a verified address costs no credit")


@scenario(clause="RFC 8046 5.6.2")
def credit_ages(stage: Stage) -> None:
    """Credit of 800 bytes shrinks to 700, then to 612, and is not spent before it has aged."""
    alices, bobs = moved_after_sending(stage, 800)
    stage.wait(2 * CREDIT_AGING_INTERVAL)
    stage.refused("the credit has been aged up to now", stage.send, bobs, A2, 1)
    for left in (700, 612):
        stage.age(BOB, ALICE)
        stage.expect(stage.association(BOB, ALICE).credit == left, f"{left} bytes of credit are left")
    stage.refused("an interval has passed", stage.age, BOB, ALICE)
    stage.refused(UNCOVERED, stage.send, bobs, A2, 613)
    stage.carry(bobs, alices, A2, 600)


@scenario(clause="RFC 8046 5.1, 5.4")
def silent_address_is_checked_again(stage: Stage) -> None:
    """A host wants an address that has been silent verified again; meanwhile data goes there on credit only."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.carry(bobs, alices, A1)
    stage.check_again(BOB, ALICE, A1)
    stage.binds(BOB, ALICE, unverified={A1})
    stage.refused(UNCOVERED, stage.send, bobs, A1)
    stage.carry(alices, bobs, B1, 2000)
    stage.carry(bobs, alices, A1)
    stage.verify(BOB, ALICE, A1)
    stage.binds(BOB, ALICE, active={A1})
    stage.carry(bobs, alices, A1)


@scenario(clause="RFC 8046 5.6.2")
def steady_sender_saves_up_little(stage: Stage) -> None:
    """A peer that sends 1000 bytes in each interval never holds credit for eight times as much."""
    alices, bobs = stage.meet(ALICE, BOB)
    for _ in range(10):
        stage.carry(alices, bobs, B1, 1000)
        stage.wait(CREDIT_AGING_INTERVAL)
        stage.age(BOB, ALICE)
    stage.expect(stage.association(BOB, ALICE).credit < 8 * 1000, "what is saved up stays below eight intervals' worth")


CREDIT = (data_on_credit_until_verified, credit_ages, steady_sender_saves_up_little, silent_address_is_checked_again)
