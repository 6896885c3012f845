"""Classes whose objects are values: equal if their fields are, and never changed."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

__all__ = ["value"]

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(kind: type[T]) -> type[T]:
    """Make a class one of values.

    That none is ever changed, the type checker sees to. A dataclass that is frozen at run time as well takes ten times
    as long to be made, and dozens are made for each packet.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
