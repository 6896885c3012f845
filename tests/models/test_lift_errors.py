"""What the interpreter doesn't know it refuses, with file and line and what is allowed instead."""

import importlib.util
from pathlib import Path

import pytest

from hipmodels.lift.edits import Edits
from hipmodels.lift.errors import LiftError
from hipmodels.lift.interpret import Interpreter
from hipmodels.lift.paths import explore
from hipmodels.lift.sorts import Sorts
from hipmodels.lift.source import hints_of

HEAD = """from dataclasses import dataclass
from hipspec.language import NOTHING, Identifier, Map, Maybe, Set, Tally, assume, holds, implies, replace, require, some


class Name(Identifier):
    pass


@dataclass(frozen=True)
class Box:
    count: int
    label: Maybe[Name]
    shelf: Map[Name, int]
    ids: Set[int]


def function(box: Box, x: int, y: int, name: Name) -> int:
"""
UNKNOWN = {
    "    for i in (1, 2):  # HERE\n        x = x + i": "a For statement is not allowed",
    "    while x > 0:  # HERE\n        x = x - 1": "a While statement is not allowed",
    "    x += 1  # HERE": "a AugAssign statement is not allowed",
    "    z: int = x  # HERE": "a AnnAssign statement is not allowed",
    "    raise ValueError  # HERE": "a Raise statement is not allowed",
    "    x, y = y, x  # HERE": "assign to one plain name at a time",
    "    return 0 <= x < y  # HERE": "compare two things at a time",
    "    return box.label is NOTHING  # HERE": "compare with == != < <= > >=",
    "    return name in box.ids  # HERE": "compare with == != < <= > >=, ask a Set with .has()",
    "    return x + missing  # HERE": "`missing` is neither a parameter, nor assigned here, nor imported",
    "    return max(x, y)  # HERE": "`max` is neither a parameter, nor assigned here, nor imported",
    "    return [x for x in (1, 2)]  # HERE": "a ListComp is not allowed in a rule",
    "    return f'{x}'  # HERE": "a JoinedStr is not allowed in a rule",
    "    return (x, y)  # HERE": "a Tuple is not allowed in a rule",
    "    return x // y  # HERE": "+ - * and // by a positive constant",
    "    return x // 0  # HERE": "+ - * and // by a positive constant",
    "    return x % 2  # HERE": "+ - * and // by a positive constant",
    "    return ~x  # HERE": "the unary operators are `not` and `-`",
    "    return box.weight  # HERE": "Box has no field weight",
    "    return box.label.held  # HERE": "held of a",
    "    return replace(box, weight=x)  # HERE": "Box has no field weight",
    "    return box.shelf.pop(name)  # HERE": "a Map has set, each, merge and every, not pop",
    "    return box.ids.remove(x)  # HERE": "a Set has has, add and where, not remove",
    "    return print(x)  # HERE": "`print` is neither a parameter",
    "    return box.label.value + NOTHING.value  # HERE": "NOTHING has no value: ask `present` before you read `value`",
    "    return box.shelf.every(lambda _, n: require(n > 0, 'n'))  # HERE": "a guard can't stand in a property",
    "    return box.shelf.every(lambda _, n: assume(n > 0, 'n'))  # HERE": "a assumption can't stand in a property",
    "    if x > 0:\n        y = 1\n    elif x < 0:\n        y = x.real  # HERE\n    return y": "x.real",
    "    return Box(count=x)  # HERE": "missing a required argument: 'label'",
}


def words(value: object) -> str:
    return str(value).split("  # HERE", maxsplit=1)[0].strip()


@pytest.mark.parametrize(("number", "body"), list(enumerate(UNKNOWN)), ids=words)
def test_what_is_not_known_is_refused_with_its_place(number: int, body: str, tmp_path: Path) -> None:
    path = tmp_path / "unknown.py"
    path.write_text(HEAD + body + "\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"unknown_{number}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    interpreter = Interpreter(Sorts(), Edits())
    kinds = {name: kind for name, kind in hints_of(module.function).items() if name != "return"}
    unknown = {name: interpreter.values.fresh(kind, name) for name, kind in kinds.items()}
    with pytest.raises(LiftError) as refusal:
        list(explore(lambda track: interpreter.call(module.function, unknown, track)))
    (line,) = (index for index, text in enumerate(path.read_text().splitlines(), 1) if "# HERE" in text)
    assert refusal.value.where == f"{path}:{line}"
    assert UNKNOWN[body] in refusal.value.problem
    assert str(refusal.value) == f"{path}:{line}: {refusal.value.problem}"
