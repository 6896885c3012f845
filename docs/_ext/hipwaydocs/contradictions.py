"""The page of what RFC 7401 says in two ways, or does not say, about the exchange."""

from hipspec.exchange.contradictions import CONTRADICTIONS, Contradiction, Place
from hipwaydocs.facts import Facts, section_anchor
from hipwaydocs.states import anchor
from hipwaydocs.text import bullets, cited, escape, heading, label, link, prose, slug, table

INTRODUCTION = """\
Where RFC 7401 contradicts itself about the exchange and its state machine, or is silent, with its own words (copyright
the IETF Trust and the persons identified as its authors), and what is taken here. The RFC calls its tables
informational (4.4) and leaves the processing of packets to section 6. Where a choice makes a difference to what is
proved, it is a reading: everything is proved, or attacked, under each of its answers.
"""


def page(facts: Facts) -> str:
    """Return the page of contradictions."""
    rows = [[link(_anchor(facts, one), _words(one)), prose(one.reading)] for one in CONTRADICTIONS]
    return "\n".join(
        [
            label(f"{facts.name}-contradictions"),
            heading("Contradictions of RFC 7401"),
            INTRODUCTION,
            table(["what about", "what is taken"], rows, [30, 70]),
            *(_contradiction(facts, one) for one in CONTRADICTIONS),
        ]
    )


def _anchor(facts: Facts, contradiction: Contradiction) -> str:
    return f"{facts.name}-contradiction-{slug(contradiction.name)}"


def _words(contradiction: Contradiction) -> str:
    return contradiction.name.replace("_", " ").capitalize()


def _contradiction(facts: Facts, contradiction: Contradiction) -> str:
    parts = [
        label(_anchor(facts, contradiction)),
        heading(escape(_words(contradiction)), 1),
        bullets(_place(place) for place in contradiction.places),
        f"Taken here: {prose(contradiction.reading)}\n",
    ]
    if contradiction.choice:
        parts.append(f"As a reading: {facts.to('reading', contradiction.choice)}\n")
    if contradiction.cells:
        cells = [
            f"{trigger.value} in {link(anchor(facts, state), state.value)}" for state, trigger in contradiction.cells
        ]
        parts.append(f"So the table of states differs from that of the RFC at: {', '.join(cells)}.\n")
    return "\n".join(parts)


def _place(place: Place) -> str:
    where = cited(place.clause, section_anchor)
    return f"{where}: “{escape(place.says)}”" if place.says else f"{where} says nothing of it"
