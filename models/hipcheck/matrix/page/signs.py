"""The signs of the verdicts: a shape of its own for each, so that nothing is told by a colour alone."""

from dataclasses import dataclass

from hipcheck.matrix.model import SENSELESS, CellModel
from hipcheck.matrix.page.markup import tag


@dataclass(frozen=True)
class Sign:
    """How a verdict is shown.

    Attributes:
        word: the verdict.
        says: what it means, after the word.
        shape: the drawing, 16 by 16; `fill` is the colour of the verdict, `ink` what is drawn on it.
    """

    word: str
    says: str
    shape: str


FOUND, REFUTED = "found", "refuted"

SIGNS = {
    "proved": Sign(
        "proved",
        "no attacker of the column succeeds, unbounded",
        '<path class="line" d="M8 1.4 13.8 3.4V8c0 3.4-2.6 5.6-5.8 6.8C4.8 13.6 2.2 11.4 2.2 8V3.4Z"/>'
        '<path class="stroke" d="m5 8 2.2 2.3L11.2 5.8"/>',
    ),
    "attack": Sign(
        "attack",
        "somebody succeeds, as the replayed run shows",
        '<path class="fill" d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5Z"/>'
        '<path class="ink" d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6"/>',
    ),
    FOUND: Sign(
        "found",
        "as the replayed run shows",
        '<circle class="line" cx="8" cy="8" r="6.6"/><path class="stroke" d="m4.9 8.2 2.2 2.3 4-4.9"/>',
    ),
    REFUTED: Sign(
        "refuted",
        "proved, unbounded: there is no such run",
        '<circle class="fill" cx="8" cy="8" r="7.2"/><path class="ink" d="M4.2 8h7.6"/>',
    ),
    SENSELESS: Sign("makes no sense", "and the cell says why", '<path class="stroke" d="M4 8h8"/>'),
    "unknown": Sign(
        "unknown",
        "not decided: a proof is missing, or an attack",
        '<circle class="line" cx="8" cy="8" r="6.6"/>'
        '<path class="stroke" d="M6 6.2C6.2 3.6 10 3.8 10 6.2 10 7.8 8 7.6 8 9.4M8 11.6v.4"/>',
    ),
    "vacuous": Sign(
        "vacuous",
        "the protocol can't do what it has to",
        '<circle class="line" cx="8" cy="8" r="6.6"/><path class="stroke" d="M3.6 12.4 12.4 3.6"/>',
    ),
    "error": Sign(
        "error",
        "something is wrong with the rules",
        '<path class="line" d="M8 1.6 15 14H1Z"/><path class="stroke" d="M8 6v4M8 11.9v.3"/>',
    ),
}


def sign_of(cell: CellModel) -> str:
    """Return the name of the sign of a cell: where a run is what one hopes for, signs of their own."""
    return {"attack": FOUND, "proved": REFUTED}.get(cell.verdict, cell.verdict) if cell.kind == "hope" else cell.verdict


def symbols() -> str:
    """Return the drawings, once for the page."""
    drawings = [f'<symbol id="sign-{name}" viewBox="0 0 16 16">{sign.shape}</symbol>' for name, sign in SIGNS.items()]
    return tag("svg", *drawings, width="0", height="0", aria_hidden="true", class_="symbols")


def drawn(name: str) -> str:
    """Return a sign; whoever hears the page is told in words beside it."""
    return tag("svg", f'<use href="#sign-{name}"/>', class_=f"sign {name}", aria_hidden="true")
