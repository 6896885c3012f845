"""What an operation is."""

from dataclasses import dataclass

from hipcheck.vectors.model import Json


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        says: what it does, in a sentence.
        input: the schema of what it is given.
        result: the schema of what it returns.
        clause: where it is defined.
    """

    says: str
    input: Json
    result: Json
    clause: str
