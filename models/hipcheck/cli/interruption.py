"""Ctrl-C and a request to terminate: both end the work, and neither can get lost.

Python drops an exception that a signal raises in a hook or a destructor, for instance while a process is being forked.
So a signal is also written down, and `check` raises once more.
"""

import os
import signal
import sys
from types import FrameType

_received: list[int] = []


def install() -> None:
    """Handle the signals in this process; processes forked from it may be terminated at once."""
    sys.unraisablehook = _unraisable
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a shell's background job ignores Ctrl-C
        signal.signal(signal.SIGINT, _handle)
    signal.signal(signal.SIGTERM, _handle)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))


def _unraisable(lost: "sys.UnraisableHookArgs") -> None:
    """Say nothing of a signal that was raised where it gets lost: `check` raises it once more."""
    if not (_received and isinstance(lost.exc_value, KeyboardInterrupt | SystemExit)):
        sys.__unraisablehook__(lost)


def _handle(number: int, frame: FrameType | None) -> None:
    del frame
    _received.append(number)
    check()


def check() -> None:
    """Raise if a signal was received: KeyboardInterrupt for Ctrl-C, SystemExit to terminate."""
    if signal.SIGTERM in _received:
        raise SystemExit(128 + signal.SIGTERM)
    if _received:
        raise KeyboardInterrupt
