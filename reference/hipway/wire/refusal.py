"""What is wrong with a packet that a peer sent."""


class Malformed(ValueError):  # noqa: N818 - the RFC's word ("the packet is considered to be malformed", 7401 5.2.1)
    """A packet breaks a rule of its format: which clause, at which byte of the packet, and how."""

    def __init__(self, clause: str, offset: int, what: str) -> None:
        super().__init__(clause, offset, what)
        self.clause = clause
        self.offset = offset
        self.what = what

    def __str__(self) -> str:
        return f"{self.what} (at byte {self.offset}; {self.clause})"


class UnknownCritical(Malformed):
    """A critical parameter that we do not know: the packet is not processed, a NOTIFY may name the type."""

    def __init__(self, offset: int, parameter_type: int) -> None:
        super().__init__("RFC 7401 5.2.1", offset, f"critical parameter {parameter_type} is unknown")
        self.parameter_type = parameter_type
