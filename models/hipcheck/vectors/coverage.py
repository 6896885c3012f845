"""The certificate of what the vectors cover: rules, paths, guards, readings, cells, parameters and clauses.

What no vector covers is listed with the reason; there is no third kind.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hipcheck.vectors.fields import PARAMETERS, listed, record, text
from hipcheck.vectors.model import FORMAT, VERSION, Json, Vector
from hipcheck.vectors.operations import OPERATIONS
from hipcheck.vectors.steps.choosing import NOT_ALONE
from hipcheck.vectors.steps.rules import SPECIFICATIONS, chosen, problem_of
from hipspec.exchange.states import State
from hipspec.exchange.table import Trigger

Vectors = Mapping[str, Sequence[Vector]]


def coverage(vectors: Vectors) -> Json:
    """Return the certificate of some vectors."""
    by_cover: dict[str, list[str]] = defaultdict(list)
    everything = [vector for each in vectors.values() for vector in each]
    for vector in everything:
        for cover in vector.covers:
            by_cover[cover].append(vector.id)
    document: Json = {
        "format": FORMAT,
        "version": VERSION,
        "rules": [entry for name in SPECIFICATIONS for entry in _rules(name, by_cover)],
        "paths": [entry for name in SPECIFICATIONS for entry in _paths(name, by_cover)],
        "guards": [entry for name in SPECIFICATIONS for entry in _guards(name, by_cover)],
        "readings": [entry for name in SPECIFICATIONS for entry in _readings(name, by_cover)],
        "cells": list(_cells(by_cover)),
        "parameters": list(_parameters(everything)),
        "operations": dict(sorted(Counter(vector.operation for vector in everything).items())),
        "clauses": dict(sorted(Counter(clause for vector in everything for clause in vector.clauses).items())),
        "trivial": _trivial(vectors),
    }
    document["not_covered"] = list(_not_covered(document))
    return document


def _first(found: Mapping[str, list[str]], *covers: str) -> str:
    """Return the first vector that covers one of some things; empty if none does."""
    return next((found[cover][0] for cover in covers if cover in found), "")


def _rules(name: str, found: Mapping[str, list[str]]) -> Iterator[Json]:
    called = chosen(name)[1].called
    for rule in problem_of(name).specification.rules:
        word = rule.__name__
        vector = _first(found, f"rule {word}")
        steps = [step for step in chosen(name)[0] if word in step.outcome.called]
        if not vector and steps:
            vector = _first(found, f"{name}: {steps[0].covers[0]}")
        why = "" if vector or word in called else "no vector runs it"
        yield {"specification": name, "rule": word, "vector": vector, "why": why}


def _paths(name: str, found: Mapping[str, list[str]]) -> Iterator[Json]:
    for path in chosen(name)[1].paths:
        vector = _first(found, f"{name}: path {path}")
        yield {"specification": name, "path": path, "vector": vector, "why": "" if vector else "no scenario takes it"}


def _guards(name: str, found: Mapping[str, list[str]]) -> Iterator[Json]:
    for guard in chosen(name)[1].guards:
        kept = _first(found, f"{name}: guard kept {guard}")
        broken = _first(found, f"{name}: guard broken {guard}")
        why = "" if kept and broken else NOT_ALONE.get(guard, "no step was found")
        yield {"specification": name, "guard": guard, "kept": kept, "broken": broken, "why": why}


def _readings(name: str, found: Mapping[str, list[str]]) -> Iterator[Json]:
    for answer in chosen(name)[1].answers:
        vector = _first(found, f"{name}: reading {answer}")
        why = "" if vector else "no step comes out otherwise under it"
        yield {"specification": name, "reading": answer, "vector": vector, "why": why}


def _cells(found: Mapping[str, list[str]]) -> Iterator[Json]:
    for state in State:
        for trigger in Trigger:
            vectors = found.get(f"cell {state.value} {trigger.value}", [])
            why = "" if vectors else "no vector is about it"
            yield {"state": state.value, "event": trigger.value, "vectors": len(vectors), "why": why}


def _parameters(everything: Sequence[Vector]) -> Iterator[Json]:
    """Yield how often each type of parameter is read, written, and refused."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for vector in everything:
        if vector.operation not in {"parse", "build"}:
            continue
        outcome = vector.allowed[0]
        packet = vector.input.get("packet") or outcome.get("result", {}).get("packet")
        kinds = {each["type"] for each in packet["parameters"]} if packet else _first_type(vector)
        counts["refused" if "refused" in outcome else vector.operation].update(kinds)
    for kind, name, _ in PARAMETERS:
        read, written, refused = (counts[which][kind] for which in ("parse", "build", "refused"))
        why = "" if read and written and refused else "nothing in it can be wrong by itself"
        yield {"type": kind, "name": name, "read": read, "written": written, "refused": refused, "why": why}


