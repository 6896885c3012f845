"""Rechecking: each proof is written as SMT-LIB 2 and given to a second solver, cvc5, which shares no code with Z3.

A script holds what the proof rests on (the invariants in its core, the conditions of the path, what is known about
named identifiers and sums) and the negation of what it shows, all of them plain assertions. The second solver agrees
if it, too, finds that these can't hold together.
"""

import functools
import importlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

import z3

from hipmodels import prove
from hipmodels.lift.lifted import STATE, ActionPath, Lifted
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.prove import INITIAL, Result
from hipmodels.smtlib import ExportError, Script, Vocabulary
from hipmodels.verdicts import Verdict

UNSAT = "unsat"
UNKNOWN = "unknown"
EXTRA = "the extra `recheck` is not installed: pip install 'hipway[recheck]'"


class MissingSolverError(Exception):
    """The second solver is not installed."""


@dataclass(frozen=True)
class Strategy:
    """One way to ask the second solver.

    Attributes:
        options: the options of cvc5.
        limit: the resources that it may spend; not seconds, so that the answer is the same on each machine.
    """

    options: tuple[tuple[str, str], ...]
    limit: int


# Tried in this order until one answers. Without the second, cvc5 looks for conflicts first, and may then give up before
# it has tried the instances that the triggers give.
STRATEGIES = (
    Strategy((), 200_000),
    Strategy((("cbqi", "false"), ("trigger-sel", "all")), 200_000),
    Strategy((("enum-inst", "true"),), 500_000),
)


@dataclass(frozen=True)
class Recheck:
    """What the second solver says about one proof.

    Attributes:
        id: the obligation, `path|property`.
        agrees: whether it finds the proof right.
        answer: its own word: "unsat" (agrees), "sat" (disagrees) or "unknown"; "error: ..." if it could not be asked.
        seconds: how long it took in this run, the export included.
        resources: what it counted.
        by_identity: whether there was nothing to prove: the path leaves alone what the property speaks of, so that
            what is to be shown is, word for word, what is assumed.
        tries: how many strategies it took.
    """

    id: str
    agrees: bool
    answer: str
    seconds: float
    resources: int
    by_identity: bool = False
    tries: int = 1


@dataclass(frozen=True)
class _Question:
    """An obligation as formulas: what is assumed, each with a note, and what is to be shown."""

    facts: tuple[tuple[str, z3.BoolRef], ...]
    goal: z3.BoolRef
    by_identity: bool

    def script(self, result: Result, vocabulary: Vocabulary) -> str:
        """Return the question as text."""
        script = Script(vocabulary)
        script.note(f"{result.id} ({result.kind})")
        if self.by_identity:
            script.note("The path leaves alone what the property speaks of: both are the same formula.")
        for note, fact in self.facts:
            script.add(fact, note, again=True)
        script.add(self.goal, "what is to be shown fails", negated=True, again=self.by_identity)
        return script.text()


class _Group:
    """The obligations of one group: the beginning, or one path of one action."""

    def __init__(self, problem: Problem, group: str) -> None:
        self.lifted = problem.lifted()
        self._functions = {f.__name__: f for f in prove.everything_to_show(problem)}
        self._path = None if group == INITIAL else _path(problem, self.lifted, group)

    def question(self, result: Result) -> _Question:
        """Return what the proof of one obligation was asked."""
        function = self._functions[result.property]
        if self._path is None:
            return self._initial(function)
        goal, framed = prove.goal_of(self.lifted, self._path, function)
        if framed:
            return _Question(tuple(self._same_before(function)), goal, by_identity=True)
        core = [("an invariant, before the step: " + name, self._assumed(name)) for name in result.core]
        conditions = [(f"{c.origin}: {c.item}".removesuffix(": "), c.term) for c in self._path.conditions]
        facts = [*self._named(), *self._sums(self._path.history), *core, *conditions]
        return _Question(tuple(facts), goal, by_identity=False)

    def _initial(self, function: Function) -> _Question:
        world, history = self.lifted.beginning()
        goal = self.lifted.state_property(function, history, world, self.lifted.unknowns(function, STATE, "any"))
        return _Question((*self._named(), *self._sums(history)), goal, by_identity=False)

    def _assumed(self, name: str) -> z3.BoolRef:
        return self.lifted.assumed(self._functions[name])

    def _same_before(self, function: Function) -> Iterator[tuple[str, z3.BoolRef]]:
        """Yield the property before the step, for the very parameters that it is to be shown for after it."""
        if not is_step_property(function):
            yield f"the invariant itself, before the step: {function.__name__}", self.lifted.stated(function)[0]

    def _named(self) -> list[tuple[str, z3.BoolRef]]:
        return [("named identifiers are distinct", fact) for fact in self.lifted.distinctness()]

    def _sums(self, history: object) -> list[tuple[str, z3.BoolRef]]:
        return [("a sum", fact) for fact in self.lifted.arithmetic(history)]


