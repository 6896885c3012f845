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
from hipspec.clauses import (
    COVERS,
    SECTIONS,
    Clause,
    Cover,
    cover_from,
    digest,
    load,
    missing,
    section_numbers,
)
from hipspec.clauses.extract import bodies
from hipspec.exchange import SPECIFICATION as EXCHANGE
from hipspec.hip import SPECIFICATION as HIP
from hipspec.language import Reading, Specification
from hipspec.rendezvous import SPECIFICATION as RENDEZVOUS

CLAUSES = load()
SECTION_NUMBERS = section_numbers()
# Those that follow the RFCs, and so can answer to a clause.
SPECIFICATIONS = {specification.name: specification for specification in (HIP, EXCHANGE, RENDEZVOUS)}
RULES = {f"{name} {rule.__name__}" for name, specification in SPECIFICATIONS.items() for rule in specification.rules}
READINGS = {
    f"{name} {reading.name}": reading
    for name, specification in SPECIFICATIONS.items()
    for reading in specification.readings
}


def origins(of: Specification) -> Iterator[tuple[str, str]]:
    """Where everything in a specification that names an RFC comes from."""
    for function in (*of.rules, *of.actions, *of.properties, *of.expected):
        clause: str = function.__label__.clause  # type: ignore[attr-defined]  # written down by the decorators
        yield f"{of.name} {function.__name__}", clause
    for name, scenario in of.scenarios.items():
        yield f"{of.name} scenario {name}", getattr(scenario, "clause", "")


ORIGINS = {name: clause for specification in SPECIFICATIONS.values() for name, clause in origins(specification)}


def named(clause: Clause) -> str:
    return clause.id


def test_identifiers_are_unique() -> None:
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES)


def test_identifiers_count_within_the_section() -> None:
    counted: dict[tuple[int, str], int] = {}
    for clause in CLAUSES:
        counted[clause.rfc, clause.section] = counted.get((clause.rfc, clause.section), 0) + 1
        assert clause.id == f"{clause.rfc}-{clause.section}-{counted[clause.rfc, clause.section]}"


def test_all_rfcs_are_there() -> None:
    assert {clause.rfc for clause in CLAUSES} == set(SECTIONS)


def test_clauses_stand_in_the_order_of_the_text() -> None:
    places = [(list(SECTIONS).index(c.rfc), SECTION_NUMBERS[c.rfc].index(c.section)) for c in CLAUSES]
    assert places == sorted(places)


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_the_digest_agrees_with_the_quote(clause: Clause) -> None:
    assert clause.quote == " ".join(clause.quote.split())
    assert clause.sha256 == digest(clause.quote)


@functools.cache
def there_is() -> Mapping[tuple[str, str], frozenset[str]]:
    """What entries of `covers` can name, by specification and kind."""
    return {(name, kind): found for name, of in SPECIFICATIONS.items() for kind, found in things(of).items()}


def things(of: Specification) -> Mapping[str, frozenset[str]]:
    """What there is in one specification, by kind."""
    return {
        "rule": frozenset(rule.__name__ for rule in of.rules),
        "path": frozenset(paths(of)),
        "guard": frozenset(
            item.id for function in rule_functions(of) for item in items_of(function) if item.kind == "guard"
        ),
        "property": frozenset(function.__name__ for function in of.properties),
        "reading": frozenset(reading.name for reading in of.readings),
    }


def paths(of: Specification) -> Iterator[str]:
    """The ways through each rule that end in no refusal."""
    lifted = Lifted(of)
    for rule in of.rules:
        for path in lifted.rule_paths(rule, lifted.unknowns(rule, 0, rule.__name__)):
            if path.refused is None and lifted.possible(path):
                yield f"{rule.__name__}/{'; '.join(path.narration)}"


def not_there(clause: Clause, there: Mapping[tuple[str, str], frozenset[str]]) -> list[str]:
    """Say of each entry of a clause that names nothing what it may have meant."""
    found = []
    for entry in clause.covers:
        cover = cover_from(entry)
        if cover.kind == "exclusion" or cover.planned:
            continue
        names = there.get((cover.specification, cover.kind))
        if names is None:
            found.append(f"{clause.id}: there is no {entry}; there is no specification {cover.specification!r}")
        elif cover.name not in names:
            near = difflib.get_close_matches(cover.name, names, n=1, cutoff=0)
            found.append(f"{clause.id}: there is no {entry}; the nearest is {near}")
    return found


def covered(*covers: str) -> Clause:
    return dataclasses.replace(CLAUSES[0], id="8046-0-0", covers=covers)


