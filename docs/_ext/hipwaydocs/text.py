"""reStructuredText, piece by piece: escaped text, headings, labels, links, tables, blocks."""

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

UNDERLINES = "=-~^"
# Where the docstrings of the project stop being sentences.
SECTIONS = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):$", re.MULTILINE)
STRESSED = re.compile(r"\\\*(\w[^*]*?\w)\\\*")
RFC = re.compile(r"RFC (\d+) (\d+(?:\.\d+)*)((?:, \d+(?:\.\d+)*(?![\d.]))*)")
DRAFT = re.compile(r"(draft-[a-z0-9-]+) (\d+(?:\.\d+)*)((?:, \d+(?:\.\d+)*(?![\d.]))*)")


def escape(text: str) -> str:
    """Return a text that means itself."""
    return re.sub(r"([\\*`|_<>])", r"\\\1", text)


def prose(text: str) -> str:
    """Return the text of a docstring, with what stands in backquotes as code, and what stands in stars as stressed."""
    parts = text.split("`")
    written = (
        f"``{part}``" if number % 2 else STRESSED.sub(r"*\1*", escape(part)) for number, part in enumerate(parts)
    )
    return "".join(written)


def told(subject: object) -> list[str]:
    """Return the paragraphs of a docstring that tell what something is, without the lists of its parts."""
    text = SECTIONS.split(inspect.getdoc(subject) or "")[0]
    return [" ".join(part.split()) for part in text.strip().split("\n\n") if part.strip()]


def attributes(subject: object) -> dict[str, str]:
    """Return what a docstring tells of each attribute, such as the members of an enumeration."""
    _, _, listed = (inspect.getdoc(subject) or "").partition("Attributes:\n")
    found = re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", listed, re.MULTILINE)
    return {name: " ".join(told.split()) for name, told in found}


def sentence(subject: object) -> str:
    """Return the first sentence of a docstring, escaped."""
    return prose((told(subject) or [""])[0])


def slug(text: str) -> str:
    """Return a text as a part of an address: the same each time, whatever else is on the page."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def heading(title: str, level: int = 0) -> str:
    """Return a heading; the title is reStructuredText."""
    return f"{title}\n{UNDERLINES[level] * max(len(title), 3)}\n"


def label(name: str) -> str:
    """Return an anchor for what follows."""
    return f".. _{name}:\n"


def link(target: str, title: str) -> str:
    """Return a link to an anchor; the title is plain text."""
    plain = escape(title.replace("`", ""))
    return f":ref:`{plain} <{target}>`"


def links(found: Iterable[tuple[str, str]], nothing: str = "none") -> str:
    """Return links with commas between them, each given as its anchor and its title."""
    return ", ".join(link(target, title) for target, title in found) or nothing


def outside(title: str, address: str) -> str:
    """Return a link to another site."""
    return f"`{escape(title)} <{address}>`__"


def indented(text: str, by: int = 3) -> str:
    """Return a text moved to the right."""
    return "\n".join(" " * by + line if line else line for line in text.splitlines())


def block(name: str, body: str, argument: str = "", **options: str) -> str:
    """Return a directive."""
    given = "".join(f"   :{option.replace('_', '-')}: {value}\n" for option, value in options.items())
    return f".. {name}:: {argument}\n{given}\n{indented(body)}\n"


def bullets(items: Iterable[str]) -> str:
    """Return a list of reStructuredText, each item in one line."""
    return "".join(f"- {item}\n" for item in items)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = (), style: str = "") -> str:
    """Return a table; its cells are reStructuredText. A style is a class of the stylesheet."""
    lines = [_row(head), *(_row(row) for row in rows)]
    options = {"header_rows": "1"} | ({"class": style} if style else {})
    if widths:
        options["widths"] = " ".join(str(width) for width in widths)
    return block("list-table", "\n".join(lines), "", **options)


def _row(cells: Sequence[str]) -> str:
    lines = []
    for number, cell in enumerate(cells):
        first, *rest = (cell or " ").splitlines() or [" "]
        lines.append(f"{'* - ' if number == 0 else '  - '}{first}".rstrip())
        lines += [f"    {line}" if line else "" for line in rest]
    return "\n".join(lines)


def file_of(function: Callable[..., Any]) -> str:
    """Return the file of a function within its package."""
    module: str = inspect.unwrap(function).__module__
    return module.replace(".", "/") + ".py"


def source(function: Callable[..., Any]) -> str:
    """Return the text of a function as it stands in its file."""
    plain = inspect.unwrap(function)
    lines, first = inspect.getsourcelines(plain)
    caption = f"{file_of(plain)}, line {first}"
    return block("code-block", "".join(lines), "python", caption=caption)


def cited(text: str, known: Callable[[str, str], str | None]) -> str:
    """Return a text with a link at each clause that it cites.

    Args:
        text: plain text, such as "RFC 8046 4, 5.1".
        known: returns the anchor of a section of an RFC on our own pages, or None.
    """
    written, position = [], 0
    found = sorted((*RFC.finditer(text), *DRAFT.finditer(text)), key=lambda match: match.start())
    for match in found:
        written += [escape(text[position : match.start()]), _clauses(match, known)]
        position = match.end()
    return "".join([*written, escape(text[position:])])


def _clauses(match: re.Match[str], known: Callable[[str, str], str | None]) -> str:
    document, first, rest = match.groups()
    named = f"RFC {document}" if document.isdigit() else document
    parts = []
    for number, section in enumerate([first, *(part for part in rest.split(", ") if part)]):
        title = f"{named} {section}" if number == 0 else section
        anchor = known(document, section) if document.isdigit() else None
        parts.append(link(anchor, title) if anchor else outside(title, address(document, section)))
    return ", ".join(parts)


def address(document: str, section: str) -> str:
    """Return where a section of an RFC, by its number, or of a draft, by its name, can be read."""
    if document.isdigit():
        return f"https://www.rfc-editor.org/rfc/rfc{document}.html#section-{section}"
    return f"https://datatracker.ietf.org/doc/html/{document}#section-{section}"
