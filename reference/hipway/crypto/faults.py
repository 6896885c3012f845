"""What a peer can get wrong in a cryptographic value: never our own fault, and never a reason to stop."""


class PeerFaultError(ValueError):
    """A value of the peer that must be refused.

    Args:
        what: what is wrong with it.
        clause: the RFC and section that refuses it.
    """

    def __init__(self, what: str, clause: str) -> None:
        """Keep both."""
        super().__init__(f"{what} [{clause}]")
        self.what = what
        self.clause = clause


class UnsupportedIdentity(PeerFaultError):  # noqa: N818  # it names the value
    """A Host Identity that is malformed, or of a kind or size that isn't accepted here."""


class InvalidPublicValue(PeerFaultError):  # noqa: N818  # it names the value
    """A Diffie-Hellman public value that isn't one of its group's."""


class Undecipherable(PeerFaultError):  # noqa: N818  # it names the value
    """The contents of an ENCRYPTED parameter that no plaintext has."""
