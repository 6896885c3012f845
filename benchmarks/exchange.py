"""The base exchange: the processor time of both ends, beside the cryptographic operations that it can't do without.

The floor is what nobody gets under: the operations one behind the other, the processor's caches full of nothing else.
In an exchange the protocol's own code and data stand between two of them, and each takes longer: how long they take
after an exchange is shown as well. What is left is ours. The entropy is the operating system's, as a node's is: a run
that is to be repeated computes its Diffie-Hellman keys and signs by RFC 6979, which takes longer, and isn't timed here.
The floor has what the library asks for besides: RFC 7401 sends r and s as they are, and the library knows them in DER
only.
"""

import time
from collections.abc import Callable, Iterator

from benchmarks.bare import BASE_EXCHANGE, PUBLIC_KEY, Bare
from benchmarks.measure import FailedError, table
from benchmarks.pair import Pair
from hipway.engine.association import State
from hipway.engine.packets import identity_in

__all__ = ["beside", "exchange", "microseconds"]

TURNS = 300
APART = 100
EACH = 400  # calls of a single operation
ROUNDS = 7


def exchange() -> Iterator[str]:
    """Yield two tables: the exchange against its floor, and what the floor consists of."""
    bare = Bare()
    pair = Pair()

    def check() -> None:
        (made,) = pair.one.associations.values()
        if made.state is not State.ESTABLISHED:
            raise FailedError(f"the exchange ended in {made.state.value}")
        pair.stranger()
        identity_in.cache_clear()  # the one who answers is a stranger as well
        pair.other.events()

    public_key = tuple(each for each in BASE_EXCHANGE if each.name in PUBLIC_KEY)
    ours, floor, only = beside(pair.connect, bare.all(BASE_EXCHANGE), bare.all(public_key), after=check)
    apart = sum(
        each.times * beside(pair.connect, bare.operations[each.name], after=check, turns=APART)[1]
        for each in BASE_EXCHANGE
    )
    rows = [
        ["I1, R1, I2, R2, both ends", f"{ours:.0f} us", f"{ours / floor:.2f}"],
        ["bare operations, each after an exchange", f"{apart:.0f} us", f"{apart / floor:.2f}"],
        ["bare operations", f"{floor:.0f} us", "1.00"],
        ["of which public-key", f"{only:.0f} us", f"{only / floor:.2f}"],
    ]
    yield from table(["base exchange, P-256", "processor time", "ratio"], rows)
    yield ""
    rows = [
        [each.name, str(each.times), f"{microseconds(bare.operations[each.name]):.1f} us", each.why]
        for each in BASE_EXCHANGE
    ]
    yield from table(["bare operation", "times", "each", "what for"], rows)


def beside(
    *operations: Callable[[], object], after: Callable[[], object] = lambda: None, turns: int = TURNS
) -> list[float]:
    """Time operations in turns, once each, and return the processor time of each: of ten, one was quicker.

    Args:
        operations: what is timed, in microseconds.
        after: what is done between, and isn't timed.
        turns: how many.
    """
    taken: list[list[float]] = [[] for _ in operations]
    for _ in range(turns):
        for times, each in zip(taken, operations, strict=True):
            started = time.process_time()
            each()
            times.append((time.process_time() - started) * 1e6)
        after()
    return [sorted(times)[turns // 10] for times in taken]


def microseconds(operation: Callable[[], object]) -> float:
    """Return the processor time of one call, in the quickest of some rounds."""
    rounds: list[float] = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(EACH):
            operation()
        rounds.append((time.process_time() - started) / EACH * 1e6)
    return min(rounds)