def _first_type(vector: Vector) -> set[int]:
    raw = bytes.fromhex(vector.input["bytes"])
    return {int.from_bytes(raw[40:42], "big")} if len(raw) > 41 else set()  # noqa: PLR2004  # a header and a type


def _trivial(vectors: Vectors) -> Json:
    everything = [vector for each in vectors.values() for vector in each]
    trivial = [vector for vector in everything if vector.trivial]
    return {
        "vectors": len(everything),
        "trivial": len(trivial),
        "share": f"{100 * len(trivial) / len(everything):.1f} %",
        "by_file": {name: sum(bool(vector.trivial) for vector in each) for name, each in vectors.items()},
        "by_reason": dict(sorted(Counter(vector.trivial for vector in trivial).items())),
    }


def _not_covered(document: Json) -> Iterator[Json]:
    for kind in ("rules", "paths", "guards", "readings", "cells", "parameters"):
        for entry in document[kind]:
            if entry["why"]:
                what = {name: value for name, value in entry.items() if name != "why"}
                yield {"kind": kind, "what": str(next(iter(_named(what)))), "why": entry["why"]}


def _named(entry: Json) -> Iterator[str]:
    parts = [str(entry[name]) for name in ("specification", "rule", "path", "guard", "reading") if name in entry]
    yield ": ".join(parts) or " ".join(str(entry[name]) for name in ("state", "event", "name") if name in entry)


_COUNT = {"type": "integer", "minimum": 0}
_WHY = {"why": text("why something is missing; empty if nothing is")}
_SPECIFICATION = {"specification": {"enum": list(SPECIFICATIONS)}}
_VECTOR = {"vector": text("the first vector that covers it; empty if none does")}
_COUNTS: Json = {"type": "object", "additionalProperties": _COUNT}


def coverage_schema() -> Json:
    """Return the schema of the certificate, without its head."""
    numbers = dict.fromkeys(("read", "written", "refused"), _COUNT)
    return record(
        {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "rules": listed(record(_SPECIFICATION | {"rule": text()} | _VECTOR | _WHY), "rules of a host"),
            "paths": listed(record(_SPECIFICATION | {"path": text()} | _VECTOR | _WHY), "paths of actions"),
            "guards": listed(
                record(
                    _SPECIFICATION
                    | {
                        "guard": text(),
                        "kept": text("a vector whose step keeps it"),
                        "broken": text("a vector whose step breaks it and no other guard"),
                    }
                    | _WHY
                ),
                "what a host requires, kept and broken",
            ),
            "readings": listed(
                record(_SPECIFICATION | {"reading": text()} | _VECTOR | _WHY),
                "answers to open questions of the RFCs, and a vector that tells them from the default answer",
            ),
            "cells": listed(
                record({"state": text(), "event": text(), "vectors": _COUNT} | _WHY), "the table of states"
            ),
            "parameters": listed(record({"type": _COUNT, "name": text()} | numbers | _WHY), "types of parameters"),
            "operations": record(dict.fromkeys(OPERATIONS, _COUNT), "how many vectors ask each"),
            "clauses": {**_COUNTS, "description": "how many vectors rest on each"},
            "trivial": record(
                {"vectors": _COUNT, "trivial": _COUNT, "share": text(), "by_file": _COUNTS, "by_reason": _COUNTS},
                "how many vectors show little by themselves, and why",
            ),
            "not_covered": listed(record({"kind": text(), "what": text()} | _WHY), "all that is missing, with reasons"),
        }
    )
