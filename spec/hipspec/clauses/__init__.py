"""What the RFCs demand, sentence by sentence, and what of this specification answers to it.

`rfc8046.toml` and `rfc7401.toml` hold every sentence with MUST, SHOULD, SHALL, REQUIRED or RECOMMENDED of the
sections in `SECTIONS`. Each entry names what covers it; several entries cover its parts, or the same from two sides:

- "rule:receive_update": this rule does what the sentence demands;
- "path:receive_update/not: this UPDATE was not processed before": this one way through the rule does, given by all
  the branches that it takes, with "; " between them;
- "guard:authenticate/the HIP_MAC verifies": the guard of that text, in that rule or function of rules, refuses (or
  steers away from) what the sentence forbids;
- "property:no_flooding": this is proved, and it is what the sentence is after;
- "reading:signature": the sentence leaves a choice, or stands against another one, and this is the choice;
- "exclusion:the reason": the sentence, or the part of it that the reason names, is outside this specification, and why.

`sections.toml` holds the numbers of all sections of the RFCs that the specification cites.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from hipspec.clauses.extract import normalised, sentences

__all__ = ["COVERS", "SECTIONS", "Clause", "Difference", "digest", "load", "missing", "section_numbers"]

# The sections that are mapped, each with its subsections.
SECTIONS = {8046: ("3", "4", "5", "6"), 7401: ("6.11", "6.12")}

# How an entry of `covers` starts.
COVERS = ("rule:", "path:", "guard:", "property:", "reading:", "exclusion:")


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
    """Read the clauses of one RFC."""
    kept = tomllib.loads(files(__name__).joinpath(f"rfc{rfc}.toml").read_text(encoding="utf-8"))
    return tuple(
        Clause(
            id=entry["id"],
            rfc=rfc,
            section=entry["section"],
            quote=entry["quote"],
            sha256=entry["sha256"],
            covers=tuple(entry["covers"]),
        )
        for entry in kept["clause"]
    )


def section_numbers() -> dict[int, tuple[str, ...]]:
    """Read which sections each RFC has that the specification cites."""
    kept = tomllib.loads(files(__name__).joinpath("sections.toml").read_text(encoding="utf-8"))
    return {int(name.removeprefix("rfc")): tuple(numbers) for name, numbers in kept.items()}


def missing(rfc_text: str, rfc: int) -> Difference:
    """Compare the text of an RFC with the clauses kept of it."""
    found = Counter((sentence.section, sentence.text) for sentence in sentences(rfc_text, rfc, SECTIONS[rfc]))
    kept = Counter((clause.section, clause.quote) for clause in read(rfc))
    return Difference(not_kept=tuple((found - kept).elements()), not_in_text=tuple((kept - found).elements()))
