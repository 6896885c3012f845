"""What the pages are made from: a specification, its proofs, its kept attacks, and who speaks of whom."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hipcheck import kept
from hipcheck.ladder.model import source_of
from hipmodels import prove
from hipmodels.ablate import Ablation
from hipmodels.campaign import ablation_from_json
from hipmodels.items import actions_through, assumptions, guards_and_effects, rule_functions
from hipmodels.lift.edits import Item, package_of, reachable
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.trace import Trace, from_json
from hipmodels.verdicts import Verdict, worst
from hipspec import clauses
from hipspec.clauses import Clause
from hipspec.language import Specification
from hipwaydocs.text import cited, link, slug

Function = Callable[..., Any]


@functools.cache
def all_clauses() -> tuple[Clause, ...]:
    """Return the clause map, read once."""
    return clauses.load()


@functools.cache
def mapped_sections() -> frozenset[tuple[str, str]]:
    """Return the sections of RFCs that the clause map has sentences of."""
    return frozenset((str(clause.rfc), clause.section) for clause in all_clauses())


def section_anchor(document: str, section: str) -> str | None:
    """Return the anchor of a section in the clause map, if it has sentences there."""
    return f"section-{document}-{slug(section)}" if (document, section) in mapped_sections() else None


def reference(function: object) -> str:
    """Return the clause and the section of the paper of something with a label, as links."""
    found = source_of(function)  # type: ignore[arg-type]  # a scenario has no label, and is not asked for one
    return provenance(found.clause, found.paper)


def provenance(clause: str, paper: str) -> str:
    """Return a clause and a section of the paper as links; empty if there is neither."""
    parts = [cited(clause, section_anchor)] * bool(clause) + [f"the paper, {paper}"] * bool(paper)
    return "; ".join(parts)


@dataclass(frozen=True)
class Ledger:
    """What the proof of a property rests on.

    Attributes:
        verdict: the worst verdict of the property and of all that it rests on.
        obligations: how many there are of the property itself.
        scope: "unbounded", or the bound.
        rests_on: the lemmas and properties that the proofs used, directly or not, in the order of the text.
        assumed: what the environment guarantees on the paths where the solver was needed.
    """

    verdict: Verdict
    obligations: int
    scope: str
    rests_on: tuple[str, ...]
    assumed: tuple[Item, ...]


class Facts:
    """All that is known of one specification.

    Args:
        module: the module that holds it.
        results: what became of each obligation under the default readings.
        answers: for each other answer under which everything should hold, what became of all obligations.
    """

    def __init__(self, module: str, results: list[Result], answers: dict[tuple[str, str], Verdict]) -> None:
        """Read what is kept of it."""
        self.problem = Problem(module)
        self.results = results
        self.answers = answers
        self.kept = kept.load(self.specification.name)
        self.items = guards_and_effects(self.problem)
        self.assumptions = assumptions(self.problem)
        self.rule_functions: list[Function] = rule_functions(self.specification)
        self._through: dict[str, list[str]] = {}
        self.ablations = {item.id: self._ablation(item) for item in self.items if item.id in self.kept.ablations}

    def _ablation(self, item: Item) -> Ablation:
        return ablation_from_json(self.problem, self.kept.ablations[item.id])

    @property
    def specification(self) -> Specification:
        """The specification itself."""
        return self.problem.specification

    @property
    def name(self) -> str:
        """Its short name."""
        return self.specification.name

    def trace(self, section: str, name: str) -> Trace | None:
        """Return a kept attack of the section "expected", "readings" or "assumptions", if there is one."""
        documents: dict[str, dict[str, Any]] = getattr(self.kept, section)
        return from_json(documents[name], self.specification) if name in documents else None

    # ------------------------------------------------------------------ anchors and links

    def anchor(self, kind: str, name: str) -> str:
        """Return the anchor of something: a rule, item, property, reading, scenario, action or assumption."""
        return f"{self.name}-{kind}-{slug(name)}"

    def to(self, kind: str, name: str, title: str = "") -> str:
        """Return a link to something."""
        return link(self.anchor(kind, name), title or name)

    def to_item(self, item: Item, *, alone: bool = False) -> str:
        """Return a link to a guard or effect; `alone` if it has to say where it stands."""
        if item.kind == "effect":
            return self.to("item", item.id, item.id if alone else item.id.split(".", 1)[1])
        return self.to("item", item.id, f"{item.function}: {item.text}" if alone else item.text)

    def to_property(self, name: str) -> str:
        """Return a link to a property, lemma or expected attack, by name."""
        return self.to("property", name)

    # ------------------------------------------------------------------ who speaks of whom

    def items_in(self, functions: Iterable[Function]) -> list[Item]:
        """Return the guards and effects that stand in some functions."""
        names = {function.__name__ for function in functions}
        return [item for item in self.items if item.function in names]

    def called_by(self, function: Function) -> list[Function]:
        """Return the functions that a function calls, directly or not, without those of the language."""
        found = reachable([function], package_of(self.specification))
        return [f for f in found if f is not function and not f.__module__.startswith("hipspec.language")]

    def actions_through(self, name: str) -> list[str]:
        """Return the actions that run a function of a name."""
        if name not in self._through:
            self._through[name] = actions_through(self.specification, name)
        return self._through[name]

    def prevented_by(self, name: str) -> list[Item]:
        """Return the guards and effects without which an attack violates a property."""
        return [a.item for a in self.ablations.values() if a.property == name and a.cls == "load-bearing"]

    def item_with(self, text: str, within: Iterable[Function]) -> Item | None:
        """Return the guard or assumption of a sentence in some functions."""
        names = {function.__name__ for function in within}
        return next((i for i in (*self.items, *self.assumptions) if i.text == text and i.function in names), None)

    def covering(self, cover: str) -> list[Clause]:
        """Return the clauses that something answers to, given as its kind and name: "guard:send_data/it is due"."""
        kind, _, name = cover.partition(":")
        entry = f"{kind}:{self.name}/{name}"
        return [clause for clause in all_clauses() if entry in clause.covers]

    def ledger(self, function: Function) -> Ledger:
        """Return what the proof of a property rests on."""
        name = function.__name__
        needed = prove.needed_for([name], self.results)
        rested = [result for result in self.results if result.property in needed]
        solved = {result.action for result in rested if result.rlimit}
        return Ledger(
            verdict=worst([result.verdict for result in rested]),
            obligations=sum(result.property == name for result in self.results),
            scope=", ".join(dict.fromkeys(result.scope for result in rested)),
            rests_on=tuple(f.__name__ for f in self.specification.invariants if f.__name__ in needed - {name}),
            assumed=tuple(item for item in self.assumptions if solved & set(self.actions_through(item.function))),
        )


def clause_links(found: Iterable[Clause]) -> str:
    """Return links to clauses."""
    return ", ".join(link(f"clause-{clause.id.lower().replace('.', '-')}", clause.id) for clause in found)
