"""What the RFCs demand, sentence by sentence, and which parts of the specifications answer to it.

The files `rfc*.toml` hold every sentence with MUST, SHOULD, SHALL, REQUIRED or RECOMMENDED of the sections in
`SECTIONS`; each file is named after its RFC and the section that it begins with. Each entry names what covers it;
several entries cover its parts, or the same from two sides. An entry begins with its kind, and names the
specification before what stands in it:

- "rule:hip/receive_update": this rule does what the sentence demands;
- "path:hip/receive_update/not: this UPDATE was not processed before": this one way through the rule does, given by
  all the branches that it takes, with "; " between them;
- "guard:hip/authenticate/the HIP_MAC verifies": the guard of that text, in that rule or function of rules, refuses
  (or steers away from) what the sentence forbids;
- "property:hip/no_flooding": this is proved, and it is what the sentence is after;
- "reading:hip/signature": the sentence leaves a choice, or stands against another one, and this is the choice;
- "exclusion:the reason": the sentence, or the part of it that the reason names, is outside the specifications, and
  why;
- "planned:rule:hip/receive_update", and so on: what will answer, and isn't there yet. Nothing is covered by a plan: one
  test fails while there is any.

`sections.toml` holds the numbers of all sections of the RFCs that the specifications cite; `states.toml` the tables of
RFC 7401's state machine, which `hipspec.clauses.tables` reads.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from hipspec.clauses.extract import normalised, sentences

__all__ = [
    "COVERS",
    "SECTIONS",
    "Clause",
    "Cover",
    "Difference",
    "cover_from",
    "digest",
    "load",
    "missing",
    "section_numbers",
]

# The sections that are mapped, each with its subsections.
SECTIONS = {8046: ("3", "4", "5", "6"), 7401: ("4", "6"), 8004: ("3", "4")}

# The kinds of entries that name something in a specification; besides them there are exclusions.
COVERS = ("rule", "path", "guard", "property", "reading")

EXCLUSION = "exclusion:"
PLANNED = "planned:"


@dataclass(frozen=True)
class Cover:
    """One entry of what covers a clause.

    Attributes:
        kind: one of `COVERS`, or "exclusion"; "" if the entry has no such kind.
        specification: the name of the specification, such as "hip"; "" of an exclusion.
        name: what answers, by its name within the specification; of an exclusion, the reason.
        planned: whether it isn't there yet.
    """

    kind: str
    specification: str
    name: str
    planned: bool = False


def cover_from(entry: str) -> Cover:
    """Take an entry of `covers` apart."""
    if entry.startswith(EXCLUSION):
        return Cover(kind="exclusion", specification="", name=entry.removeprefix(EXCLUSION))
    kind, _, place = entry.removeprefix(PLANNED).partition(":")
    specification, _, name = place.partition("/")
    return Cover(
        kind=kind if kind in COVERS else "",
        specification=specification,
        name=name,
        planned=entry.startswith(PLANNED),
    )


@dataclass(frozen=True)
class Clause:
    """One sentence of an RFC that demands something.

    Attributes:
        id: RFC, section, and its number within the section: "8046-5.4-1".
        rfc: the number of the RFC.
        section: the innermost section that contains the sentence.
        quote: the sentence, whole, with single spaces.
        sha256: the digest of the quote (see `digest`).
        covers: what answers to it, as described for this package.
    """

    id: str
    rfc: int
    section: str
    quote: str
    sha256: str
    covers: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """How the text of an RFC and the clauses kept of it differ; each is a section and a sentence.

    Attributes:
        not_kept: sentences of the text that are no clause.
        not_in_text: clauses that the text doesn't contain.
    """

    not_kept: tuple[tuple[str, str], ...]
    not_in_text: tuple[tuple[str, str], ...]


def digest(quote: str) -> str:
    """The SHA-256 of a sentence in UTF-8, normalised to single spaces, in hexadecimal."""
    return sha256(normalised(quote).encode()).hexdigest()


def load() -> tuple[Clause, ...]:
    """Read all clauses, in the order of `SECTIONS` and then of the text."""
    return tuple(clause for rfc in SECTIONS for clause in read(rfc))


def read(rfc: int) -> tuple[Clause, ...]:
    """Read the clauses of one RFC, in the order of its text."""
    return tuple(
        Clause(
            id=entry["id"],
            rfc=rfc,
            section=entry["section"],
            quote=entry["quote"],
            sha256=entry["sha256"],
            covers=tuple(entry["covers"]),
        )
        for text in texts(rfc)
        for entry in tomllib.loads(text)["clause"]
    )


def texts(rfc: int) -> Iterator[str]:
    """Read the files of one RFC, such as `rfc7401_6_11.toml`, in the order of the sections that they begin with."""
    prefix, suffix = f"rfc{rfc}_", ".toml"
    found = {
        tuple(int(part) for part in file.name.removeprefix(prefix).removesuffix(suffix).split("_")): file
        for file in files(__name__).iterdir()
        if file.name.startswith(prefix) and file.name.endswith(suffix)
    }
    for section in sorted(found):
        yield found[section].read_text(encoding="utf-8")


def section_numbers() -> dict[int, tuple[str, ...]]:
    """Read which sections each RFC has that the specification cites."""
    kept = tomllib.loads(files(__name__).joinpath("sections.toml").read_text(encoding="utf-8"))
    return {int(name.removeprefix("rfc")): tuple(numbers) for name, numbers in kept.items()}


def missing(rfc_text: str, rfc: int) -> Difference:
    """Compare the text of an RFC with the clauses kept of it."""
    found = Counter((sentence.section, sentence.text) for sentence in sentences(rfc_text, rfc, SECTIONS[rfc]))
    kept = Counter((clause.section, clause.quote) for clause in read(rfc))
    return Difference(not_kept=tuple((found - kept).elements()), not_in_text=tuple((kept - found).elements()))
