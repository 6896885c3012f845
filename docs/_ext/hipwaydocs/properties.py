"""The pages of properties, lemmas, readings and assumptions."""

from hipmodels import prove
from hipmodels.lift.edits import Item
from hipspec.language.specification import Reading
from hipwaydocs import ladders
from hipwaydocs.facts import Facts, Function, clause_links, reference, section_anchor
from hipwaydocs.text import bullets, cited, escape, heading, label, link, prose, sentence, source, table, told

PROPERTIES = """\
What must never happen. Each is a function; its further parameters stand for any host, any address, any packet. The
proof is by induction: it holds at the beginning, and each path of each action keeps it, whatever the number of hosts,
addresses, packets and attackers. The proofs were done when these pages were made.
"""
LEMMAS = """\
Invariants that are there for the sake of a proof. They are proved like properties. Each is used by some proof, or it
is rejected.
"""
READINGS = """\
Where the standards are silent, leave a choice or contradict themselves, the choice has a name, and the properties are
proved or attacked under each answer. The default is an answer under which everything is proved.
"""
ASSUMPTIONS = """\
What the environment guarantees. No host checks it. Each is left out once, and the attack that appears is shown; where
none appears, the reason why it is still assumed stands beside it.
"""


def properties_page(facts: Facts) -> str:
    """Return the page of what must never happen, and of what does happen."""
    specification = facts.specification
    expected = specification.expected
    parts = [
        label(f"{facts.name}-properties"),
        heading("Properties"),
        PROPERTIES,
        table(
            ["property", "what it says", "verdict"], [_line(facts, f) for f in specification.properties], [30, 50, 20]
        ),
        *(_property(facts, function) for function in specification.properties),
    ]
    if expected:
        parts += [
            heading("Expected attacks", 1),
            "These do *not* hold, and it is known. They are shown, not hidden.\n",
            *(_expected(facts, function) for function in expected),
        ]
    parts += _words(facts)
    return "\n".join(parts)


def _line(facts: Facts, function: Function) -> list[str]:
    ledger = facts.ledger(function)
    return [facts.to_property(function.__name__), sentence(function), f"{ledger.verdict.value}, {ledger.scope}"]


def _head(facts: Facts, function: Function, level: int) -> list[str]:
    name = function.__name__
    parts = [label(facts.anchor("property", name)), heading(f"``{name}``", level)]
    return parts + [f"{prose(paragraph)}\n" for paragraph in told(function)]


def _property(facts: Facts, function: Function, level: int = 1) -> str:
    name = function.__name__
    lines = [f"Comes from: {reference(function)}"] * bool(reference(function))
    lines += _ledger_lines(facts, function)
    held_up = facts.prevented_by(name)
    lines += ["Held up by: " + ", ".join(facts.to_item(i, alone=True) for i in held_up)] * bool(held_up)
    covered = facts.covering(f"property:{name}")
    lines += [f"Answers to: {clause_links(covered)}"] * bool(covered)
    return "\n".join([*_head(facts, function, level), bullets(lines), source(function)])


def _ledger_lines(facts: Facts, function: Function) -> list[str]:
    ledger = facts.ledger(function)
    rests = ", ".join(facts.to_property(name) for name in ledger.rests_on) or "nothing else"
    assumed = "; ".join(link(facts.anchor("assumption", i.id), i.text) for i in _once(ledger.assumed)) or "nothing"
    return [
        f"**{ledger.verdict.value.capitalize()}**, {ledger.scope}, on {ledger.obligations} obligations.",
        f"The proof rests on: {rests}",
        f"It assumes: {assumed}",
    ]


def _once(items: tuple[Item, ...]) -> list[Item]:
    return list({item.text: item for item in items}.values())


def _expected(facts: Facts, function: Function) -> str:
    name = function.__name__
    parts = _head(facts, function, 2)
    trace = facts.trace("expected", name)
    lines = [f"Comes from: {reference(function)}"] * bool(reference(function))
    lines.append("**Expected attack**" if trace else "**Expected attack**; none is kept yet.")
    parts += [bullets(lines), source(function)]
    if trace:
        title = f"The attack on {name}"
        parts.append(ladders.attack(trace, facts.specification, title, opened=True))
    return "\n".join(parts)


