"""The page that says, sentence by sentence, what answers to the RFCs."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from hipspec.clauses import SECTIONS, Clause, Cover, cover_from
from hipwaydocs.facts import Facts, all_clauses, section_anchor
from hipwaydocs.text import address, bullets, escape, heading, label, outside, table

INTRODUCTION = """\
Every sentence with MUST, SHOULD, SHALL, REQUIRED or RECOMMENDED of the sections below, and what answers to it: a
rule, one path through a rule, a guard, a property, a reading, in one of the specifications; or a reason why it, or a
part of it, is outside them. The sentences are quoted from the RFCs (copyright the IETF Trust and the persons identified
as their authors).
"""


def page(facts: Mapping[str, Facts]) -> str:
    """Return the page of all clauses.

    Args:
        facts: what is known of each specification that answers to a clause, by its name.
    """
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
        here = [[cover_from(entry) for entry in clause.covers] for clause in found if clause.rfc == rfc]
        outside_only = sum(all(cover.kind == "exclusion" for cover in covers) for covers in here)
        planned = sum(any(cover.planned for cover in covers) for covers in here)
        yield (
            f"RFC {rfc}, sections {', '.join(sections)}: {len(here)} sentences, of which "
            f"{len(here) - outside_only - planned} are answered to, and {outside_only} are outside for a stated reason"
            + f"; what will answer to the other {planned}, or to a part of each, is only planned"
            * bool(planned)
        )


def _section(facts: Mapping[str, Facts], rfc: str, section: str, inside: Iterable[Clause]) -> str:
    rows = [
        [_clause(clause), bullets(_cover(facts, cover_from(entry)) for entry in clause.covers)] for clause in inside
    ]
    anchor = section_anchor(rfc, section) or ""
    title = outside(f"RFC {rfc} {section}", address(rfc, section))
    return "\n".join([label(anchor), heading(title, 2), table(["sentence", "what answers to it"], rows, [50, 50])])


def _clause(clause: Clause) -> str:
    return f".. _clause-{clause.id.lower().replace('.', '-')}:\n\n**{clause.id}** {escape(clause.quote)}"


def _cover(facts: Mapping[str, Facts], cover: Cover) -> str:
    if cover.kind == "exclusion":
        return f"*outside:* {escape(cover.name)}"
    if cover.planned:
        return f"*planned:* {cover.kind} {escape(f'{cover.specification}/{cover.name}')}"
    of = facts[cover.specification]
    function, _, text = cover.name.partition("/")
    rule = of.to("rule", function, f"{of.name}/{function}")
    if cover.kind == "path":
        return f"path of {rule}: {escape(text)}"
    if cover.kind == "guard":
        return f"guard {of.to('item', cover.name, text)} of {rule}"
    return f"{cover.kind} {of.to(cover.kind, cover.name, f'{of.name}/{cover.name}')}"
