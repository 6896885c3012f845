"""Campaigns: many random walks through both sides, in as many processes as there are, until something differs."""

import concurrent.futures
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec

from hipcheck.lockstep.cases import Case, case_of
from hipcheck.lockstep.comparison import RECORDED, Coverage, Played, walk
from hipcheck.lockstep.views import view_named
from hipmodels.problem import Problem

__all__ = [
    "LENGTH",
    "Campaign",
    "Chunk",
    "Progress",
    "Totals",
    "begin",
    "paths_of",
    "run_chunk",
    "unreached",
    "why_absent",
]

LENGTH = 60  # events of a walk
WALKS = 10  # of a chunk: less than a second
APART = 1_000_000  # walks for each seed of a campaign


class Chunk(msgspec.Struct, frozen=True):
    """What a chunk of walks came to.

    Attributes:
        view: the specification.
        first, walks: the first walk, and how many there were.
        compared: how often something that an engine did was compared.
        seconds: of processor time.
        paths: how often each path was seen, by id (at least: see `Coverage`).
        refused: rule, guard, and how often it has refused on both sides.
        recorded: how many recorded traces were played.
        found: the walk that ended in a difference.
    """

    view: str
    first: int
    walks: int
    compared: int
    seconds: float
    paths: dict[str, int]
    refused: tuple[tuple[str, str, int], ...]
    recorded: int = 0
    found: Case | None = None


@cache
def _problem(view: str) -> Problem:
    return Problem(f"hipspec.{view}")


def run_chunk(view: str, first: int, walks: int, length: int = LENGTH, known: Collection[str] = ()) -> Chunk:
    """Do some walks, up to the first difference.

    Args:
        view: the specification.
        first: the seed of the first walk.
        walks: how many there are.
        length: events of each.
        known: the paths that are known to be taken, and needn't be told apart any more.
    """
    walked = ((seed, walk(view_named(view), seed, length)) for seed in range(first, first + walks))
    return _chunk(view, walked, known, first=first, walks=walks)


def run_recorded(view: str) -> Chunk:
    """Play what a specification has recorded, up to the first difference."""
    played = ((RECORDED, each) for _, each in view_named(view).recorded())
    return _chunk(view, played, ())


def _chunk(
    view: str, runs: Iterable[tuple[int, Played[Any]]], known: Collection[str], *, first: int = 0, walks: int = 0
) -> Chunk:
    """Add up some runs, each with its seed, up to the first difference."""
    coverage = Coverage(_problem(view), known)
    refused: dict[tuple[str, str], int] = {}
    began, compared, count, found = time.process_time(), 0, 0, None
    for seed, played in runs:
        count += 1
        compared += played.session.compared
        coverage.add(played.session.run.taken)
        for guard, times in played.session.refused.items():
            refused[guard] = refused.get(guard, 0) + times
        if played.difference is not None:
            found = case_of(view, seed, played.events, played.difference)
            break
    guards = tuple((rule, guard, times) for (rule, guard), times in refused.items())
    seconds = time.process_time() - began
    return Chunk(view, first, walks, compared, seconds, coverage.paths, guards, 0 if walks else count, found)


class Totals(msgspec.Struct):
    """What a campaign has done with one view so far; with this it can be resumed.

    Attributes:
        walks: how many are done, from the first one on.
        ahead: of the chunks that were done before an earlier one: where each begins, and how many walks it has.
        compared, seconds, paths, refused, recorded: as in `Chunk`.
    """

    walks: int = 0
    ahead: dict[int, int] = {}
    compared: int = 0
    seconds: float = 0.0
    paths: dict[str, int] = {}
    refused: dict[str, dict[str, int]] = {}
    recorded: int = 0

    def add(self, chunk: Chunk, first: int) -> None:
        """Add a chunk, whose first walk is this one of the campaign."""
        self.recorded += chunk.recorded
        if chunk.walks:
            self.ahead[first] = chunk.walks
        while self.walks in self.ahead:
            self.walks += self.ahead.pop(self.walks)
        self.compared += chunk.compared
        self.seconds += chunk.seconds
        for path, times in chunk.paths.items():
            self.paths[path] = self.paths.get(path, 0) + times
        for rule, guard, times in chunk.refused:
            guards = self.refused.setdefault(rule, {})
            guards[guard] = guards.get(guard, 0) + times


class Progress(msgspec.Struct):
    """A campaign as a file holds it.

    Attributes:
        seed: of the campaign.
        views: what was done with each view.
    """

    seed: int
    views: dict[str, Totals]


@dataclass
class Campaign:
    """Walks of some views, for a time or up to a number.

    Args:
        progress: where it begins, and how far it has come.
        seconds: for how long; None for no limit.
        walks: how many of each view; None for no limit.
    """

    progress: Progress
    seconds: float | None = None
    walks: int | None = None
    found: Case | None = field(default=None, init=False)

    def run(self, pool: concurrent.futures.Executor, jobs: int, told: Callable[[], None]) -> None:
        """Go on until the time is over, the number is reached, or something differs.

        Args:
            pool: where the work is done.
            jobs: how many pieces of work are under way at once.
            told: called after each piece.
        """
        ends = None if self.seconds is None else time.monotonic() + self.seconds
        left = self._pieces()
        under_way: set[concurrent.futures.Future[Chunk]] = {
            pool.submit(run_recorded, view) for view, totals in self.progress.views.items() if not totals.recorded
        }
        while self.found is None:
            while len(under_way) < jobs and (ends is None or time.monotonic() < ends):
                piece = next(left, None)
                if piece is None:
                    break
                known = tuple(self.progress.views[piece[0]].paths)
                under_way.add(pool.submit(run_chunk, *piece, known=known))
            if not under_way:
                return
            done, under_way = concurrent.futures.wait(under_way, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                self._add(future.result())
                told()
        for future in under_way:
            future.cancel()

    def _pieces(self) -> Iterator[tuple[str, int, int]]:
        """Yield what is to be done next, the views in turn."""
        base = self.progress.seed * APART
        begun = {view: totals.walks for view, totals in self.progress.views.items()}
        while True:
            ready = {view: at for view, at in begun.items() if self.walks is None or at < self.walks}
            if not ready:
                return
            for view, at in ready.items():
                count = WALKS if self.walks is None else min(WALKS, self.walks - at)
                if at not in self.progress.views[view].ahead:
                    yield view, base + at, count
                begun[view] = at + count

    def _add(self, chunk: Chunk) -> None:
        self.progress.views[chunk.view].add(chunk, chunk.first - self.progress.seed * APART)
        if chunk.found is not None and self.found is None:
            self.found = chunk.found


def begin(seed: int, views: Sequence[str]) -> Progress:
    """Return a campaign that has done nothing yet."""
    return Progress(seed, {view: Totals() for view in views})


def unreached(view: str, totals: Totals) -> list[str]:
    """Return the paths of a specification that were not taken, and that the view doesn't say can't be."""
    problem, absent = _problem(view), view_named(view).absent
    paths = [path for action in problem.specification.actions for path in problem.lifted().paths(action)]
    return [path.id for path in paths if path.id not in totals.paths and why_absent(absent, path.id) is None]


def why_absent(absent: Mapping[str, str], path: str) -> str | None:
    """Return why the engine can't take a path; None if nothing says that it can't."""
    return absent.get(path, absent.get(path.partition("/")[0]))


def paths_of(view: str) -> dict[str, list[Any]]:
    """Return the paths of each action of a specification, in their order."""
    problem = _problem(view)
    return {action.__name__: list(problem.lifted().paths(action)) for action in problem.specification.actions}
