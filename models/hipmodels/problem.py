"""A proof problem by name: what a worker is told, and rebuilds, because terms of the solver don't travel."""

import functools
import importlib
from dataclasses import dataclass, field

from hipmodels.lift.edits import Edits
from hipmodels.lift.lifted import Lifted
from hipmodels.trace import readings_named
from hipspec.language import Specification


@dataclass(frozen=True)
class Problem:
    """A specification with readings and edits, by name.

    Attributes:
        module: the module that holds `SPECIFICATION`; or `module:name`, of one that returns several by their names.
        readings: answers other than the default ones, as (name, answer).
        left_out: guards, effects, assumptions, lemmas and properties that are left out.
    """

    module: str
    readings: tuple[tuple[str, str], ...] = ()
    left_out: frozenset[str] = field(default_factory=frozenset)

    @property
    def specification(self) -> Specification:
        """The specification itself."""
        module, _, name = self.module.partition(":")
        holder = importlib.import_module(module)
        found: Specification = holder.specification(name) if name else holder.SPECIFICATION
        return found

    def without(self, *items: str) -> "Problem":
        """Return the problem with more items left out."""
        return Problem(self.module, self.readings, self.left_out | set(items))

    def lifted(self) -> Lifted:
        """Return the specification lifted for proofs; made once in each process."""
        edits = frozenset(item for item in self.left_out if "/" in item or "." in item)  # the others have no text
        return _lifted(Problem(self.module, self.readings, edits))


@functools.lru_cache(maxsize=8)
def _lifted(problem: Problem) -> Lifted:
    specification = problem.specification
    whole = Problem(problem.module, problem.readings)
    return Lifted(
        specification,
        edits=Edits(problem.left_out),
        readings=readings_named(specification, dict(problem.readings)),
        base=whole.lifted() if problem.left_out else None,
    )
