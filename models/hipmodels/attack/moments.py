"""Moments of runs in which nobody attacks, from which an attacker goes on."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from hipmodels.attack.seeds import Seed, betrayals, goes_on, seeds_of
from hipmodels.attack.universe import numbered_kinds, universe_of
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.sorts import is_identifier
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import readings_named
from hipspec.language import NOTHING, Identifier, Map, Set
from hipspec.language.running import Run


def moments(problem: Problem) -> list[Run]:
    """Return moments of the shortest run in which nobody attacks, and of the same with a peer that is not honest.

    They are its beginning, the last moment before anything is transmitted, and its end.
    """
    numbered = numbered_kinds(problem.specification.world)
    found: list[Run] = []
    for seed in seeds_of(Problem(problem.module))[:1]:
        kinds = [set(map(type, move.arguments.values())) for move in seed.moves]
        ready = next((n for n, named in enumerate(kinds) if named & numbered), 0)
        for length in dict.fromkeys((0, ready, len(seed.moves))):
            found += _variants(problem, seed, length)
    return found


def informed(problem: Problem, lasts: list[Function]) -> list[Run]:
    """Return moments at which the attacker knows all that it can, but for one kind of thing.

    They are those before some honest host takes one of the given actions, and the end of that run. What an action
    with one argument tells the attacker, such as to read what was sent to it, or to be given a key, it then knows.
    """
    plain = Problem(problem.module)
    names = {action.__name__ for action in lasts}
    seeds = seeds_of(plain)
    seed = next((s for s in seeds if names & {move.action for move in s.moves}), seeds[0])
    before = next((n for n, move in enumerate(seed.moves) if move.action in names), len(seed.moves))
    usual = usual_actions(plain)
    telling = [
        action
        for action in problem.specification.actions
        if action.__name__ not in usual and [is_identifier(k) for k in parameters_of(action).values()] == [True]
    ]
    found: list[Run] = []
    seen: list[tuple[object, ...]] = []
    for length, kept in itertools.product(dict.fromkeys((before, len(seed.moves))), telling):
        for run in _variants(problem, seed, length):
            _tell(problem, run, [action for action in telling if action is not kept])
            here = (run.initial, run.world, run.history)
            if here not in seen:
                seen.append(here)
                found.append(run)
    return found


def played_along(problem: Problem) -> Iterator[tuple[Run, tuple[Function, ...]]]:
    """Yield where a host sends something in a run in which nobody attacks, and how the run goes on if it is dishonest.

    What it sends by a rule becomes a packet that it makes up; what sends nothing is left out.
    """
    specification = problem.specification
    actions = {action.__name__: action for action in specification.actions}
    made_up = [a for a in specification.actions if set(parameters_of(a).values()) & set(specification.messages)]
    numbered = numbered_kinds(specification.world)
    for seed in seeds_of(Problem(problem.module))[:1] if made_up else []:
        whole = next(_variants(problem, seed, len(seed.moves)), None)
        if whole is None:
            continue  # what is left out is what this run can't do without
        senders = _senders(whole)
        for variant in betrayals(seed):
            honest = [value for value in variant.initial.values() if isinstance(value, Set)]
            own = [sender is not None and not any(hosts.has(sender) for hosts in honest) for sender in senders]
            if True in own:
                first = own.index(True)
                later = zip(variant.moves[first:], own[first:], strict=True)
                chain = tuple(
                    made_up[0] if is_own else actions[move.action]
                    for move, is_own in later
                    if numbered & set(map(type, move.arguments.values()))
                )
                for run in itertools.islice(_variants(problem, variant, first), 1):
                    yield run, chain


def _senders(run: Run) -> list[Identifier | None]:
    """Return for each step of a run who sent what is new after it, if anything is.

    It is told of worlds whose environment keeps every packet by the name of its frame, in a map `sent`.
    """
    senders: list[Identifier | None] = []
    for taken in run.taken:
        before, after = _sent(taken.before.world), _sent(taken.after.world)
        named = [name for name in taken.arguments.values() if isinstance(name, Identifier)]
        new = [after[name].value.sender for name in named if after[name].present and not before[name].present]
        senders.append(new[0] if new else None)
    return senders


def _sent(world: Any) -> Map[Any, Any]:  # noqa: ANN401  # the world of any specification
    sent = getattr(getattr(world, "environment", None), "sent", None)
    return sent if isinstance(sent, Map) else Map(NOTHING)


def _tell(problem: Problem, run: Run, actions: Iterable[Function]) -> None:
    """Let the attacker learn what some actions tell it about everything that there is."""
    named = universe_of(problem, run, 1).names
    for action in actions:
        for parameter, kind in parameters_of(action).items():
            for name in named.get(kind, []):
                goes_on(run, action, {parameter: name})


def _variants(problem: Problem, seed: Seed, length: int) -> Iterator[Run]:
    """Yield a moment of a run, and the same moment with a host that is not honest, where it is possible."""
    actions = {action.__name__: action for action in problem.specification.actions}
    readings = readings_named(problem.specification, dict(problem.readings))
    for variant in (seed, *betrayals(seed)):
        run = Run(problem.specification, readings, **variant.initial)
        if all(goes_on(run, actions[move.action], move.arguments) for move in variant.moves[:length]):
            yield run


def usual_actions(problem: Problem) -> set[str]:
    """Return the names of the actions that runs take in which nobody attacks."""
    return {move.action for seed in seeds_of(problem) for move in seed.moves}
