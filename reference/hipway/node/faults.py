"""What can go wrong with a node: each says what to do, and never needs a traceback to be understood."""

from pathlib import Path

from hipway.addresses import text_of

__all__ = ["CannotCapture", "CannotConnect", "NodeClosed", "NodeError", "NotConnected", "SettingsError"]


class NodeError(Exception):
    """What a node cannot do."""


class SettingsError(NodeError):
    """A file of settings or of hosts that cannot be used as it is.

    Args:
        path: the file.
        what: what is wrong with it, where, and what is allowed.
        line: the line, if there is one.
    """

    def __init__(self, path: Path, what: str, line: int | None = None) -> None:
        """Say it as compilers do."""
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {what}")
        self.path = path
        self.line = line


class CannotCapture(NodeError):  # noqa: N818  # named by what the node cannot do
    """A capture that can't be written."""

    def __init__(self, path: Path, cause: OSError) -> None:
        """Name the file, and the reason."""
        why = (cause.strerror or str(cause)).lower()
        super().__init__(f"{path}: the capture can't be written: {why}. Name a file in a folder with room and rights")


class CannotConnect(NodeError):  # noqa: N818  # named by what the node cannot do
    """There is no association with a peer, and why."""

    def __init__(self, hit: bytes, why: str) -> None:
        """Name the peer."""
        super().__init__(f"cannot connect to {text_of(hit)}: {why}")
        self.hit = hit


class NotConnected(NodeError):  # noqa: N818  # a state, not an error of the peer
    """Data was to be sent to a peer without an association."""

    def __init__(self, hit: bytes) -> None:
        """Name the peer."""
        super().__init__(f"there is no association with {text_of(hit)}: connect first")
        self.hit = hit


class NodeClosed(NodeError):  # noqa: N818  # a state
    """The node was closed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the node is closed")
