"""Search 2: short sequences of actions with unknown arguments, which the solver chooses.

A sequence starts from a concrete moment of a run in which nobody attacks. Its arguments (packets, addresses, nonces,
sizes, numbers) are unknowns of a finite instance. What is looked up in a table of big records is looked up for one
key at a time, so that most of a rule is plain Python and the solver is asked small questions.
"""

import functools
import inspect
import itertools
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import z3

from hipmodels.attack.check import violated
from hipmodels.attack.dataflow import writers
from hipmodels.attack.sample import identifiers_in
from hipmodels.attack.walk import seeds_of
from hipmodels.lift.edits import Edits
from hipmodels.lift.errors import LiftError
from hipmodels.lift.interpret import Interpreter
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.paths import GuardFails, Track
from hipmodels.lift.sorts import fields_of, is_identifier, is_record
from hipmodels.lift.source import Function
from hipmodels.lift.tables import Model, Spelt, Table, Universe
from hipmodels.lift.values import Record, Term, Value
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.trace import readings_named, specification_functions
from hipspec.language import Identifier, Impossible, Map, Maybe, Refused, Set, Tally
from hipspec.language.running import Run

RLIMIT = 400_000
NEWEST = 5
BIG = 5
LONGEST = 3
FOLLOWED = 700
LARGEST = 64


# What unknowns were found to be along a path: by the id of the term, which is kept so that the id stays its own.
Chosen = dict[int, tuple[z3.ExprRef, Any]]


@dataclass
class Guided(Track):
    """A path on which only ways are taken that the solver doesn't rule out."""

    solver: z3.Solver = field(default_factory=z3.Solver)
    chosen: "Chosen" = field(default_factory=dict)
    questions: int = 0

    def decide(self, condition: z3.BoolRef, words: str) -> bool:
        """Go one way at a branch; leave the other way open if it is possible."""
        position = len(self.taken)
        if position < len(self.planned):
            way = self.planned[position]
        else:
            way = self._possible(condition)
            if way and self._possible(z3.Not(condition)):
                self.open_ends.append([*self.taken, False])
        self.taken.append(way)
        self.words.append(words)
        self.solver.add(condition if way else z3.Not(condition))
        return way

    def _possible(self, condition: z3.BoolRef) -> bool:
        self.questions += 1
        return bool(self.solver.check(condition) != z3.unsat)

    def pass_check(self, origin: str, item: str, condition: Value) -> None:
        """Go on past a guard or assumption, if it can be passed."""
        del origin, item
        if condition is False:
            raise GuardFails
        if condition is not True:
            self.solver.add(condition.expression)

    def define(self, term: z3.BoolRef) -> None:
        """Note what a fresh collection is."""
        self.solver.add(term)


def is_big(kind: Any) -> bool:  # noqa: ANN401  # a type or a generic alias
    """Whether a value of a type is better looked up for one key at a time than merged."""
    return _size(kind) >= BIG


@functools.cache
def is_flat(kind: type) -> bool:
    """Whether a value of a type that is not a term is wholly known."""
    if is_record(kind):
        return all(isinstance(inner, type) and is_flat(inner) for inner in fields_of(kind).values())
    return kind in (bool, int) or is_identifier(kind) or issubclass(kind, Enum)


@functools.cache
def _size(kind: Any) -> int:  # noqa: ANN401  # a type or a generic alias
    origin = typing.get_origin(kind)
    if origin in (Map, Set):
        return BIG
    if origin is Maybe:
        return 1 + _size(typing.get_args(kind)[0])
    return sum(_size(inner) for inner in fields_of(kind).values()) if is_record(kind) else 1


