"""What a node writes about itself: lines of text or of JSON, through Python's `logging`.

Fields of a message go into `extra={"fields": {...}}`: JSON has them as they are, text has them behind the message.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from hipway.addresses import Endpoint, text_of
from hipway.engine.events import Event
from hipway.node.hosts import written

__all__ = ["LOGGER", "begin", "end", "log_event"]

LOGGER = logging.getLogger("hipway.node")

_BEFORE_CAPITAL = re.compile(r"(?<=.)(?=[A-Z])")


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and below it the traceback of what nobody expected."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return f"{_time(record)} {record.levelname.lower():7} {record.getMessage()}{fields}{trace}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one JSON object on one line."""
        shown: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            shown["traceback"] = self.formatException(record.exc_info)
        return json.dumps(shown, default=str)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return getattr(record, "fields", {})


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def begin(level: str, form: str, stream: TextIO | None = None) -> logging.Handler:
    """Write messages from a level on; return the handler, for `end`."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.addHandler(handler)
    LOGGER.setLevel(level.upper())
    return handler


def end(handler: logging.Handler) -> None:
    """Write no more."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def log_event(event: Event, now: float) -> None:
    """Write what the engine tells."""
    fields: dict[str, object] = {}
    for each in event.__struct_fields__:
        name, value = each, getattr(event, each)
        if isinstance(value, Endpoint):
            value = written(value)
        elif name in {"peer", "registrar"}:
            value = text_of(value)
        elif isinstance(value, bytes):
            value = value.hex()
        elif name == "until":
            name, value = "seconds", round(max(value - now, 0.0))  # nobody knows the time of the engine
        fields[name] = value
    LOGGER.info(_BEFORE_CAPITAL.sub(" ", type(event).__name__).lower(), extra={"fields": fields})
