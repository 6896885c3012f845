import dataclasses
import difflib
import functools
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hipmodels.items import rule_functions
from hipmodels.lift.edits import items_of
from hipmodels.lift.lifted import Lifted
from hipspec.clauses import COVERS, SECTIONS, Clause, digest, load, missing, section_numbers
from hipspec.clauses.extract import Sentence, bodies, sentences
from hipspec.hip import SPECIFICATION
from hipspec.language import Reading

CLAUSES = load()
SECTION_NUMBERS = section_numbers()
RULES = {rule.__name__ for rule in SPECIFICATION.rules}
# Where everything that names an RFC comes from.
ORIGINS = {
    function.__name__: function.__label__.clause  # type: ignore[attr-defined]  # written down by the decorators
    for function in (
        *SPECIFICATION.rules,
        *SPECIFICATION.actions,
        *SPECIFICATION.properties,
        *SPECIFICATION.expected,
    )
} | {f"scenario {name}": getattr(scenario, "clause", "") for name, scenario in SPECIFICATION.scenarios.items()}

FIRST_PAGE = """\
Request for Comments: 9999                                  January 2030

                          A Small Protocol

Table of Contents

   1.  Introduction . . . . . . . . . . . . . . . . . . . . . . . .   1
   2.  Rules  . . . . . . . . . . . . . . . . . . . . . . . . . . .   1
     2.1.  Lists  . . . . . . . . . . . . . . . . . . . . . . . . .   2

1.  Introduction

   A host MUST read on.

2.  Rules

   A host SHOULD wait, e.g. Until the peer answers, or i.e. Never.  It
   has to pay.  "It MUST pay."  A host may leave; it should say so.  A
   packet that arrives from an



Author                      Standards Track                     [Page 1]
"""
HEADER = "RFC 9999                    A Small Protocol              January 2030\n"
SECOND_PAGE = """\


   unknown and un-
   verified address MUST NOT be
   answered (see [RFC7401]).

2.1.  Lists

   The host does this:

   1.  It SHALL count.  It MAY stop.
   2.  It is REQUIRED
       to count again:

       o  to ten, which is RECOMMENDED, and

       o  no further.

          +------------+
          | a MUSTARD  |
          +------------+

Appendix A.  More

   Nobody MUST read this.
"""
RFC_9999 = f"{FIRST_PAGE}\n\f\n{HEADER}{SECOND_PAGE}"


def texts(text: str, *sections: str) -> list[tuple[str, str]]:
    return [(sentence.section, sentence.text) for sentence in sentences(text, 9999, sections)]


def section(body: str) -> str:
    return f"1.  Test\n\n   {body}\n"


def named(clause: Clause) -> str:
    return clause.id


def test_sentences_of_a_section_and_its_subsections() -> None:
    assert texts(RFC_9999, "2") == [
        ("2", "A host SHOULD wait, e.g. Until the peer answers, or i.e. Never."),
        ("2", '"It MUST pay."'),
        ("2", "A packet that arrives from an unknown and un-verified address MUST NOT be answered (see [RFC7401])."),
        ("2.1", "It SHALL count."),
        ("2.1", "It is REQUIRED to count again:"),
        ("2.1", "to ten, which is RECOMMENDED, and"),
    ]


def test_only_the_sections_asked_for() -> None:
    assert texts(RFC_9999, "1") == [("1", "A host MUST read on.")]
    assert [number for number, _ in texts(RFC_9999, "2.1")] == ["2.1"] * 3
    assert texts(RFC_9999, "3") == []


def test_section_numbers_are_not_prefixes_of_text() -> None:
    text = "6.1.  One\n\n   It MUST be one.\n\n6.11.  Eleven\n\n   It MUST be eleven.\n"
    assert texts(text, "6.1") == [("6.1", "It MUST be one.")]


def test_a_sentence_knows_its_rfc() -> None:
    assert sentences(section("It MUST hold."), 9999, ("1",)) == (Sentence(rfc=9999, section="1", text="It MUST hold."),)


def test_other_line_ends_and_no_pages_give_the_same() -> None:
    without_pages = FIRST_PAGE[: FIRST_PAGE.index("\n\n\n\nAuthor")] + "\n" + SECOND_PAGE.lstrip("\n")
    assert texts(RFC_9999.replace("\n", "\r\n"), "1", "2") == texts(RFC_9999, "1", "2")
    assert texts(without_pages, "1", "2") == texts(RFC_9999, "1", "2")


@pytest.mark.parametrize("keyword", ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "SHALL", "REQUIRED", "RECOMMENDED"])
def test_words_that_demand(keyword: str) -> None:
    assert texts(section(f"This {keyword} hold."), "1") == [("1", f"This {keyword} hold.")]


