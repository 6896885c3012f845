"""The pages of the command line, of the JSON documents, and of the language."""

import inspect
import json
import sys
from importlib.resources import files
from typing import Any

import click

import hipspec.language
from hipcheck.cli import COMMANDS, cli
from hipcheck.cli.lazy import LazyGroup
from hipspec.language import subset
from hipwaydocs.text import block, bullets, escape, heading, label, prose, table, told

WIDTH = 96


def commands_page() -> str:
    """Return the page of the command line, as its help has it."""
    parent = click.Context(cli, info_name="hipway", terminal_width=WIDTH, **cli.context_settings)
    parts = [
        label("commands"),
        heading("Command line"),
        "What ``--help`` says. ``--specification paper`` turns any command to the paper's own protocol alone.\n",
        block("code-block", cli.get_help(parent), "text"),
    ]
    parts += [part for name in COMMANDS for part in _command(parent, cli, name)]
    return "\n".join(parts)


def _command(parent: click.Context, group: LazyGroup, name: str) -> list[str]:
    """Return the parts about a command; of a group, also those about its commands."""
    command = group.get_command(parent, name)
    if command is None:
        raise LookupError(name)
    context = click.Context(command, info_name=name, parent=parent)
    path = context.command_path
    parts = [label(path.replace("hipway", "command").replace(" ", "-")), heading(f"``{path}``", 1)]
    parts += [f"{prose(group.summaries[name])}\n", block("code-block", command.get_help(context), "text")]
    if isinstance(command, LazyGroup):
        parts += [part for each in command.summaries for part in _command(context, command, each)]
    return parts


def schemas_page() -> str:
    """Return the page of the JSON documents that commands write, from their schemas."""
    parts = [
        label("schemas"),
        heading("JSON documents"),
        "What ``--json`` writes. The JSON Schemas come with the package, in ``hipcheck/schemas/``.\n",
    ]
    folder = files("hipcheck") / "schemas"
    schemas = [file for file in folder.iterdir() if file.name.endswith(".schema.json")]
    parts += [_schema(json.loads(f.read_text(encoding="utf-8"))) for f in sorted(schemas, key=lambda each: each.name)]
    return "\n".join(parts)


def _schema(schema: dict[str, Any]) -> str:
    parts = [heading(f"``{schema['title']}``", 1), f"{escape(schema['description'])}\n", _fields(schema)]
    for name, definition in schema.get("$defs", {}).items():
        parts += [heading(escape(name), 2), f"{escape(definition.get('description', ''))}\n"]
        parts += [_fields(definition)] * ("properties" in definition)
    return "\n".join(parts)


def _fields(schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        [f"``{name}``" + ("" if name in required else " (optional)"), escape(_kind(kind)), _meaning(kind)]
        for name, kind in schema["properties"].items()
    ]
    return table(["field", "type", "meaning"], rows, [25, 25, 50])


def _meaning(kind: dict[str, Any]) -> str:
    return escape(kind.get("description", ""))


def _kind(kind: dict[str, Any]) -> str:
    if "$ref" in kind:
        return str(kind["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in kind:
        return " or ".join(_kind(each) for each in kind["anyOf"])
    if "enum" in kind:
        return " or ".join(json.dumps(value) for value in kind["enum"])
    if "const" in kind:
        return json.dumps(kind["const"])
    named = kind.get("type", "anything")
    whole = " or ".join(named) if isinstance(named, list) else str(named)
    return f"{whole} of {_kind(kind['items'])}" if "items" in kind else whole


def language_page() -> str:
    """Return the page of the words that a specification is written in."""
    parts = [
        label("language"),
        heading("The language of the specification"),
        *(f"{prose(paragraph)}\n" for paragraph in told(hipspec.language)),
    ]
    modules: dict[str, list[str]] = {}
    for name in hipspec.language.__all__:
        value = getattr(hipspec.language, name)
        home = getattr(value, "__module__", "")
        place = home if home.startswith("hipspec.language.") and not name.isupper() else _home_of(name)
        modules.setdefault(place, []).append(name)
    for module, names in modules.items():
        parts += [*_module(module), *(_word(module, name) for name in names)]
    return "\n".join([*parts, *_subset()])


def _home_of(name: str) -> str:
    """Return the module that a constant, or a word of the standard library, is known from."""
    return "hipspec.language.maybe" if name == "NOTHING" else "hipspec.language"


def _module(module: str) -> list[str]:
    if module == "hipspec.language":
        return [heading("Words of Python", 1), "From the standard library, as it is.\n"]
    first, _, rest = told(sys.modules[module])[0].partition(":")
    more = f"{rest.strip()[:1].upper()}{rest.strip()[1:]}\n" if rest else ""
    return [heading(prose(first.rstrip(".")), 1), prose(more)]


def _word(module: str, name: str) -> str:
    value = getattr(hipspec.language, name)
    if module == "hipspec.language":
        return bullets([f"``{name}``: ``{value.__module__}.{value.__name__}``"])
    if name == "NOTHING":
        return block("py:data", "The value of a `Maybe` that holds nothing.", f"{module}.{name}")
    if inspect.isclass(value):
        return block("autoclass", "", f"{module}.{name}", members="")
    return block("autofunction", "", f"{module}.{name}")


def _subset() -> list[str]:
    allowed = [
        [f"``{kind.__name__}``", escape(text)] for kind, text in (subset.STATEMENTS | subset.EXPRESSIONS).items()
    ]
    instead = dict(subset.INSTEAD.values())
    names = [[f"``{name}``", escape(text)] for name, text in subset.NAMES.items()]
    return [
        label("subset"),
        heading("What a body may contain", 1),
        *(f"{prose(paragraph)}\n" for paragraph in told(subset)),
        table(["node of ``ast``", "what is allowed"], allowed, [30, 70]),
        "The common mistakes, and what to write instead:\n",
        table(["not", "instead"], [[prose(what), prose(text)] for what, text in instead.items()] + names, [30, 70]),
    ]
