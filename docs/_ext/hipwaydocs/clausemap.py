"""The page that says, sentence by sentence, what answers to the RFCs."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from hipspec.clauses import SECTIONS, Clause
from hipwaydocs.facts import Facts, all_clauses, section_anchor
from hipwaydocs.text import address, bullets, escape, heading, label, outside, table

INTRODUCTION = """\
Every sentence with MUST, SHOULD, SHALL, REQUIRED or RECOMMENDED of the sections below, and what answers to it: a
rule, one path through a rule, a guard, a property, a reading; or a reason why it, or a part of it, is outside this
specification. The sentences are quoted from the RFCs (copyright the IETF Trust and the persons identified as their
authors).
"""


def page(facts: Facts) -> str:
    """Return the page of all clauses."""
    found = all_clauses()
    parts = [
        label("clauses"),
        heading("What the RFCs demand"),
        INTRODUCTION,
        bullets(_summary(found)),
    ]
    for rfc, of_rfc in groupby(found, lambda clause: clause.rfc):
        parts.append(heading(f"RFC {rfc}", 1))
        for section, inside in groupby(of_rfc, lambda clause: clause.section):
            parts += [_section(facts, str(rfc), section, inside)]
    return "\n".join(parts)


def _summary(found: tuple[Clause, ...]) -> Iterator[str]:
    for rfc, sections in SECTIONS.items():
        here = [clause for clause in found if clause.rfc == rfc]
        outside_only = sum(all(cover.startswith("exclusion:") for cover in clause.covers) for clause in here)
        yield (
            f"RFC {rfc}, sections {', '.join(sections)}: {len(here)} sentences, of which {len(here) - outside_only} "
            f"are answered to, and {outside_only} are outside for a stated reason"
        )


def _section(facts: Facts, rfc: str, section: str, inside: Iterable[Clause]) -> str:
    rows = [[_clause(clause), "\n".join(f"- {_cover(facts, cover)}" for cover in clause.covers)] for clause in inside]
    anchor = section_anchor(rfc, section) or ""
    title = outside(f"RFC {rfc} {section}", address(rfc, section))
    return "\n".join([label(anchor), heading(title, 2), table(["sentence", "what answers to it"], rows, [50, 50])])


def _clause(clause: Clause) -> str:
    return f".. _clause-{clause.id.lower().replace('.', '-')}:\n\n**{clause.id}** {escape(clause.quote)}"


def _cover(facts: Facts, cover: str) -> str:
    kind, _, rest = cover.partition(":")
    if kind in ("rule", "property", "reading"):
        return f"{kind} {facts.to(kind, rest)}"
    if kind == "path":
        name, _, branches = rest.partition("/")
        return f"path of {facts.to('rule', name)}: {escape(branches)}"
    if kind == "guard":
        name, _, text = rest.partition("/")
        return f"guard {facts.to('item', rest, text)} of {facts.to('rule', name)}"
    return f"*outside:* {escape(rest)}"
