"""`hipway matrix`."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click
import msgspec
from rich.table import Table
from rich.text import Text

from hipcheck.cli.files import write_text
from hipcheck.cli.names import unknown
from hipcheck.cli.options import file_option, where_to_work
from hipcheck.cli.overview import overview
from hipcheck.cli.own import module_of
from hipcheck.cli.proofs import workers
from hipcheck.cli.screen import STYLES, Screen, plain_table, progress
from hipcheck.matrix import kept, model, page
from hipmodels.matrix.campaign import Done, solve_rows
from hipmodels.matrix.cells import Cell, Kept
from hipmodels.matrix.changed import ALL, BY_NOTHING, BY_PROOF, BY_SEAL, Looked, look_again
from hipmodels.matrix.family import Attack, Family, family_of
from hipmodels.matrix.seal import seal_of
from hipmodels.verdicts import Verdict, worst

MODULE = "hipspec.related.table"
PASSES = (Verdict.PROVED, Verdict.ATTACK)


@click.command("matrix")
@click.option(
    "--protocol",
    "protocols",
    multiple=True,
    metavar="P",
    help="A protocol, in all the ways to read it; repeatable. Or the file of one of your own (hipway new).",
)
@click.option("--row", "names", multiple=True, metavar="R", help="A protocol read in one way only; repeatable.")
@click.option("--attack", "attacks", multiple=True, metavar="A", help="One column only; repeatable.")
@click.option("--write", is_flag=True, help="Keep in the repository what was found anew.")
@click.option(
    "--changed",
    is_flag=True,
    help="Prove only rows of which a text has changed, by what is kept of them; of the others replay the runs.",
)
@click.option(
    "--sealed",
    is_flag=True,
    help="Prove nothing: show the rows of which no text has changed since they were proved; the others are undecided.",
)
@where_to_work
@file_option("html", "Write the table as one page of HTML, in which each cell opens its ladder or its proof.")
@file_option("json", "Write the table as JSON: each cell with its attack step by step, or its proof.")
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    protocols: tuple[str, ...],
    names: tuple[str, ...],
    attacks: tuple[str, ...],
    write: bool,
    changed: bool,
    sealed: bool,
    jobs: int | None,
    executor: str | None,
    html_file: Path | None,
    json_file: Path | None,
) -> int:
    """Say of each mobility protocol which attacks it withstands, and by whom, and whether it recovers.

    Each cell is a proof, unbounded, or an attack that is replayed by the protocol's own rules. It names the weakest
    attacker that succeeds and the strongest against which the protocol is proved safe; of an attack of volume the
    exact factor, bytes out for each byte in. With one row and one attack the cell is opened: the attack as a
    ladder diagram, or the lemmas that the proof rests on.

    The column recovery asks for no attack: a row recovers if a run shows it, and is stuck if it is proved that
    there is none.

    A row that was decided bears a seal, which fits as long as nothing has changed that its cells depend on. With
    --changed and --sealed such a row is taken by its seal: its runs are replayed, and its proofs are not done again.

    Exit codes: 0 each cell is decided, 3 one is not, 4 a protocol can't do what it has to, 5 error.

    \b
    hipway matrix
    hipway matrix --protocol quic
    hipway matrix --row wireguard --attack stealing_now
    hipway matrix --protocol ./beacon.py
    hipway matrix --html matrix.html
    hipway matrix --changed
    hipway matrix --sealed --html matrix.html
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    module = module_of(protocols, MODULE)
    family = family_of(module)
    if write and module != MODULE:
        raise click.BadParameter("only rows of the known protocols are kept", param_hint="'--write'")
    rows = _rows(family, protocols if module == MODULE else (), names)
    columns = _columns(family, attacks)
    known = kept.known_of(family, rows, own=module != MODULE)
    if changed or sealed:
        if module != MODULE or attacks:
            raise click.UsageError(
                "--changed and --sealed look at all columns of known protocols: no --attack, no file"
            )
        if sealed and (changed or write):
            raise click.UsageError("--sealed proves nothing: it goes neither with --changed nor with --write")
        with workers(1 if sealed else jobs, executor, module) as pool, progress("proving what changed") as told:
            looked = look_again(module, rows, known, pool, told, prove=not sealed)
        if write:
            _seal(family, known, looked.again)
        _document(family, columns, looked.done, json_file, html_file, looked.known_by())
        return _tell(Screen(), family, looked)
    keep = partial(_write, family, known, whole=len(columns) == len(family.attacks)) if write else None
    with workers(jobs, executor, module) as pool, progress("attacking and proving") as told:
        done = solve_rows(module, rows, [attack.name for attack in columns], known, pool, told, keep=keep)
    _document(family, columns, done, json_file, html_file)
    return _answer(Screen(), family, columns, done)


