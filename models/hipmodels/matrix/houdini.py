"""Proofs that find their lemmas themselves, among candidates of which many are false.

All candidates that hold at the beginning are taken for true. A property is proved for each path with these, then the
candidates that its proofs use are, and so on; one that fails is dropped, and what was proved with it is proved again
without. What is left and rests on nothing else holds in every reachable state: it holds at the beginning, and each path
of each action preserves it. Whether a candidate was dropped although it is true does not matter for that: it is only
missed. This is Houdini (Flanagan and Leino, 2001), but asks only for what a proof needs. Each check is solved alone,
unbounded, with the resources of the solver limited and not its time.
"""

from collections.abc import Collection, Iterable, Sequence

import z3

from hipmodels.lift.lifted import STATE, ActionPath, Lifted
from hipmodels.lift.source import Function
from hipmodels.properties import is_step_property
from hipmodels.prove import goal_of

RLIMIT = 400_000
PATIENCE = 4  # times that limit is given to a second solver, before a candidate is dropped


class Facts:
    """A solver that knows a path and, as long as they are not dropped, some invariants of the state before it."""

    def __init__(
        self, lifted: Lifted, path: ActionPath, candidates: Iterable[Function], *, eager: bool = False
    ) -> None:
        """Tell the solver everything once; each candidate behind a literal of its own.

        Args:
            lifted: the specification.
            path: what is known of the step.
            candidates: what may be known of the state before it.
            eager: whether to make use of every term, and not only of those that the solver holds for relevant.
        """
        self.lifted = lifted
        self.path = path
        self.context = z3.Context()
        self.solver = z3.SimpleSolver(self.context)
        # A search for models of what is quantified finds none here: it would only make a failure take longer.
        self.solver.set("mbqi", False)  # noqa: FBT003  # the solver's truth value
        self.solver.set("rlimit", RLIMIT)
        if eager:
            self.solver.set("relevancy", 0)
        self.literals = {f.__name__: z3.Bool(f.__name__, self.context) for f in candidates}
        for function in candidates:
            fact = lifted.assumed(function).translate(self.context)
            self.solver.add(z3.Implies(self.literals[function.__name__], fact))
        facts = [*lifted.distinctness(), *path.terms, *lifted.arithmetic(path.history)]
        self.solver.add(*(fact.translate(self.context) for fact in facts))

    def proves(self, goal: z3.BoolRef, *assumed: Collection[str], patience: int = 1) -> frozenset[str] | None:
        """Return the candidates that a proof of the goal uses, or None if there is none.

        Args:
            goal: what is to be proved.
            assumed: the candidates to assume; several times, the few with which a proof is cheap first.
            patience: how many times the usual resources an attempt may take.
        """
        self.solver.push()
        self.solver.add(z3.Not(goal).translate(self.context))
        self.solver.set("rlimit", RLIMIT * patience)
        core = None
        for names in assumed:
            # What need not be assumed is denied, or the solver might choose to instantiate it all the same.
            literals = (literal if name in names else z3.Not(literal) for name, literal in self.literals.items())
            if self.solver.check(*literals) == z3.unsat:
                core = frozenset(str(term) for term in self.solver.unsat_core() if not z3.is_not(term))
                break
        self.solver.pop()
        return core


def in_words(path: ActionPath) -> str:
    """Return the name of a path, with the branches that it takes."""
    return f"{path.id} ({'; '.join(path.words)})" if path.words else path.id


