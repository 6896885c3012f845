"""Which lines of the implementation are reached, and by which packet first."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import hipway

__all__ = ["Lines"]

HERE = str(Path(hipway.__file__).parent)


class Lines:
    """Steps from one line to the next, in the code of the implementation.

    Attributes:
        seen: those that were taken so far.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.seen: set[tuple[CodeType, int, int]] = set()
        self._last: dict[FrameType, int] = {}

    def new(self, call: Callable[[], None]) -> bool:
        """Call something, and say whether it took a step that nothing took before."""
        before = len(self.seen)
        sys.settrace(self._enter)
        try:
            call()
        finally:
            sys.settrace(None)
            self._last.clear()
        return len(self.seen) > before

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401  # as sys.settrace has it
        del event, argument
        return self._step if frame.f_code.co_filename.startswith(HERE) else None

    def _step(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401  # as sys.settrace has it
        del argument
        if event == "line":
            line = frame.f_lineno
            self.seen.add((frame.f_code, self._last.get(frame, 0), line))
            self._last[frame] = line
        return self._step
