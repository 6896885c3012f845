"""Honest hosts on the move: what they do to addresses, and what becomes of the bindings."""

from hipspec.hip.association import Status
from hipspec.hip.scenarios_cast import A1, A2, ALICE, B1, B2, BOB, VICTIM, listing
from hipspec.hip.scenarios_figures import DEPRECATED
from hipspec.hip.scenarios_play import scenario
from hipspec.hip.scenarios_stage import Stage
from hipspec.language import some

NOT_PREFERRED = "an unverified address is used only if it is the preferred one"
ENDED = "the lifetime of the address has not ended"


@scenario(clause="RFC 8046 3.2.1", paper="5")
def move(stage: Stage) -> None:
    """A host moves once: UPDATE, acknowledgement, challenge, answer; then data goes to the new address."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.leave(A1)
    update = stage.announce(ALICE, BOB, listing(A2, preferred=A2), here=A2)
    stage.expect(stage.waiting(ALICE, BOB) == {0}, "the UPDATE waits for its acknowledgement")
    acknowledgement = stage.deliver_update(update)
    stage.binds(BOB, ALICE, unverified={A2}, deprecated={A1})
    stage.deliver_acknowledgement(acknowledgement)
    stage.expect(not stage.waiting(ALICE, BOB), "the UPDATE is acknowledged")
    stage.refused("the credit covers the packet", stage.send, bobs, A2)
    challenge = stage.challenge(BOB, ALICE, A2)
    answer = stage.deliver_update(challenge)
    stage.binds(BOB, ALICE, unverified={A2}, deprecated={A1})
    stage.deliver_acknowledgement(answer)
    stage.deliver_echo_response(answer, A2)
    stage.binds(BOB, ALICE, active={A2}, deprecated={A1})
    stage.carry(bobs, alices, A2)


@scenario(clause="RFC 8047 4.2.1, RFC 8046 3.3.1", paper="2.2")
def add_interface(stage: Stage) -> None:
    """A host gains an interface: the address in use goes on, the new one waits for its check."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, preferred=A1))
    stage.binds(BOB, ALICE, active={A1}, unverified={A2})
    stage.carry(bobs, alices, A1)
    stage.refused(NOT_PREFERRED, stage.send, bobs, A2)
    stage.verify(BOB, ALICE, A2)
    stage.binds(BOB, ALICE, active={A1, A2})
    stage.carry(bobs, alices, A2)


def at_two_addresses(stage: Stage) -> None:
    """Let Alice be at two addresses, both verified by Bob; she prefers the first."""
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, preferred=A1))
    stage.verify(BOB, ALICE, A2)


@scenario(clause="RFC 8047 4.2.3, RFC 8046 5.2", paper="2.2")
def lose_interface(stage: Stage) -> None:
    """A host loses the interface that it did not prefer, and says so by leaving it out."""
    alices, bobs = stage.meet(ALICE, BOB)
    at_two_addresses(stage)
    stage.leave(A2)
    stage.tell(ALICE, BOB, listing(A1, preferred=A1))
    stage.binds(BOB, ALICE, active={A1}, deprecated={A2})
    stage.carry(bobs, alices, A1)
    stage.refused(DEPRECATED, stage.send, bobs, A2)


@scenario(clause="RFC 8046 5.5", paper="2.2")
def preferred_address_lost(stage: Stage) -> None:
    """A host loses the address that it preferred and names no other: its peer chooses among those that are left."""
    alices, bobs = stage.meet(ALICE, BOB)
    at_two_addresses(stage)
    stage.leave(A1)
    stage.tell(ALICE, BOB, listing(A2), here=A2)
    stage.binds(BOB, ALICE, active={A2}, deprecated={A1})
    stage.refused("the new preferred address is bound and not deprecated", stage.prefer, BOB, ALICE, A1)
    stage.prefer(BOB, ALICE, A2)
    stage.expect(stage.association(BOB, ALICE).preferred == some(A2), "the address that is left is preferred")
    stage.carry(bobs, alices, A2)


