"""What both drawings need: text that fits, and the words around a ladder."""

from rich.cells import cell_len

from hipcheck.ladder.model import Arrow, Column, Place, Row, Violation


def clean(text: str) -> str:
    """Return a text in one line, with a replacement for what can't be printed (and what XML can't hold)."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def clip(text: str, width: int) -> str:
    """Return a text that takes at most `width` cells, with an ellipsis for what is cut off."""
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) >= width:
        text = text[:-1]
    return text + "…" if width > 0 else ""


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells, between words if possible."""
    lines = [""]
    for word in clean(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width)
        lines = [*lines, *pieces] if lines[-1] else pieces
    return lines


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and cell_len(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def subtitle(column: Column) -> str:
    """Return what stands under the name of a column."""
    kind = {Place.HOST: "", Place.ATTACKER: "the attacker", Place.ADDRESS: "nobody there"}[column.place]
    kind = "" if kind.endswith(column.name) else kind
    return clean(", ".join(part for part in (kind, " ".join(column.addresses)) if part))


def addresses(arrow: Arrow) -> str:
    """Return which transmission an arrow is, and the addresses on it."""
    way = [f"{arrow.source} -> {arrow.destination}"] if arrow.source and arrow.destination else []
    return clean(", ".join([arrow.frame, *way]))


def labelled(arrow: Arrow) -> str:
    """Return all that there is to say of an arrow, in one line: transmission, packet, addresses."""
    way = f", {arrow.source} -> {arrow.destination}" if arrow.source and arrow.destination else ""
    return clean(f"{arrow.frame}: {arrow.label}{way}")


def reference(row: Row) -> str:
    """Return the clauses of a step: those of its rules, or else those of its action."""
    sources = [source.reference for source in row.rules if source.reference] or [row.action.reference]
    return clean("; ".join(source for source in sources if source))


def sentences(row: Row) -> list[str]:
    """Return what happens in a step, in the words of the specification."""
    return [f"{rule.name}: {rule.sentence}" for rule in row.rules] or [row.action.sentence]


def verdict(violation: Violation) -> tuple[str, list[str]]:
    """Return the heading and the lines of what the run shows in the end."""
    if violation.ending:
        return clean(violation.ending), []
    head = "Expected attack" if violation.expected else "Violated"
    lines = [violation.property.sentence]
    lines += [f"Not so for {violation.parameters}."] * bool(violation.parameters)
    lines += [violation.property.reference] * bool(violation.property.reference)
    return clean(f"{head}: {violation.title}"), lines
