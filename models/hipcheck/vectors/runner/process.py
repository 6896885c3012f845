"""The process of an implementation: a line goes in, a line comes out, within a time."""

import contextlib
import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from typing import IO

LONGEST = 16 * 1024 * 1024  # bytes of an answer
CHUNK = 65_536
TOLD = 400  # characters of what a client wrote to its standard error
GRACE = 2.0  # seconds that a client has to end once there are no more requests


class NoAnswer(Exception):  # noqa: N818  # it says what there is not
    """The client gave no answer: it ended, or took too long, or wrote what is no line."""


class Process:
    """A client that runs.

    Args:
        command: what to start, with its arguments.
        seconds: how long an answer is waited for.

    Raises:
        OSError: it can't be started.
    """

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        """Start it, in a process group of its own, so that all of it can be ended."""
        self._seconds = seconds
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        try:
            self._popen = subprocess.Popen(  # noqa: S603  # the command that the user asks for
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, start_new_session=True
            )
        except OSError:
            self._errors.close()
            raise
        self._rest = b""
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)

    def ask(self, line: str) -> str:
        """Return the line that answers a line.

        Raises:
            NoAnswer: there is none in time.
        """
        stdin, stdout = self._popen.stdin, self._popen.stdout
        if stdin is None or stdout is None:
            raise NoAnswer("it has no standard input and output")
        if b"\n" in self._rest:
            raise NoAnswer(f"it wrote a line that nobody asked for: {_shown(self._rest)}")
        waiting, until = f"{line}\n".encode(), time.monotonic() + self._seconds
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            selector.register(stdin, selectors.EVENT_WRITE)
            while b"\n" not in self._rest:
                ready = selector.select(max(0.0, until - time.monotonic()))
                if not ready:
                    raise NoAnswer(f"no answer within {self._seconds:g} s")
                for key, _ in ready:
                    if key.fileobj is stdout:
                        self._read(stdout)
                    else:
                        waiting = waiting[self._write(stdin, waiting) :]
                if not waiting and stdin in (key.fileobj for key in selector.get_map().values()):
                    selector.unregister(stdin)
        found, _, self._rest = self._rest.partition(b"\n")
        try:
            return found.decode()
        except UnicodeDecodeError:
            raise NoAnswer(f"its answer is not UTF-8: {_shown(found)}") from None

    def _read(self, stdout: IO[bytes]) -> None:
        data = os.read(stdout.fileno(), CHUNK)
        if not data:
            raise NoAnswer(self.ended())
        self._rest += data
        if len(self._rest) > LONGEST:
            raise NoAnswer(f"its answer is longer than {LONGEST} bytes")

    def _write(self, stdin: IO[bytes], data: bytes) -> int:
        try:
            return os.write(stdin.fileno(), data[:CHUNK])
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            raise NoAnswer(self.ended()) from None

    def ended(self) -> str:
        """Say how it ended: it closed its output, or was closed."""
        try:
            code = self._popen.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "it closed its standard output" + self._told()
        if code < 0:
            return f"it was ended by {_signal(-code)}" + self._told()
        return f"it ended with exit code {code}" + self._told()

    def _told(self) -> str:
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        return f"; it said: {text[-TOLD:]}" if text else ""

    def close(self) -> str:
        """End it, kindly first; return what is to be said about that, empty if nothing."""
        said = ""
        if self._popen.stdin is not None:
            with contextlib.suppress(OSError):
                self._popen.stdin.close()
        try:
            code = self._popen.wait(GRACE)
            if code:
                said = self.ended()
        except subprocess.TimeoutExpired:
            said = f"it went on for {GRACE:g} s when there were no more requests, and was killed"
        self.kill()
        return said

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout, self._errors):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _shown(data: bytes) -> str:
    return repr(data[:60])
