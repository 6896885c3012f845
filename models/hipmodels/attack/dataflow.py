"""Which actions write what an action reads: the order in which sequences of actions are chosen, backwards."""

import functools
from collections.abc import Iterator

import z3

from hipmodels.lift.values import Term, leaves
from hipmodels.problem import Problem


@functools.cache
def writers(problem: Problem) -> dict[str, tuple[str, ...]]:
    """Return, for each action, the actions that write something that it reads.

    What more than half of all actions write says nothing, and is left out.
    """
    lifted = problem.lifted()
    before = {name: term for name, term in leaves(lifted.world) if isinstance(term, Term)}
    reads: dict[str, set[str]] = {}
    writes: dict[str, set[str]] = {}
    for action in problem.specification.actions:
        read, written = reads.setdefault(action.__name__, set()), writes.setdefault(action.__name__, set())
        for path in lifted.paths(action):
            after = {name: term for name, term in leaves(path.world) if isinstance(term, Term)}
            changed = {name for name, term in after.items() if not term.expression.eq(before[name].expression)}
            written |= changed
            terms = [*path.terms, *(after[name].expression for name in changed)]
            names = {str(constant) for term in terms for constant in _constants(term)}
            read |= {name for name, term in before.items() if str(term.expression) in names}
    common = {name for name in before if sum(name in w for w in writes.values()) * 2 > len(writes)}
    return {action: tuple(other for other, w in writes.items() if w & read - common) for action, read in reads.items()}


def _constants(term: z3.ExprRef) -> Iterator[z3.ExprRef]:
    """Yield the unknowns in a term, each once."""
    waiting, seen = [term], set()
    while waiting:
        current = waiting.pop()
        if current.get_id() in seen:
            continue
        seen.add(current.get_id())
        if z3.is_const(current) and current.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            yield current
        waiting.extend(current.children())
        if z3.is_quantifier(current):
            waiting.append(current.body())
