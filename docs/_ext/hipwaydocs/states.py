"""The page of the state machine: its drawing, the table of packets and events by states, and each state by itself."""

from hipspec.exchange.states import State
from hipspec.exchange.table import RULES_OF_HIP, TABLE, Cell, Drop, Handled, Trigger
from hipwaydocs import diagram, ladders
from hipwaydocs.facts import Facts, section_anchor
from hipwaydocs.text import attributes, block, bullets, cited, escape, heading, label, link, prose, slug, table

INTRODUCTION = """\
The states of an association (RFC 7401 4.4), and what leads from one to another. Everything on this page is made from
one table of the specification, in which no cell is empty: each is a rule, or says why nothing happens. A test runs each
rule in each state, on a packet that passes all other checks, and compares what comes of it with the table; another one
compares the table with Tables 2 to 9 of the RFC. Where it differs from those, the RFC contradicts itself or is silent:
:ref:`exchange-contradictions`.
"""
DRAWING = """\
What leaves the state as it is, such as an I1 that is answered, is not drawn.
"""
OVERVIEW = """\
Each cell names the rules, in the order in which they apply, and where they lead; without an arrow, the state stays. A
rule that refuses a packet drops it, which is not repeated. ``start``, ``timeout``, ``data`` and ``close`` are local
events; DATA is payload that arrives.
"""


def page(facts: Facts) -> str:
    """Return the page of the state machine."""
    rows = [
        [f"**{trigger.value}**", *(_short(facts, state, TABLE[state][trigger]) for state in State)]
        for trigger in Trigger
    ]
    head = ["", *(link(anchor(facts, state), state.value) for state in State)]
    return "\n".join(
        [
            label(f"{facts.name}-states"),
            heading("The state machine"),
            INTRODUCTION,
            block("raw", ladders.bare(diagram.drawing(TABLE)), "html"),
            DRAWING,
            heading("Packets and events by states", 1),
            OVERVIEW,
            table(head, rows, [9, *[11] * len(State)], "matrix"),
            *(_state(facts, state) for state in State),
        ]
    )


def anchor(facts: Facts, state: State) -> str:
    """Return the anchor of what is said of a state."""
    return f"{facts.name}-state-{slug(state.value)}"


def to_rule(facts: Facts, rule: str, title: str = "") -> str:
    """Return a link to a rule of the exchange, or to one of mobility, which goes on where it ends."""
    title = title or rule
    return link(f"hip-rule-{slug(rule)}", title) if rule in RULES_OF_HIP else facts.to("rule", rule, title)


def _narrow(name: str) -> str:
    """Return a name that may be broken after each underscore, with a space of no width."""
    return name.replace("_", "_\u200b")


def _short(facts: Facts, state: State, cell: Cell) -> str:
    return "\n\n".join(_short_part(facts, state, one) for one in cell)


def _short_part(facts: Facts, state: State, one: Handled | Drop) -> str:
    if isinstance(one, Drop):
        seen = f"{to_rule(facts, one.rule, _narrow(one.rule))}: " if one.rule else ""
        return f"{seen}*nothing*, {cited(one.clause, section_anchor)}"
    rules = ", ".join(to_rule(facts, rule, _narrow(rule)) for rule in one.rules)
    return f"{rules} → {one.leads_to.value}" if one.leads_to is not state else rules


def _state(facts: Facts, state: State) -> str:
    events = attributes(Trigger)
    rows = []
    for trigger, cell in TABLE[state].items():
        told = f"**{trigger.value}**" + (f": {escape(events[trigger.name])}" if trigger.name in events else "")
        rows.append([told, bullets(_part(facts, state, one) for one in cell)])
    meaning = attributes(State)[state.name]
    return "\n".join(
        [
            label(anchor(facts, state)),
            heading(state.value, 1),
            f"{prose(meaning[:1].upper() + meaning[1:])}\n",
            table(["what comes", "what becomes of it"], rows, [30, 70]),
        ]
    )


def _part(facts: Facts, state: State, one: Handled | Drop) -> str:
    if isinstance(one, Drop):
        seen = f"{to_rule(facts, one.rule)} makes nothing of it" if one.rule else "nothing happens"
        return f"{seen}: {prose(one.why)} ({cited(one.clause, section_anchor)})"
    case = f"if {escape(one.when)}: " if one.when else ""
    rules = ", then ".join(to_rule(facts, rule) for rule in one.rules)
    to = link(anchor(facts, one.leads_to), one.leads_to.value)
    return f"{case}{rules}; " + ("the state stays" if one.leads_to is state else f"the state becomes {to}")
