"""Find the sentences of an RFC that demand something, in its plain text as published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The words of RFC 2119 that demand; MAY permits.
KEYWORD = re.compile(r"\b(?:MUST|SHOULD|SHALL|REQUIRED|RECOMMENDED)\b")

PAGE_BREAK = "\f"
PAGE_END = re.compile(
    r"(?:[ \t]*\n)*"  # blank lines
    r"[^\n]*\[Page \d+\][ \t]*\n"  # the footer
    r"(?:[ \t\f]*\n)*\f?"  # blank lines and the form feed
    r"(?:(?:RFC \d+|Internet-Draft)[^\n]*\n)?"  # the header of the next page
    r"(?:[ \t]*\n)*"  # blank lines
)
HEADING = re.compile(r"(\d+(?:\.\d+)*)\.?\s+\S")
ITEM = re.compile(r"\s*(?:\d+[.)]|[ivx]+\)|[o*-]|\([a-z0-9]+\))\s+(?=\S)")
LINE_END = re.compile(r"[.:;?!][)\"']*$")
ITEM_END = re.compile(r"[.:;,][)\"']*$")

SENTENCE_END = re.compile(r"[.?!][)\"'\]]*\s+(?=[(\"'\[]*[A-Z0-9])")
ABBREVIATIONS = frozenset({"al.", "cf.", "e.g.", "fig.", "i.e.", "sec.", "vs."})


@dataclass(frozen=True)
class Sentence:
    """One sentence of an RFC.

    Attributes:
        rfc: the number of the RFC.
        section: the number of the innermost section that contains it, such as "5.4".
        text: the sentence, whole, with single spaces, without the number or bullet of a list item.
    """

    rfc: int
    section: str
    text: str


def sentences(text: str, rfc: int, sections: tuple[str, ...]) -> tuple[Sentence, ...]:
    """Find every sentence with MUST, SHOULD, SHALL, REQUIRED or RECOMMENDED in some sections.

    Args:
        text: the RFC, as published in plain text, with or without page breaks.
        rfc: its number.
        sections: the sections to look at, each with all its subsections.

    Returns:
        The sentences in the order of the text. An item of a list is read on its own, apart from the sentence that
        introduces the list.
    """
    return tuple(
        Sentence(rfc=rfc, section=section, text=sentence)
        for section, body in bodies(text)
        if any(section == chosen or section.startswith(f"{chosen}.") for chosen in sections)
        for paragraph in paragraphs(body)
        for sentence in split(paragraph)
        if KEYWORD.search(sentence)
    )


def normalised(text: str) -> str:
    """Put one space wherever there is white space."""
    return " ".join(text.split())


def bodies(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Split an RFC into its numbered sections: the number of each, and its lines.

    Headings stand at the left margin; the lines of the table of contents are indented. A line at the left margin that
    is no numbered heading (an appendix, the acknowledgments) ends the section before it. Between the lines of two
    pages stands the one line `PAGE_BREAK`.
    """
    section = ""
    lines: list[str] = []
    # A line break before each page break, so that the line "\f" stands alone.
    for line in PAGE_END.sub(f"\n{PAGE_BREAK}\n", text.replace("\r\n", "\n")).split("\n"):
        if not line.strip() or line[0] == " ":
            lines.append(PAGE_BREAK if line == PAGE_BREAK else line.rstrip())
            continue
        if section:
            yield section, tuple(lines)
        heading = HEADING.match(line)
        section = heading[1] if heading else ""
        lines = []
    if section:
        yield section, tuple(lines)


def paragraphs(lines: tuple[str, ...]) -> Iterator[str]:
    """Join the lines of a section into paragraphs and list items, normalised, without numbers and bullets."""
    paragraph: list[str] = []
    after_break = False
    for line in lines:
        if line == PAGE_BREAK:
            after_break = True
            continue
        if paragraph and not (continues_over_pages(paragraph, line) if after_break else continues(paragraph, line)):
            yield joined(paragraph)
            paragraph = []
        if line:
            paragraph.append(line)
        after_break = False
    if paragraph:
        yield joined(paragraph)


def continues(paragraph: list[str], line: str) -> bool:
    """Whether a line belongs to the paragraph that ends in the line before it."""
    if not line:
        return False
    return not (ITEM.match(line) and ITEM_END.search(paragraph[-1]))


def continues_over_pages(paragraph: list[str], line: str) -> bool:
    """Whether the first line of a page belongs to the paragraph at the end of the page before it.

    The text doesn't say: there are blank lines between two pages in any case. A paragraph goes on if it wasn't at the
    end of a sentence and the indentation fits.
    """
    if not line or ITEM.match(line):
        return False
    before, here = indentation(paragraph[-1]), indentation(line)
    fits = here == before or (here > before and len(paragraph) == 1)
    return fits and (not LINE_END.search(paragraph[-1]) or line[here].islower())


def indentation(line: str) -> int:
    """Count the spaces at the start of a line."""
    return len(line) - len(line.lstrip())


def joined(paragraph: list[str]) -> str:
    """Join the lines of a paragraph; a word that was broken at its hyphen becomes whole."""
    text = "\n".join(line.strip() for line in paragraph)
    return normalised(re.sub(r"(?<=\w-)\n(?=\w)", "", ITEM.sub("", text, count=1) if ITEM.match(text) else text))


def split(paragraph: str) -> Iterator[str]:
    """Split a normalised paragraph into sentences; an abbreviation such as "e.g." doesn't end one."""
    start = 0
    for end in SENTENCE_END.finditer(paragraph):
        sentence = paragraph[start : end.end()].rstrip()
        if sentence.rsplit(" ", 1)[-1].lstrip("([\"'").lower() in ABBREVIATIONS:
            continue
        yield sentence
        start = end.end()
    if start < len(paragraph):
        yield paragraph[start:]
