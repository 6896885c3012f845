"""`hipway verify`: everything that must be true before a change may land.

The text is within the language; every scenario succeeds; everything is proved, cold; every kept attack still replays
without its guard and is still refused with it; each guard and effect has its class; what changed since the last
release is ablated anew. With `--all`, everything is ablated and searched anew.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hipcheck import kept as store
from hipcheck.changed import changed_functions
from hipcheck.cli import failures, scenarios
from hipcheck.cli.files import write_json
from hipcheck.cli.known import gone_properties, hints_for, kept_attacks
from hipcheck.cli.proofs import workers
from hipcheck.cli.screen import Screen, progress, some_of
from hipcheck.cli.session import Session
from hipcheck.kept import Kept
from hipmodels import campaign, prove
from hipmodels.ablate import UNCLASSIFIED, Ablation
from hipmodels.attack.find import TRIES
from hipmodels.campaign import Failure
from hipmodels.items import guards_and_effects
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.scenarios import stopped_scenarios
from hipmodels.trace import DoesNotReplayError, Trace, from_json, holds_at, property_named, replay, run_trace, to_json
from hipmodels.verdicts import Verdict, worst

LEEWAY = 1.5  # a proof may take half as much again as its recorded budget before that is reported
SMALL = 2_000  # and no budget is smaller than this
NO_HARM = "what it violated holds at the end"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        verdict: how bad it is: an attack, a wrong expectation (also *attack*), unknown, vacuous or an error.
        text: what it is.
        about: the name of what it is about.
        cause: what other findings may have in common with it.
        show: draws what belongs to it, if anything does.
    """

    verdict: Verdict
    text: str
    about: str = ""
    cause: str = ""
    show: Callable[[], None] | None = None