@scenario(clause="RFC 8046 3.2.1, 3.2.3", paper="5")
def both_move_at_once(stage: Stage) -> None:
    """Both hosts announce new addresses before either has heard the other, while both still hold their old ones."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.sit(BOB, B2)
    from_alice = stage.announce(ALICE, BOB, listing(A2, preferred=A2), here=A2)
    from_bob = stage.announce(BOB, ALICE, listing(B2, preferred=B2), here=B2)
    acknowledged_by_bob = stage.deliver_update(from_alice)
    acknowledged_by_alice = stage.deliver_update(from_bob)
    stage.leave(A1)
    stage.leave(B1)
    stage.deliver_acknowledgement(acknowledged_by_bob)
    stage.deliver_acknowledgement(acknowledged_by_alice)
    stage.verify(BOB, ALICE, A2)
    stage.verify(ALICE, BOB, B2)
    stage.binds(BOB, ALICE, active={A2}, deprecated={A1})
    stage.binds(ALICE, BOB, active={B2}, deprecated={B1})
    stage.carry(bobs, alices, A2)
    stage.carry(alices, bobs, B2)


@scenario(clause="RFC 8046 3.2.2, 5.3", paper="5")
def rekey_while_moving(stage: Stage) -> None:
    """A host gains an address and starts a new SA with one UPDATE: nothing is verified under the new SA."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.carry(bobs, alices, A1)
    in_flight = stage.send(bobs, A1)
    stage.sit(ALICE, A2)
    update = stage.announce(ALICE, BOB, listing(A2, A1, preferred=A2), here=A2, rekey=True)
    stage.refused("it was sent with the current SA", stage.deliver_data, in_flight, alices)
    stage.refused(
        "no rekeying that this UPDATE depends on waits for its acknowledgement",
        *(stage.announce, ALICE, BOB, listing(A2, preferred=A2), A2),
    )
    stage.deliver_acknowledgement(stage.deliver_update(update))
    epochs = stage.association(ALICE, BOB).epoch_in, stage.association(BOB, ALICE).epoch_out
    stage.expect(epochs == (2, 2), "both ends use the second SA from Bob to Alice")
    stage.binds(BOB, ALICE, unverified={A1, A2})
    for address in (A2, A1):
        stage.verify(BOB, ALICE, address)
        stage.carry(bobs, alices, address)
    stage.binds(BOB, ALICE, active={A1, A2})


@scenario(clause="RFC 8046 4, 5.1")
def lifetime_expires_and_is_renewed(stage: Stage) -> None:
    """A lifetime is renewed before its end; not renewed again, it ends, and the address is verified anew."""
    minute = 60
    alices, bobs = stage.meet(ALICE, BOB)
    offer = listing(A1, preferred=A1, lifetime=minute)
    stage.tell(ALICE, BOB, offer)
    stage.wait(minute - 1)
    stage.carry(bobs, alices, A1)
    stage.tell(ALICE, BOB, offer)
    stage.wait(minute - 1)
    stage.carry(bobs, alices, A1)
    stage.refused("its lifetime has ended", stage.expire, BOB, ALICE, A1)
    stage.wait(1)
    stage.refused(ENDED, stage.send, bobs, A1)
    stage.expire(BOB, ALICE, A1)
    stage.binds(BOB, ALICE, deprecated={A1})
    stage.tell(ALICE, BOB, offer)
    stage.binds(BOB, ALICE, unverified={A1})
    stage.verify(BOB, ALICE, A1)
    stage.carry(bobs, alices, A1)


@scenario(clause="RFC 8046 5.1, 5.3")
def deprecated_address_comes_back(stage: Stage) -> None:
    """An address is left out of one list and is in the next: it is verified anew before it carries data."""
    alices, bobs = stage.meet(ALICE, BOB)
    at_two_addresses(stage)
    stage.tell(ALICE, BOB, listing(A2, preferred=A2), here=A2)
    stage.binds(BOB, ALICE, active={A2}, deprecated={A1})
    stage.tell(ALICE, BOB, listing(A2, A1, preferred=A2))
    stage.binds(BOB, ALICE, active={A2}, unverified={A1})
    stage.refused(NOT_PREFERRED, stage.send, bobs, A1)
    stage.verify(BOB, ALICE, A1)
    stage.carry(bobs, alices, A1)


@scenario(clause="RFC 8046 4", paper="2.3")
def address_changes_owner(stage: Stage) -> None:
    """A verified address passes to somebody else: data reaches the later owner, but only until the lifetime ends."""
    minute = 60
    alices, bobs = stage.meet(ALICE, BOB)
    stage.tell(ALICE, BOB, listing(A1, preferred=A1, lifetime=minute))
    stage.carry(bobs, alices, A1)
    stage.sit(VICTIM, A1)
    stage.send(bobs, A1)
    stage.wait(minute - 1)
    stage.send(bobs, A1)
    status = stage.association(BOB, ALICE).locators[A1].status
    stage.expect(status == Status.ACTIVE, "Bob knows nothing of the new owner")
    stage.wait(1)
    stage.refused(ENDED, stage.send, bobs, A1)
    stage.expire(BOB, ALICE, A1)
    stage.binds(BOB, ALICE, deprecated={A1})


MOVING = (
    move,
    add_interface,
    lose_interface,
    preferred_address_lost,
    both_move_at_once,
    rekey_while_moving,
    lifetime_expires_and_is_renewed,
    deprecated_address_comes_back,
    address_changes_owner,
)