@pytest.mark.parametrize(
    ("entry", "cover"),
    [
        ("rule:hip/give_up", Cover(kind="rule", specification="hip", name="give_up")),
        ("path:hip/send/not: a; b/c", Cover(kind="path", specification="hip", name="send/not: a; b/c")),
        ("guard:hip/send/it: is", Cover(kind="guard", specification="hip", name="send/it: is")),
        ("planned:reading:hip/x", Cover(kind="reading", specification="hip", name="x", planned=True)),
        ("exclusion:rule:hip/x is gone", Cover(kind="exclusion", specification="", name="rule:hip/x is gone")),
        ("property:no_moon", Cover(kind="property", specification="no_moon", name="")),
        ("planned:exclusion:later", Cover(kind="", specification="later", name="", planned=True)),
        ("moon:hip/x", Cover(kind="", specification="hip", name="x")),
        ("moon", Cover(kind="", specification="", name="")),
    ],
)
def test_an_entry_is_taken_apart(entry: str, cover: Cover) -> None:
    assert cover_from(entry) == cover


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_what_covers_a_clause_is_well_formed(clause: Clause) -> None:
    assert len(set(clause.covers)) == len(clause.covers), f"{clause.id}: an entry stands there twice"
    for entry in clause.covers:
        cover = cover_from(entry)
        assert entry == entry.strip()
        if cover.kind == "exclusion":
            assert len(cover.name.split()) > 3, f"{clause.id}: {entry!r} is no reason"
        else:
            assert cover.kind, f"{clause.id}: {entry!r} starts with none of {COVERS}"
            assert cover.specification, f"{clause.id}: {entry!r} names no specification"
            assert cover.name, f"{clause.id}: {entry!r} names nothing in {cover.specification!r}"


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_a_rule_a_guard_or_an_exclusion_answers_to_each_clause(clause: Clause) -> None:
    answers = {cover_from(entry).kind for entry in clause.covers} & {"rule", "path", "guard", "exclusion"}
    assert answers, f"{clause.id}: no rule, guard or exclusion answers to: {clause.quote}"


@pytest.mark.parametrize("clause", CLAUSES, ids=named)
def test_what_covers_a_clause_exists(clause: Clause) -> None:
    assert not_there(clause, there_is()) == []


def test_nothing_is_only_planned() -> None:
    planned = [f"{clause.id}: {entry}" for clause in CLAUSES for entry in clause.covers if cover_from(entry).planned]
    assert planned == [], f"{len(planned)} entries only plan what will answer"


def test_what_is_planned_is_not_there_yet() -> None:
    there = there_is()
    for clause in CLAUSES:
        for entry in clause.covers:
            cover = cover_from(entry)
            names = there.get((cover.specification, cover.kind), frozenset())
            assert not cover.planned or cover.name not in names, f"{clause.id}: {entry!r} is there"


@pytest.mark.parametrize(
    "cover",
    [
        "rule:hip/receive_moon",
        "rule:hip/authenticate",
        "path:hip/send_data/by night",
        "path:hip/receive_update/update.locators.present",
        "guard:hip/authenticate/the moon is full",
        "guard:hip/receive_update/the HIP_MAC verifies",
        "guard:hip/deliver_update/a packet arrives where it was sent to",
        "property:hip/no_moon",
        "property:hip/sent_nonces_are_drawn",
        "property:hip/data_reaches_only_the_peer",
        "reading:hip/moon",
        "rule:moon/receive_update",
        "guard:authenticate/the HIP_MAC verifies",
    ],
)
def test_what_does_not_exist_fails_with_the_clause(cover: str) -> None:
    (message,) = not_there(covered("rule:hip/receive_update", cover, "exclusion:not now"), there_is())
    assert message.startswith(f"8046-0-0: there is no {cover}; ")


def test_a_guard_that_vanishes_fails_for_each_clause_that_needs_it() -> None:
    there = there_is()
    left = {**there, ("hip", "guard"): there["hip", "guard"] - {"authenticate/the HIP_MAC verifies"}}
    failing = {clause.id for clause in CLAUSES if not_there(clause, left) != not_there(clause, there)}
    assert failing == {
        "8046-4.3-1",  # SHOULD include both an HMAC and a signature
        "7401-6.12.1-2",  # verification MUST NOT be skipped
        "7401-6.12.1-4",  # MUST verify
        "7401-6.12.1-5",  # MUST be dropped
        "7401-6.12.2-2",  # MUST verify
        "7401-6.12.2-3",  # MUST be dropped
    }


# Within a section: "step 4", "steps 5 and 11", "table 3", "tables 4 to 8".
CITATION = re.compile(r"(?:RFC (\d+) )?(\d+(?:\.\d+)*|appendix [A-Z])(?: (?:step|table)s? \d+(?: (?:and|to) \d+)?)?")
# Appendices carry no demands, and their numbers are letters; those that the specification cites.
APPENDICES = {7401: ("appendix A",)}


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
        there = (*SECTION_NUMBERS.get(rfc, ()), *APPENDICES.get(rfc, ()))
        assert number in there, f"{name}: RFC {rfc} has no section {number}"


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
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
        pytest.skip(
            f"NOT COMPARED with the text of RFC {rfc}: HIPWAY_RFC_DIR names no folder with rfc{rfc}.txt; "
            "each kept quote was compared with its kept hash only"
        )
    return Path(folder, f"rfc{rfc}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("rfc", SECTIONS)
def test_the_clauses_are_exactly_those_of_the_text(rfc: int) -> None:
    difference = missing(rfc_text(rfc), rfc)
    assert difference.not_kept == ()
    assert difference.not_in_text == ()


@pytest.mark.parametrize("rfc", SECTION_NUMBERS)
def test_the_section_numbers_are_exactly_those_of_the_text(rfc: int) -> None:
    assert SECTION_NUMBERS[rfc] == tuple(number for number, _ in bodies(rfc_text(rfc)))
