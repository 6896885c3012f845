import pytest

from hipspec.clauses.extract import Sentence, sentences

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


@pytest.mark.parametrize("mark", ["1.", "2)", "o", "*", "-", "(a)", "(10)", "ii)", "iv)"])
def test_the_mark_of_an_item_is_no_part_of_its_sentence(mark: str) -> None:
    assert texts(section(f"Notes:\n\n     {mark} It MUST hold."), "1") == [("1", "It MUST hold.")]
