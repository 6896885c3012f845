"""Which candidates are inductive together: all are taken for true, and those that fail are dropped, until none does.

What is left holds in every reachable state, for it holds at the beginning and each path of each action preserves it.
Whether a candidate was dropped although it is true does not matter for that: it is only missed. Each check is solved
alone, unbounded, with the resources of the solver limited and not its time.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import z3

from hipmodels.lift.lifted import STATE, ActionPath, Lifted
from hipmodels.lift.source import Function
from hipmodels.properties import is_step_property
from hipmodels.prove import goal_of

RLIMIT, AGAIN = 400_000, 1_500_000  # what a check may take: at first, and where it is made once more


class Facts:
    """A solver that knows a path and, as long as they are not dropped, some invariants of the state before it."""

    def __init__(
        self, lifted: Lifted, path: ActionPath, candidates: Iterable[Function], resources: int = RLIMIT
    ) -> None:
        """Tell the solver everything once; each candidate behind a literal of its own."""
        self.lifted = lifted
        self.path = path
        self.context = z3.Context()
        self.solver = z3.SimpleSolver(self.context)
        # A search for models of what is quantified finds none here: it would only make a failure take longer.
        self.solver.set("mbqi", False)  # noqa: FBT003  # the solver's truth value
        self.solver.set("rlimit", resources)
        self.literals = {f.__name__: z3.Bool(f.__name__, self.context) for f in candidates}
        for function in candidates:
            fact = lifted.assumed(function).translate(self.context)
            self.solver.add(z3.Implies(self.literals[function.__name__], fact))
        facts = [*lifted.distinctness(), *path.terms, *lifted.arithmetic(path.history)]
        self.solver.add(*(fact.translate(self.context) for fact in facts))

    def proves(self, goal: z3.BoolRef, *assumed: Iterable[str]) -> frozenset[str] | None:
        """Return the candidates that a proof of the goal uses, or None if there is none.

        Args:
            goal: what is to be proved.
            assumed: the candidates to assume; several times, the few with which a proof is cheap first.
        """
        self.solver.push()
        self.solver.add(z3.Not(goal).translate(self.context))
        core = None
        for names in assumed:
            if self.solver.check(*(self.literals[name] for name in names)) == z3.unsat:
                core = frozenset(str(name) for name in self.solver.unsat_core())
                break
        self.solver.pop()
        return core


@dataclass
class Survivors:
    """The candidates that are inductive together, and what their proofs use.

    Attributes:
        names: the candidates, in the order in which they were given.
        uses: for each of them, the others that its proofs use.
        checks: how many questions the solver was asked.
    """

    names: list[str]
    uses: dict[str, set[str]] = field(default_factory=dict)
    checks: int = 0

    def needed_for(self, names: Iterable[str]) -> list[str]:
        """Return the candidates that the proofs of some rest on, themselves included."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.uses.get(name, ())
        return [name for name in self.names if name in found]


def in_words(path: ActionPath) -> str:
    """Return the name of a path, with the branches that it takes."""
    return f"{path.id} ({'; '.join(path.words)})" if path.words else path.id


class Houdini:
    """The search for what is inductive, for one lifted specification.

    Args:
        lifted: the specification.
        candidates: the invariants to begin with.
        thorough: whether to look twice before a candidate is dropped, the second time with more resources: a solver
            that also holds facts which it need not assume has been seen to give up where the others were a proof.

    Attributes:
        dropped: each candidate that was dropped, and the path that does not preserve it, in the order of dropping.
    """

    def __init__(self, lifted: Lifted, candidates: Iterable[Function], *, thorough: bool = False) -> None:
        """Drop at once what does not hold at the beginning."""
        self.lifted = lifted
        self.thorough = thorough
        self.candidates = {f.__name__: f for f in candidates}
        self.paths = [path for action in lifted.specification.actions for path in lifted.paths(action)]
        self._facts: dict[str, Facts] = {}
        self._cores: dict[tuple[str, str], frozenset[str]] = {}
        self._likely: dict[str, Collection[str]] = {}  # what proofs of a candidate on other paths have used
        self.dropped: list[tuple[str, str]] = []
        self.checks = 0

    def survivors(self) -> Survivors:
        """Drop candidates until each is preserved by every path, with all that are left assumed before it."""
        active = self._initially()
        quiet = False
        while not quiet:
            quiet = True
            for path in self.paths:
                for name in [n for n in active if not self._stands(path, n, active)]:
                    core = self._preserved(path, self.candidates[name], active)
                    if core is None:
                        active.remove(name)
                        self.dropped.append((name, in_words(path)))
                        quiet = False
                    else:
                        self._cores[path.id, name] = core
            quiet = quiet and all(self._stands(path, name, active) for path in self.paths for name in active)
        uses = {name: set().union(*(self._cores[path.id, name] for path in self.paths)) for name in active}
        return Survivors(active, uses, self.checks)

    def follows(self, function: Function, active: list[str]) -> frozenset[str] | None:
        """Return the invariants that the proof of a step property uses, or None if it does not follow from them."""
        used: set[str] = set()
        for path in self.paths:
            core = self._preserved(path, function, active)
            if core is None:
                self.dropped.append((function.__name__, in_words(path)))
                return None
            used |= core
        return frozenset(used)

    def forget(self) -> None:
        """Give back what solvers hold; they are made again when they are asked again."""
        self._facts.clear()

    def _initially(self) -> list[str]:
        world, history = self.lifted.beginning()
        context = z3.Context()
        solver = z3.SimpleSolver(context)
        solver.set("rlimit", RLIMIT)
        solver.add(*(fact.translate(context) for fact in self.lifted.distinctness()))
        found = []
        for name, function in self.candidates.items():
            goal = self.lifted.state_property(function, history, world, self.lifted.unknowns(function, STATE, "any"))
            solver.push()
            solver.add(z3.Not(goal).translate(context))
            self.checks += 1
            if solver.check() == z3.unsat:
                found.append(name)
            solver.pop()
        return found

    def _stands(self, path: ActionPath, name: str, active: list[str]) -> bool:
        core = self._cores.get((path.id, name))
        return core is not None and core <= set(active)

    def _preserved(self, path: ActionPath, function: Function, active: list[str]) -> frozenset[str] | None:
        goal, framed = goal_of(self.lifted, path, function)
        if framed:
            return frozenset() if is_step_property(function) else frozenset([function.__name__])
        if path.id not in self._facts:
            self._facts[path.id] = Facts(self.lifted, path, self.candidates.values())
        self.checks += 1
        tried = self._likely.get(function.__name__, (function.__name__,))
        likely = [name for name in active if name in tried]
        core = self._facts[path.id].proves(goal, likely, active)
        if core is None and self.thorough:
            facts = Facts(self.lifted, path, [self.candidates[name] for name in active], AGAIN)
            core = facts.proves(goal, active)
        if core is not None:
            self._likely[function.__name__] = frozenset(self._likely.get(function.__name__, ())) | core
        return core
