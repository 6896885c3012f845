"""The seal of what is kept of a row: a digest of all that its cells depend on, made when each of them was decided.

As long as it fits, no text has changed since the lemmas were proved: neither a rule, an action or a type, nor a column
or a lemma that is kept, nor the tools, nor the solver. Sentences and comments do not count, and neither do candidates
for lemmas that no proof of the row uses, nor what searches try.
"""

import ast
import copy
import dataclasses
import enum
import functools
import hashlib
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import z3

import hipmodels
import hipspec.language
from hipmodels.lift.edits import package_of, reachable
from hipmodels.lift.sorts import fields_of, is_identifier, is_record
from hipmodels.lift.source import Function, definition
from hipmodels.matrix.cells import Kept
from hipmodels.matrix.family import Family, family_of
from hipmodels.trace import property_named
from hipspec.language import Specification

# What proofs and replays are made of; searches, pages and the command line are not among it.
TOOLS = ("lift", "matrix/cells.py", "matrix/fixed.py", "matrix/houdini.py", "prove.py", "properties.py", "trace.py")


def seal_of(module: str, row: str, kept: Kept) -> str:
    """Return the seal of what is kept of a row, as the texts are now."""
    family = family_of(module)
    parts = (
        _tools(),
        *_texts(family, row, kept),
        json.dumps([kept.lemmas, kept.attacks], sort_keys=True),
        *_columns(family, row),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.cache
def _tools() -> str:
    digest = hashlib.sha256(z3.get_version_string().encode())
    folder = Path(hipmodels.__path__[0])
    places = [folder / name for name in TOOLS] + [Path(hipspec.language.__path__[0])]
    for place in places:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _columns(family: Family, row: str) -> Iterator[str]:
    """Yield what is asked of a row in each column."""
    for name, attack in family.attacks.items():
        ladder = [(strength.name, repr(strength.attacker)) for strength in attack.ladder]
        bounds = [(bound.holds, bound.reached, bound.factor) for bound in family.bounds(row, name)]
        premise = attack.hope.premise if attack.hope is not None else ""
        yield repr((name, attack.violates, ladder, bounds, premise, family.rows[row].senseless.get(name, "")))


def _texts(family: Family, row: str, kept: Kept) -> Iterator[str]:
    """Yield the functions of a row, with the constants that they name, and its types."""
    specification = family.specification(row)
    names = {name for lemmas in kept.lemmas.values() for name in lemmas}
    names |= {name for key in kept.attacks for name in key.split("/")[1:]}
    for attack in family.attacks.values():
        names |= {attack.violates, *(bound.holds for bound in family.bounds(row, attack.name))}
    properties = [property_named(specification, name) for name in sorted(names)]
    begin = (specification.initial, specification.initial_history, specification.observe)
    functions = [*specification.actions, *begin, *(f for f in properties if f is not None)]
    for function in reachable(functions, package_of(specification)):
        yield _text(definition(function))
        yield from _constants(function)
    yield from _types(specification)


@functools.cache
def _text(node: ast.FunctionDef) -> str:
    """Return the text of a function without its sentence."""
    bare = copy.copy(node)
    told = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
    bare.body = node.body[1:] if told and len(node.body) > 1 else node.body
    bare.decorator_list = []
    return ast.unparse(bare)


def _constants(function: Function) -> Iterator[str]:
    names = {node.id for node in ast.walk(definition(function)) if isinstance(node, ast.Name)}
    for name in sorted(names & function.__globals__.keys()):
        value = function.__globals__[name]
        if not (inspect.isroutine(value) or inspect.ismodule(value) or inspect.isclass(value)):
            told = repr(value)
            if " at 0x" in told:
                msg = f"{function.__name__} names {name}, whose value has no text of its own"
                raise ValueError(msg)
            yield f"{name} = {told}"


def _types(specification: Specification) -> Iterator[str]:
    waiting: list[Any] = [specification.world, specification.history, *specification.messages]
    met: set[Any] = set()
    while waiting:
        kind = waiting.pop()
        if kind in met:
            continue
        met.add(kind)
        if is_record(kind):
            inner = fields_of(kind)
            defaults = [repr(f.default) for f in dataclasses.fields(kind) if f.default is not dataclasses.MISSING]
            yield f"{kind.__name__}: {[(name, str(of)) for name, of in inner.items()]} {defaults}"
            waiting += inner.values()
        elif isinstance(kind, type) and issubclass(kind, enum.Enum):
            yield f"{kind.__name__}: {[member.name for member in kind]}"
        elif not is_identifier(kind):
            waiting += getattr(kind, "__args__", ())
