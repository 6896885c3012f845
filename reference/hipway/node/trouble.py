"""What was dropped and what could not be sent: written to the log a little at a time, and kept to explain a failure."""

import errno
import logging
import os
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from hipway.addresses import Endpoint
from hipway.engine.events import Dropped
from hipway.node.hosts import written
from hipway.node.logs import LOGGER
from hipway.node.udp import Failure
from hipway.wire.numbers import NotifyType

__all__ = ["Trouble"]

KEPT = 256  # endpoints
_NAMED = frozenset(map(int, NotifyType))
INTERVAL = 1.0  # seconds between two lines about the same thing


class Trouble:
    """The latest trouble with each endpoint, and when what was written about."""

    def __init__(self) -> None:
        """Begin without any."""
        self._latest: OrderedDict[Endpoint, str] = OrderedDict()
        self._lines: dict[str, tuple[float, int]] = {}

    def dropped(self, event: Dropped, now: float) -> None:
        """Take a packet that was dropped."""
        self._keep(event.source, f"what came from there was dropped: {event.what} ({event.clause})")
        fields = {"clause": event.clause, "source": written(event.source), "why": event.what}
        self._write("a packet was dropped", event.clause, fields, now)

    def notified(self, source: Endpoint, kind: int) -> None:
        """Take what a peer said in a NOTIFY (RFC 7401 5.2.19)."""
        name = NotifyType(kind).name if kind in _NAMED else f"error {kind}"
        self._keep(source, f"it refuses ours: {name} (NOTIFY, RFC 7401 5.2.19)")

    def failed(self, failure: Failure, now: float) -> None:
        """Take a datagram that could not be sent."""
        why = os.strerror(failure.error).lower()
        self._keep(failure.destination, f"nothing could be sent there: {why}")
        name = errno.errorcode.get(failure.error, str(failure.error))
        fields = {"destination": written(failure.destination), "error": name}
        self._write(f"a datagram could not be sent: {why}", name, fields, now)

    def forget(self, endpoints: Sequence[Endpoint]) -> None:
        """Forget what was with some endpoints: something new begins there."""
        for endpoint in endpoints:
            self._latest.pop(endpoint, None)

    def explained(self, why: str, endpoints: Sequence[Endpoint]) -> str:
        """Say why there is no association with whoever should be at some endpoints, and what to look at."""
        detail = "; ".join(f"{written(each)}: {self._latest[each]}" for each in endpoints if each in self._latest)
        if detail:
            return f"{why}; {detail}"
        where = ", ".join(map(written, endpoints))
        return (
            f"{why} from {where}. Does a node run there, has it this HIT (`hipway node show` of its key file), and "
            "does UDP pass in both directions?"
        )

    def _keep(self, endpoint: Endpoint, what: str) -> None:
        self._latest.pop(endpoint, None)
        self._latest[endpoint] = what
        if len(self._latest) > KEPT:
            self._latest.popitem(last=False)

    def _write(self, message: str, key: str, fields: Mapping[str, object], now: float) -> None:
        """Write at most one line in each interval about the same thing, and how many were left out."""
        if not LOGGER.isEnabledFor(logging.DEBUG):
            return
        last, left_out = self._lines.get(key, (-INTERVAL, 0))
        if now - last < INTERVAL:
            self._lines[key] = (last, left_out + 1)
            return
        self._lines[key] = (now, 0)
        more = {"left_out": left_out} if left_out else {}
        LOGGER.debug(message, extra={"fields": {**fields, **more}})
