"""`hipway rules`: it needs no solver."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from hipcheck.cli.files import write_json
from hipcheck.cli.options import file_option
from hipcheck.cli.screen import Screen, plain_table
from hipcheck.cli.session import Session, begin_all
from hipcheck.ladder.model import source_of
from hipmodels.lift.edits import Item, items_of, reachable
from hipspec.language.texts import place_of

Function = Callable[..., Any]


@click.command("rules")
@file_option("json", "Write the list as JSON.")
@click.pass_context
def command(context: click.Context, *, json_file: Path | None) -> int:
    """List the rules of a host with their clauses, what they say that they do, and their guards.

    Of every specification that there is. A guard that stands in a function which the rule calls is listed with the
    rule.
    """
    sessions = begin_all(context)
    screen = Screen()
    for number, session in enumerate(sessions):
        if number:
            screen.say()
        screen.say(session.specification.title, "bold")
        screen.say()
        screen.table(_table(session))
    rules = [_entry(session, rule) for session in sessions for rule in session.specification.rules]
    write_json(json_file, {"specifications": [session.specification.name for session in sessions], "rules": rules})
    return 0


def _table(session: Session) -> Table:
    table = plain_table("rule", "clause", "guards")
    for rule in session.specification.rules:
        source = source_of(rule)
        name = Text(source.name, style="bold") + Text(f"\n{source.sentence}\n", style="not bold")
        guards = "\n".join(f"- {item.text}" for item in guards_of(session, rule))
        table.add_row(name, source.reference, guards)
    return table


def guards_of(session: Session, function: Function) -> list[Item]:
    """Return the guards of a function and of those that it calls, in the order of the text."""
    package = session.specification.world.__module__.split(".")[0]
    within = [f for f in reachable([function], package) if not f.__module__.startswith("hipspec.language")]
    return [item for each in within for item in items_of(each) if item.kind == "guard"]


def _entry(session: Session, rule: Function) -> dict[str, Any]:
    source = source_of(rule)
    path, line = place_of(rule)
    guards = [
        {"id": item.id, "text": item.text, "besides": item.besides, "line": item.line}
        for item in guards_of(session, rule)
    ]
    return {
        "name": source.name,
        "specification": session.specification.name,
        "sentence": source.sentence,
        "clause": source.clause,
        "paper": source.paper,
        "file": Path(path).name,
        "line": line,
        "guards": guards,
    }