@pytest.mark.parametrize("word", ["must", "should", "MAY", "OPTIONAL", "recommended", "MUSTARD", "TRUE"])
def test_words_that_do_not_demand(word: str) -> None:
    assert texts(section(f"This {word} hold."), "1") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "A host (e.g., a MUST) MUST hold, i.e., SHOULD NOT fall.",
        "Moskowitz et al. Demand that it MUST hold.",
        "A packet of 1.5 seconds, see Section 6.12.1, MUST go to 192.0.2.1 or [RFC7401].",
        "It MUST hold (this is so.)",
        'It MUST be "held."',
        "It MUST hold... and go on.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    text = section(f"{sentence}  The rest is silence.")
    assert texts(text, "1") == [("1", sentence)]


def test_a_list_item_goes_on_over_pages() -> None:
    footer = "\n\n\nAuthor                      Standards Track                     [Page 1]\n\f\n"
    text = f"1.  Test\n\n   3.  A peer that moves\n{footer}{HEADER}\n\n       MUST tell.\n"
    assert texts(text, "1") == [("1", "A peer that moves MUST tell.")]


def test_a_caption_is_not_the_start_of_the_next_page() -> None:
    footer = "\n\n\nAuthor                      Standards Track                     [Page 1]\n\f\n"
    text = f"1.  Test\n\n            Figure 1: A host\n{footer}{HEADER}\n\n   A peer MUST tell.\n"
    assert texts(text, "1") == [("1", "A peer MUST tell.")]


def test_identifiers_are_unique() -> None:
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES)


def test_identifiers_count_within_the_section() -> None:
    counted: dict[tuple[int, str], int] = {}
    for clause in CLAUSES:
        counted[clause.rfc, clause.section] = counted.get((clause.rfc, clause.section), 0) + 1
        assert clause.id == f"{clause.rfc}-{clause.section}-{counted[clause.rfc, clause.section]}"


def test_both_rfcs_are_there() -> None:
    assert {clause.rfc for clause in CLAUSES} == set(SECTIONS)


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_the_digest_agrees_with_the_quote(clause: Clause) -> None:
    assert clause.quote == " ".join(clause.quote.split())
    assert clause.sha256 == digest(clause.quote)


def kind_of(cover: str) -> str:
    return next((kind for kind in COVERS if cover.startswith(kind)), "")


@functools.cache
def there_is() -> Mapping[str, frozenset[str]]:
    """What entries of `covers` can name, by kind."""
    return {
        "rule:": frozenset(RULES),
        "path:": frozenset(paths()),
        "guard:": frozenset(
            item.id for function in rule_functions(SPECIFICATION) for item in items_of(function) if item.kind == "guard"
        ),
        "property:": frozenset(function.__name__ for function in SPECIFICATION.properties),
        "reading:": frozenset(reading.name for reading in SPECIFICATION.readings),
    }


def paths() -> Iterator[str]:
    """The ways through each rule that end in no refusal."""
    lifted = Lifted(SPECIFICATION)
    for rule in SPECIFICATION.rules:
        for path in lifted.rule_paths(rule, lifted.unknowns(rule, 0, rule.__name__)):
            if path.refused is None and lifted.possible(path):
                yield f"{rule.__name__}/{'; '.join(path.narration)}"


def not_there(clause: Clause, things: Mapping[str, frozenset[str]]) -> list[str]:
    """Say of each entry of a clause that names nothing what it may have meant."""
    found = []
    for cover in clause.covers:
        kind = kind_of(cover)
        name = cover.removeprefix(kind)
        if kind in things and name not in things[kind]:
            near = difflib.get_close_matches(name, things[kind], n=1, cutoff=0)
            found.append(f"{clause.id}: there is no {kind}{name}; the nearest is {near}")
    return found


def covered(*covers: str) -> Clause:
    return dataclasses.replace(CLAUSES[0], id="8046-0-0", covers=covers)


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_what_covers_a_clause_is_well_formed(clause: Clause) -> None:
    assert len(set(clause.covers)) == len(clause.covers), f"{clause.id}: an entry stands there twice"
    for cover in clause.covers:
        kind = kind_of(cover)
        assert kind, f"{clause.id}: {cover!r} starts with none of {COVERS}"
        assert cover == cover.strip()
        assert cover.removeprefix(kind).strip(), f"{clause.id}: {cover!r} names nothing"
        assert kind != "exclusion:" or len(cover.split()) > 3, f"{clause.id}: {cover!r} is no reason"


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_a_rule_a_guard_or_an_exclusion_answers_to_each_clause(clause: Clause) -> None:
    answers = {kind_of(cover) for cover in clause.covers} & {"rule:", "path:", "guard:", "exclusion:"}
    assert answers, f"{clause.id}: no rule, guard or exclusion answers to: {clause.quote}"


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_what_covers_a_clause_exists(clause: Clause) -> None:
    assert not_there(clause, there_is()) == []


