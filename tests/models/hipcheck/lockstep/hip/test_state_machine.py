"""Events of any kind in any order, as Hypothesis draws them: what differs, it makes short by itself."""

from typing import ClassVar

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from tests.models.hipcheck.lockstep.machines import FEW, SHORT, Machine, back

from hipcheck.lockstep.comparison import DifferenceError
from hipcheck.lockstep.hip import VIEW
from hipcheck.lockstep.hip.events import (
    Announce,
    Arrive,
    Copy,
    Entry,
    Establish,
    Event,
    Forge,
    ForgeData,
    Garble,
    Move,
    Send,
    Wait,
)
from hipcheck.lockstep.hip.mirror import HOSTS
from hipspec.hip.association import LOCATOR_LIMIT, RECEIVE_WINDOW
from hipway.engine import locators, updates

HOMES = tuple(place for places in HOSTS.values() for place in places)
SPARE, VICTIM, GROUP = ("10.0.1.1", "10.0.1.2"), "10.6.6.1", "224.0.0.1"
which = st.integers(0, 5)
"""Of those that have met, which pair."""

places = st.sampled_from((*HOMES, *SPARE, VICTIM))
lifetimes = st.sampled_from((None, 3, 60))
lists = st.lists(st.tuples(st.sampled_from((*HOMES, *SPARE, VICTIM, GROUP)), lifetimes), max_size=4)
ahead = st.sampled_from((1, 1, 2, 0, -1, RECEIVE_WINDOW, RECEIVE_WINDOW + 1, -RECEIVE_WINDOW, 1 - RECEIVE_WINDOW))


esps = st.sampled_from(("same", "same", "other", ""))
flaws = st.sampled_from(("", "", "mac", "signature"))


def entries(drawn: list[tuple[str, int | None]], preferred: int) -> tuple[Entry, ...]:
    """Return a list, each address once, one of them preferred if it is in the list."""
    unique = {address: lifetime for address, lifetime in drawn}  # noqa: C416  # of one address, the last lifetime counts
    return tuple(Entry(*each, preferred=place == preferred) for place, each in enumerate(unique.items()))


