"""Our own implementation, the first client: every vector passes, and what is refused is refused by the same clause."""

import json

import pytest
from tests.models.hipcheck.vectors.conftest import Documents

from hipcheck.vectors.client.serving import ANSWERS, answer
from hipcheck.vectors.model import Json
from hipcheck.vectors.operations import OPERATIONS
from hipcheck.vectors.runner.comparing import Verdict, judge


def asked(vector: Json) -> Json:
    request = {name: vector[name] for name in ("id", "operation", "input")}
    found: Json = json.loads(json.dumps(answer(json.loads(json.dumps(request)))))
    return found


@pytest.mark.parametrize("operation", ANSWERS)
def test_every_vector_passes(documents: Documents, operation: str) -> None:
    vectors = [each for found in documents.values() for each in found if each["operation"] == operation]
    assert vectors
    findings = [judge(vector, asked(vector)) for vector in vectors]
    assert [(each.id, each.why) for each in findings if each.verdict is not Verdict.PASS] == []
    assert [(each.id, each.clause) for each in findings if each.clause] == []


def test_what_nobody_knows_is_unsupported() -> None:
    assert "unsupported" in answer({"id": "x", "operation": "no-such-operation", "input": {}})


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("hash", {"suite": 14, "data": ""}),
        ("dh-public", {"group": 10, "secret": "05"}),
        ("encrypt", {"cipher": 3, "key": "", "iv": "", "plaintext": ""}),
        ("decrypt", {"cipher": 3, "key": "", "data": ""}),
        (
            "esp-keys",
            {
                "suite": 1,
                "kij": "00",
                "i": "00",
                "j": "00",
                "esp_suite": 14,
                "index": 0,
                "ours": "00" * 16,
                "peer": "01" * 16,
            },
        ),
    ],
)
def test_what_we_do_not_have_is_unsupported(operation: str, given: Json) -> None:
    assert "unsupported" in answer({"id": "x", "operation": operation, "input": given})


def test_a_signature_that_is_randomized_is_not_compared(documents: Documents) -> None:
    key = next(v for v in documents["crypto"] if v["operation"] == "sign")["input"]["private_key"]
    assert "result" in answer({"id": "x", "operation": "sign", "input": {"private_key": key, "data": ""}})
    assert OPERATIONS["sign"].says.endswith("unsupported.")
