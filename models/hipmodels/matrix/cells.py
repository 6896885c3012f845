"""The cells of a row: for each attack, the weakest attacker that succeeds and the strongest that provably does not.

What is known already is only checked: a kept trace is replayed by the rules, and kept lemmas are proved to be inductive
together. Where that fails, or nothing is kept, the attack is searched and the lemmas are found anew.
"""

import dataclasses
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from hipmodels.attack.minimise import minimise
from hipmodels.attack.walk import trace_of
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.source import Function
from hipmodels.matrix.family import Attack, Bound, Family, Strength, family_of
from hipmodels.matrix.fixed import Fixed
from hipmodels.matrix.houdini import Houdini
from hipmodels.matrix.refute import moments_of, refuted
from hipmodels.matrix.search import search
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.scenarios import stopped_scenarios
from hipmodels.trace import DoesNotReplayError, Trace, from_json, holds_at, property_named, replay, to_json
from hipmodels.verdicts import Verdict
from hipspec.language import Identifier, Impossible, Refused
from hipspec.language.running import Run

QUICK, DEEP = 2_500, 40_000  # runs of a search: at first, and where nothing else decides
REPEATED = 20


class Basis(Enum):
    """Of which candidates a proof may make use, the fewest first."""

    KEPT = "those that are kept for this attacker"
    NEAR = "those that proofs of what the attack violates most probably rest on"
    LIKELY = "those that any proof of this protocol has used"
    ALL = "all that no run refutes"


@dataclass
class Kept:
    """What is kept of a row.

    Attributes:
        lemmas: for each attacker, by name, the lemmas that the proofs against it rest on.
        attacks: for each property, by name, the weakest attacker known to violate it, and the trace.
        seal: a digest of all that its cells depend on, as it was when each of them was decided; empty before.
    """

    lemmas: dict[str, list[str]] = field(default_factory=dict)
    attacks: dict[str, dict[str, Any]] = field(default_factory=dict)
    seal: str = ""


@dataclass(frozen=True)
class Cell:
    """What became of one attack on one row.

    Attributes:
        row, attack: which.
        verdict: *proved* if no attacker of the ladder succeeds, *attack* if one does; None if it makes no sense. Where
            the run is one that is hoped for, *attack* says that there is one, and *proved* that there is none.
        why: why it makes no sense, or what is not decided.
        weakest: the weakest attacker that succeeds.
        strongest: the strongest against which the property is proved.
        trace: the attack, as JSON has it.
        steps: the number of its steps.
        factor: for an attack of volume, bytes out for each byte in; None if nothing bounds it.
        volume: whether it is an attack of volume.
        reached: a run that reaches the factor, or in which a hope that is refuted comes up.
        lemmas: what the proof rests on.
        checks: how many questions the solver was asked.
        runs: how many runs the search took; 0 if the attack was known.
        seconds: the processor's time that it took now.
        dropped: of an undecided cell, the candidates that were dropped, and the paths that do not preserve them.
    """

    row: str
    attack: str
    verdict: Verdict | None
    why: str = ""
    weakest: str = ""
    strongest: str = ""
    trace: dict[str, Any] | None = None
    steps: int = 0
    factor: tuple[int, int] | None = None
    volume: bool = False
    reached: dict[str, Any] | None = None
    lemmas: tuple[str, ...] = ()
    checks: int = 0
    runs: int = 0
    seconds: float = 0.0
    dropped: tuple[tuple[str, str], ...] = ()


