"""Opaque identifiers: names that can be compared and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=False)
class Identifier:
    """A name with no inner structure: two are equal exactly if they are of one kind and have one name.

    Subclass it for each kind (`class HIT(Identifier)`). Lifted, each kind is a sort of its own with no bound on how
    many there are, and each identifier that the text of the specification itself names is a distinct constant.
    """

    name: str

    def __str__(self) -> str:
        """Return the bare name."""
        return self.name

    def __repr__(self) -> str:
        """Return the bare name: traces are read by people."""
        return self.name
