"""Classes whose objects are values: equal if their fields are, and never changed."""

from msgspec import Struct

__all__ = ["Value"]


class Value(Struct, frozen=True):
    """A value. Dozens are made for each packet, and a structure of msgspec takes a third of the time of a dataclass."""
