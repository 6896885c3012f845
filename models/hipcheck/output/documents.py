"""Results as JSON documents; `hipcheck/schemas` says what they contain."""

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import z3

from hipcheck.cli.proofs import Proved
from hipcheck.cli.scenarios import headline
from hipcheck.cli.session import Session
from hipmodels.ablate import Ablation
from hipmodels.attack.shortest import Shortest
from hipmodels.campaign import Failure, ablation_to_json
from hipmodels.problem import Problem
from hipmodels.prove import UNBOUNDED, Result
from hipmodels.recheck import Recheck
from hipmodels.scenarios import Stopped
from hipmodels.trace import Trace, encode, to_json
from hipmodels.verdicts import Verdict

SCHEMAS = ("prove", "ablate", "attack")


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the documents of a command."""
    text = resources.files("hipcheck").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def solver() -> dict[str, str]:
    """Return the name and the version of the solver."""
    return {"name": "z3", "version": z3.get_version_string()}


def head(session: Session, problem: Problem) -> dict[str, Any]:
    """Return what every document begins with."""
    return {
        "solver": solver(),
        "specification": session.specification.name,
        "readings": session.readings(dict(problem.readings)),
    }


def of_proofs(proved: Sequence[Proved]) -> dict[str, Any]:
    """Return the document of `hipway prove`."""
    return {
        "solver": solver(),
        "specifications": [_proved(one) for one in proved],
        "obligations": [obligation(one.session, result) for one in proved for result in one.proofs.results],
        "failures": [_failure(one.session, failure) for one in proved for failure in one.proofs.failures],
        "rechecks": [_recheck(one.session, check) for one in proved for check in one.proofs.rechecks or ()],
        "seconds": round(sum(one.proofs.seconds for one in proved), 3),
    }


def _proved(one: Proved) -> dict[str, Any]:
    return {
        "name": one.session.specification.name,
        "readings": one.session.readings(dict(one.problem.readings)),
        "unused_lemmas": one.proofs.unused,
        "stopped_scenarios": [_stopped(stopped) for stopped in one.proofs.stopped],
        "rechecked": one.proofs.rechecks is not None,
        "seconds": round(one.proofs.seconds, 3),
    }


def _id(session: Session, name: str) -> str:
    """Return an id that no other specification has."""
    return f"{session.specification.name}/{name}"


def obligation(session: Session, result: Result) -> dict[str, Any]:
    """Return one obligation."""
    return {
        "id": _id(session, result.id),
        "specification": session.specification.name,
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
        "id": _id(session, failure.result.id),
        "conjunct": found.conjunct if found else "",
        "parameters": {name: encode(value) for name, value in found.parameters.items()} if found else {},
        "scope": found.bound if found else "",
        "searched": failure.searched,
        "attack": to_json(failure.attack, session.specification) if failure.attack else None,
    }


def _stopped(stopped: Stopped) -> dict[str, Any]:
    return {
        "scenario": stopped.scenario,
        "steps": len(stopped.taken),
        "refused": stopped.tried if stopped.refused else "",
        "rule": stopped.rule,
        "guard": stopped.sentence,
        "text": headline(stopped),
    }


def _recheck(session: Session, check: Recheck) -> dict[str, Any]:
    return {
        "id": _id(session, check.id),
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


def of_attack(  # noqa: PLR0913, PLR0917  # one for each part of the document
    session: Session,
    problem: Problem,
    verdict: str,
    trace: Trace | None,
    how: dict[str, Any],
    length: Shortest | None = None,
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
        "shortest": None if length is None else _length(session, length),
    }


def _length(session: Session, length: Shortest) -> dict[str, Any]:
    verdict = Verdict.PROVED if length.proved else Verdict.ATTACK if length.shorter else Verdict.UNKNOWN
    return {
        "verdict": verdict.value,
        "scope": UNBOUNDED,
        "excluded": length.excluded,
        "why": length.why,
        "rlimit": length.rlimit,
        "attack": to_json(length.shorter, session.specification) if length.shorter else None,
    }