def _path(problem: Problem, lifted: Lifted, group: str) -> ActionPath:
    name = group.split("/", maxsplit=1)[0]
    action = next(a for a in problem.specification.actions if a.__name__ == name)
    return next(path for path in lifted.paths(action) if path.id == group)


def export(problem: Problem, result: Result) -> str:
    """Return the proof of one obligation as an SMT-LIB 2 script whose answer is *unsat* if the proof is right."""
    return _Group(problem, result.path).question(result).script(result, Vocabulary())


def recheck_group(problem: Problem, group: str, results: Iterable[Result]) -> list[Recheck]:
    """Have the second solver check the proofs of one group; what a worker does. What isn't proved is left out.

    Raises:
        MissingSolverError: cvc5 is not installed.
    """
    solver = second_solver()
    proved = [result for result in results if result.verdict is Verdict.PROVED and result.path == group]
    questions, vocabulary = _Group(problem, group), _vocabulary(problem)
    return [_recheck(solver, questions, vocabulary, result) for result in proved]


@functools.lru_cache(maxsize=8)
def _vocabulary(problem: Problem) -> Vocabulary:
    """Return the words for what the proofs of a problem speak of; made once in each process, as what is lifted."""
    del problem
    return Vocabulary()


def _recheck(solver: ModuleType, questions: _Group, vocabulary: Vocabulary, result: Result) -> Recheck:
    started = time.perf_counter()
    question = questions.question(result)
    answer, spent, tries = UNKNOWN, 0, 0
    try:
        script = question.script(result, vocabulary)
        for strategy in STRATEGIES:
            tries += 1
            answer, resources = ask(solver, script, strategy)
            spent += resources
            if answer != UNKNOWN:
                break
    except (ExportError, RuntimeError) as error:  # cvc5's own errors are of the latter kind
        answer = f"error: {error}"
    seconds = time.perf_counter() - started
    return Recheck(result.id, answer == UNSAT, answer, seconds, spent, question.by_identity, tries)


def second_solver() -> ModuleType:
    """Return cvc5, loaded when it is first asked for.

    Raises:
        MissingSolverError: it is not installed.
    """
    try:
        return importlib.import_module("cvc5")
    except ImportError as error:
        raise MissingSolverError(EXTRA) from error


def ask(cvc5: ModuleType, script: str, strategy: Strategy) -> tuple[str, int]:
    """Give a script to the second solver; return its answer and the resources that it spent."""
    solver = cvc5.Solver(cvc5.TermManager())
    for option, value in strategy.options:
        solver.setOption(option, value)
    solver.setOption("rlimit", str(strategy.limit))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "proof")
    names = parser.getSymbolManager()
    answer = UNKNOWN
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, names)).strip()
        if said.startswith("(error"):
            raise ExportError(said)
        answer = said.split()[0] if said else answer
    return answer, int(solver.getStatistics().get(True, True)["resource::resourceUnitsUsed"]["value"])
