import pytest

from hipwaydocs import text


def nowhere(document: str, section: str) -> str | None:
    del document, section
    return None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a_b", r"a\_b"),
        ("`Map` of *x y*", "``Map`` of *x y*"),
        ("2 * 3 * 4", r"2 \* 3 \* 4"),
        ("|a| <b>", r"\|a\| \<b\>"),
    ],
)
def test_prose_means_itself_except_code_and_stress(given: str, expected: str) -> None:
    assert text.prose(given) == expected


def test_each_section_of_a_citation_is_linked() -> None:
    shown = text.cited("RFC 8046 4, 5.1 (SHOULD)", nowhere)
    assert shown == (
        "`RFC 8046 4 <https://www.rfc-editor.org/rfc/rfc8046.html#section-4>`__, "
        "`5.1 <https://www.rfc-editor.org/rfc/rfc8046.html#section-5.1>`__ (SHOULD)"
    )


def test_another_rfc_in_a_citation_is_no_section_of_the_first() -> None:
    shown = text.cited("RFC 4303 3.4.3, RFC 8046 5.6.1", nowhere)
    assert "rfc4303.html#section-3.4.3" in shown
    assert "rfc8046.html#section-5.6.1" in shown
    assert "rfc4303.html#section-5.6.1" not in shown


def test_a_section_with_a_page_here_is_linked_within() -> None:
    assert text.cited("RFC 8046 5.4", lambda rfc, section: f"at-{rfc}-{section}") == ":ref:`RFC 8046 5.4 <at-8046-5.4>`"


def test_a_draft_is_linked_by_its_name() -> None:
    shown = text.cited("draft-nikander-hip-mm-00 6.5", nowhere)
    assert "https://datatracker.ietf.org/doc/html/draft-nikander-hip-mm-00#section-6.5" in shown


def test_an_anchor_does_not_depend_on_its_place() -> None:
    assert text.slug("sent_reliably.update#2") == "sent-reliably-update-2"


def test_cells_of_several_lines_stay_in_their_column() -> None:
    shown = text.table(["a"], [["- one\n- two"]])
    assert "   * - - one\n       - two" in shown