class HipMachine(Machine):
    """Three hosts, a network that loses, doubles, delays and damages, and somebody who has all keys."""

    view = VIEW
    events: ClassVar[list[Event]] = []
    taken: ClassVar[set[str]] = set()

    def met(self) -> bool:
        """Whether anybody has met."""
        return bool(self.session.pairs)

    def pair(self, which: int) -> tuple[str, str]:
        """Return two hosts that have met."""
        found: list[tuple[str, str]] = self.session.pairs
        return found[which % len(found)]

    @rule(hosts=st.sampled_from([(one, other) for one in HOSTS for other in HOSTS if one != other]))
    def establish(self, hosts: tuple[str, str]) -> None:
        """Two hosts meet."""
        self.happen(Establish(*hosts))

    @precondition(met)
    @rule(ago=back)
    def arrive(self, ago: int) -> None:
        """What was sent some time ago arrives, perhaps once more."""
        self.happen(Arrive(self.frame(ago)))

    @precondition(met)
    @rule()
    def last_arrives(self) -> None:
        """What was sent last arrives: the network often does what it is there for."""
        self.happen(Arrive(self.frame(0)))

    @precondition(met)
    @rule(ago=back, source=places, destination=places)
    def copy(self, ago: int, source: str, destination: str) -> None:
        """Somebody sends it from and to somewhere else."""
        self.happen(Copy(self.frame(ago), source, destination))

    @precondition(met)
    @rule(ago=back, position=st.integers(0, 400), value=st.integers(0, 255))
    def garble(self, ago: int, position: int, value: int) -> None:
        """It arrives damaged."""
        self.happen(Garble(self.frame(ago), position, value))

    @rule(host=st.sampled_from(list(HOSTS)), here=st.lists(st.sampled_from((*HOMES, *SPARE)), max_size=3, unique=True))
    def move(self, host: str, here: list[str]) -> None:
        """A host comes to sit at other addresses, as far as they are free."""
        self.happen(Move(host, tuple(here)))

    @precondition(met)
    @rule(which=which, listed=lists, preferred=st.integers(0, 3))
    def announce(self, which: int, listed: list[tuple[str, int | None]], preferred: int) -> None:
        """A host tells a peer any list."""
        self.happen(Announce(*self.pair(which), entries(listed, preferred)))

    @precondition(met)
    @rule(which=which, size=st.sampled_from((0, 1, 10, 500, 1200)))
    def send(self, which: int, size: int) -> None:
        """An application sends."""
        self.happen(Send(*self.pair(which), size))

    @rule(seconds=st.sampled_from((1, 2, 5, 8, 60)))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.happen(Wait(seconds))

    @precondition(met)
    @rule(which=which, ahead=ahead, listed=st.none() | lists, much=st.booleans(), esp=esps, flaw=flaws)
    def forge_list(  # noqa: PLR0913  # one for each part
        self, which: int, ahead: int, listed: list[tuple[str, int | None]] | None, *, much: bool, esp: str, flaw: str
    ) -> None:
        """Somebody sends a list, or nothing, under a number of its choice."""
        more = tuple(Entry(f"10.7.0.{number}") for number in range(1, LOCATOR_LIMIT + 1)) if much else ()
        given = None if listed is None else (*entries(listed, 0), *more)
        self.forge(which, flaw, sequence=max(0, self.heard(which, "updates") + ahead), entries=given, esp=esp)

    @precondition(met)
    @rule(which=which, number=st.integers(0, 6), response=st.sampled_from(("", "00" * 16, *HOMES, *SPARE)), flaw=flaws)
    def forge_answer(self, which: int, number: int, response: str, flaw: str) -> None:
        """Somebody answers an UPDATE, perhaps with the nonce that went to an address."""
        self.forge(which, flaw, acknowledges=(number,), response=response)

    @precondition(met)
    @rule(which=which, ahead=ahead, size=st.sampled_from((0, 700)), integrity=st.booleans())
    def forge_data(self, which: int, ahead: int, size: int, *, integrity: bool) -> None:
        """Somebody sends payload under a number of its choice."""
        number = max(1, self.heard(which, "payload") + 1 + ahead)
        self.happen(ForgeData(*self.pair(which), VICTIM, self.there(which), number, size, integrity))

    def forge(self, which: int, flaw: str, **contents: object) -> None:
        """Let a forged UPDATE arrive."""
        right = {"mac": flaw != "mac", "signature": flaw != "signature"}
        sender, receiver = self.pair(which)
        places = {"source": VICTIM, "destination": self.there(which)}
        self.happen(
            msgspec.convert(
                {"event": "forge", "sender": sender, "receiver": receiver, **places, **right, **contents}, Forge
            )
        )

    def there(self, which: int) -> str:
        """Return where the receiver is; if it is nowhere, nothing arrives."""
        return next(iter(self.session.laboratory.places(self.pair(which)[1])), VICTIM)

    def heard(self, which: int, window: str) -> int:
        """Return the highest number that the receiver has seen."""
        sender, receiver = self.pair(which)
        return int(getattr(self.session.told(self.session.pair(receiver, sender)), window).highest)


def test_whatever_happens_nothing_differs() -> None:
    HipMachine.taken.clear()
    run_state_machine_as_test(HipMachine, settings=FEW)
    assert HipMachine.taken >= {"establish", "announce", "deliver_update", "challenge", "retransmit", "send"}


@pytest.mark.parametrize(
    ("module", "name", "broken", "most"),
    [
        (updates, "check_signature", lambda *_, **__: None, 2),  # they meet, and a forgery arrives
        (locators, "earn", lambda *_: None, 3),  # they meet, and payload goes and arrives
    ],
    ids=["signature", "credit"],
)
def test_what_is_broken_is_found_and_made_short(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, broken: object, most: int
) -> None:
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(DifferenceError):
        run_state_machine_as_test(HipMachine, settings=SHORT)
    assert isinstance(HipMachine.events[0], Establish)
    assert len(HipMachine.events) <= most
