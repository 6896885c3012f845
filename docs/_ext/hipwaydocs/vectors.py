"""Pieces of the page of the test vectors: operations with their fields, what can be wrong, and the schemas."""

from hipcheck.vectors.fields import definitions
from hipcheck.vectors.model import Json
from hipcheck.vectors.operations import OPERATIONS
from hipcheck.vectors.steps.cells import CASES, WRONGS
from hipcheck.vectors.writing import schemas, text_of
from hipwaydocs.text import block, escape, table


def operations() -> str:
    """Return each operation with what it is given and what it returns."""
    parts = []
    for name, operation in OPERATIONS.items():
        parts += [block("rubric", "", f"``{name}``"), f"{escape(operation.says)} ({escape(operation.clause)})\n"]
        given, returned = _fields("input", operation.input), _fields("result", operation.result)
        parts.append(table(["", "field", "type", "meaning"], given + returned, [10, 22, 28, 40]))
    parts.append(block("rubric", "", "Fields of parameters"))
    parts.append("A parameter has `type` and the fields of its figure; other types than these have `data`.\n")
    rows = [[str(_type(kind)), escape(kind["description"]), _names(kind)] for kind in _parameters()]
    parts.append(table(["type", "parameter", "fields"], rows, [12, 38, 50]))
    rows = [[str(kind["properties"]["locator_type"].get("const", "other")), _names(kind)] for kind in _locators()]
    parts.append(table(["locator_type", "fields of a locator"], rows, [20, 80]))
    return "\n".join(parts)


def _fields(where: str, schema: Json, prefix: str = "") -> list[list[str]]:
    rows: list[list[str]] = []
    for name, kind in schema["properties"].items():
        optional = "" if name in schema["required"] else " (optional)"
        rows.append([where, f"``{prefix}{name}``{optional}", _kind(kind), escape(kind.get("description", ""))])
        inner = kind.get("items", kind)
        rows += _fields(where, inner, f"{prefix}{name}.") if "properties" in inner else []
    if not rows:
        return [[where, "", "nothing", ""]]
    return rows


def _kind(kind: Json) -> str:
    if "$ref" in kind:
        return escape(str(kind["$ref"]).rsplit("/", 1)[1])
    if "enum" in kind:
        return "one of " + ", ".join(f"``{each}``" for each in kind["enum"])
    if "oneOf" in kind:
        return "one of " + ", ".join(escape(_event(each)) for each in kind["oneOf"])
    if kind.get("type") == "array":
        return f"list of {_kind(kind['items'])}"
    if kind.get("type") == "string" and "pattern" in kind:
        size = kind["pattern"].partition("{")[2].partition("}")[0]
        return f"{int(size) // 2} bytes" if size.isdigit() and int(size) > 2 else "bytes"  # noqa: PLR2004  # two digits are any byte
    named = str(kind.get("type", "object"))
    return {"integer": "number", "string": "text"}.get(named, named)


def _event(schema: Json) -> str:
    fields = [name for name in schema["properties"] if name != "event"]
    name = schema["properties"].get("event", {}).get("const", "")
    return f"{name} with {', '.join(fields)}" if name else f"{{{', '.join(fields)}}}"


def _parameters() -> list[Json]:
    return [kind for kind in definitions()["parameter"]["oneOf"] if "const" in kind["properties"]["type"]]


def _locators() -> list[Json]:
    found: list[Json] = definitions()["locator"]["oneOf"]
    return found


def _type(kind: Json) -> int:
    return int(kind["properties"]["type"]["const"])


def _names(kind: Json) -> str:
    return ", ".join(f"``{name}``" for name in kind["properties"] if name not in {"type", "locator_type"}) or "none"


def cases() -> str:
    """Return what `case` and `wrong` may say, and what is meant."""
    rows = [["``case``", f"``{case}``", escape(meaning)] for case, meaning in CASES.items()]
    for kind, wrong, _, guard, clause in WRONGS:
        meaning = f"{kind}: it does not hold that {guard.split('/', 1)[1]} ({clause})"
        rows.append(["``wrong``", f"``{wrong}``", escape(meaning)])
    return table(["field", "value", "meaning"], rows, [12, 20, 68])


def schema_files() -> dict[str, str]:
    """Return the schemas, to be fetched from the documentation, by their places."""
    return {f"vectors/{name}.schema.json": text_of(schema) for name, schema in schemas().items()}