class Houdini:
    """The search for proofs, for one lifted specification. What it has dropped and proved it keeps for the next one.

    Args:
        lifted: the specification.
        candidates: the invariants that proofs may rest on.
        asked: the invariants that may be asked for: a proof of one of them may assume it as well.
        thorough: whether to ask a second solver, which has more resources and makes use of more terms, before a
            candidate is dropped: the first one gives up where it need not.

    Attributes:
        dropped: each invariant that was dropped, and the path that does not preserve it, in the order of dropping.
        checks: how many questions the solver was asked.
    """

    def __init__(
        self, lifted: Lifted, candidates: Iterable[Function], asked: Iterable[Function] = (), *, thorough: bool = False
    ) -> None:
        """Drop at once what does not hold at the beginning."""
        self.lifted = lifted
        self.thorough = thorough
        self.dropped: list[tuple[str, str]] = []
        self.checks = 0
        self.paths = [path for action in lifted.specification.actions for path in lifted.paths(action)]
        likely = {f.__name__: f for f in candidates}
        self.functions = {f.__name__: f for f in asked} | likely
        self._true = self._initially()
        self._assumed = [name for name in self._true if name in likely]
        self._facts: dict[tuple[str, bool], Facts] = {}
        self._cores: dict[tuple[str, str], frozenset[str]] = {}
        self._used: dict[str, frozenset[str]] = {}  # what proofs of an invariant on other paths have used

    def proof_of(self, function: Function) -> tuple[str, ...] | None:
        """Return the candidates that a proof of a property rests on, in their order; None if none is found.

        A state property is among them: it may be assumed before each step.
        """
        name = function.__name__
        if not is_step_property(function):
            if name not in self._true:
                return None
            self._assumed = [n for n in self._true if n in self._assumed or n == name]
        while True:
            needed = [name]
            failed = next((n for n in needed if not self._stands(n, function, needed)), None)
            if failed is None:
                return tuple(n for n in self._true if n in needed)
            if failed == name:
                return None

    def forget(self) -> None:
        """Give back what solvers hold; they are made again when they are asked again."""
        self._facts.clear()

    def _stands(self, name: str, asked: Function, needed: list[str]) -> bool:
        """Whether each path preserves an invariant; what that needs is added to what is needed, or it is dropped."""
        function = asked if name == asked.__name__ else self.functions[name]
        for path in self.paths:
            core = self._cores.get((path.id, name))
            if core is None or not core <= set(self._assumed):
                core = self._preserved(path, function, needed)
            if core is None:
                self.dropped.append((name, in_words(path)))
                self._true = [n for n in self._true if n != name]
                self._assumed = [n for n in self._assumed if n != name]
                return False
            self._cores[path.id, name] = core
            needed += sorted(core - set(needed))
        return True

    def _initially(self) -> list[str]:
        world, history = self.lifted.beginning()
        context = z3.Context()
        solver = z3.SimpleSolver(context)
        solver.set("rlimit", RLIMIT)
        solver.add(*(fact.translate(context) for fact in self.lifted.distinctness()))
        found = []
        for name, function in self.functions.items():
            goal = self.lifted.state_property(function, history, world, self.lifted.unknowns(function, STATE, "any"))
            solver.push()
            solver.add(z3.Not(goal).translate(context))
            self.checks += 1
            if solver.check() == z3.unsat:
                found.append(name)
            solver.pop()
        return found

    def _preserved(self, path: ActionPath, function: Function, needed: Sequence[str]) -> frozenset[str] | None:
        goal, framed = goal_of(self.lifted, path, function)
        name = function.__name__
        if framed:
            return frozenset() if is_step_property(function) else frozenset([name])
        self.checks += 1
        used = self._used.get(name, frozenset([name]))
        few = (used, {*used, *needed}) if len(needed) > 1 else (used,)
        known = [[n for n in self._assumed if n in names] for names in few]
        core = self._knowing(path).proves(goal, *known, self._assumed)
        if core is None and self.thorough:
            core = self._knowing(path, eager=True).proves(goal, *known[1:], self._assumed, patience=PATIENCE)
        if core is not None:
            self._used[name] = used | core
        return core

    def _knowing(self, path: ActionPath, *, eager: bool = False) -> Facts:
        if (path.id, eager) not in self._facts:
            self._facts[path.id, eager] = Facts(self.lifted, path, self.functions.values(), eager=eager)
        return self._facts[path.id, eager]