class Choosing(Spelt):
    """Values of a finite instance; along a track, big tables are looked up for one key at a time."""

    def __init__(self, universe: Universe) -> None:
        """Work over a universe."""
        super().__init__(universe)
        self.track: Guided | None = None
        self._all_keys: dict[Any, tuple[Any, ...]] = {}

    def look_up(self, table: Table, key: Value) -> Value:
        """Return the value of a table at a key; keys under which nothing was stored are one and the same way."""
        key_kind = typing.get_args(table.kind)[0]
        key = self._known(key, key_kind)
        plain = _plain(key)
        if plain is not None:
            return table.entries.get(plain, table.rest)
        if self.track is None or not self._is_big(table):
            return super().look_up(table, key)
        for candidate, condition in self.matches(key, key_kind):
            entry = table.entries.get(candidate, table.rest)
            if entry is not table.rest and self._is_it(key, candidate, condition):
                return entry
        return table.rest

    def put(self, table: Table, key: Value, value: Value) -> Table:
        """Return a table with a value at a key."""
        key_kind = typing.get_args(table.kind)[0]
        key = self._known(key, key_kind)
        plain = _plain(key)
        if plain is None and self.track is not None and self._is_big(table):
            matches = self.matches(key, key_kind)
            plain = next((candidate for candidate, c in matches if self._is_it(key, candidate, c)), None)
            if plain is None:
                raise GuardFails
        if plain is None:
            return super().put(table, key, value)
        return Table(table.kind, {**table.entries, plain: value}, table.rest)

    def coerce(self, value: Value, kind: Any) -> Value:  # noqa: ANN401  # a type
        """Return a value in the form that a field of a type holds it in; what a map holds by default it holds once."""
        if isinstance(value, Map):
            key_kind, inner = typing.get_args(kind)
            rest = self.coerce(value.default, inner)
            entries = dict.fromkeys(self._keys(key_kind), rest)
            entries.update((key, self.coerce(content, inner)) for key, content in value.items() if key in entries)
            return Table(kind, entries, rest)
        if isinstance(value, Set):
            members: dict[Any, Value] = dict.fromkeys(self._keys(typing.get_args(kind)[0]), False)
            members.update((key, True) for key in value if key in members)
            return Table(kind, members, rest=False)
        return super().coerce(value, kind)

    def _keys(self, kind: Any) -> tuple[Any, ...]:  # noqa: ANN401  # a type or a generic alias
        if kind not in self._all_keys:
            self._all_keys[kind] = tuple(self.universe.values(kind))
        return self._all_keys[kind]

    @staticmethod
    def _is_big(table: Table) -> bool:
        return typing.get_origin(table.kind) is Map and is_big(typing.get_args(table.kind)[1])

    def _known(self, key: Value, kind: Any) -> Value:  # noqa: ANN401  # a type or a generic alias
        """Return a key as far as it is known along the track."""
        if isinstance(key, Record):
            return Record(kind, {n: self._known(v, fields_of(kind)[n]) for n, v in key.fields.items()})
        if isinstance(key, Term) and self.track is not None:
            return self.track.chosen.get(key.expression.get_id(), (None, key))[1]
        return key

    def _is_it(self, key: Value, candidate: Any, condition: Value) -> bool:  # noqa: ANN401  # a key
        """Decide whether a key is a candidate, and remember it along the track if it is."""
        if self.track is None or condition is False:
            return False
        if condition is not True and not self.track.decide(condition.expression, str(candidate)):
            return False
        self._remember(key, candidate)
        return True

    def _remember(self, key: Value, candidate: Any) -> None:  # noqa: ANN401  # a key
        if isinstance(key, Record):
            for name, part in key.fields.items():
                self._remember(part, getattr(candidate, name))
        elif isinstance(key, Term) and self.track is not None:
            self.track.chosen[key.expression.get_id()] = (key.expression, candidate)

    def matches(self, key: Value, kind: Any) -> Iterator[tuple[Any, Value]]:  # noqa: ANN401  # a type or a generic alias
        """Yield each key of the universe with the condition that `key` is it; only what is not known is tried."""
        if not isinstance(key, Record):
            yield from super().matches(key, kind) if isinstance(key, Term) else [(key, True)]
            return
        parts = {n: list(self.matches(v, fields_of(kind)[n])) for n, v in key.fields.items()}
        for combination in itertools.product(*parts.values()):
            candidate = kind(**dict(zip(parts, (part for part, _ in combination), strict=True)))
            yield candidate, self.all_of([condition for _, condition in combination])

    def equal(self, one: Value, other: Value) -> Value:
        """Return whether two values are equal; where both are known, Python knows it at once."""
        if type(one) is type(other) and is_flat(type(one)):  # type: ignore[arg-type]  # a type is hashable
            return bool(one == other)
        return super().equal(one, other)

    def choose(self, condition: z3.BoolRef, yes: Value, no: Value) -> Value:
        """Return the value that is `yes` where the condition holds and `no` elsewhere."""
        if isinstance(yes, Table) and isinstance(no, Table) and yes is not no:
            keys = {**yes.entries, **no.entries}
            entries = {
                key: self.choose(condition, yes.entries.get(key, yes.rest), no.entries.get(key, no.rest))
                for key in keys
            }
            return Table(yes.kind, entries, yes.rest)
        return super().choose(condition, yes, no)


