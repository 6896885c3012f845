"""Rows of the matrix spread over an executor: a task is a row by name, some attacks, and what is kept of it."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass

from hipmodels.matrix.cells import Cell, Kept, RowOf
from hipmodels.matrix.family import family_of
from hipmodels.matrix.fixed import forget
from hipmodels.verdicts import Verdict

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Done:
    """What became of a row.

    Attributes:
        row: its name.
        cells: one for each attack that was asked for, in that order.
        kept: what is worth keeping now.
    """

    row: str
    cells: tuple[Cell, ...]
    kept: Kept


def solve_row(  # noqa: PLR0913  # what a worker is told
    module: str, row: str, attacks: Sequence[str], kept: Kept, likely: Iterable[str] = (), *, anew: bool = True
) -> Done:
    """Decide some cells of a row; what a worker does. A row whose scenarios do not come out proves nothing."""
    one = RowOf(module, row, kept, likely, anew=anew)
    stopped = one.stopped()
    if stopped:
        cells = tuple(Cell(row, attack, Verdict.VACUOUS, stopped) for attack in attacks)
        return Done(row, cells, kept)
    return Done(row, tuple(one.cell(one.family.attacks[attack]) for attack in attacks), one.kept)


def solve_rows(  # noqa: PLR0913, PLR0917  # what to solve, where, and who is told
    module: str,
    rows: Sequence[str],
    attacks: Sequence[str],
    kept: Mapping[str, Kept],
    pool: Executor,
    told: Told,
    *,
    anew: bool = True,
    keep: Callable[[Done], None] | None = None,
) -> list[Done]:
    """Decide some cells of some rows, in the order in which the rows are given; or only by what is kept.

    Args:
        module: the module that holds the family.
        rows: the rows.
        attacks: the columns.
        kept: what is known of the rows.
        pool: who does it.
        told: is told how many rows are done, and of how many.
        anew: whether attacks are searched and lemmas found where what is kept decides nothing.
        keep: is given each row as soon as it is done: what is stopped in the midst loses no row.
    """
    futures: dict[Future[Done], str] = {}
    found: dict[str, Done] = {}

    def hand_over(future: Future[Done]) -> None:
        found[futures[future]] = future.result()
        if keep is not None:
            keep(future.result())
        told(len(found), len(rows))

    for row in rows:
        future = pool.submit(
            _solve, module, row, tuple(attacks), kept.get(row, Kept()), likely_for(module, row, kept), anew
        )
        futures[future] = row
        if future.done():  # as it is in an executor that works in this process, one after the other
            hand_over(future)
    for future in as_completed(futures):
        if futures[future] not in found:
            hand_over(future)
    return [found[row] for row in rows]


def likely_for(module: str, row: str, kept: Mapping[str, Kept]) -> tuple[str, ...]:
    """Return the lemmas that are kept of all rows of the same protocol."""
    rows = family_of(module).rows
    if row not in rows:
        return ()
    like = [of for other, of in kept.items() if other in rows and rows[other].protocol == rows[row].protocol]
    return tuple(sorted({name for of in like for lemmas in of.lemmas.values() for name in lemmas}))


def _solve(  # noqa: PLR0913, PLR0917  # what a worker is told
    module: str,
    row: str,
    attacks: tuple[str, ...],
    kept: Kept,
    likely: tuple[str, ...],
    anew: bool,  # noqa: FBT001
) -> Done:
    try:
        done = solve_row(module, row, attacks, dataclasses.replace(kept), likely, anew=anew)
    except Exception as error:  # noqa: BLE001  # a worker reports every fault as a verdict, with its text
        why = f"{type(error).__name__}: {error}"
        return Done(row, tuple(Cell(row, attack, Verdict.ERROR, why) for attack in attacks), kept)
    finally:
        forget()
    return done
