"""Results as JUnit XML: a suite for each action or rule, a case for each obligation or guard."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from hipcheck.cli.proofs import Proved
from hipcheck.cli.scenarios import headline
from hipcheck.ladder.layout import clean
from hipmodels.ablate import UNCLASSIFIED, Ablation
from hipmodels.prove import Result
from hipmodels.scenarios import Stopped
from hipmodels.verdicts import Verdict


def of_proofs(proved: Iterable[Proved]) -> str:
    """Return the report of `hipway prove`."""
    suites: dict[str, list[ET.Element]] = {}
    for one in proved:
        name = one.session.specification.name
        for result in one.proofs.results:
            suites.setdefault(f"{name}/{result.action}", []).append(_case(result))
        if one.proofs.unused:
            unused = ET.Element("testcase", classname="lemmas", name="each is used", time="0.000")
            text = f"no proof uses {', '.join(one.proofs.unused)}"
            ET.SubElement(unused, "error", message=text, type="error").text = text
            suites[f"{name}/lemmas"] = [unused]
        if one.proofs.stopped:
            suites[f"{name}/scenarios"] = [_scenario(stopped) for stopped in one.proofs.stopped]
    return _report("hipway prove", suites)


def _scenario(stopped: Stopped) -> ET.Element:
    case = ET.Element("testcase", classname="scenarios", name=clean(stopped.scenario), time="0.000")
    text = clean(headline(stopped))
    ET.SubElement(case, "failure", message=text, type="attack").text = text
    return case


def _case(result: Result) -> ET.Element:
    case = ET.Element(
        "testcase", classname=clean(result.path), name=clean(result.property or result.id), time=f"{result.seconds:.3f}"
    )
    if result.verdict is not Verdict.PROVED:
        kind = "error" if result.verdict is Verdict.ERROR else "failure"
        message = f"{result.verdict.value}: {result.id} ({result.scope})"
        element = ET.SubElement(case, kind, message=clean(message), type=result.verdict.value)
        element.text = "\n".join(clean(line) for line in (*result.words, result.problem) if line)
    return case


def of_ablations(ablations: Iterable[Ablation]) -> str:
    """Return the report of `hipway ablate`."""
    suites: dict[str, list[ET.Element]] = {}
    for ablation in ablations:
        item = ablation.item
        case = ET.Element("testcase", classname=item.function, name=clean(item.id), time=f"{ablation.seconds:.3f}")
        if ablation.cls == UNCLASSIFIED:
            ET.SubElement(case, "failure", message=clean(ablation.why), type=UNCLASSIFIED)
        suites.setdefault(item.function, []).append(case)
    return _report("hipway ablate", suites)


def _report(name: str, suites: dict[str, list[ET.Element]]) -> str:
    root = ET.Element("testsuites", name=name)
    for suite, cases in suites.items():
        element = ET.SubElement(root, "testsuite", name=suite)
        element.extend(cases)
        _count(element, cases)
    _count(root, [case for cases in suites.values() for case in cases])
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _count(element: ET.Element, cases: list[ET.Element]) -> None:
    element.set("tests", str(len(cases)))
    for plural, tag in (("failures", "failure"), ("errors", "error")):
        element.set(plural, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