def _plain(key: Value) -> Any:  # noqa: ANN401  # a key, or None if it is not wholly known
    if isinstance(key, Term):
        return None
    if isinstance(key, Record):
        parts = {name: _plain(value) for name, value in key.fields.items()}
        return None if any(part is None for part in parts.values()) else key.kind(**parts)
    return key


@dataclass(frozen=True)
class After:
    """Where a sequence has come to."""

    actions: tuple[Function, ...]
    arguments: tuple[dict[str, Value], ...]
    before: tuple[Value, Value]
    event: Value
    history: Value
    world: Value
    chosen: Chosen


@dataclass(frozen=True)
class Attempt:
    """A run that the solver found, and the property or lemma that its last step violates."""

    run: Run
    goal: Function
    parameters: dict[str, Any]


class Sequences:
    """Sequences of actions from one moment.

    Args:
        problem: the specification, with its readings and edits.
        start: the run that has come to the moment.
        longest: how many steps a sequence has at most; there are so many fresh names.
    """

    def __init__(self, problem: Problem, start: Run, longest: int) -> None:
        """Spell out the moment."""
        self.problem = problem
        self.specification = problem.specification
        self.start = start
        self.readings = readings_named(self.specification, dict(problem.readings))
        self.numbered = numbered_kinds(self.specification.world)
        self.universe = Universe(self._names(longest), _numbers(problem.module))
        self.values = Choosing(self.universe)
        self.interpreter = Interpreter(self.universe.sorts, Edits(problem.left_out), self.values)
        self.world = self.values.coerce(start.world, self.specification.world)
        self.history = self.values.coerce(start.history, self.specification.history)
        self.solver = z3.Solver(ctx=self.universe.sorts.context)
        self.solver.set("rlimit", RLIMIT)
        self.tries = self.bound = 0

    def _names(self, longest: int) -> dict[type, list[Identifier]]:
        """Return the names that there are: what the run and the text name, and new ones for what is drawn."""
        names: dict[type, list[Identifier]] = {kind: [] for kind in self.specification.universe}

        def learn(found: Iterable[Identifier]) -> None:
            for name in found:
                if name not in names.setdefault(type(name), []):
                    names[type(name)].append(name)

        for taken in self.start.taken:
            learn(itertools.chain.from_iterable(identifiers_in(value) for value in taken.arguments.values()))
        for kind in self.numbered:
            names[kind] = names[kind][-NEWEST:]
        for kind, given in self.specification.universe.items():
            learn(kind(name) for name in given)
        learn(self.problem.lifted().named)
        for _ in range(2):
            learn([*names_within(self.start.world, names), *names_within(self.start.history, names)])
        for kind, given in self.specification.universe.items():
            if not given:
                learn(_new(kind, number) for number in range(1, longest + 1))
        return names

    def ending_in(self, chains: Iterable[tuple[Function, ...]], goals: list[Function], bound: int) -> Iterator[Attempt]:
        """Yield the runs of some sequences that violate a goal in their last step, as far as the bound goes.

        Sequences that begin alike share their beginning; where that is impossible, so are they all.
        """
        self.tries, self.bound = 0, bound
        beginning = After((), (), (self.history, self.world), None, self.history, self.world, {})
        yield from self._from(beginning, list(chains), goals)

    def _from(self, after: After, chains: list[tuple[Function, ...]], goals: list[Function]) -> Iterator[Attempt]:
        if () in chains:
            for goal in list(goals):
                for model, parameters in self._violations(goal, after):
                    attempt = self._concrete(after, goal, model, parameters)
                    if attempt is not None:
                        yield attempt
        for action in dict.fromkeys(chain[0] for chain in chains if chain and goals):
            rest = [chain[1:] for chain in chains if chain and chain[0] is action]
            for longer in self._one(after, action):
                yield from self._from(longer, rest, goals)

    def _concrete(self, after: After, goal: Function, model: Model, parameters: dict[str, Value]) -> "Attempt | None":
        """Return what the solver found as a run, if the executable specification goes along with it."""
        run = self.start.copy()
        try:
            for action, given in zip(after.actions, after.arguments, strict=True):
                run.do(action, **{n: model.plain(v) for n, v in given.items() if v is not self.readings})
        except (Refused, Impossible, LookupError):
            return None
        values = {name: model.plain(value) for name, value in parameters.items()}
        return Attempt(run, goal, values) if violated(goal, run.taken[-1], values) else None

    def _one(self, after: After, action: Function) -> Iterator[After]:
        """Yield the ways that an action can go; a transmission is under a new number wherever it can be."""
        drawn = [name for name, kind in parameters_of(action).items() if kind in self.numbered]
        for old in sorted(itertools.product((False, True), repeat=len(drawn)), key=sum):
            given = self._arguments(action, len(after.arguments))
            for name, is_old in zip(drawn, old, strict=True):
                if not is_old:
                    kind = parameters_of(action)[name]
                    given[name] = _new(kind, len(after.arguments) + 1)
            found = False
            for longer in self._ways(after, action, given):
                found = True
                yield longer
            if found:
                return

    def _ways(self, after: After, action: Function, given: dict[str, Value]) -> Iterator[After]:
        first = next(iter(_signature(action)))

        def follow(track: Track) -> tuple[Value, Value, Value]:
            step = self.interpreter.call(action, {first: after.world, **given}, track)
            event, world = step.fields["event"], step.fields["world"]
            names = _signature(self.specification.observe)
            observed = dict(zip(names, (after.history, after.world, event, world), strict=True))
            return event, world, self.interpreter.call(self.specification.observe, observed, track)

        for (event, world, history), chosen in self._explore(follow, after.chosen):
            yield After(
                (*after.actions, action),
                (*after.arguments, given),
                (after.history, after.world),
                event,
                history,
                world,
                chosen,
            )

    def _arguments(self, action: Function, number: int) -> dict[str, Value]:
        return {
            name: self.readings
            if kind is self.specification.readings_type
            else self.values.fresh(kind, f"{number}.{name}")
            for name, kind in parameters_of(action).items()
        }

    def _explore(self, follow: Callable[[Track], Value], chosen: Chosen) -> Iterator[tuple[Any, Chosen]]:
        waiting: list[list[bool]] = [[]]
        while waiting and self.tries < self.bound:
            self.solver.push()
            track = Guided(waiting.pop(), solver=self.solver, chosen=dict(chosen))
            self.values.track = track
            self.values.within.clear()
            try:
                result = follow(track)
            except GuardFails:
                pass
            except LiftError as error:
                if not isinstance(error.__cause__, LookupError):
                    raise  # what can't be evaluated there is not violated there, as when it is executed
            else:
                self.values.track = None
                self.solver.add(*self.values.within)
                if self.solver.check() == z3.sat:
                    yield result, track.chosen
            finally:
                self.values.track = None
                self.solver.pop()
                self.tries += 1 + track.questions
            waiting.extend(track.open_ends)

    def _violations(self, goal: Function, after: After) -> Iterator[tuple[Model, dict[str, Value]]]:
        state: tuple[Value, ...] = (after.history, after.world)
        if is_step_property(goal):
            state = (*after.before, after.event, *state)
        names = _signature(goal)
        parameters = {
            name: self.values.fresh(kind, f"goal.{name}") for name, kind in parameters_of(goal, len(state)).items()
        }

        def follow(track: Track) -> Value:
            given = dict(zip(names[: len(state)], state, strict=True))
            holds = self.interpreter.call(goal, {**given, **parameters}, track)
            track.pass_check("goal", "", self.values.negation(holds))

        for _ in self._explore(follow, after.chosen):
            if self.solver.check() == z3.sat:
                yield Model(self.universe, self.solver.model()), parameters


