"""`hipway contrast`."""

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
from rich.table import Table
from rich.text import Text

from hipcheck.cli.failures import show_attack
from hipcheck.cli.files import write_text
from hipcheck.cli.names import unknown
from hipcheck.cli.options import file_option, where_to_work
from hipcheck.cli.own import module_of
from hipcheck.cli.proofs import workers
from hipcheck.cli.screen import STYLES, Screen, plain_table, progress
from hipcheck.matrix import kept
from hipcheck.matrix.contrasts import HopeModel, contrast_of
from hipcheck.matrix.model import outcome_of, sentence_of
from hipmodels.matrix.campaign import solve_rows
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.contrast import Difference, Explanation, Removal, differences, explain
from hipmodels.matrix.family import Attack, Family, family_of
from hipmodels.trace import property_named
from hipmodels.verdicts import Verdict, worst

MODULE = "hipspec.related.table"
NAMES = "'A B'"


@dataclass(frozen=True)
class Side:
    """A row, and the table that it is in."""

    module: str
    row: str

    @property
    def family(self) -> Family:
        """The table."""
        return family_of(self.module)


@click.command("contrast")
@click.argument("one", metavar="A")
@click.argument("two", metavar="B")
@click.option("--attack", "attacks", multiple=True, metavar="A", help="One column only; repeatable.")
@where_to_work
@file_option("json", "Write the differences as JSON: each with the guards that make it, and the attack without them.")
def command(  # noqa: PLR0913  # one parameter for each argument and option
    *, one: str, two: str, attacks: tuple[str, ...], jobs: int | None, executor: str | None, json_file: Path | None
) -> int:
    """Say where the rows A and B of the matrix differ, and which guard makes the difference.

    Where one of them is proved against an attacker to whom the other falls, each guard of its rules is left out in
    turn, and the attack is searched: a guard is named if the attack appears without it. If no single guard is, pairs
    are left out, as many as it says. With one column, the shortest of these attacks is drawn. A or B may be the file
    of a protocol of your own (hipway new); if it has several rows, FILE:ROW.

    Exit codes: 0 each cell of both rows is decided, 3 one is not, 4 a protocol can't do what it has to, 5 error.

    \b
    hipway contrast quic wireguard --attack flooding
    hipway contrast hipv2 ip_plain
    hipway contrast ./beacon.py wireguard
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    started = time.monotonic()
    sides = (_side(one), _side(two))
    columns = _columns(sides, attacks)
    screen = Screen()
    with workers(jobs, executor, *dict.fromkeys(side.module for side in sides)) as pool:
        cells = _solved(sides, columns, pool)
        found = differences((sides[0].family, sides[1].family), columns, *cells)
        hopes = _hopes(columns, *cells)
        if not found and not hopes:
            screen.say(f"{one} and {two} do not differ in {', '.join(attack.name for attack in columns)}", "bold")
        explained = []
        for difference in found:
            side = sides[0] if difference.safe == sides[0].row else sides[1]
            explanation = _explained(screen, side, difference, pool, draw=len(columns) == 1)
            explained.append((difference, explanation, side.family.specification(side.row)))
    _tell(screen, sides, hopes)
    if json_file is not None:
        names = [attack.name for attack in columns]
        rows = (sides[0].row, sides[1].row)
        document = contrast_of(rows, names, explained, hopes, time.monotonic() - started)
        write_text(json_file, msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n")
    return _exit_code(screen, [*cells[0], *cells[1]])


def _side(name: str) -> Side:
    """Return the row that is asked for: by its name, by the file that holds it, or by both.

    Raises:
        UsageError: there is no such row, or the file holds several.
    """
    file, _, row = name.rpartition(":") if ".py:" in name else (name, "", "")
    module = module_of((file,), MODULE, NAMES)
    known = list(family_of(module).rows)
    if module == MODULE:
        row = name
    elif not row and len(known) == 1:
        row = known[0]
    elif not row:
        rows = ", ".join(f"{file}:{other}" for other in known)
        raise click.BadParameter(f"there are several rows in it: {rows}", param_hint=NAMES)
    if row not in known:
        raise unknown("row", row, known, NAMES)
    return Side(module, row)


def _columns(sides: tuple[Side, Side], names: tuple[str, ...]) -> list[Attack]:
    """Return the attacks that are asked for, and that both tables have.

    Raises:
        UsageError: there is no attack of a name.
    """
    attacks = {name: attack for name, attack in sides[0].family.attacks.items() if name in sides[1].family.attacks}
    for name in names:
        if name not in attacks:
            raise unknown("attack", name, list(attacks), "--attack")
    return [attack for name, attack in attacks.items() if not names or name in names]


def _solved(sides: tuple[Side, Side], columns: Sequence[Attack], pool: Executor) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of both rows; those of one table are solved together."""
    names = [attack.name for attack in columns]
    found: dict[Side, tuple[Cell, ...]] = {}
    for module in dict.fromkeys(side.module for side in sides):
        members = [side for side in dict.fromkeys(sides) if side.module == module]
        rows = [side.row for side in members]
        known = kept.known_of(family_of(module), rows, own=module != MODULE)
        with progress("attacking and proving") as told:
            done = solve_rows(module, rows, names, known, pool, told)
        found |= {side: one.cells for side, one in zip(members, done, strict=True)}
    return tuple(found[side] for side in sides)


