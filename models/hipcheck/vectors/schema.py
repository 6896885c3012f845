"""The JSON Schemas (2020-12) that are published with the vectors. They allow nothing that they don't name."""

from typing import Any

from hipcheck.vectors.fields import definitions, hexes, listed, record, ref, text
from hipcheck.vectors.model import FORMAT, VERSION, Json
from hipcheck.vectors.operations import OPERATIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = {"type": "string", "pattern": "^[a-z0-9]+(/[a-z0-9.-]+)+$", "description": "a name that stays"}
_CLAUSE = {"type": "string", "pattern": "^(RFC |hipspec).+"}
_FIELDS = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [{"type": ["string", "integer", "boolean", "null"]}, listed(ref("value")), ref("fields")]
    },
    "description": "fields of the specification, those that have their default left out",
}
_VALUE = {"anyOf": [{"type": ["string", "integer", "boolean", "null"]}, listed(ref("value")), ref("fields")]}


def _defs() -> Json:
    return definitions() | {"fields": _FIELDS, "value": _VALUE}


def _document(name: str, what: str, schema: Json) -> Json:
    return {
        "$schema": DIALECT,
        "$id": f"urn:hipway:vectors:{VERSION}:{name}",
        "title": name,
        "description": what,
    } | schema


def _outcomes(result: Json) -> Json:
    because = text("why this outcome is right")
    succeeds = record({"result": result, "because": because}, "it succeeds")
    refuses = record({"refused": {**_CLAUSE, "description": "what refuses it"}, "because": because}, "it is refused")
    return listed({"oneOf": [succeeds, refuses]}, "the outcomes that are right") | {"minItems": 1}


def _vector(name: str) -> Json:
    operation = OPERATIONS[name]
    return record(
        {
            "id": _ID,
            "operation": {"const": name, "description": "what is asked"},
            "says": text("what this vector shows"),
            "clauses": listed(_CLAUSE, "what it rests on") | {"minItems": 1},
            "input": operation.input,
            "allowed": _outcomes(operation.result),
            "given": {
                "type": "object",
                "additionalProperties": {"anyOf": [hexes(), {"type": "integer"}]},
                "description": "values on the way from input to result, for whoever computes along",
            },
            "covers": listed(
                text(), "the rules, paths, guards and cells that it exercises, as `coverage.json` has them"
            ),
            "trivial": text("why it shows little by itself; left out where it doesn't"),
        },
        operation.says,
        optional=("given", "covers", "trivial"),
    )


def vectors_schema() -> Json:
    """Return the schema of a file of vectors."""
    kinds = {f"vector-{name}": _vector(name) for name in OPERATIONS}
    return _document(
        "vectors",
        "A file of vectors: each a question to an implementation of HIPv2, with the answers that are right.",
        record(
            {
                "format": {"const": FORMAT},
                "version": {"const": VERSION},
                "kind": text("which file it is"),
                "vectors": listed({"oneOf": [ref(name) for name in kinds]}),
            }
        )
        | {"$defs": _defs() | kinds},
    )


def protocol_schema() -> Json:
    """Return the schema of a line of the protocol: of a request, or of an answer."""
    by_name: list[Any] = [
        record({"id": text(), "operation": {"const": name}, "input": operation.input})
        for name, operation in OPERATIONS.items()
    ]
    known = {"type": "string", "not": {"enum": list(OPERATIONS)}}
    by_name.append(record({"id": text(), "operation": known, "input": {"type": "object"}}, "one that nobody knows"))
    why = {"why": text("for whoever reads the report")}
    answers = [
        record({"id": text(), "result": {"type": "object"}}, "it succeeded"),
        record({"id": text(), "refused": text("a clause, or empty")} | why, "it was refused", optional=("why",)),
        record({"id": text(), "unsupported": text("what is not supported")}, "it can't be asked this"),
    ]
    return _document(
        "protocol",
        "One line of the protocol between the runner and an implementation.",
        {
            "oneOf": [ref("request"), ref("answer")],
            "$defs": _defs() | {"request": {"oneOf": by_name}, "answer": {"oneOf": answers}},
        },
    )


def coverage_document() -> Json:
    """Return the schema of the certificate of coverage."""
    from hipcheck.vectors.coverage import coverage_schema  # noqa: PLC0415  # it needs the prover

    return _document(
        "coverage", "What a set of vectors covers, and what it doesn't, with the reasons.", coverage_schema()
    )


def manifest_schema() -> Json:
    """Return the schema of the list of files."""
    count = {"type": "integer", "minimum": 0}
    entry = record({"file": text(), "vectors": count, "trivial": count, "sha256": hexes(32)})
    return _document(
        "manifest",
        "The files of a set of vectors.",
        record(
            {
                "format": {"const": FORMAT},
                "version": {"const": VERSION},
                "files": listed(entry),
                "operations": {
                    "type": "object",
                    "additionalProperties": text(),
                    "description": "what each of them asks",
                },
            }
        ),
    )
