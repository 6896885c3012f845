"""Proofs that an edit leaves alone: what was proved from some facts follows from them wherever they are still assumed.

A proof of the whole text names the invariants, guards and assumptions that it used. The edited text needs no proof of
its own where the goal is the same term, and the branches of the path and all that the proof used are still there.
"""

from collections.abc import Iterable, Mapping

import z3

from hipmodels.lift.lifted import ActionPath, Lifted, same
from hipmodels.lift.source import Function
from hipmodels.properties import is_step_property

Proofs = Mapping[str, tuple[str, ...]]  # for each obligation that is proved, the facts that its proof used


def carried_over(
    lifted: Lifted, path: ActionPath, functions: Iterable[Function], assumed: Iterable[Function], proofs: Proofs
) -> dict[str, tuple[str, ...]]:
    """Return for each property whose proof carries over from the whole text to a path what that proof used.

    Args:
        lifted: the edited specification.
        path: one of its paths.
        functions: the properties to show.
        assumed: the invariants that are assumed before the step.
        proofs: of the whole text.
    """
    if lifted.base is None:
        return {}
    untouched = [function for function in functions if lifted.untouched(function)]
    names = {function.__name__ for function in assumed if lifted.untouched(function)}
    found: dict[str, tuple[str, ...]] = {}
    for number, whole in enumerate(lifted.base.paths(path.action)):
        if _ids(whole.definitions) <= _ids(path.definitions):
            known = names | _kept_checks(whole, path)
            alike = _alike(whole, path)
            for function in untouched:
                used = proofs.get(f"{whole.id}|{function.__name__}")
                if used is not None and known.issuperset(used):
                    step = is_step_property(function)
                    read = lifted.base.read_after(function, path.action, number) if step else lifted.stated(function)[1]
                    if read <= alike:
                        found.setdefault(function.__name__, used)
    return found


def _ids(terms: Iterable[z3.BoolRef]) -> set[int]:
    return {term.get_id() for term in terms}  # equal terms of one context are one


def _kept_checks(whole: ActionPath, path: ActionPath) -> set[str]:
    """Return the guards and assumptions of the whole path that the edited one passes as well."""
    checks = path.checks
    return {name for name, term in whole.checks.items() if name in checks and checks[name].eq(term)}


def _alike(whole: ActionPath, path: ActionPath) -> frozenset[str]:
    """Return the parts of the event and of the state after it that are the same on both paths."""
    old, new = whole.parts(), path.parts()
    return frozenset(name for name in old.keys() & new.keys() if same(old[name], new[name]))
