"""Many rows of the matrix at a glance: one line for each row, one sign for each column, and a legend."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from rich.text import Text

from hipcheck.cli.screen import STYLES, Screen
from hipcheck.matrix.model import SENSELESS, outcome_of
from hipmodels.matrix.campaign import Done
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.family import Attack, Family

SIGNS = {"proved": ".", SENSELESS: "-", "unknown": "?", "vacuous": "V", "error": "E"}
TOGETHER = 4  # columns that stand without a space between them


def overview(screen: Screen, family: Family, done: Sequence[Done], how: Mapping[str, str]) -> None:
    """Show some rows of all columns.

    Args:
        screen: where.
        family: the table.
        done: the rows.
        how: what is said of each row, by name.
    """
    attacks = list(family.attacks.values())
    width = max((len(one.row) for one in done), default=0) + 2
    _line(
        screen,
        Text(" " * width)
        + _spaced([Text(letter, "bold") for letter, _ in zip(ascii_lowercase, attacks, strict=False)]),
    )
    for one in done:
        signs = [_sign(attack, cell) for attack, cell in zip(attacks, one.cells, strict=True)]
        _line(screen, Text(one.row.ljust(width)) + _spaced(signs) + Text(f"  {how[one.row]}"))
    screen.say()
    _legend(screen, attacks)
    screen.say()


def _sign(attack: Attack, cell: Cell) -> Text:
    word = outcome_of(attack, cell)
    sign = SIGNS.get(word, word[:1].upper())
    if word == "attack":
        sign = str([strength.name for strength in attack.ladder].index(cell.weakest) + 1)
    return Text(sign, STYLES.get(word, ""))


def _spaced(signs: Sequence[Text]) -> Text:
    groups = [signs[begin : begin + TOGETHER] for begin in range(0, len(signs), TOGETHER)]
    return Text(" ").join(Text().join(group) for group in groups)


def _legend(screen: Screen, attacks: Sequence[Attack]) -> None:
    screen.say(
        "1 to 4: attack, and which attacker of the column is the weakest that succeeds; .: proved, none succeeds; "
        "-: makes no sense; ?: not decided; V: vacuous; E: error"
    )
    for letter, attack in zip(ascii_lowercase, attacks, strict=False):
        hope = attack.hope
        who = ", ".join(f"{number} {strength.name}" for number, strength in enumerate(attack.ladder, 1))
        words = who if hope is None else ", ".join(f"{word[:1].upper()}: {word}" for word in (hope.found, hope.refuted))
        screen.say(f"{letter} {attack.name}: {words}")


def _line(screen: Screen, line: Text) -> None:
    screen.print(line, overflow="ignore", no_wrap=True, crop=False)
