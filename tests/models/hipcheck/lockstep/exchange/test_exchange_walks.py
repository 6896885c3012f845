"""Random walks through both sides of the base exchange."""

import msgspec
import pytest

from hipcheck.lockstep.comparison import Numbered, play, walk
from hipcheck.lockstep.exchange import VIEW
from hipcheck.lockstep.exchange.events import Altered, Arrive, Close, Cut, Event, Send


@pytest.mark.parametrize("seed", range(40))
def test_a_walk_shows_no_difference(seed: int) -> None:
    """The implementation does what the specification says, whatever happens."""
    assert walk(VIEW, seed, 60).difference is None


def test_walks_get_somewhere() -> None:
    """Walks that refuse everything would show no difference either: most steps of hosts are among those taken."""
    taken: set[str] = set()
    refused: set[tuple[str, str]] = set()
    for seed in range(100, 140):
        session = walk(VIEW, seed, 60).session
        taken |= {step.action.__name__ for step in session.run.taken}
        refused |= session.refused.keys()
    assert taken >= {
        "deliver_r2",
        "deliver_first",
        "deliver_close_ack",
        "deliver_newer_r1",
        "deliver_repeated_i2",
        "forget",
    }
    assert ("after_puzzle", "the HIP_MAC verifies") in refused
    assert ("receive_close_ack", "the CLOSE_ACK echoes the nonce of the CLOSE") in refused


def test_a_walk_written_to_a_file_plays_as_it_was() -> None:
    """Events are data: what was read back leads to the same steps."""
    walked = walk(VIEW, 7, 60)
    text = msgspec.json.encode(walked.events)
    played = play(VIEW, 7, msgspec.json.decode(text, type=list[Numbered[Event]]))
    assert [step.action for step in played.session.run.taken] == [step.action for step in walked.session.run.taken]


def test_an_event_that_cannot_happen_changes_nothing() -> None:
    """Sequences are shortened by leaving events out, so that others may speak of frames that were never sent."""
    session = VIEW.begin(1)
    before = session.run.now
    for event in (Arrive("9.0"), Altered("9.0", 3, 1), Cut("9.0", 1), Close("alice", "bob"), Send("alice", "bob")):
        session.step(1, event)
    assert session.run.now is before
