"""The page that puts what other specifications take from the base exchange beside what is proved of it."""

from hipspec.exchange.contract import ASSUMED, MADE, Discharge
from hipwaydocs.facts import Facts
from hipwaydocs.text import bullets, escape, heading, label, link, slug, table

INTRODUCTION = """\
The specifications of mobility and of rendezvous begin where the base exchange ends. In their action
:ref:`establish <hip-action-establish>` two hosts hold an association, with its keys, or they do not. Below, each
assumption of that step stands beside the properties of the exchange that answer for it, and so does what the step
makes. What these leave open stays assumed, and is said.
"""
HEAD = ("taken", "what is proved of the exchange", "why that is enough", "what stays assumed")
WIDTHS = (22, 28, 26, 24)


def page(facts: Facts) -> str:
    """Return the page of what is taken from the exchange."""
    return "\n".join(
        [
            label(f"{facts.name}-contract"),
            heading("What others take from the exchange"),
            INTRODUCTION,
            heading("What the step assumes", 1),
            table(HEAD, [_row(facts, each, bullets(map(_assumption, each.taken))) for each in ASSUMED], WIDTHS),
            heading("What the step makes", 1),
            table(HEAD, [_row(facts, each, " ".join(map(escape, each.taken))) for each in MADE], WIDTHS),
        ]
    )


def _row(facts: Facts, discharge: Discharge, taken: str) -> list[str]:
    verdicts = {f.__name__: facts.ledger(f).verdict.value for f in facts.specification.properties}
    proved = bullets(f"{facts.to_property(name)}: {verdicts[name]}" for name in discharge.properties)
    return [taken, proved or "nothing", _linked(facts, discharge.how), _linked(facts, discharge.remains) or "nothing"]


def _linked(facts: Facts, told: str) -> str:
    """Return a text, in which a scenario that is named is linked."""
    scenarios = facts.specification.scenarios
    linked = (
        facts.to("scenario", part) if part in scenarios else f"``{part}``" if number % 2 else escape(part)
        for number, part in enumerate(told.split("`"))
    )
    return "".join(linked)


def _assumption(taken: str) -> str:
    specification, _, item = taken.partition("/")
    sentence = item.partition("/")[2]
    return f"{link(f'{specification}-assumption-{slug(item)}', sentence)} ({specification})"
