"""What can be wrong with a file of the node, said in one line and with hipway's exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

from hipcheck.cli.lazy import ERROR, Stop
from hipway.keyfile import KeyFileError


@contextmanager
def key_errors() -> Iterator[None]:
    """End the command with what is wrong with a key file."""
    try:
        yield
    except KeyFileError as error:
        raise Stop(f"error: {error}", ERROR) from error