def _hopes(columns: Sequence[Attack], one: Sequence[Cell], two: Sequence[Cell]) -> list[HopeModel]:
    """Return the columns that ask for no attack, and in which the rows differ."""
    found = [
        HopeModel(attack.name, attack.title, outcome_of(attack, a), outcome_of(attack, b))
        for attack, a, b in zip(columns, one, two, strict=True)
        if attack.hope is not None
    ]
    return [hope for hope in found if hope.one != hope.two]


def _tell(screen: Screen, sides: tuple[Side, Side], hopes: Sequence[HopeModel]) -> None:
    """Say what becomes of both rows in columns that ask for no attack: no guard makes that difference."""
    for hope in hopes:
        screen.say(f"{hope.attack}: {hope.title}", "bold")
        for side, word in zip(sides, (hope.one, hope.two), strict=True):
            screen.say(f"{side.row}: {word}", STYLES.get(word, ""))
        screen.say()


def _explained(screen: Screen, side: Side, difference: Difference, pool: Executor, *, draw: bool) -> Explanation:
    """Say what makes the difference in one column."""
    specification = side.family.specification(side.row)
    says = sentence_of(property_named(specification, difference.property))
    screen.say(f"{difference.attack.name}: {difference.attack.title}", "bold")
    screen.say(f"{difference.open} falls to {difference.strength.name}: {difference.strength.says}", STYLES["attack"])
    screen.say(f"{difference.safe} is proved safe: {says}", STYLES["proved"])
    with progress(f"leaving out guards of {difference.safe}") as told:
        explanation = explain(side.module, difference, pool, told)
    screen.say(_found(difference, explanation))
    if explanation.removals:
        screen.table(_table(explanation.removals))
    screen.say()
    if explanation.removals and draw:
        shortest = min(explanation.removals, key=lambda removal: len(removal.trace.moves))
        title = f"{difference.safe} without: {'; '.join(item.text for item in shortest.items)}"
        show_attack(screen, specification, shortest.trace, title)
    return explanation


def _found(difference: Difference, explanation: Explanation) -> str:
    """Say what was found, and how far it was looked for."""
    safe, removals = difference.safe, explanation.removals
    if not explanation.tried:
        return f"without any one of these guards {safe} falls to it as well:" if removals else f"{safe} has no guards"
    none = f"no single guard of {safe}, of {explanation.guards}, was found without which it falls to it as well"
    how_many = f"{explanation.tried} of {explanation.pairs} pairs were left out, those of one rule first"
    return f"{none}; {how_many}{'; without both of these it does:' if removals else ', and none makes the difference'}"


def _table(removals: Sequence[Removal]) -> Table:
    table = plain_table("rule", "guard", "steps of the attack")
    for removal in removals:
        for number, item in enumerate(removal.items):
            table.add_row(item.function, Text(item.text), "" if number else str(len(removal.trace.moves)))
    return table


def _exit_code(screen: Screen, cells: Sequence[Cell]) -> int:
    undecided = [cell for cell in cells if cell.verdict not in {None, Verdict.PROVED, Verdict.ATTACK}]
    for cell in undecided:
        screen.say(f"{cell.row}, {cell.attack}: {cell.why}", STYLES["unknown"])
    return worst([cell.verdict for cell in undecided if cell.verdict is not None]).exit_code
