"""Total, persistent collections: every key has a value, and writing makes a new collection.

A `Map` has a default for the keys never written, so reading can't fail; entries equal to the default are dropped,
so equality is extensional. Work on all keys at once is *pointwise*: the function sees values, never the map.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)  # a map is never written to, so it may be seen as one of something wider
U = TypeVar("U")


class AnyOtherKey:
    """A key that is none of those it is compared with, and remembers them.

    It stands for all the keys that a predicate has no reason to tell apart. It can't be hashed, so that looking it up
    in a collection, alone or within a record, compares it with the keys that are there.
    """

    __slots__ = ("met",)
    __hash__ = None  # type: ignore[assignment]  # what Python itself sets for a class that can't be hashed

    def __init__(self) -> None:
        """Start with no key met."""
        self.met: list[object] = []

    def __eq__(self, other: object) -> bool:
        """Differ from everything else, and let both remember the meeting."""
        if other is self:
            return True
        self.met.append(other)
        if isinstance(other, AnyOtherKey):
            other.met.append(self)
        return False

    def __repr__(self) -> str:
        """Say what it stands for."""
        return "any other key"


class Map(Generic[K, V_co]):
    """A total map from keys to values."""

    __slots__ = ("_default", "_entries")

    def __init__(self, default: V_co, entries: Mapping[K, V_co] | None = None) -> None:
        """Make a map that holds `entries` and, everywhere else, `default`."""
        self._default = default
        self._entries: dict[K, V_co] = {k: v for k, v in (entries or {}).items() if v != default}

    def __getitem__(self, key: K) -> V_co:
        """Return the value at `key`, which is the default if the key was never written."""
        try:
            return self._entries.get(key, self._default)
        except TypeError:  # the key holds `AnyOtherKey`
            return next((value for written, value in self._entries.items() if written == key), self._default)

    def set(self, key: K, value: V_co) -> "Map[K, V_co]":  # type: ignore[misc]  # the map itself never changes
        """Return this map with `value` at `key`."""
        return Map(self._default, {**self._entries, key: value})

    def each(self, function: Callable[[V_co], V_co]) -> "Map[K, V_co]":
        """Return the map that holds, at every key, `function` of the value here."""
        return Map(function(self._default), {k: function(v) for k, v in self._entries.items()})

    def merge(self, other: "Map[K, U]", function: Callable[[V_co, U], V_co]) -> "Map[K, V_co]":
        """Return the map that holds, at every key, `function` of the value here and the value in `other`."""
        keys = dict.fromkeys([*self._entries, *(key for key, _ in other.items())])
        return Map(function(self._default, other.default), {key: function(self[key], other[key]) for key in keys})

    def every(self, predicate: Callable[[K, V_co], bool]) -> bool:
        """Whether `predicate` is true of each key and its value, the keys never written included.

        The predicate may compare the key with `==` and look it up. Two keys that were never written can make a
        difference to it only if it meets one of them while it looks at any other key; those are tried, too.
        """
        if not all(predicate(key, value) for key, value in self._entries.items()):
            return False
        other = AnyOtherKey()
        key: K = other  # type: ignore[assignment]  # stands for a key: it can be compared and looked up
        if not predicate(key, self._default):
            return False
        met: tuple[K, ...] = tuple(other.met)  # type: ignore[arg-type]  # a key is compared with keys
        return all(predicate(key, self[key]) for key in met)

    @property
    def default(self) -> V_co:
        """The value at every key that was never written (for tools, not for rules)."""
        return self._default

    def items(self) -> Iterator[tuple[K, V_co]]:
        """Iterate over the entries that differ from the default, in a fixed order (for tools, not for rules)."""
        return iter(sorted(self._entries.items(), key=lambda entry: repr(entry[0])))

    def __eq__(self, other: object) -> bool:
        """Two maps are equal if they hold the same value at every key."""
        if not isinstance(other, Map):
            return NotImplemented
        return bool(self._default == other._default and self._entries == other._entries)

    def __hash__(self) -> int:
        """Hash the default and the entries, whatever their order."""
        return hash((self._default, frozenset(self._entries.items())))

    def __repr__(self) -> str:
        """Show the entries only."""
        return "{" + ", ".join(f"{k!r}: {v!r}" for k, v in self.items()) + "}"


class Set(Generic[K]):
    """A set that can be asked for a member and grown or filtered into a new one."""

    __slots__ = ("_members",)

    def __init__(self, *members: K) -> None:
        """Make a set of `members`."""
        self._members = frozenset(members)

    def has(self, member: K) -> bool:
        """Whether `member` is in the set."""
        try:
            return member in self._members
        except TypeError:  # the member holds `AnyOtherKey`
            return any(member == other for other in self._members)

    def add(self, member: K) -> "Set[K]":
        """Return this set with `member` in it."""
        return Set(*self._members, member)

    def where(self, predicate: Callable[[K], bool]) -> "Set[K]":
        """Return the members of which `predicate` is true."""
        return Set(*(member for member in self._members if predicate(member)))

    def __iter__(self) -> Iterator[K]:
        """Iterate over the members in a fixed order (for tools, not for rules)."""
        return iter(sorted(self._members, key=repr))

    def __eq__(self, other: object) -> bool:
        """Two sets are equal if they have the same members."""
        return self._members == other._members if isinstance(other, Set) else NotImplemented

    def __hash__(self) -> int:
        """Hash the members, whatever their order."""
        return hash(self._members)

    def __repr__(self) -> str:
        """Show the members."""
        return "{" + ", ".join(repr(member) for member in self) + "}"


class Tally(Generic[K]):
    """Accounts and their sum: each entry starts at 0, and `total` moves with every entry.

    The sum over unboundedly many accounts is beyond a first-order solver. A tally carries it along, and brings one
    fact of arithmetic with it, the only one that the lifting adds: *if no account is negative, the total is not
    negative either*.
    """

    __slots__ = ("_accounts", "_total")

    def __init__(self, accounts: Map[K, int] | None = None) -> None:
        """Make a tally of `accounts` (all 0 when left out).

        Raises:
            ValueError: the accounts never written are not 0, so there is no sum.
        """
        if accounts is not None and accounts.default != 0:
            msg = f"the accounts of a tally start at 0, not at {accounts.default}"
            raise ValueError(msg)
        self._accounts: Map[K, int] = Map(0) if accounts is None else accounts
        self._total = sum(amount for _, amount in self._accounts.items())

    def __getitem__(self, key: K) -> int:
        """Return what the account `key` holds."""
        return self._accounts[key]

    def add(self, key: K, amount: int) -> "Tally[K]":
        """Return this tally with `amount` (which may be negative) added to the account `key`."""
        return Tally(self._accounts.set(key, self._accounts[key] + amount))

    @property
    def total(self) -> int:
        """The sum of all accounts."""
        return self._total

    @property
    def accounts(self) -> Map[K, int]:
        """The accounts as a map (for tools, not for rules)."""
        return self._accounts

    def __eq__(self, other: object) -> bool:
        """Two tallies are equal if all their accounts are."""
        return self._accounts == other._accounts if isinstance(other, Tally) else NotImplemented

    def __hash__(self) -> int:
        """Hash the accounts."""
        return hash(self._accounts)

    def __repr__(self) -> str:
        """Show the accounts that are not 0."""
        return repr(self._accounts)
