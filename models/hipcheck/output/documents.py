"""Results as JSON documents; `hipcheck/schemas` says what they contain."""

import json
from importlib import resources
from typing import Any

import z3

from hipcheck.cli.proofs import Proofs
from hipcheck.cli.session import Session
from hipmodels.ablate import Ablation
from hipmodels.campaign import Failure, ablation_to_json
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.recheck import Recheck
from hipmodels.trace import Trace, encode, to_json

SCHEMAS = ("prove", "ablate")


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the documents of a command."""
    text = resources.files("hipcheck").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def head(session: Session, problem: Problem) -> dict[str, Any]:
    """Return what every document begins with."""
    return {
        "solver": {"name": "z3", "version": z3.get_version_string()},
        "specification": session.specification.name,
        "readings": session.readings(dict(problem.readings)),
    }


def of_proofs(session: Session, problem: Problem, proofs: Proofs) -> dict[str, Any]:
    """Return the document of `hipway prove`."""
    return {
        **head(session, problem),
        "obligations": [obligation(result) for result in proofs.results],
        "failures": [_failure(session, failure) for failure in proofs.failures],
        "unused_lemmas": proofs.unused,
        "rechecks": None if proofs.rechecks is None else [_recheck(check) for check in proofs.rechecks],
        "seconds": round(proofs.seconds, 3),
    }


def obligation(result: Result) -> dict[str, Any]:
    """Return one obligation."""
    return {
        "id": result.id,
        "action": result.action,
        "path": result.path,
        "words": list(result.words),
        "property": result.property,
        "kind": result.kind,
        "verdict": result.verdict.value,
        "scope": result.scope,
        "rlimit": result.rlimit,
        "seconds": round(result.seconds, 6),
        "core": list(result.core),
        "problem": result.problem,
    }


def _failure(session: Session, failure: Failure) -> dict[str, Any]:
    found = failure.counterexample
    return {
        "id": failure.result.id,
        "conjunct": found.conjunct if found else "",
        "parameters": {name: encode(value) for name, value in found.parameters.items()} if found else {},
        "scope": found.bound if found else "",
        "searched": failure.searched,
        "attack": to_json(failure.attack, session.specification) if failure.attack else None,
    }


def _recheck(check: Recheck) -> dict[str, Any]:
    return {
        "id": check.id,
        "agrees": check.agrees,
        "answer": check.answer,
        "seconds": round(check.seconds, 6),
        "resources": check.resources,
    }


def of_ablations(session: Session, problem: Problem, ablations: list[Ablation]) -> dict[str, Any]:
    """Return the document of `hipway ablate`."""
    return {**head(session, problem), "guards": [_guard(problem, ablation) for ablation in ablations]}


def _guard(problem: Problem, ablation: Ablation) -> dict[str, Any]:
    entry = ablation_to_json(problem, ablation)
    attack = entry.pop("trace")
    return {**entry, "trace": attack["moves"] if attack else [], "attack": attack}


def of_attack(
    session: Session, problem: Problem, verdict: str, trace: Trace | None, how: dict[str, Any]
) -> dict[str, Any]:
    """Return the document of `hipway attack`."""
    attack = to_json(trace, session.specification) if trace else None
    return {
        **head(session, problem),
        "left_out": sorted(problem.left_out),
        "verdict": verdict,
        "property": trace.shows if trace else "",
        "trace": attack["moves"] if attack else [],
        "attack": attack,
        "replayed": trace is not None,
        **how,
    }
