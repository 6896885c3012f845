"""Scenarios of the end of an association between honest hosts."""

from hipspec.exchange.association import CLOSE_RETRIES_MAX
from hipspec.exchange.packets import Kind
from hipspec.exchange.readings import FailedClose, Readings, WhileClosing
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.exchange.scenarios_cast import ALICE, BOB, M1
from hipspec.exchange.scenarios_play import scenario
from hipspec.exchange.states import State
from hipspec.language import some


@scenario(clause="RFC 7401 6.14, 6.15, 4.4.3 tables 6 to 8")
def an_association_is_closed(stage: Stage) -> None:
    """Nobody used the association, so Alice closes it; Bob agrees, and forgets it a while later."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    close = stage.close(ALICE, BOB)
    stage.is_at(ALICE, BOB, State.CLOSING)
    acknowledgement = stage.deliver_close(close)
    stage.is_at(BOB, ALICE, State.CLOSED)
    stage.refused("the association is active", stage.send, BOB, ALICE)
    stage.deliver_close_ack(acknowledgement)
    stage.is_at(ALICE, BOB, State.UNASSOCIATED)
    stage.forget(BOB, ALICE)
    stage.is_at(BOB, ALICE, State.UNASSOCIATED)


@scenario(clause="RFC 7401 6.14, 4.4.3 table 5")
def closed_before_it_was_complete(stage: Stage) -> None:
    """Alice closes before Bob has heard of his R2, and Bob agrees."""
    stage.renew(BOB)
    stage.deliver_r2(stage.confirm(ALICE, BOB))
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    stage.is_at(ALICE, BOB, State.UNASSOCIATED)
    stage.is_at(BOB, ALICE, State.CLOSED)


@scenario(clause="RFC 7401 4.4.3 tables 7 and 8")
def both_close_at_once(stage: Stage) -> None:
    """The CLOSEs of both ends cross: each agrees to the other's, and each acknowledgement ends one end."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    from_alice, from_bob = stage.close(ALICE, BOB), stage.close(BOB, ALICE)
    to_bob, to_alice = stage.deliver_close(from_bob), stage.deliver_close(from_alice)
    stage.is_at(ALICE, BOB, State.CLOSED)
    stage.is_at(BOB, ALICE, State.CLOSED)
    stage.deliver_close_ack(to_alice)
    stage.deliver_close_ack(to_bob)
    stage.is_at(ALICE, BOB, State.UNASSOCIATED)
    stage.is_at(BOB, ALICE, State.UNASSOCIATED)


@scenario(clause="RFC 7401 4.4.3 tables 7 and 8")
def a_close_is_lost(stage: Stage) -> None:
    """Alice's CLOSE is lost, and then Bob's acknowledgement; she repeats it, and he agrees again when closed."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.close(ALICE, BOB)
    stage.deliver_close(stage.repeat_close(ALICE, BOB))
    acknowledgement = stage.deliver_close(stage.repeat_close(ALICE, BOB))
    stage.is_at(BOB, ALICE, State.CLOSED)
    stage.deliver_close_ack(acknowledgement)
    stage.is_at(ALICE, BOB, State.UNASSOCIATED)


@scenario(clause="RFC 7401 4.4.3 table 7")
def nobody_agrees_to_close(stage: Stage) -> None:
    """Nobody agrees to Alice's CLOSE, and after a while she discards the association alone."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.close(ALICE, BOB)
    for _ in range(CLOSE_RETRIES_MAX):
        stage.refused("the closing has lasted longer than UAL+MSL", stage.fail_closing, ALICE, BOB)
        stage.repeat_close(ALICE, BOB)
    stage.refused("the closing has lasted no longer than UAL+MSL", stage.repeat_close, ALICE, BOB)
    stage.fail_closing(ALICE, BOB)
    stage.is_at(ALICE, BOB, State.UNASSOCIATED)
    stage.is_at(BOB, ALICE, State.ESTABLISHED)


@scenario(clause="RFC 7401 4.4.3 table 8, 6.9 step 20")
def a_new_exchange_after_the_close(stage: Stage) -> None:
    """Bob still remembers the closed association when Alice starts anew: her I2 takes its place."""
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.deliver_close_ack(stage.deliver_close(stage.close(ALICE, BOB)))
    i2 = stage.solve(ALICE, BOB)
    stage.is_at(BOB, ALICE, State.CLOSED)
    stage.deliver_r2(stage.deliver_i2(i2))
    stage.deliver_first(stage.send(ALICE, BOB))
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 4.4.3 tables 7 and 8")
def data_while_closing(stage: Stage) -> None:
    """There is new data to send while the association closes, at Alice's end and then at Bob's: both start anew."""
    stage.renew(ALICE)
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    close = stage.close(ALICE, BOB)
    stage.deliver_close(close)
    stage.meet(ALICE, BOB)
    stage.deliver_close(stage.close(ALICE, BOB))
    stage.meet(BOB, ALICE)


@scenario(clause="RFC 7401 4.4.3 table 8", readings=Readings(while_closing=WhileClosing.STAYS_CLOSED))
def data_while_closed(stage: Stage) -> None:
    """Bob stays closed while he waits for the R1, and answers it from there."""
    stage.renew(ALICE)
    stage.renew(BOB)
    stage.meet(ALICE, BOB)
    stage.deliver_close(stage.close(ALICE, BOB))
    i1 = stage.start(BOB, ALICE)
    stage.is_at(BOB, ALICE, State.CLOSED)
    stage.deliver_r2(stage.deliver_i2(stage.deliver_r1(stage.deliver_i1(i1))))
    stage.complete(ALICE, BOB)
    stage.established(BOB, ALICE)


@scenario(clause="RFC 7401 4.4.3 table 5", readings=Readings(failed_close=FailedClose.ESTABLISHED))
def a_close_that_fails(stage: Stage) -> None:
    """A forged CLOSE reaches Bob before he has heard of his R2: he takes the association as established."""
    stage.renew(BOB)
    stage.deliver_r2(stage.confirm(ALICE, BOB))
    stage.deliver_close(stage.forge(ALICE, BOB, Kind.CLOSE, source=M1, echo=some(stage.guess())))
    stage.established(ALICE, BOB)


@scenario(clause="RFC 7401 6.13")
def a_notice(stage: Stage) -> None:
    """Somebody sends notices, with an association and without: nothing changes."""
    stage.renew(BOB)
    stage.deliver_notify(stage.forge(ALICE, BOB, Kind.NOTIFY, source=M1))
    stage.is_at(BOB, ALICE, State.UNASSOCIATED)
    stage.meet(ALICE, BOB)
    before = stage.world.associations
    stage.deliver_notify(stage.forge(ALICE, BOB, Kind.NOTIFY, source=M1))
    stage.deliver_notify(stage.forge(BOB, ALICE, Kind.NOTIFY))
    stage.expect(stage.world.associations == before, "no association has changed")
    stage.established(ALICE, BOB)


ENDING = (
    an_association_is_closed,
    closed_before_it_was_complete,
    both_close_at_once,
    a_close_is_lost,
    nobody_agrees_to_close,
    a_new_exchange_after_the_close,
    data_while_closing,
    data_while_closed,
    a_close_that_fails,
    a_notice,
)
