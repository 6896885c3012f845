"""The pages of scenarios: named runs, played while the pages are made."""

import inspect
import sys
from typing import Any

from hipwaydocs import ladders
from hipwaydocs.facts import Facts, Function, provenance
from hipwaydocs.text import block, bullets, escape, heading, label, link, prose, table, told

# Longer titles are cut at their first comma: they stand in menus, too.
LONGEST_TITLE = 60

INTRODUCTION = """\
Named runs from the beginning that must come out as they say. Refusing everything would prove everything, so what
honest hosts want has to succeed, too. Each was played when these pages were made.
"""


def index_page(facts: Facts) -> str:
    """Return the overview of all scenarios."""
    groups = _groups(facts)
    parts = [
        label(f"{facts.name}-scenarios"),
        heading("Scenarios"),
        INTRODUCTION,
    ]
    for module, scenarios in groups.items():
        rows = [[facts.to("scenario", s.name, _words(s)), prose(s.title), s.paper] for s in scenarios]
        parts += [heading(_title(module), 1), table(["scenario", "what happens", "paper"], rows, [30, 50, 20])]
    parts.append(block("toctree", "\n".join(_page_name(module) for module in groups), hidden="", maxdepth="1"))
    return "\n".join(parts)


def pages(facts: Facts) -> dict[str, str]:
    """Return a page for each module of scenarios."""
    return {_page_name(module): _page(facts, module, found) for module, found in _groups(facts).items()}


def _groups(facts: Facts) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    played: dict[str, Any] = {**facts.specification.scenarios}
    for scenario in played.values():
        groups.setdefault(scenario.play.__module__, []).append(scenario)
    return groups


def _page_name(module: str) -> str:
    return module.rsplit(".", 1)[1].removeprefix("scenarios_")


def _title(module: str) -> str:
    first = told(sys.modules[module])[0].split(":", 1)[0].rstrip(".")
    return prose(first if len(first) <= LONGEST_TITLE else first.split(",", 1)[0])


def _words(scenario: Any) -> str:  # noqa: ANN401  # each specification has scenarios of its own
    return str(scenario.name).replace("_", " ")


def _page(facts: Facts, module: str, scenarios: list[Any]) -> str:
    parts = [heading(_title(module)), *(f"{prose(paragraph)}\n" for paragraph in told(sys.modules[module]))]
    return "\n".join([*parts, *(_scenario(facts, scenario) for scenario in scenarios)])


def _scenario(facts: Facts, scenario: Any) -> str:  # noqa: ANN401  # each specification has scenarios of its own
    stage = scenario(facts.specification)
    lines = [f"Comes from: {provenance(scenario.clause, scenario.paper)}"]
    chosen = _readings(facts, stage.readings)
    lines += [f"Under the readings: {chosen}"] * bool(chosen)
    shown = _words(scenario).capitalize()
    drawn = ladders.drawing(
        stage.taken,
        facts.specification,
        title=scenario.title,
        summary=f"{shown}: {ladders.steps(len(stage.taken))}",
        opened=bool(scenario.paper),
    )
    refused = [_refusal(facts, refusal) for refusal in stage.refusals]
    parts = [
        label(facts.anchor("scenario", scenario.name)),
        heading(shown, 1),
        f"{prose(scenario.title)}\n",
        bullets(lines),
        drawn,
    ]
    if refused:
        parts += ["What was refused on the way:\n", bullets(refused)]
    return "\n".join(parts)


def _readings(facts: Facts, readings: object) -> str:
    usual = facts.specification.readings_type()
    return ", ".join(
        facts.to("reading", reading.name, f"{reading.name}={getattr(readings, reading.name).value}")
        for reading in facts.specification.readings
        if getattr(readings, reading.name) != getattr(usual, reading.name)
    )


def _refusal(facts: Facts, refusal: Any) -> str:  # noqa: ANN401  # each specification has refusals of its own
    action: Function = inspect.unwrap(refusal.action)
    item = facts.item_with(refusal.guard, [action, *facts.called_by(action)])
    after = f"after step {refusal.after}" if refusal.after else "at the beginning"
    if item is None:
        guard = escape(refusal.guard)
    else:
        kind = "assumption" if item.kind == "assumption" else "item"
        guard = link(facts.anchor(kind, item.id), refusal.guard)
    return f"{after}, {facts.to('action', action.__name__)}: it does not hold that {guard}"
