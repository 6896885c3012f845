"""What the page says of a cell."""

from hipcheck.matrix.model import SENSELESS, CellModel, Column, Factor

TIMES = "\u00d7"
OPEN, SAFE, UNDECIDED = "open", "safe", "undecided"


def short_factor(factor: Factor) -> str:
    """Return a factor as a cell shows it."""
    if not factor.bounded:
        return f"{TIMES}∞"
    ratio = factor.out / factor.each
    return f"{TIMES}{ratio:.0f}" if factor.out % factor.each == 0 else f"{TIMES}{ratio:.2f}"


def long_factor(factor: Factor) -> str:
    """Return a factor in words, exactly."""
    if not factor.bounded:
        return "nothing bounds the bytes out for each byte in: the last step can be taken again and again"
    if not factor.out:
        return "not a byte goes out"
    if factor.each == 1:
        return f"{factor.out} {'byte goes' if factor.out == 1 else 'bytes go'} out for each byte in, at most"
    return f"{factor.out} bytes go out for {factor.each} bytes in, at most"


def states(column: Column, cell: CellModel) -> list[str]:
    """Return for each attacker of a column, from weakest to strongest, what is known of it in a cell."""
    names = [attacker.name for attacker in column.attackers]
    proved = names.index(cell.strongest) if cell.strongest in names else -1
    succeeds = names.index(cell.weakest) if cell.weakest in names else len(names)
    return [SAFE if i <= proved else OPEN if i >= succeeds else UNDECIDED for i in range(len(names))]


def outcome(cell: CellModel) -> str:
    """Return in a few words what became of a cell."""
    if cell.verdict == SENSELESS:
        return f"makes no sense: {cell.why}"
    if cell.kind == "hope" and cell.verdict in {"attack", "proved"}:
        shown = f"as a run of {counted(cell.steps, 'step')} shows" if cell.verdict == "attack" else "as is proved"
        return f"{cell.outcome}, {shown}"
    if cell.verdict == "proved":
        return f"proved, safe from {cell.strongest}"
    if cell.verdict != "attack":
        known = f", though {cell.weakest} is known to succeed" if cell.weakest else ""
        return f"{cell.verdict}{known}: {cell.why}"
    words = [f"attack by {cell.weakest} in {counted(cell.steps, 'step')}"]
    words += [f"factor {short_factor(cell.factor)}"] if cell.factor is not None else []
    words += [f"proved safe from {cell.strongest}"] if cell.strongest else []
    return ", ".join(words)


def counted(number: int, noun: str) -> str:
    """Return a number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def capital(sentence: str) -> str:
    """Return a sentence with a capital at its beginning; the rest stays as it is."""
    return sentence[:1].upper() + sentence[1:]
