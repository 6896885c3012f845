"""What walks do not come to, told event by event: each is played before any walk."""

from collections.abc import Mapping

from hipcheck.lockstep.hip.events import Event

__all__ = ["STORIES"]

STORIES: Mapping[str, tuple[Event, ...]] = {}
