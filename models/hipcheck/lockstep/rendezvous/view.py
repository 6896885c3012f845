"""The view, as campaigns take it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hipcheck.lockstep.comparison import Played, tell
from hipcheck.lockstep.rendezvous.events import Event
from hipcheck.lockstep.rendezvous.renewing import PROMISES
from hipcheck.lockstep.rendezvous.session import Session
from hipcheck.lockstep.rendezvous.state import CLAUSES, FIELDS, LEFT_OUT, NOT_REFUSED
from hipcheck.lockstep.rendezvous.stories import STORIES

__all__ = ["VIEW", "RendezvousView"]

FORGED = "what the attacker does; here a forger has the keys, and its packets are put on the network as they are"


class RendezvousView:
    """`hipspec.rendezvous` beside the engine."""

    name = "rendezvous"
    events: object = Event
    stories: Mapping[str, Sequence[Event]] = STORIES
    absent: Mapping[str, str] = {
        **dict.fromkeys(
            (
                *("announce/0", "resend/0", "start/0", "deliver_i1/0", "deliver_update/0", "deliver_update/2"),
                *("pass_on_i1/0", "pass_on_update/0"),
            ),
            "a transmission under a number that was used before: each datagram is one of its own",
        ),
        "forge": FORGED,
        "send_copy": "what the attacker does; here a copy is the recorded bytes",
        "steal_session_key": FORGED,
        "steal_identity": FORGED,
        "send": "payload is what the view on `hipspec.hip` compares",
        "deliver_data": "payload is what the view on `hipspec.hip` compares",
    }

    tables: Mapping[str, Mapping[str, str]] = {
        "What an engine holds about a peer": FIELDS,
        "How long a registration lasts": PROMISES,
        "What is not compared": LEFT_OUT,
        "Guards, and the clauses that an engine names": {guard: ", ".join(sorted(c)) for guard, c in CLAUSES.items()},
        "Guards that need not have refused": NOT_REFUSED,
    }

    def recorded(self) -> Iterator[tuple[str, Played[Any]]]:
        """Play what rendezvous is for."""
        return tell(self)

    @staticmethod
    def begin(seed: int) -> Session:
        """Begin a run."""
        return Session(seed)


VIEW = RendezvousView()
