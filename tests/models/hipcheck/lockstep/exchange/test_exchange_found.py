"""What the comparison found in the engine, as the shortest sequences: each would show a difference again."""

from hipcheck.lockstep.comparison import Numbered, play
from hipcheck.lockstep.exchange import VIEW
from hipcheck.lockstep.exchange.events import Arrive, Close, Connect, Event, Forged, Tick, Wait
from hipcheck.lockstep.exchange.session import PlayedSession
from hipcheck.lockstep.exchange.stage import ADDRESSES, HONEST
from hipcheck.lockstep.exchange.traces import BY_HIT

ALICE, BOB, MALLORY = (ADDRESSES[name][0] for name in ("alice", "bob", "mallory"))


def played(*events: Event) -> PlayedSession:
    """Play events, and see no difference."""
    numbered = [Numbered(number, event) for number, event in enumerate(events, 1)]
    found = play(VIEW, 1, numbered)
    assert found.difference is None
    assert isinstance(found.session, PlayedSession)
    return found.session


def test_an_i1_that_names_nobody_is_an_i1_of_the_peer() -> None:
    """Both ends initiate, one of them to whoever is there: the lesser HIT does not answer (RFC 7401 6.7 step 3)."""
    lesser, greater = BY_HIT[0], BY_HIT[1]
    session = played(
        Connect(lesser, greater, HONEST[greater][0]), Connect(greater, "", HONEST[lesser][0]), Arrive("2.0")
    )
    assert session.refused == {("answer_i1", "this host sent no I1 to the peer, or its HIT is greater"): 1}


def test_a_host_that_closes_confirms_no_i2_any_more() -> None:
    """An I2 that comes again in CLOSING was used already (RFC 7401 4.4.3 table 7)."""
    session = played(
        Connect("alice", "bob", BOB), Arrive("1.0"), Arrive("2.0"), Arrive("3.0"), Close("bob", "alice"), Arrive("3.0")
    )
    assert session.refused == {("receive_i2", "the solution was not used before"): 1}


def test_an_r1_with_no_point_changes_nothing() -> None:
    """Its counter is not remembered, and the I1 is sent again when it would have been (RFC 7401 6.8 step 13)."""
    forged = Forged("R1", "mallory", "alice", MALLORY, ALICE, counter=3, public=False)
    session = played(Connect("alice", "mallory", MALLORY), forged, Wait(1), Tick("alice"))
    held = session.sides.held("alice")
    assert [(association.state.value, association.generation) for association in held.values()] == [("I1-SENT", -1)]
    assert session.run.taken[-1].action.__name__ == "repeat_i1"


def test_the_cipher_is_the_initiators_first() -> None:
    """Of those that the R1 offers, in whatever order (RFC 7401 6.8 step 14)."""
    forged = Forged("R1", "mallory", "alice", MALLORY, ALICE, counter=3, ciphers=(4, 2))
    session = played(Connect("alice", "mallory", MALLORY), forged)
    assert [a.state.value for a in session.sides.held("alice").values()] == ["I2-SENT"]


def test_a_puzzle_belongs_to_its_generation() -> None:
    """An I2 can't claim the R1 before, whose #K may have been less (RFC 7401 6.9 steps 7 and 8)."""
    i1 = Forged("I1", "mallory", "bob", MALLORY, BOB)
    session = played(i1, Wait(4), Tick("bob"), i1, Forged("I2", "mallory", "bob", MALLORY, BOB, "4.0", counter=-1))
    assert session.refused == {("is_our_puzzle", "the R1 counter is that of the puzzle's generation"): 1}