def _document(  # noqa: PLR0913, PLR0917  # what is written, and where
    family: Family,
    columns: Sequence[Attack],
    done: Sequence[Done],
    json_file: Path | None,
    html_file: Path | None,
    known_by: Mapping[str, str] = model.NONE,
) -> None:
    """Write the table to the files that are asked for."""
    if json_file is not None or html_file is not None:
        table = model.model_of(family, columns, [(family.rows[one.row], one.cells) for one in done], known_by)
        write_text(json_file, msgspec.json.format(msgspec.json.encode(table), indent=1).decode() + "\n")
        write_text(html_file, page.render(table))


def _answer(screen: Screen, family: Family, columns: Sequence[Attack], done: Sequence[Done]) -> int:
    """Show some rows, a single cell opened, and return the exit code."""
    cells = [cell for one in done for cell in one.cells]
    _show(screen, family, columns, done)
    if len(cells) == 1:
        _open(screen, family, cells[0])
    return worst([cell.verdict for cell in cells if cell.verdict is not None and cell.verdict not in PASSES]).exit_code


def _rows(family: Family, protocols: tuple[str, ...], rows: tuple[str, ...]) -> list[str]:
    """Return the rows that are asked for, by their protocols or by their own names; all, if none are.

    Raises:
        UsageError: there is no protocol or row of a name.
    """
    there = list(dict.fromkeys(row.protocol for row in family.rows.values()))
    for names, known, option in ((protocols, there, "protocol"), (rows, list(family.rows), "row")):
        for name in names:
            if name not in known:
                raise unknown(option, name, known, f"--{option}")
    everything = not protocols and not rows
    return [name for name, row in family.rows.items() if everything or name in rows or row.protocol in protocols]


def _columns(family: Family, names: tuple[str, ...]) -> list[Attack]:
    """Return the attacks that are asked for.

    Raises:
        UsageError: there is no attack of a name.
    """
    for name in names:
        if name not in family.attacks:
            raise unknown("attack", name, list(family.attacks), "--attack")
    return [attack for name, attack in family.attacks.items() if not names or name in names]


def _show(screen: Screen, family: Family, columns: Sequence[Attack], done: Sequence[Done]) -> None:
    for one in done:
        screen.say(f"{one.row}: {family.rows[one.row].title}", "bold")
        screen.table(_table(columns, one))
        screen.say()
    cells = [cell for one in done for cell in one.cells]
    words = [model.outcome_of(family.attacks[cell.attack], cell) for cell in cells]
    counts = {word: words.count(word) for word in dict.fromkeys(words)}
    seconds = sum(cell.seconds for cell in cells)
    parts = ", ".join(f"{count} {word}" for word, count in counts.items())
    screen.say(f"{len(cells)} cells: {parts}; unbounded; {seconds:.1f} s of the processor", "bold")