class RowOf:
    """One row, and all that is asked of it.

    Args:
        module: the module that holds the family.
        name: the row.
        kept: what is kept of it.
        likely: lemmas of proofs about its like, which are tried before all candidates are.
        anew: whether what is kept need not decide a cell, and attacks are searched and lemmas found anew.

    Attributes:
        kept: what is worth keeping now; the same object, written to.
    """

    def __init__(
        self, module: str, name: str, kept: Kept | None = None, likely: Iterable[str] = (), *, anew: bool = True
    ) -> None:
        """Prove and search nothing yet."""
        self.family: Family = family_of(module)
        self.name = name
        self.problem = Problem(f"{module}:{name}")
        self.specification = self.problem.specification
        self.kept = kept or Kept()
        self._likely = frozenset(likely)
        self._near: frozenset[str] = frozenset()  # for the attack that is being looked at
        self._bases = tuple(Basis) if anew else (Basis.KEPT,)
        self._anew = anew
        self._lifted: dict[str, Fixed] = {}
        self._proofs: dict[tuple[str, frozenset[str], bool], Houdini] = {}
        self._proved_before: dict[tuple[str, str], tuple[str, ...]] = {}
        self._invariants = [f for f in self.specification.invariants if not is_step_property(f)]
        asked = {bound.holds for a in self.family.attacks for bound in self.family.bounds(name, a)}
        asked |= {attack.violates for attack in self.family.attacks.values()}
        self._asked = [f for f in self._invariants if f.__name__ in asked]
        self._wrong: dict[str, set[str]] = {}
        self._checks = 0
        self._runs = 0
        drawn = {kind for kind, names in self.specification.universe.items() if not names}
        self.numbered = drawn  # the kinds of names of which new ones are drawn as needed

    def stopped(self) -> str:
        """Return how a run that has to be possible stops; nothing if all of them come out as they say."""
        found = stopped_scenarios(self.specification)
        return f"the scenario {found[0].scenario} stops: {found[0].said}" if found else ""

    def cell(self, attack: Attack) -> Cell:
        """Return what becomes of an attack."""
        started = time.process_time()
        why = self.family.rows[self.name].senseless.get(attack.name)
        if why is not None:
            return Cell(self.name, attack.name, None, why)
        self._checks, self._runs, self._near = 0, 0, frozenset(attack.near)
        cell = self._decided(attack, self.family.bounds(self.name, attack.name))
        return dataclasses.replace(cell, checks=self._checks, runs=self._runs, seconds=time.process_time() - started)

    # ------------------------------------------------------------------ one cell

    def _decided(self, attack: Attack, bounds: Sequence[Bound]) -> Cell:
        ladder = list(attack.ladder)
        attacked = self._attacked(attack, attack.violates, ladder)
        below = ladder if attacked is None else ladder[: attacked[0]]
        proof = self._proved(attack.violates, below[-1]) if below else ()
        if proof is None:
            open_to = f"neither an attack by {below[-1].name} was found, nor a proof that there is none"
            open_to = open_to if self._anew else f"what is kept does not decide it: {open_to}"
            dropped = tuple(self._proof(below[-1], self._bases[-1]).dropped)
            return Cell(self.name, attack.name, Verdict.UNKNOWN, open_to, volume=bool(bounds), dropped=dropped)
        cell = Cell(
            self.name,
            attack.name,
            Verdict.PROVED if attacked is None else Verdict.ATTACK,
            strongest=below[-1].name if below else "",
            lemmas=proof,
            volume=bool(bounds),
        )
        if attacked is None and attack.hope is not None:
            return self._refuted(cell, attack, attack.hope.premise)
        if attacked is None:
            return dataclasses.replace(cell, factor=(0, 1)) if bounds else cell
        index, trace = attacked
        document = to_json(trace, self.specification)
        cell = dataclasses.replace(cell, weakest=ladder[index].name, trace=document, steps=len(trace.moves))
        return self._measured(cell, attack, bounds) if bounds else cell

    def _refuted(self, cell: Cell, attack: Attack, premise: str) -> Cell:
        """Show a run in which the question comes up: that a hope is refuted means nothing where none is needed."""
        reached = self._attacked(attack, premise, attack.ladder)
        if reached is None:
            why = f"no run was found in which the question comes up: none violates {premise}"
            return dataclasses.replace(cell, verdict=Verdict.VACUOUS, why=why)
        return dataclasses.replace(cell, reached=to_json(reached[1], self.specification))

    def _measured(self, cell: Cell, attack: Attack, bounds: Sequence[Bound]) -> Cell:
        """Say how much an attack of volume comes to: the least bound that is proved, and a run that reaches it."""
        strongest = attack.ladder[-1]
        for bound in bounds:
            if self._attacked(attack, bound.holds, [strongest]) is not None:
                continue
            if self._proved(bound.holds, strongest) is None:
                why = f"neither a proof of {bound.holds} was found, nor a run that violates it"
                return dataclasses.replace(cell, verdict=Verdict.UNKNOWN, why=why)
            reached = self._attacked(attack, bound.reached, [strongest])
            if reached is None:
                why = f"no run was found that reaches the bound {bound.holds}"
                return dataclasses.replace(cell, verdict=Verdict.UNKNOWN, why=why)
            run = to_json(reached[1], self.specification)
            return dataclasses.replace(cell, factor=bound.factor, reached=run)
        beyond = self._attacked(attack, bounds[-1].holds, [strongest])
        if beyond is None or not self._repeats(beyond[1], bounds[-1].holds):
            why = "no bound is proved, and the last step of the attack can't be repeated"
            return dataclasses.replace(cell, verdict=Verdict.UNKNOWN, why=why)
        return dataclasses.replace(cell, factor=None, reached=to_json(beyond[1], self.specification))

    # ------------------------------------------------------------------ proofs

    def _proved(self, name: str, strength: Strength) -> tuple[str, ...] | None:
        """Return the lemmas that a proof of a property against an attacker rests on, or None if none is found."""
        if (strength.name, name) in self._proved_before:
            return self._proved_before[strength.name, name]
        for basis in self._bases:
            if basis is Basis.NEAR and not self._near:
                continue
            used = self._follows(name, self._proof(strength, basis))
            if used is not None:
                known = self.kept.lemmas.get(strength.name, [])
                self.kept.lemmas[strength.name] = list(dict.fromkeys([*known, *used]))
                self._proved_before[strength.name, name] = used
                return used
        return None

    def _follows(self, name: str, proof: Houdini) -> tuple[str, ...] | None:
        function = property_named(self.specification, name)
        before = proof.checks
        used = None if function is None else proof.proof_of(function)
        self._checks += proof.checks - before
        return used

    def _proof(self, strength: Strength, basis: Basis) -> Houdini:
        """Return the search for proofs against an attacker, of some of the candidates."""
        candidates = self._candidates(strength, basis)
        thorough = basis in {Basis.KEPT, Basis.ALL}  # what is kept may have been found the hard way
        key = (strength.name, frozenset(f.__name__ for f in candidates), thorough)
        if key not in self._proofs:
            for other in self._proofs.values():
                other.forget()
            self._proofs[key] = Houdini(self._against(strength), candidates, self._asked, thorough=thorough)
        return self._proofs[key]

    def _candidates(self, strength: Strength, basis: Basis) -> list[Function]:
        if basis is Basis.ALL:
            if strength.name not in self._wrong:
                moments = moments_of(self.family, self.name, strength)
                self._wrong[strength.name] = refuted(self._invariants, moments)
            return [f for f in self._invariants if f.__name__ not in self._wrong[strength.name]]
        wanted = set(self.kept.lemmas.get(strength.name, ()))
        if basis is Basis.NEAR:
            wanted = set(self._near)
        if basis is Basis.LIKELY:
            wanted.update(self._likely, *self.kept.lemmas.values())
        return [f for f in self._invariants if f.__name__ in wanted]

    def _against(self, strength: Strength) -> Fixed:
        if strength.name not in self._lifted:
            self._lifted.clear()  # one at a time: each takes much memory
            lifted = Fixed(self.specification, {"attacker": strength.attacker})
            if not lifted.changes_nothing_fixed():
                msg = f"{self.name}: an action changes what the attacker can do"
                raise ValueError(msg)
            self._lifted[strength.name] = lifted
        return self._lifted[strength.name]

    # ------------------------------------------------------------------ attacks

    def _attacked(self, attack: Attack, name: str, ladder: Sequence[Strength]) -> tuple[int, Trace] | None:
        """Return the weakest attacker of a ladder that violates a property, and how; None if none was found."""
        known = self._known(attack, name, ladder)
        if known is not None or not self._anew:
            return known
        found = None
        for index in reversed(range(len(ladder))):
            trace = self._searched(attack, name, ladder[index], QUICK)
            if trace is None and self._proved(name, ladder[index]) is not None:
                break  # nor does any attacker before this one succeed
            trace = trace or self._searched(attack, name, ladder[index], DEEP)
            if trace is not None:
                document = {"attacker": ladder[index].name, "trace": to_json(trace, self.specification)}
                self.kept.attacks[f"{attack.name}/{name}"] = document
                found = index, trace
        return found

    def _known(self, attack: Attack, name: str, ladder: Sequence[Strength]) -> tuple[int, Trace] | None:
        """Return the attack that is kept, if it can still be replayed by an attacker of the ladder."""
        kept = self.kept.attacks.get(f"{attack.name}/{name}")
        able = {strength.name: index for index, strength in enumerate(ladder)}
        if kept is None or kept["attacker"] not in able:
            return None
        index = able[kept["attacker"]]
        try:
            trace = from_json(kept["trace"], self.specification)
            replay(trace, self.specification)
        except (LookupError, TypeError, ValueError, DoesNotReplayError):
            return None
        fits = trace.initial.get("attacker") == ladder[index].attacker and trace.shows == name
        return (index, trace) if fits else None

    def _searched(self, attack: Attack, name: str, strength: Strength, most: int) -> Trace | None:
        """Search for an attack, and minimise it."""
        function = property_named(self.specification, name)
        if function is None:
            msg = f"{self.name}: there is no property {name}"
            raise ValueError(msg)
        starts = attack.begun(lambda: self.family.stage(self.name, strength))
        found = search(self.specification, function, starts, attack.further, attack.depth, most)
        if found is None:
            return None
        self._runs += found.runs
        return minimise(self.problem, trace_of(self.problem, found.run, function, found.parameters))

    def _repeats(self, trace: Trace, name: str) -> bool:
        """Whether the last step of an attack can be taken again and again, which makes it worse without end."""
        function = property_named(self.specification, name)
        run = Run(self.specification, **trace.initial)
        actions = {action.__name__: action for action in self.specification.actions}
        for move in trace.moves:
            run.do(actions[move.action], **move.arguments)
        last = trace.moves[-1]
        kinds = parameters_of(actions[last.action])
        for number in range(REPEATED):
            renamed = {n: _again(v, number) if kinds[n] in self.numbered else v for n, v in last.arguments.items()}
            try:
                run.do(actions[last.action], **renamed)
            except (Refused, Impossible):
                return False
        return function is not None and not holds_at(function, run.taken[-1], trace.parameters)


def _again(value: Identifier, number: int) -> Identifier:
    """Return a new name for what is drawn anew when a step is taken again."""
    return type(value)(f"{value.name} again {number}")
