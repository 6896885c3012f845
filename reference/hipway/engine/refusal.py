"""Why a packet is dropped."""

__all__ = ["Refused"]


class Refused(Exception):  # noqa: N818  # it is no error of ours: a packet is refused
    """A packet breaks a rule, and is dropped.

    Attributes:
        clause: the rule, such as "RFC 7401 6.9 step 8".
        what: the reason in words.
        notify: the Notify Message Type by which the sender is told, where the RFC has one and lets us say it.
    """

    def __init__(self, clause: str, what: str, notify: int | None = None) -> None:
        """Keep all three."""
        super().__init__(f"{what} ({clause})")
        self.clause = clause
        self.what = what
        self.notify = notify
