"""The other protocols: within the language, and able to do what they are for."""

import pytest

from hipspec.language.subset import check
from hipspec.related.common.protocol import Protocol, Variant, specification_of
from hipspec.related.common.stage import P0, V0, V1, P, Stage, V
from hipspec.related.table import FAMILY, PROTOCOLS


@pytest.mark.parametrize("row", FAMILY.rows)
def test_a_row_is_written_in_the_language(row: str) -> None:
    assert check(FAMILY.specification(row)) == []


@pytest.mark.parametrize("row", FAMILY.rows)
def test_a_row_does_what_it_is_for(row: str) -> None:
    specification = FAMILY.specification(row)
    for play in specification.scenarios.values():
        play(specification)


def test_the_names_of_rows_begin_with_a_name_that_is_no_other_row() -> None:
    assert len(FAMILY.rows) == sum(len(protocol.variants) for protocol in PROTOCOLS)


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_what_makes_no_sense_is_an_attack_that_there_is(protocol: Protocol) -> None:
    assert set(protocol.senseless) <= set(FAMILY.attacks)
    assert all(reason.strip() for reason in protocol.senseless.values())


def test_a_rule_under_a_strange_name_is_refused() -> None:
    def begins() -> None:
        """Do nothing."""

    protocol = Protocol("strange", "Strange", "nowhere", (begins,), (Variant("strange"),))
    with pytest.raises(ValueError, match="there is no rule begins"):
        specification_of(protocol, protocol.variants[0])


def test_quic_goes_back_to_the_last_validated_address_when_validation_fails() -> None:
    stage = Stage(FAMILY.specification("quic"))
    stage.opens(V, P, V0, P0)
    stage.settle()
    stage.sit(V, V1)
    stage.moves(V, P, V1)
    (frame,) = stage.waiting()
    stage.arrives(frame)
    assert stage.destination(P, V) == V1
    assert stage.gives_up(P, V)
    assert stage.destination(P, V) == V0


def test_hipv2_sends_nothing_before_the_check_and_as_much_as_credit_reaches_with_it() -> None:
    for row, size, possible in (("hipv2", 1, False), ("hipv2_cba", 1001, True), ("hipv2_cba", 1002, False)):
        stage = Stage(FAMILY.specification(row))
        stage.opens(V, P, V0, P0)
        stage.settle()
        stage.sends(V, P, 1000)
        stage.settle()
        stage.sit(V, V1)
        stage.moves(V, P, V1)
        (frame,) = stage.waiting()
        stage.arrives(frame)  # an UPDATE of one byte, which earns credit, too
        assert stage.sends(P, V, size) is possible
