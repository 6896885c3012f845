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
    seed, before = _just_before(problem, lasts)
    telling = [action for action, kinds in _unusual(problem) if len(kinds) == 1]
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


def overheard(problem: Problem, lasts: list[Function]) -> Iterator[tuple[Function, Run]]:
    """Yield moments at which one who takes no part has read what was sent, and has drawn what the others have drawn.

    Each is that before some honest host takes one of the given actions, which it comes with; and the same once more
    with what may be stolen from a host.
    """
    numbered = numbered_kinds(problem.specification.world)
    telling = [(action, kinds[0]) for action, kinds in _unusual(problem) if len(kinds) == 1]
    for last in lasts:
        seed, before = _just_before(problem, [last])
        if before == len(seed.moves):
            continue
        for stolen in (False, True):
            run = next(_variants(problem, seed, before), None)
            stranger = None if run is None else _stranger(problem, run)
            if run is not None and stranger is not None:
                told = [a for a, kind in telling if kind in numbered and (stolen or kind is not type(stranger))]
                _listen(problem, run, stranger, told)
                for move in seed.moves[:before]:
                    _draw_as_well(problem, run, stranger, move.action)
                yield last, run


def _just_before(problem: Problem, lasts: list[Function]) -> tuple[Seed, int]:
    """Return a run in which nobody attacks, and how many steps it has before one of some actions, or altogether."""
    names = {action.__name__ for action in lasts}
    seeds = seeds_of(Problem(problem.module))
    seed = next((s for s in seeds if names & {move.action for move in s.moves}), seeds[0])
    return seed, next((n for n, move in enumerate(seed.moves) if move.action in names), len(seed.moves))


def _unusual(problem: Problem) -> list[tuple[Function, tuple[Any, ...]]]:
    """Return the actions about names alone that undisturbed runs don't take, each with the kinds of the names."""
    usual = usual_actions(Problem(problem.module))
    found = [(a, tuple(parameters_of(a).values())) for a in problem.specification.actions if a.__name__ not in usual]
    return [(action, kinds) for action, kinds in found if all(map(is_identifier, kinds))]


def _stranger(problem: Problem, run: Run) -> Identifier | None:
    """Return a name that belongs to no set that a run began with, though its kind has such a set."""
    sets = [value for value in run.initial.values() if isinstance(value, Set)]
    kinds = dict.fromkeys(type(member) for each in sets for member in each)
    names: list[Identifier] = [kind(name) for kind in kinds for name in problem.specification.universe.get(kind, ())]
    return next((name for name in names if not any(each.has(name) for each in sets)), None)


def _listen(problem: Problem, run: Run, stranger: Identifier, reading: list[Function]) -> None:
    """Let somebody take what belongs to others by a map that the run began with, read what it can, and give it back."""
    owners = [value for value in run.initial.values() if isinstance(value, Map)]
    owned = [(key, owner) for each in owners for key, owner in each.items() if type(owner) is type(stranger)]
    for action, kinds in _unusual(problem):
        for key, owner in owned:
            if kinds == (type(stranger), type(key)):
                taker, thing = parameters_of(action)
                if goes_on(run, action, {taker: stranger, thing: key}):
                    _tell(problem, run, reading)
                    goes_on(run, action, {taker: owner, thing: key})


def _draw_as_well(problem: Problem, run: Run, stranger: Identifier, action: str) -> None:
    """Let somebody draw a name of its own, if that is what an action does: where no such name is known yet."""
    drawing = next(each for each in problem.specification.actions if each.__name__ == action)
    match list(parameters_of(drawing).items()):
        case [(by, by_kind), (drawn, kind)] if (
            by_kind is type(stranger) and kind is not by_kind and is_identifier(kind)
        ):
            goes_on(run, drawing, {by: stranger, drawn: kind(f"{stranger}'s own {kind.__name__.lower()}")})


def played_along(problem: Problem) -> Iterator[tuple[Run, tuple[Function, ...]]]:
    """Yield where a host sends something in a run in which nobody attacks, and how the run goes on if it is dishonest.

    What it sends by a rule becomes a packet that it makes up; what sends nothing is left out.
    """
    specification = problem.specification
    actions = {action.__name__: action for action in specification.actions}
    made_up = making_up(problem)
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


def making_up(problem: Problem) -> list[Function]:
    """Return the actions that take a whole message: the attacker makes it up."""
    messages = set(problem.specification.messages)
    return [action for action in problem.specification.actions if messages & set(parameters_of(action).values())]


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
