"""The view itself, and what of the specification no engine can show."""

from collections.abc import Mapping

from hipcheck.lockstep.exchange.events import Event
from hipcheck.lockstep.exchange.session import PlayedSession
from hipcheck.lockstep.exchange.unmet import ABSENT

__all__ = ["VIEW", "ExchangeView"]


class ExchangeView:
    """The view on `hipspec.exchange`."""

    name = "exchange"
    events: object = Event
    absent: Mapping[str, str] = ABSENT

    def begin(self, seed: int) -> PlayedSession:
        """Begin a run."""
        return PlayedSession(seed)


VIEW = ExchangeView()
