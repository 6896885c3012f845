"""An answer, held against what a vector allows."""

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

from hipcheck.vectors.model import Json
from hipcheck.vectors.runner.signatures import settled, without_hints

SHOWN = 300  # characters of a value in a message


class Verdict(Enum):
    """What became of a vector."""

    PASS = "pass"  # noqa: S105  # not a password
    FAIL = "fail"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """What became of a vector, and why.

    Attributes:
        id: the vector.
        operation: what was asked.
        verdict: what became of it.
        why: in words; for a failure what was expected and what came.
        clause: another clause than the vector's that the client refused by, if it named one.
    """

    id: str
    operation: str
    verdict: Verdict
    why: str = ""
    clause: str = ""

    def document(self) -> Json:
        """Return it as JSON has it."""
        found = {"id": self.id, "operation": self.operation, "verdict": self.verdict.value, "why": self.why}
        return found | ({"clause": self.clause} if self.clause else {})


def read_answer(line: str, expected_id: str) -> tuple[Json | None, str]:
    """Return the answer in a line, or what is wrong with the line."""
    try:
        answer = json.loads(line)
    except ValueError as error:
        return None, f"its answer is not JSON ({error}): {line[:60]!r}"
    trouble = "is not an object" if not isinstance(answer, dict) else _malformed(answer, expected_id)
    return (None, f"its answer {trouble}: {line[:60]!r}") if trouble else (answer, "")


def _malformed(answer: Json, expected_id: str) -> str:
    """Say what is wrong with the fields of an answer; nothing if they are right."""
    if answer.get("id") != expected_id:
        return f"has the id {answer.get('id')!r}"
    kinds = [kind for kind in ("result", "refused", "unsupported") if kind in answer]
    if len(kinds) != 1:
        return f"has {' and '.join(kinds) or 'none'} of result, refused, unsupported"
    wanted = dict if kinds == ["result"] else str
    if not isinstance(answer[kinds[0]], wanted):
        return f"has a `{kinds[0]}` of the wrong type"
    extra = answer.keys() - {"id", kinds[0]} - ({"why"} if kinds == ["refused"] else set())
    return f"has a field {min(extra)!r}, which the protocol doesn't know" if extra else ""


def judge(vector: Json, answer: Json) -> Finding:
    """Hold an answer that is well-formed against a vector."""
    name, operation = vector["id"], vector["operation"]
    if "unsupported" in answer:
        return Finding(name, operation, Verdict.UNSUPPORTED, answer["unsupported"])
    if "refused" in answer:
        clauses = [each["refused"] for each in vector["allowed"] if "refused" in each]
        if not clauses:
            why = f"refused ({answer['refused']} {answer.get('why', '')}), and it must succeed: {vector['says']}"
            return Finding(name, operation, Verdict.FAIL, why)
        other = answer["refused"] if answer["refused"] and answer["refused"] not in clauses else ""
        return Finding(name, operation, Verdict.PASS, clause=other)
    results, found = [each["result"] for each in vector["allowed"] if "result" in each], answer["result"]
    if operation == "play":
        found, results = settled(vector, found), [without_hints(result) for result in results]
    if any(same(result, found) for result in results):
        return Finding(name, operation, Verdict.PASS)
    if not results:
        because = "; ".join(f"{each['refused']}: {each['because']}" for each in vector["allowed"])
        return Finding(name, operation, Verdict.FAIL, f"it succeeded, and it must be refused ({because})")
    return Finding(name, operation, Verdict.FAIL, difference(results[0], found))


def same(one: Any, other: Any) -> bool:  # noqa: ANN401  # any JSON
    """Whether two values are the same JSON; true is not 1 there."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def difference(expected: Any, found: Any, place: str = "") -> str:  # noqa: ANN401  # any JSON
    """Say where two values differ first."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in expected:
            if name not in found:
                return f"{place}{name} is missing"
            if not same(expected[name], found[name]):
                return difference(expected[name], found[name], f"{place}{name}.")
        return f"{place}{next(name for name in found if name not in expected)} is too much"
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        number = next(n for n, pair in enumerate(zip(expected, found, strict=True)) if not same(*pair))
        return difference(expected[number], found[number], f"{place}{number}.")
    return f"{place.rstrip('.') or 'the result'} is {_short(found)}, and it must be {_short(expected)}"


def _short(value: Any) -> str:  # noqa: ANN401  # any JSON
    text = json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"
