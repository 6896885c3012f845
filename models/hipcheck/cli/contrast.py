"""`hipway contrast`."""

from collections.abc import Sequence

import click
from rich.table import Table
from rich.text import Text

from hipcheck.cli.failures import show_attack
from hipcheck.cli.names import unknown
from hipcheck.cli.options import where_to_work
from hipcheck.cli.proofs import workers
from hipcheck.cli.screen import STYLES, Screen, plain_table, progress
from hipcheck.matrix import kept
from hipmodels.matrix.campaign import solve_rows
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.contrast import Difference, Guard, differences, guards_that_matter
from hipmodels.matrix.family import Family, family_of
from hipmodels.trace import property_named
from hipmodels.verdicts import Verdict, worst

MODULE = "hipspec.related.table"


@click.command("contrast")
@click.argument("one", metavar="A")
@click.argument("two", metavar="B")
@click.option("--attack", "attacks", multiple=True, metavar="A", help="One column only; repeatable.")
@where_to_work
def command(*, one: str, two: str, attacks: tuple[str, ...], jobs: int | None, executor: str | None) -> int:
    """Say where the rows A and B of the matrix differ, and which guard makes the difference.

    Where one of them is proved against an attacker to whom the other falls, each guard of its rules is left out in
    turn, and the attack is searched: a guard is named if the attack appears without it. With one column, the shortest
    of these attacks is drawn.

    Exit codes: 0 each cell of both rows is decided, 3 one is not, 4 a protocol can't do what it has to, 5 error.

    \b
    hipway contrast quic wireguard --attack flooding
    hipway contrast hipv2 ip_plain
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    family = family_of(MODULE)
    for row in (one, two):
        if row not in family.rows:
            raise unknown("row", row, list(family.rows), "A B")
    for name in attacks:
        if name not in family.attacks:
            raise unknown("attack", name, list(family.attacks), "--attack")
    columns = [attack for name, attack in family.attacks.items() if not attacks or name in attacks]
    known = kept.load(family.rows[one].protocol) | kept.load(family.rows[two].protocol)
    with workers(jobs, executor, MODULE) as pool, progress("attacking and proving") as told:
        done = solve_rows(MODULE, [one, two], [attack.name for attack in columns], known, pool, told)
    screen = Screen()
    found = differences(family, columns, done[0].cells, done[1].cells)
    if not found:
        screen.say(f"{one} and {two} do not differ in {', '.join(attack.name for attack in columns)}", "bold")
    for difference in found:
        _contrast(screen, family, difference, draw=len(columns) == 1)
    return _exit_code(screen, [*done[0].cells, *done[1].cells])


def _contrast(screen: Screen, family: Family, difference: Difference, *, draw: bool) -> None:
    """Say what makes the difference in one column."""
    specification = family.specification(difference.safe)
    says = (getattr(property_named(specification, difference.property), "__doc__", "") or "").strip().split("\n")[0]
    screen.say(f"{difference.attack.name}: {difference.attack.title}", "bold")
    screen.say(f"{difference.open} falls to {difference.strength.name}: {difference.strength.says}", STYLES["attack"])
    screen.say(f"{difference.safe} is proved safe: {says}", STYLES["proved"])
    with progress(f"leaving out guards of {difference.safe}") as told:
        guards = list(guards_that_matter(MODULE, family, difference, told))
    if guards:
        screen.say(f"without any one of these guards {difference.safe} falls to it as well:")
        screen.table(_table(guards))
    else:
        screen.say(f"no single guard of {difference.safe} was found without which it falls to it as well")
    screen.say()
    if guards and draw:
        shortest = min(guards, key=lambda guard: len(guard.trace.moves))
        title = f"{difference.safe} without: {shortest.item.text}"
        show_attack(screen, specification, shortest.trace, title)


def _table(guards: Sequence[Guard]) -> Table:
    table = plain_table("rule", "guard", "steps of the attack")
    for guard in guards:
        table.add_row(guard.item.function, Text(guard.item.text), str(len(guard.trace.moves)))
    return table


def _exit_code(screen: Screen, cells: Sequence[Cell]) -> int:
    undecided = [cell for cell in cells if cell.verdict not in {None, Verdict.PROVED, Verdict.ATTACK}]
    for cell in undecided:
        screen.say(f"{cell.row}, {cell.attack}: {cell.why}", STYLES["unknown"])
    return worst([cell.verdict for cell in undecided if cell.verdict is not None]).exit_code
