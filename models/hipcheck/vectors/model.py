"""What a vector is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

FORMAT = "hipway-vectors"
VERSION = 1


@dataclass(frozen=True)
class Vector:
    """A question to an implementation, and each answer that is right.

    Attributes:
        id: its name, which stays: `kind/operation/what`.
        operation: what is asked, one of `operations.OPERATIONS`.
        input: what the operation works on.
        allowed: the outcomes that are right; each has a `result` or is `refused` by a clause, and says why.
        says: what this vector shows, in a sentence.
        clauses: what it rests on.
        covers: the rules, paths, guards and cells that it exercises, by the names of `coverage`.
        trivial: why it shows little by itself; empty if it doesn't.
        given: for whoever computes along: values that lie between input and result.
    """

    id: str
    operation: str
    input: Json
    allowed: tuple[Json, ...]
    says: str
    clauses: tuple[str, ...]
    covers: tuple[str, ...] = ()
    trivial: str = ""
    given: Json | None = None

    def document(self) -> Json:
        """Return it as JSON has it."""
        found: Json = {
            "id": self.id,
            "operation": self.operation,
            "says": self.says,
            "clauses": list(self.clauses),
            "input": self.input,
            "allowed": list(self.allowed),
        }
        if self.given is not None:
            found["given"] = self.given
        if self.covers:
            found["covers"] = list(self.covers)
        if self.trivial:
            found["trivial"] = self.trivial
        return found


def result(because: str, **values: Any) -> Json:  # noqa: ANN401  # any JSON
    """Return an outcome: the operation succeeds with these values."""
    return {"result": values, "because": because}


def refused(clause: str, because: str) -> Json:
    """Return an outcome: the input is refused, by a clause."""
    return {"refused": clause, "because": because}


def named(groups: Mapping[str, Iterable[Vector]]) -> dict[str, list[Vector]]:
    """Return vectors by file; no two have the same id.

    Raises:
        ValueError: two have.
    """
    found = {name: list(vectors) for name, vectors in groups.items()}
    seen: set[str] = set()
    for vectors in found.values():
        for vector in vectors:
            if vector.id in seen:
                raise ValueError(f"two vectors are called {vector.id}")
            seen.add(vector.id)
    return found