@functools.cache
def _numbers(module: str) -> tuple[int, ...]:
    """Return the numbers worth using as keys: the first few, and those around each small constant of the text."""
    found = set(range(-1, 4))
    for function in specification_functions(Problem(module).specification):
        for name, value in function.__globals__.items():
            if name.isupper() and type(value) is int and 0 <= value < LARGEST:
                found |= set(range(value - 1, value + 3))
    return tuple(sorted(found))


def numbered_kinds(world: type) -> set[type]:
    """Return the kinds of identifiers under which the world keeps big records, such as numbers of transmissions."""
    found = set()
    for kind in fields_of(world).values():
        if is_record(kind):
            found |= numbered_kinds(kind)
        elif typing.get_origin(kind) is Map and is_identifier(typing.get_args(kind)[0]):
            key, inner = typing.get_args(kind)
            found |= {key} if is_big(inner) else set()
    return found


def names_within(value: Any, names: Mapping[type, list[Identifier]]) -> Iterator[Identifier]:  # noqa: ANN401  # any value
    """Yield the identifiers in a value, without what it holds under keys that have other names in them."""
    if isinstance(value, Map):
        yield from names_within(value.default, names)
        for key, inner in value.items():
            if all(name in names.get(type(name), ()) for name in identifiers_in(key)):
                yield from names_within(inner, names)
    elif isinstance(value, Tally | Set):
        return
    elif is_record(type(value)) or isinstance(value, Maybe):
        parts = (
            [getattr(value, n) for n in value.__dataclass_fields__]
            if is_record(type(value))
            else [value.value]
            if value.present
            else []
        )
        for part in parts:
            yield from names_within(part, names)
    elif isinstance(value, Identifier):
        yield value


