"""Events of the base exchange in any order, as Hypothesis draws them: what differs, it makes short by itself."""

from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from tests.models.hipcheck.lockstep.machines import FEW, SHORT, Machine, back

from hipcheck.lockstep.comparison import DifferenceError
from hipcheck.lockstep.exchange import VIEW
from hipcheck.lockstep.exchange.events import (
    Altered,
    Arrive,
    Close,
    Connect,
    Cut,
    Event,
    Forged,
    Rekey,
    Restart,
    Send,
    Tick,
    Wait,
)
from hipcheck.lockstep.exchange.stage import ADDRESSES, FORGER, HONEST
from hipcheck.lockstep.reading import read
from hipway.engine import initiator

PLACES = tuple(place for places in ADDRESSES.values() for place in places)
I1, R1, I2, CLOSE = 1, 2, 3, 18
ANSWERS = {I1: "R1", R1: "I2", I2: "R2", CLOSE: "CLOSE_ACK"}
hosts = st.sampled_from(list(HONEST))
pairs = st.sampled_from([(one, other) for one in HONEST for other in (FORGER, *HONEST) if one != other])
flaws = st.sampled_from(
    (
        {}, {}, {"mac": False}, {"signer": "?"}, {"echo": False}, {"puzzle": True}, {"opaque": True},
        {"unrelated": True}, {"zeros": 0, "exact": True}, {"public": False}, {"group": 9}, {"ciphers": (9,)},
        {"solves_for": "alice bob"}, {"counter": 1}, {"suites": (9,)}, {"identity": FORGER},
    )
)  # fmt: skip


class ExchangeMachine(Machine):
    """Three hosts, a network that loses, doubles, delays and damages, and a forger with an identity of its own."""

    view = VIEW
    events: ClassVar[list[Event]] = []
    taken: ClassVar[set[str]] = set()

    def any_sent(self) -> bool:
        """Whether anything was sent."""
        return bool(self.session.laboratory.frames)

    @rule(pair=pairs, unnamed=st.booleans())
    def connect(self, pair: tuple[str, str], *, unnamed: bool) -> None:
        """An application wants a peer, or whoever is there."""
        host, peer = pair
        self.happen(Connect(host, "" if unnamed else peer, ADDRESSES[peer][0]))

    @rule(host=hosts)
    def connect_to_forger(self, host: str) -> None:
        """An application wants the forger, who is to have something to answer."""
        self.happen(Connect(host, FORGER, ADDRESSES[FORGER][0]))

    @rule(wish=st.sampled_from((Send, Close, Rekey)), pair=pairs)
    def wish(self, wish: Any, pair: tuple[str, str]) -> None:  # noqa: ANN401  # one of three types
        """An application has data, or wants to close, or new keys."""
        self.happen(wish(*pair))

    @precondition(any_sent)
    @rule()
    def last_arrives(self) -> None:
        """What was sent last arrives."""
        self.happen(Arrive(self.frame(0)))

    @precondition(any_sent)
    @rule(ago=back, source=st.sampled_from(("", "", *PLACES)))
    def arrive(self, ago: int, source: str) -> None:
        """What was sent some time ago arrives, perhaps once more, perhaps from somewhere else."""
        self.happen(Arrive(self.frame(ago), source))

    @precondition(any_sent)
    @rule(ago=back, position=st.integers(-140, 400), bit=st.integers(0, 7))
    def alter(self, ago: int, position: int, bit: int) -> None:
        """It arrives damaged."""
        name = self.frame(ago)
        size = len(self.session.laboratory.frames[name].data)
        self.happen(Altered(name, position % size, 1 << bit))

    @precondition(any_sent)
    @rule(ago=back, missing=st.integers(1, 60))
    def cut(self, ago: int, missing: int) -> None:
        """It arrives cut off."""
        self.happen(Cut(self.frame(ago), missing))

    @rule(seconds=st.sampled_from((1, 1, 2, 4, 12, 31)), some=st.sets(hosts))
    def wait(self, seconds: int, some: set[str]) -> None:
        """Time passes, and some hosts do what is due."""
        self.happen(Wait(seconds))
        for host in HONEST:
            if host in some:
                self.happen(Tick(host))

    @rule(host=hosts)
    def tick(self, host: str) -> None:
        """A host does what is due: puzzles are solved, for instance."""
        self.happen(Tick(host))

    @precondition(any_sent)
    @rule(host=hosts)
    def restart(self, host: str) -> None:
        """A host loses all that it held."""
        self.happen(Restart(host))

    @rule(host=hosts, groups=st.sampled_from(((7, 8), (8,), (9,))))
    def forge_i1(self, host: str, groups: tuple[int, ...]) -> None:
        """The forger begins an exchange."""
        self.happen(Forged("I1", FORGER, host, ADDRESSES[FORGER][0], ADDRESSES[host][0], groups=groups))

    def questions(self) -> list[tuple[str, str, str]]:
        """Return what went to the forger and can be answered: the frame, its sender, and the type of the answer."""
        names = {hit: name for name, hit in self.session.sides.naming.hits.items()}
        read_ones = [(name, read(frame.data)) for name, frame in self.session.laboratory.frames.items()]
        return [
            (name, names[packet.sender], ANSWERS[packet.kind])
            for name, packet in read_ones
            if packet is not None
            and packet.kind in ANSWERS
            and names.get(packet.receiver) == FORGER
            and names.get(packet.sender) in HONEST
        ]

    @precondition(lambda self: self.questions())
    @rule(ago=back, flaw=flaws)
    def answer(self, ago: int, flaw: dict[str, Any]) -> None:
        """The forger answers what went to it, with a flaw or without."""
        questions = self.questions()
        name, receiver, kind = questions[-1 - ago % len(questions)]
        here, there = ADDRESSES[FORGER][0], ADDRESSES[receiver][0]
        self.happen(Forged(kind, FORGER, receiver, here, there, name, **flaw))

    @rule(host=hosts, kind=st.sampled_from(("UPDATE", "NOTIFY", "CLOSE")), mac=st.booleans())
    def forge_later(self, host: str, kind: str, *, mac: bool) -> None:
        """The forger sends something that belongs to an association, perhaps to one that it has."""
        self.happen(Forged(kind, FORGER, host, ADDRESSES[FORGER][0], ADDRESSES[host][0], mac=mac))


def test_whatever_happens_nothing_differs() -> None:
    ExchangeMachine.taken.clear()
    run_state_machine_as_test(ExchangeMachine, settings=FEW)
    assert ExchangeMachine.taken >= {"start", "deliver_i1", "deliver_r1", "crash"}


def test_what_is_broken_is_found_and_made_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(initiator, "_check_signature2", lambda *_: None)
    with pytest.raises(DifferenceError):
        run_state_machine_as_test(ExchangeMachine, settings=SHORT)
    # An I1 to the forger, and its R1, whose signature nobody checks any more.
    assert [type(event) for event in ExchangeMachine.events] == [Connect, Forged]
