"""The numbers are those of the RFCs' texts (which are not kept here: HIPWAY_RFC_DIR names their folder)."""

import os
import re
from pathlib import Path

import pytest

from hipway.wire.contents import CONTENTS, ONLY_IN
from hipway.wire.numbers import NotifyType, PacketType
from hipway.wire.table import PARAMETERS, Row


def text_of_rfc(rfc: str) -> str:
    folder = os.environ.get("HIPWAY_RFC_DIR")
    if not folder:
        pytest.skip(f"NOT COMPARED with the text of RFC {rfc}: HIPWAY_RFC_DIR names no folder with rfc{rfc}.txt")
    return Path(folder, f"rfc{rfc}.txt").read_text(encoding="utf-8")


def section(clause: str) -> str:
    """The text of a section without its subsections ("RFC 7401 5.2.3"), behind the table of contents."""
    _, rfc, number = clause.split()
    text = text_of_rfc(rfc)
    begins = [match.start() for match in re.finditer(rf"^{re.escape(number)}\.  \S", text, re.MULTILINE)]
    assert begins, clause
    following = re.compile(r"^\d+(\.\d+)*\.  \S", re.MULTILINE).search(text, begins[-1] + 1)
    return text[begins[-1] : following.start() if following else len(text)]


@pytest.mark.parametrize("row", PARAMETERS.values(), ids=lambda row: row.name)
def test_the_section_of_a_parameter_gives_its_type_and_a_fixed_length(row: Row) -> None:
    text = section(row.clause)
    name = row.name.replace("_", "[_ ]")
    assert re.search(rf"(type|{name}):? +{row.number}\b", text, re.IGNORECASE), row.clause
    length = re.search(r"^ +Length:? +(\d+)$", text, re.MULTILINE)
    if length:
        allowed = [number for number in range(2009) if number in row.lengths]
        assert allowed == [int(length[1])]


def test_the_table_of_parameters_in_rfc_7401_has_the_same_types() -> None:
    listed = re.findall(r"^ *\| ([A-Z0-9_]+) +\| (\d+) +\|", section("RFC 7401 5.2"), re.MULTILINE)
    ours = {(row.name, str(row.number)) for row in PARAMETERS.values() if row.clause.startswith("RFC 7401 ")}
    assert set(listed) - {("CERT", "768")} == ours


def test_packet_types_are_those_of_rfc_7401() -> None:
    listed = re.findall(r"^ *\| +(\d+) +\| ([A-Z0-9_]+) - ", section("RFC 7401 5.3"), re.MULTILINE)
    assert {(str(kind.value), kind.name) for kind in PacketType} == set(listed)
    assert set(CONTENTS) == set(PacketType)


def test_notify_types_are_those_of_rfc_7401() -> None:
    listed = re.findall(r"^ {5}([A-Z0-9_]+) +(\d+)$", section("RFC 7401 5.2.19"), re.MULTILINE)
    elsewhere = {18, 19, 46, 60, 61, 62, 63, 64, 16385}
    assert {(kind.name, str(kind.value)) for kind in NotifyType if kind not in elsewhere} == set(listed)


@pytest.mark.parametrize("kind", CONTENTS, ids=lambda kind: PacketType(kind).name)
def test_the_section_of_a_packet_names_what_it_must_contain(kind: int) -> None:
    names = {row.parameter: row.name for row in PARAMETERS.values()}
    assert f"Packet Type = {kind}\n" in section(CONTENTS[kind].clause)
    for required, clause in CONTENTS[kind].required:
        for parameter in required if isinstance(required, tuple) else (required,):
            assert re.search(rf"\b{names[parameter]}\b", section(clause)), (clause, parameter)
    for parameter, (_, clause) in ONLY_IN.items():
        assert names[parameter] in section(clause)