def _new(kind: type, number: int) -> Identifier:
    name: Identifier = kind(f"new {kind.__name__.lower()} {number}")
    return name


@functools.cache
def _signature(function: Function) -> list[str]:
    return list(inspect.signature(function).parameters)


def attempts(
    problem: Problem, moments: Iterable[Run], lasts: list[Function], goals: list[Function], longest: int = LONGEST
) -> Iterator[Attempt]:
    """Yield the runs that violate a goal, as far as the solver finds them; short sequences first.

    Args:
        problem: the specification, with its readings and edits, which are in force while this is used.
        moments: where sequences start.
        lasts: the actions that sequences end in.
        goals: what the last step is to violate; whoever uses the runs may take from it what has been violated enough.
        longest: how many steps a sequence has at most.
    """
    spelt_out = [Sequences(problem, start, longest) for start in moments]
    for length in range(1, longest + 1):
        for sequences in spelt_out:
            wanted = (chain for last in lasts for chain in chains(problem, last, length))
            yield from sequences.ending_in(wanted, goals, FOLLOWED)


@functools.cache
def chains(problem: Problem, last: Function, length: int) -> tuple[tuple[Function, ...], ...]:
    """Return the sequences of some length that end in an action, chosen backwards.

    Each earlier action writes what some later one reads. It is one that no undisturbed run takes, for of such steps
    attacks are made, or the last one once more.
    """
    plain = Problem(problem.module)
    named = {action.__name__: action for action in problem.specification.actions}
    usual = {move.action for seed in seeds_of(plain) for move in seed.moves} - {last.__name__}
    found: list[tuple[str, ...]] = [(last.__name__,)]
    for _ in range(length - 1):
        found = [
            (name, *chain)
            for chain in found
            for name in named
            if name not in usual and any(name in writers(plain)[later] or name == later for later in chain)
        ]
    return tuple(tuple(named[name] for name in chain) for chain in found)
