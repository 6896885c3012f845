"""`Maybe`: a value that may be absent, such as an optional parameter of a packet."""

from dataclasses import dataclass
from typing import Generic, Never, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Maybe(Generic[T_co]):
    """Either `some(value)` or `NOTHING`.

    Compare it as a whole (`locator.challenge == some(nonce)`), or ask `present` before you read `value`.
    """

    held: tuple[T_co, ...]

    @property
    def present(self) -> bool:
        """Whether there is a value."""
        return bool(self.held)

    @property
    def value(self) -> T_co:
        """The value.

        Raises:
            LookupError: there is none; a rule asks `present` first.
        """
        if not self.held:
            msg = "NOTHING has no value: ask `present` before you read `value`"
            raise LookupError(msg)
        return self.held[0]

    def __repr__(self) -> str:
        """Show the value itself, or a dash."""
        return repr(self.held[0]) if self.held else "-"


NOTHING: Maybe[Never] = Maybe(())


def some(value: T) -> Maybe[T]:
    """Return a `Maybe` that holds `value`."""
    return Maybe((value,))
