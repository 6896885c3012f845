"""The view, as campaigns take it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hipcheck.lockstep.comparison import RECORDED, Played, tell
from hipcheck.lockstep.hip.events import Event
from hipcheck.lockstep.hip.refusals import CLAUSES, NEVER_REFUSED
from hipcheck.lockstep.hip.session import Session
from hipcheck.lockstep.hip.sources import play_all
from hipcheck.lockstep.hip.state import FIELDS, LEFT_OUT, LOCATOR_FIELDS, OUTSTANDING_FIELDS, WHY_NOT
from hipcheck.lockstep.hip.stories import STORIES

__all__ = ["VIEW", "HipView"]


FORGED = "what the attacker does; here a forger has the keys, and its packets are put on the network as they are"


class HipView:
    """`hipspec.hip` beside the engine."""

    name = "hip"
    events: object = Event
    stories: Mapping[str, Sequence[Event]] = STORIES
    absent: Mapping[str, str] = {
        "check_again": "an engine never checks a verified address again (RFC 8046 5.4 lets it)",
        "overhear": FORGED,
        "forge": FORGED,
        "send_copy": "what the attacker does; here a copy is the recorded bytes",
        "make_up_nonce": FORGED,
        "steal_session_key": FORGED,
        "steal_identity": FORGED,
    }

    tables: Mapping[str, Mapping[str, str]] = {
        "What an engine holds about a peer": FIELDS,
        "What it holds about an address of a peer": LOCATOR_FIELDS,
        "What it holds about an UPDATE under way": OUTSTANDING_FIELDS,
        "What the specification has, and the engine has not": LEFT_OUT,
        "Guards, and the clauses that an engine names": {guard: ", ".join(sorted(c)) for guard, c in CLAUSES.items()},
        "Guards that can't have refused": NEVER_REFUSED,
        "What no view compares, and why": WHY_NOT,
    }

    def recorded(self) -> Iterator[tuple[str, Played[Any]]]:
        """Play all witnesses, scenarios and kept attacks of the specification, and all stories."""
        yield from ((name, told.played) for name, told in play_all(RECORDED).items())
        yield from tell(self)

    @staticmethod
    def begin(seed: int) -> Session:
        """Begin a run."""
        return Session(seed)


VIEW = HipView()
