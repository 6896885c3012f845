"""The view itself, and what of the specification no engine can show."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hipcheck.lockstep.comparison import Played, tell
from hipcheck.lockstep.exchange.associations import (
    EXCHANGE_LEFT_OUT,
    FIELDS,
    LEFT_OUT_OF_THE_ENGINE,
    LEFT_OUT_OF_THE_SPECIFICATION,
)
from hipcheck.lockstep.exchange.clauses import ALLOWED, STRICTER
from hipcheck.lockstep.exchange.events import Event
from hipcheck.lockstep.exchange.session import PlayedSession
from hipcheck.lockstep.exchange.sources import play_all
from hipcheck.lockstep.exchange.stories import STORIES
from hipcheck.lockstep.exchange.unmet import ABSENT

__all__ = ["VIEW", "ExchangeView"]


class ExchangeView:
    """The view on `hipspec.exchange`."""

    name = "exchange"
    events: object = Event
    stories: Mapping[str, Sequence[Event]] = STORIES
    absent: Mapping[str, str] = ABSENT

    tables: Mapping[str, Mapping[str, str]] = {
        "What is compared of an association": {
            name: "in the engine's words: " + ", ".join(f"`{each}`" for each in field.fields)
            for name, field in FIELDS.items()
        },
        "What the engine holds besides": LEFT_OUT_OF_THE_ENGINE,
        "What it holds besides of an exchange under way": EXCHANGE_LEFT_OUT,
        "What the specification has, and the engine has not": LEFT_OUT_OF_THE_SPECIFICATION,
        "Guards, and the clauses that an engine names": {
            f"{rule}: {guard}": ", ".join(clauses) for (rule, guard), clauses in ALLOWED.items()
        },
        "Where an engine may refuse what the specification accepts": {
            ", ".join(each.clauses): each.why for each in STRICTER.values()
        },
    }

    def recorded(self) -> Iterator[tuple[str, Played[Any]]]:
        """Play all scenarios and kept attacks of the specification, and all stories."""
        yield from play_all(self)
        yield from tell(self)

    def begin(self, seed: int) -> PlayedSession:
        """Begin a run."""
        return PlayedSession(seed)


VIEW = ExchangeView()