def _words(facts: Facts) -> list[str]:
    """Return the section of the functions that properties share."""
    specification = facts.specification
    named = {*specification.invariants, *specification.expected}
    found: dict[Function, None] = {}
    for function in (*specification.properties, *specification.expected, *specification.lemmas):
        found.update(dict.fromkeys(f for f in facts.called_by(function) if f not in named))
    parts = [heading("Words that properties use", 1)] if found else []
    for function in found:
        parts += [heading(f"``{function.__name__}``", 2), f"{sentence(function)}\n", source(function)]
    return parts


def lemmas_page(facts: Facts) -> str:
    """Return the page of the invariants that are there for the sake of proofs."""
    specification = facts.specification
    parts = [
        label(f"{facts.name}-lemmas"),
        heading("Lemmas"),
        LEMMAS,
        table(["lemma", "what it says"], [_line(facts, f)[:2] for f in specification.lemmas], [35, 65]),
        *(_lemma(facts, function) for function in specification.lemmas),
    ]
    if specification.spare_lemmas:
        parts += [
            heading("Spare lemmas", 1),
            "These hold too. Only proofs without some guard or effect need them.\n",
            *(_lemma(facts, function, level=2) for function in specification.spare_lemmas),
        ]
    return "\n".join(parts)


def _lemma(facts: Facts, function: Function, level: int = 1) -> str:
    name = function.__name__
    users = [
        p.__name__ for p in facts.specification.properties if name in prove.needed_for([p.__name__], facts.results)
    ]
    used = ", ".join(facts.to_property(user) for user in users) or "no property"
    lines = [*_ledger_lines(facts, function)[:2], f"Used for: {used}"]
    return "\n".join([*_head(facts, function, level), bullets(lines), source(function)])


def readings_page(facts: Facts) -> str:
    """Return the page of the open choices of the standards."""
    parts = [
        label(f"{facts.name}-readings"),
        heading("Readings"),
        READINGS,
        *(_reading(facts, reading) for reading in facts.specification.readings),
    ]
    return "\n".join(parts)


def _reading(facts: Facts, reading: Reading) -> str:
    attacks = []
    rows = []
    for answer in reading.answers:
        broken = reading.breaks.get(answer, "")
        trace = facts.trace("readings", f"{reading.name}={answer.value}")
        rows.append([f"``{answer.value}``", *_became(facts, reading, answer.value, broken)])
        if trace:
            title = f"Under {reading.name}={answer.value}"
            attacks.append(ladders.attack(trace, facts.specification, title, opened=True))
    clauses = facts.covering(f"reading:{reading.name}")
    answered = [f"Answers to: {clause_links(clauses)}\n"] * bool(clauses)
    return "\n".join(
        [
            label(facts.anchor("reading", reading.name)),
            heading(f"``{reading.name}``", 1),
            f"{escape(reading.question)}\n",
            f"Open in: {cited(reading.source, section_anchor)}\n",
            *answered,
            table(["answer", "what becomes of the properties", ""], rows, [25, 55, 20]),
            *attacks,
        ]
    )


def _became(facts: Facts, reading: Reading, answer: str, broken: str) -> tuple[str, str]:
    if broken:
        return f"attack: it breaks {facts.to_property(broken)}", ""
    if answer == reading.default.value:
        verdicts = {result.verdict.value for result in facts.results}
        return "all " + ", ".join(sorted(verdicts)) + ", unbounded", "the default"
    return f"all {facts.answers[reading.name, answer].value}, unbounded", ""


def assumptions_page(facts: Facts) -> str:
    """Return the page of what the environment guarantees, with the attack that each rules out."""
    parts = [
        label(f"{facts.name}-assumptions"),
        heading("Assumptions"),
        ASSUMPTIONS,
    ]
    for item in facts.assumptions:
        trace = facts.trace("assumptions", item.id)
        parts += [label(facts.anchor("assumption", item.id)), heading(escape(item.text), 1)]
        functions = {f.__name__ for f in facts.specification.actions}
        where = facts.to("action", item.function) if item.function in functions else f"``{item.function}``"
        parts.append(f"Stands in {where}.\n")
        if trace:
            title = f"Without {item.id}"
            parts.append(f"Without it, an attack violates {facts.to_property(trace.shows)}.\n")
            parts.append(ladders.attack(trace, facts.specification, title))
        elif item.besides:
            parts.append(f"No attack appears without it. Why it is there: {escape(item.besides)}.\n")
        else:
            parts.append("The attack that it rules out is not kept yet.\n")
    return "\n".join(parts)