def _table(columns: Sequence[Attack], one: Done) -> Table:
    table = plain_table("attack", "verdict", "by", "safe from", "steps", "factor", "seconds")
    for attack, cell in zip(columns, one.cells, strict=True):
        said = model.outcome_of(attack, cell)
        word = Text(said, style=STYLES.get(said, ""))
        if cell.why:
            table.add_row(attack.name, word, Text(cell.why), "", "", "", f"{cell.seconds:.1f}")
            continue
        steps = str(cell.steps) if cell.steps else ""
        who = (cell.weakest, cell.strongest) if attack.hope is None else ("", "")
        table.add_row(attack.name, word, *who, steps, _factor(cell), f"{cell.seconds:.1f}")
    return table


def _factor(cell: Cell) -> str:
    if not cell.volume:
        return ""
    if cell.factor is None:
        return "unbounded"
    out, each = cell.factor
    return f"{out}/{each} = {out / each:.2f}" if out % each else f"{out // each}"


def _open(screen: Screen, family: Family, cell: Cell) -> None:
    """Show what is behind one cell."""
    row = family.rows[cell.row]
    attack = family.attacks[cell.attack]
    hope = attack.hope
    titles = ("the attack", "the factor is reached") if hope is None else (hope.found, hope.refuted)
    for title, document, ending in zip(titles, (cell.trace, cell.reached), model.endings_of(attack), strict=True):
        ladder = model.ladder_in(family, row, document, ending)
        if ladder is not None:
            screen.say()
            screen.say(f"{title}:", "bold")
            screen.ladder(ladder)
    for name, path in cell.dropped:
        screen.say(f"not inductive: {name}, by {path}", indent=2)
    if cell.lemmas:
        screen.say()
        proof = f"the proof against {cell.strongest}" if hope is None else f"the proof of {hope.refuted}"
        screen.say(f"{proof} rests on {len(cell.lemmas)} lemmas, inductive together:", "bold")
        screen.say(", ".join(cell.lemmas), indent=2)


def _tell(screen: Screen, family: Family, looked: Looked) -> int:
    """Show rows that were looked at again, say what became of them, and return the exit code."""
    words = {BY_SEAL: "by its seal", BY_PROOF: "proved again", BY_NOTHING: "not decided"}
    overview(screen, family, looked.done, {row: words[by] for row, by in looked.known_by().items()})
    left: dict[str, list[str]] = {}
    for cell in looked.bad:
        if cell.attack == ALL:
            left.setdefault(cell.why, []).append(cell.row)
            continue
        word = "" if cell.verdict is None else cell.verdict.value
        screen.say(f"{word}: {cell.row}, {cell.attack}: {cell.why}", STYLES.get(word, ""))
    for why, rows in left.items():
        screen.say(f"not decided, {why}: {', '.join(rows)}", STYLES["unknown"])
    if looked.again:
        screen.say(f"proved again, {looked.seconds:.1f} s of the processor: {', '.join(looked.again)}")
    counts = f"{len(looked.unchanged)} taken by their seals, {len(looked.again)} proved again"
    screen.say(
        f"{len(looked.done)} rows: {counts}, {len(looked.open)} not decided; "
        f"{looked.replayed} runs of rows with seals replayed",
        "bold",
    )
    return worst([cell.verdict for cell in looked.bad if cell.verdict is not None]).exit_code


def _seal(family: Family, known: dict[str, Kept], rows: Sequence[str]) -> None:
    """Keep that each cell of some rows was decided, as the texts are now."""
    for row in rows:
        known[row].seal = seal_of(MODULE, row, known[row])
    _save(family, known, rows)


def _write(family: Family, known: dict[str, Kept], one: Done, *, whole: bool) -> None:
    """Keep what was found of a row; with a seal, if each of its cells was decided."""
    known[one.row] = one.kept
    if whole and all(cell.verdict is None or cell.verdict in PASSES for cell in one.cells):
        one.kept.seal = seal_of(MODULE, one.row, one.kept)
    _save(family, known, [one.row])


def _save(family: Family, now: dict[str, Kept], rows: Sequence[str]) -> None:
    for protocol in dict.fromkeys(family.rows[row].protocol for row in rows):
        kept.save(
            protocol, {name: now[name] for name, row in family.rows.items() if row.protocol == protocol and name in now}
        )