@dataclass
class Verification:
    """One run of `hipway verify` on one specification."""

    session: Session
    screen: Screen
    pool: Executor
    everything: bool

    def __post_init__(self) -> None:
        """Load what is kept."""
        self.problem = Problem(self.session.module)
        self.specification = self.session.specification
        self.kept = store.load(self.specification.name)
        self.results: list[Result] = []
        self.fresh = Kept()
        self.ablations: list[Ablation] = []
        self.stopped = False

    def run(self) -> list[Finding]:
        """Do every stage, tell what each found, and return all findings."""
        stages = [
            ("every scenario succeeds", self.scenarios),
            ("everything is proved, for any number of hosts, addresses and packets", self.proofs),
            ("every kept attack replays without its guard, and is stopped with it", self.attacks),
            ("every guard and effect has its class", self.classes),
        ]
        if self.everything:
            stages += [
                ("each class is found again by ablation", self.all_classes),
                ("each expected attack and unsafe reading is found again", self.all_attacks),
                ("each path of each action has a witness", self.witnesses),
                ("each assumption rules out an attack", self.assumptions),
            ]
        else:
            stages.append(("what changed since the last release keeps its class", self.changed_classes))
        findings: list[Finding] = []
        self.screen.say(f"{self.specification.title}", style="bold")
        for title, stage in stages:
            found = list(stage())
            findings += found
            self.screen.say(f"  {'ok  ' if not found else 'FAIL'} {title}", style="" if not found else "bold #d55e00")
            self._tell(found)
        return findings

    def _tell(self, found: list[Finding]) -> None:
        """Tell what a stage found; what has one cause is told once, with the names of all that it is true of."""
        groups: dict[str, list[Finding]] = {}
        for finding in found:
            groups.setdefault(finding.cause or finding.text, []).append(finding)
        for cause, (first, *others) in groups.items():
            self.screen.say(f"{first.verdict.value}: {first.text}", indent=9)
            if first.show is not None:
                first.show()
            if others:
                names = some_of([finding.about for finding in others])
                self.screen.say(f"the same ({cause}) is found for {len(others)} more: {names}", indent=9)

    # ------------------------------------------------------------------ stages

    def scenarios(self) -> Iterator[Finding]:
        """Play every scenario; the first that stops is drawn."""
        stopped = stopped_scenarios(self.specification)
        self.stopped = bool(stopped)
        for number, one in enumerate(stopped):
            show = None if number else partial(scenarios.draw, self.screen, self.specification, one)
            yield Finding(Verdict.ATTACK, scenarios.headline(one), one.scenario, one.cause, show)

    def proofs(self) -> Iterator[Finding]:
        """Prove everything under the default readings, and under every other answer that is said to be safe."""
        with progress("proving") as told:
            self.results = campaign.prove_all(self.problem, self.pool, told)
        yield from self._unproved(self.results, "")
        for name in () if self.everything else gone_properties(self.specification):
            yield Finding(Verdict.ATTACK, f"the property or lemma {name} is gone, of which proofs are kept")
        if all(result.verdict is Verdict.PROVED for result in self.results) and not self.stopped:
            for name in prove.unused_lemmas(self.problem, self.results):
                yield Finding(Verdict.ERROR, f"the lemma {name} is used in no proof: remove it")
        yield from self._over_budget()
        for name, answer in campaign.safe_answers(self.problem):
            results = campaign.prove_under(self.problem, name, answer, self.results, self.pool)
            yield from self._unproved(results, f" under {name}={answer}")

    def _unproved(self, results: list[Result], under: str) -> Iterator[Finding]:
        failed = [result for result in results if result.verdict is not Verdict.PROVED]
        explained: dict[str, Failure] = {}
        if failed and not under:
            with progress("explaining"):
                tries = TRIES if self.everything else campaign.QUICK
                found = campaign.failures_of(self.problem, results, 1, tries, kept_attacks(self.problem))
            explained = {failure.result.id: failure for failure in found}
        for result in failed:
            failure = explained.get(result.id)
            show = None if failure is None else partial(self._show, failure)
            verdict = result.verdict if failure is None else failure.result.verdict
            why = result.problem or f"after {result.path} ({'; '.join(result.words) or 'its only way'})"
            name = result.property or result.path
            cause = f"nothing takes {result.path}{under}" if verdict is Verdict.VACUOUS else ""
            yield Finding(verdict, f"{name} is not proved{under}: {why}", name, cause, show)

    def _show(self, failure: Failure) -> None:
        besides = failures.Besides(self.stopped, gone=tuple(gone_properties(self.specification)))
        failures.show(self.screen, self.specification, failure, besides)
        self.screen.say()

    def _over_budget(self) -> Iterator[Finding]:
        over = []
        for result in self.results:
            budget = max(self.kept.budgets.get(result.id, result.rlimit), SMALL)
            if result.rlimit > budget * LEEWAY:
                over.append(f"{result.id} took {result.rlimit} of a budget of {budget}")
        if not all(result.verdict is Verdict.PROVED for result in self.results):
            over = [f"proofs that took half as much again as their budget: {len(over)}"] * bool(over)
        for text in over:
            self.screen.say(text, indent=9, style="yellow")
        yield from ()

    def attacks(self) -> Iterator[Finding]:
        """Replay every kept attack, with and without what it leaves out."""
        for name, entry in self.kept.ablations.items():
            if entry["trace"]:
                yield from self._replays(name, entry["trace"], stopped=True)
        for section in (self.kept.expected, self.kept.readings):
            for name, document in section.items():
                yield from self._replays(name, document, stopped=False)
        for name, document in self.kept.assumptions.items():
            yield from self._replays(name, document, stopped=True)

    def _replays(self, name: str, document: dict[str, Any], *, stopped: bool) -> Iterator[Finding]:
        try:
            trace = from_json(document, self.specification)
            replay(trace, self.specification)
            if stopped and not self._stopped(trace):
                yield Finding(Verdict.ATTACK, f"the attack kept for `{name}` works although nothing is left out", name)
        except (DoesNotReplayError, ValueError, KeyError) as error:
            text = f"the attack kept for `{name}` does not replay: {error}"
            cause = error.__cause__ or (NO_HARM if isinstance(error, DoesNotReplayError) else "")
            yield Finding(Verdict.ATTACK, text, name, str(cause))

    def _stopped(self, trace: Trace) -> bool:
        """Whether the same steps fail, or show nothing, when nothing is left out."""
        try:
            run = run_trace(trace, self.specification)
        except DoesNotReplayError:
            return True
        shown = property_named(self.specification, trace.shows)
        return shown is not None and holds_at(shown, run.taken[-1], trace.parameters)

    def classes(self) -> Iterator[Finding]:
        """Compare the guards and effects that there are with those whose class is kept."""
        there = {item.id for item in guards_and_effects(self.problem)}
        for name in sorted(self.kept.ablations.keys() - there):
            yield Finding(Verdict.ATTACK, f"`{name}` ({self.kept.ablations[name]['class']}) is gone")
        if not self.everything:
            for name in sorted(there - self.kept.ablations.keys()):
                yield Finding(
                    Verdict.ATTACK, f"`{name}` is new and has no class yet: run `hipway verify --all --write`"
                )
        for name, entry in self.kept.ablations.items():
            if entry["class"] == UNCLASSIFIED:
                yield Finding(Verdict.UNKNOWN, f"`{name}` is unclassified: {entry['why']}")

    def changed_classes(self) -> Iterator[Finding]:
        """Ablate the guards and effects of the functions whose text changed since the last release."""
        changed = changed_functions(self.specification)
        items = [item.id for item in guards_and_effects(self.problem) if item.function in changed]
        if items:
            yield from self._ablated(items)

    def all_classes(self) -> Iterator[Finding]:
        """Ablate every guard and effect, while the other searches are under way: no process waits for the last item."""
        self.searches = campaign.begin_searches(self.problem, self.results, self.pool)
        yield from self._ablated(None)
        for ablation in self.ablations:
            self.fresh.ablations[ablation.item.id] = campaign.ablation_to_json(self.problem, ablation)

    def _ablated(self, items: list[str] | None) -> Iterator[Finding]:
        with progress("ablating") as told:
            self.ablations = campaign.ablate_all(
                self.problem, self.results, self.pool, told, items, hints=hints_for(self.specification)
            )
        for ablation in self.ablations:
            before = self.kept.ablations.get(ablation.item.id, {}).get("class", ablation.cls)
            if ablation.cls == UNCLASSIFIED:
                yield Finding(Verdict.UNKNOWN, f"`{ablation.item.id}` is unclassified: {ablation.why}")
            elif before != ablation.cls:
                yield Finding(Verdict.ATTACK, f"`{ablation.item.id}` was {before} and is {ablation.cls} now")

    def all_attacks(self) -> Iterator[Finding]:
        """Search for every attack that is expected, and for the one that each unsafe reading allows."""
        for name, expected in self.searches.expected.items():
            trace = expected.result()
            if trace is None:
                yield Finding(Verdict.UNKNOWN, f"no attack on {name} was found, although one is expected")
            else:
                self.fresh.expected[name] = to_json(trace, self.specification)
        for (name, answer, broken), allowed in self.searches.readings.items():
            trace = allowed.result()
            if trace is None:
                yield Finding(Verdict.UNKNOWN, f"no attack on {broken} was found under {name}={answer}")
            else:
                self.fresh.readings[f"{name}={answer}"] = to_json(trace, self.specification)

    def witnesses(self) -> Iterator[Finding]:
        """Find a run that takes each path."""
        for witness in self.searches.witnesses.result():
            if witness.trace is None:
                ways = "; ".join(witness.words) or "its only way"
                yield Finding(Verdict.VACUOUS, f"no run was found that takes {witness.path_id} ({ways})")

    def assumptions(self) -> Iterator[Finding]:
        """Remove each assumption of the environment in turn."""
        for removal in [future.result() for future in self.searches.removals]:
            if removal.trace is None and not removal.item.besides:
                yield Finding(Verdict.ERROR, f"the assumption `{removal.item.id}` rules out no attack: {removal.why}")
            elif removal.trace is not None:
                self.fresh.assumptions[removal.item.id] = to_json(removal.trace, self.specification)

    def write(self) -> None:
        """Keep what this run has found."""
        self.fresh.budgets.update({r.id: r.rlimit for r in self.results if r.rlimit})
        store.save(self.specification.name, self.fresh)


def verify(  # noqa: PLR0913  # one for each option
    sessions: list[Session],
    *,
    everything: bool,
    jobs: int | None,
    address: str | None,
    json_file: Path | None,
    write: bool,
) -> int:
    """Verify specifications and return the exit code."""
    screen = Screen()
    findings: dict[str, list[Finding]] = {}
    with workers(jobs, address, *(session.module for session in sessions)) as pool:
        for session in sessions:
            verification = Verification(session, screen, pool, everything)
            findings[session.specification.name] = verification.run()
            if write and everything:
                verification.write()
    document = {name: [[f.verdict.value, f.text] for f in found] for name, found in findings.items()}
    write_json(json_file, {"findings": document})
    bad = [finding.verdict for found in findings.values() for finding in found]
    screen.say("verified" if not bad else f"{len(bad)} findings", style="bold")
    return worst(bad).exit_code
