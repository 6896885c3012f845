"""Frames as they arrive: where they were sent to or elsewhere, whole or damaged."""

from hipcheck.lockstep.exchange import events as e
from hipcheck.lockstep.laboratory import Frame, at

__all__ = ["changed"]


def changed(frame: Frame, event: e.Arrive | e.Altered | e.Cut) -> Frame:
    """Return a frame as it arrives."""
    match event:
        case e.Arrive():
            source = at(event.source) if event.source else frame.source
            return frame._replace(
                source=source, destination=at(event.destination) if event.destination else frame.destination
            )
        case e.Altered():
            data = bytearray(frame.data)
            data[event.at % len(data)] ^= event.flip or 1
            return frame._replace(data=bytes(data))
        case e.Cut():
            return frame._replace(data=frame.data[: -event.missing])
