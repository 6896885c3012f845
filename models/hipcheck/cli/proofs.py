"""Proofs as commands want them: of everything, or of some properties with all that they rest on."""

import contextlib
import dataclasses
import functools
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, field

import click

from hipcheck.cli.known import kept_attacks
from hipcheck.cli.lazy import USAGE, Stop, missing
from hipcheck.cli.screen import progress
from hipcheck.cli.session import Session
from hipmodels import cache, campaign
from hipmodels import prove as proving
from hipmodels.attack.find import TRIES
from hipmodels.campaign import Failure
from hipmodels.executors import UnreachableError, executor
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.recheck import MissingSolverError, Recheck, recheck_group
from hipmodels.scenarios import Stopped, stopped_scenarios
from hipmodels.verdicts import Verdict


@dataclass(frozen=True)
class Proofs:
    """What came of proving something.

    Attributes:
        results: of each obligation, in the order of the specification.
        failures: the first few that are not proved, explained.
        unused: the lemmas that no proof uses, if everything was proved.
        rechecks: what a second solver says, if it was asked.
        seconds: how long it took.
        stopped: the scenarios that do not come out as they say.
    """

    results: list[Result]
    failures: list[Failure]
    unused: list[str]
    rechecks: list[Recheck] | None
    seconds: float
    stopped: list[Stopped] = field(default_factory=list)

    @property
    def proved(self) -> bool:
        """Whether everything is proved."""
        return all(result.verdict is Verdict.PROVED for result in self.results)


@dataclass(frozen=True)
class Proved:
    """What came of proving one specification.

    Attributes:
        session: the specification.
        problem: with the readings that were chosen.
        proofs: what came of it.
    """

    session: Session
    problem: Problem
    proofs: Proofs


@contextlib.contextmanager
def workers(jobs: int | None, address: str | None, *modules: str) -> Iterator[Executor]:
    """Give the executor that the command line asks for; each worker works on the same specifications as we do.

    Raises:
        BadParameter: nobody answers at the address, or not as we would.
    """
    try:
        with executor(jobs, address, functools.partial(cache.fingerprints, modules)) as pool:
            yield pool
    except UnreachableError as error:
        raise click.BadParameter(str(error), param_hint="'--executor'") from error


def results_of(
    problem: Problem, jobs: int | None, address: str | None, properties: Iterable[str] | None = None
) -> list[Result]:
    """Solve all obligations, or those of some properties and of all lemmas that their proofs rest on."""
    with workers(jobs, address, problem.module) as pool, progress("proving") as told:
        if properties is None:
            return campaign.prove_all(problem, pool, told)
        return _closed(problem, pool, told, list(properties))


def _closed(problem: Problem, pool: Executor, told: campaign.Told, properties: list[str]) -> list[Result]:
    """Solve the obligations of some properties, then those of what the proofs used, until nothing new is used."""
    results: list[Result] = []
    done: set[str] = set()
    waiting = set(properties)
    while waiting:
        results += campaign.prove_all(problem, pool, told, waiting)
        done |= waiting
        waiting = proving.needed_for(properties, results) - done
    groups = {group: number for number, group in enumerate(proving.groups(problem))}
    names = {f.__name__: number for number, f in enumerate(proving.everything_to_show(problem))}
    return sorted(results, key=lambda r: (groups[r.path], names.get(r.property, -1)))


def prove(
    problem: Problem,
    jobs: int | None,
    address: str | None,
    properties: Iterable[str] | None = None,
    *,
    deep: bool = False,
) -> Proofs:
    """Prove everything, or some properties; explain what fails, and say which lemmas are of no use.

    The scenarios are played, too: a specification that refuses what is honest proves everything, with fewer lemmas.
    What fails is explained within seconds, or `deep`, after a long search for an attack.
    """
    started = time.perf_counter()
    stopped = stopped_scenarios(problem.specification)
    results = results_of(problem, jobs, address, properties)
    failures: list[Failure] = []
    unused: list[str] = []
    if any(result.verdict is not Verdict.PROVED for result in results):
        with progress("explaining"):
            tries = TRIES if deep else campaign.QUICK
            failures = campaign.failures_of(problem, results, tries=tries, known=kept_attacks(problem))
        results = _as_explained(results, failures)
    elif properties is None and not stopped:
        unused = proving.unused_lemmas(problem, results)
    return Proofs(results, failures, unused, None, time.perf_counter() - started, stopped)


def _as_explained(results: list[Result], failures: list[Failure]) -> list[Result]:
    """Give what is unknown the verdict that its explanation found."""
    attacked = any(failure.attack is not None for failure in failures)
    return [
        dataclasses.replace(r, verdict=Verdict.ATTACK) if attacked and r.verdict is Verdict.UNKNOWN else r
        for r in results
    ]


def recheck(problem: Problem, proofs: Proofs, jobs: int | None, address: str | None) -> Proofs:
    """Have every proof checked by the second solver."""
    started = time.perf_counter()
    groups: dict[str, list[Result]] = {}
    for result in proofs.results:
        if result.verdict is Verdict.PROVED:
            groups.setdefault(result.path, []).append(result)
    checked: dict[str, list[Recheck]] = {}
    try:
        with workers(jobs, address, problem.module) as pool, progress("rechecking") as told:
            futures = {pool.submit(recheck_group, problem, group, own): group for group, own in groups.items()}
            for future in as_completed(futures):
                checked[futures[future]] = future.result()
                told(len(checked), len(groups))
    except MissingSolverError as error:
        raise Stop(str(error), USAGE) from error
    except ModuleNotFoundError as error:
        raise missing(error) from error
    rechecks = [check for group in groups for check in checked[group]]
    return dataclasses.replace(proofs, rechecks=rechecks, seconds=proofs.seconds + time.perf_counter() - started)
