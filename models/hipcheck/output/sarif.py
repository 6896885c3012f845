"""Results as SARIF 2.1.0: each at the line of the specification that it is about."""

import json
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from hipcheck.cli.proofs import Proofs, Proved
from hipcheck.cli.scenarios import headline
from hipcheck.ladder.model import source_of
from hipmodels.ablate import NOT_SECURITY, UNCLASSIFIED, Ablation
from hipmodels.verdicts import Verdict
from hipspec.language.texts import place_of

LIFTING = "lifting"  # what is said of a path that can't be lifted
SCENARIOS = "scenarios"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def of_proofs(proved: Iterable[Proved]) -> str:
    """Return the log of `hipway prove`: a failure for each obligation, a pass for each property that is proved.

    What is named alike in two specifications is told apart by the line that it is about.
    """
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for one in proved:
        functions = (*one.session.specification.properties, *one.session.specification.lemmas)
        rules |= {function.__name__: _rule(function) for function in functions}
        results += _results(functions, one.proofs)
    for name in (LIFTING, SCENARIOS):
        if any(entry["ruleId"] == name for entry in results):
            rules[name] = {"id": name}
    return _log(list(rules.values()), results)


def _results(functions: Iterable[Callable[..., Any]], proofs: Proofs) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    for function in functions:
        own = [result for result in proofs.results if result.property == function.__name__]
        failed = [result for result in own if result.verdict is not Verdict.PROVED]
        for result in failed:
            path = f"{result.path} ({'; '.join(result.words)})" if result.words else result.path
            text = f"{result.verdict.value} on {path}, {result.scope}"
            results.append(_result(function.__name__, "fail", text, place_of(function)))
        if own and not failed:
            text = f"proved on {len(own)} obligations, unbounded"
            results.append(_result(function.__name__, "pass", text, place_of(function)))
        if function.__name__ in proofs.unused:
            text = "no proof uses this lemma"
            results.append(_result(function.__name__, "fail", text, place_of(function)))
    results += [_result(LIFTING, "fail", f"{r.id}: {r.problem}", None) for r in proofs.results if not r.property]
    results += [_result(SCENARIOS, "fail", headline(stopped), stopped.place) for stopped in proofs.stopped]
    return results


def of_ablations(ablations: Iterable[Ablation]) -> str:
    """Return the log of `hipway ablate`: what became of leaving out each guard and effect."""
    results = []
    rules = []
    kinds = {UNCLASSIFIED: "fail", NOT_SECURITY: "informational"}
    for ablation in ablations:
        item = ablation.item
        parts = [ablation.cls, f"violates {ablation.property}" if ablation.property else "", ablation.why]
        text = ": ".join(part for part in parts if part)
        rules.append({"id": item.id, "shortDescription": {"text": item.text}})
        results.append(_result(item.id, kinds.get(ablation.cls, "pass"), text, (item.path, item.line)))
    return _log(rules, results)


def _rule(function: Callable[..., Any]) -> dict[str, Any]:
    source = source_of(function)
    rule: dict[str, Any] = {"id": source.name, "shortDescription": {"text": source.sentence}}
    return rule | ({"help": {"text": source.reference}} if source.reference else {})


def _result(rule: str, kind: str, text: str, place: tuple[str, int] | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": rule,
        "kind": kind,
        "level": "error" if kind == "fail" else "none",
        "message": {"text": text},
    }
    if place is not None:
        location = {"artifactLocation": {"uri": _uri(place[0])}, "region": {"startLine": max(place[1], 1)}}
        result["locations"] = [{"physicalLocation": location}]
    return result


def _uri(path: str) -> str:
    """Return a path as a relative reference if it is within the current folder: that is where CI looks for it."""
    file = Path(path).resolve()
    if file.is_relative_to(Path.cwd()):
        return file.relative_to(Path.cwd()).as_posix()
    return file.as_uri()


def _log(rules: list[dict[str, Any]], results: list[dict[str, Any]]) -> str:
    driver = {"name": "hipway", "version": _version(), "rules": rules}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _version() -> str:
    try:
        return metadata.version("hipway")
    except metadata.PackageNotFoundError:  # used from a folder, not installed
        return "0"