@pytest.mark.parametrize(
    "cover",
    [
        "rule:receive_moon",
        "rule:authenticate",
        "path:send_data/by night",
        "path:receive_update/update.locators.present",
        "guard:authenticate/the moon is full",
        "guard:receive_update/the HIP_MAC verifies",
        "guard:deliver_update/a packet arrives where it was sent to",
        "property:no_moon",
        "property:sent_nonces_are_drawn",
        "property:data_reaches_only_the_peer",
        "reading:moon",
    ],
)
def test_what_does_not_exist_fails_with_the_clause(cover: str) -> None:
    (message,) = not_there(covered("rule:receive_update", cover, "exclusion:not now"), there_is())
    assert message.startswith(f"8046-0-0: there is no {cover}; ")


def test_a_guard_that_vanishes_fails_for_each_clause_that_needs_it() -> None:
    there = there_is()
    left = {**there, "guard:": there["guard:"] - {"authenticate/the HIP_MAC verifies"}}
    failing = {clause.id for clause in CLAUSES if not_there(clause, left) != not_there(clause, there)}
    assert failing == {
        "8046-4.3-1",  # SHOULD include both an HMAC and a signature
        "7401-6.12.1-2",  # verification MUST NOT be skipped
        "7401-6.12.1-4",  # MUST verify
        "7401-6.12.1-5",  # MUST be dropped
        "7401-6.12.2-2",  # MUST verify
        "7401-6.12.2-3",  # MUST be dropped
    }


CITATION = re.compile(r"(?:RFC (\d+) )?(\d+(?:\.\d+)*)(?: step (\d+))?")


def citations(text: str) -> Iterator[tuple[int, str]]:
    """The RFC and section of each citation in the clause of a function, as in "RFC 8046 4, RFC 7401 6.11 step 4"."""
    rfc = ""
    for part in text.split(", "):
        found = CITATION.fullmatch(part)
        assert found, f"{part!r} in {text!r} is no citation"
        rfc = found[1] or rfc
        assert rfc, f"{text!r} doesn't begin with an RFC"
        yield int(rfc), found[2]


def test_citations() -> None:
    assert list(citations("RFC 8046 4, 5.1, RFC 7401 6.11 step 4")) == [(8046, "4"), (8046, "5.1"), (7401, "6.11")]
    for wrong in ("", "5.1", "RFC 8046", "RFC 8046 5.1.", "RFC 8046 5.1 and 5.4"):
        with pytest.raises(AssertionError):
            list(citations(wrong))


@pytest.mark.parametrize("name", ORIGINS)
def test_the_sections_that_anything_cites_exist(name: str) -> None:
    clause = ORIGINS[name]
    assert clause or name not in RULES, "a rule names its clause"
    for rfc, number in citations(clause) if clause else ():
        assert number in SECTION_NUMBERS.get(rfc, ()), f"{name}: RFC {rfc} has no section {number}"


@pytest.mark.parametrize("reading", SPECIFICATION.readings, ids=lambda reading: reading.name)
def test_the_sections_that_a_reading_cites_exist(reading: Reading) -> None:
    cited = re.findall(r"RFC (\d+) (\d+(?:\.\d+)*)", reading.source)
    assert cited
    for rfc, number in cited:
        assert number in SECTION_NUMBERS.get(int(rfc), ()), f"{reading.name}: RFC {rfc} has no section {number}"


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_the_section_of_a_clause_exists(clause: Clause) -> None:
    assert clause.section in SECTION_NUMBERS[clause.rfc]
    assert any(clause.section == top or clause.section.startswith(f"{top}.") for top in SECTIONS[clause.rfc])


def test_missing_names_both_sides() -> None:
    difference = missing("6.11.  Sending\n\n   A host MUST sing.\n", 7401)
    assert difference.not_kept == (("6.11", "A host MUST sing."),)
    assert len(difference.not_in_text) == sum(clause.rfc == 7401 for clause in CLAUSES)


def rfc_text(rfc: int) -> str:
    folder = os.environ.get("HIPWAY_RFC_DIR")
    if not folder:
        pytest.skip(f"NOT COMPARED with RFC {rfc}: HIPWAY_RFC_DIR names no folder with rfc{rfc}.txt")
    return Path(folder, f"rfc{rfc}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("rfc", SECTIONS)
def test_the_clauses_are_exactly_those_of_the_text(rfc: int) -> None:
    difference = missing(rfc_text(rfc), rfc)
    assert difference.not_kept == ()
    assert difference.not_in_text == ()


@pytest.mark.parametrize("rfc", SECTION_NUMBERS)
def test_the_section_numbers_are_exactly_those_of_the_text(rfc: int) -> None:
    assert SECTION_NUMBERS[rfc] == tuple(number for number, _ in bodies(rfc_text(rfc)))
