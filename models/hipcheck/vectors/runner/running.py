"""Asking a client one vector after the other, whatever it does."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from hipcheck.vectors.model import Json
from hipcheck.vectors.runner.comparing import Finding, Verdict, judge, read_answer
from hipcheck.vectors.runner.process import NoAnswer, Process

RESTARTS = 5
ASKED_AGAIN = 10
NOBODY_KNOWS = "no-such-operation"


@dataclass
class Report:
    """What was found.

    Attributes:
        findings: one for each vector that was asked.
        dishonest: why "unsupported" can't be believed, if it can't.
        notes: what else is to be said of the client.
        stopped: why the rest was not asked; empty if everything was.
        left: how many were not asked.
    """

    findings: list[Finding] = field(default_factory=list)
    dishonest: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: str = ""
    left: int = 0

    def count(self, verdict: Verdict) -> int:
        """Return how many vectors came out so."""
        return sum(finding.verdict is verdict for finding in self.findings)


class Runner:
    """Asks a client; one that ends or hangs is started again, a few times.

    Args:
        command: the client.
        seconds: how long an answer is waited for.
        tell: what to do with each finding as it comes.
    """

    def __init__(self, command: Sequence[str], seconds: float, tell: Callable[[Finding], None]) -> None:
        """Start it.

        Raises:
            OSError: it can't be started.
        """
        self._command, self._seconds, self._tell = command, seconds, tell
        self._process: Process | None = Process(command, seconds)
        self._starts = 1

    def run(self, vectors: Iterable[Json]) -> Report:
        """Ask everything, and say what was found."""
        report, waiting = Report(), list(vectors)
        known = {vector["id"]: vector for vector in waiting}
        try:
            self._probe("probe/begin", report)
            while waiting and not report.stopped:
                self._take(waiting.pop(0), report)
            report.left = len(waiting)
            if not report.stopped:
                self._ask_again(known, report)
                self._probe("probe/end", report)
        finally:
            said = self._process.close() if self._process is not None else ""
        report.notes += [f"at the end, {said}"] if said else []
        return report

    def _take(self, vector: Json, report: Report) -> None:
        answer, trouble = self._ask(vector)
        if answer is None:
            finding = Finding(vector["id"], vector["operation"], Verdict.ERROR, trouble)
        else:
            finding = judge(vector, answer)
        report.findings.append(finding)
        self._tell(finding)
        self._go_on(report)

    def _go_on(self, report: Report) -> None:
        if self._process is not None:
            return
        if self._starts > RESTARTS:
            report.stopped = f"it was started {self._starts} times, and ended or hung each time"
            return
        self._starts += 1
        self._process = Process(self._command, self._seconds)

    def _ask(self, vector: Json) -> tuple[Json | None, str]:
        if self._process is None:
            return None, "it runs no more"
        request = {name: vector[name] for name in ("id", "operation", "input")}
        try:
            line = self._process.ask(json.dumps(request, separators=(",", ":")))
        except NoAnswer as error:
            self._process.kill()
            self._process = None
            return None, str(error)
        return read_answer(line, vector["id"])

    def _probe(self, name: str, report: Report) -> None:
        """Ask for an operation that nobody knows: a client that can say "unsupported" says it now."""
        answer, trouble = self._ask({"id": name, "operation": NOBODY_KNOWS, "input": {}})
        if answer is None:
            report.dishonest.append(f"asked for an operation that nobody knows: {trouble}")
        elif "unsupported" not in answer:
            kind = "a result" if "result" in answer else "a refusal"
            report.dishonest.append(f'asked for an operation that nobody knows, it answered {kind}, not "unsupported"')
        self._go_on(report)

    def _ask_again(self, known: dict[str, Json], report: Report) -> None:
        """Ask some of what was unsupported once more: what it can't do now it can't do later either."""
        unsupported = [each for each in report.findings if each.verdict is Verdict.UNSUPPORTED]
        for finding in unsupported[:: max(1, len(unsupported) // ASKED_AGAIN)][:ASKED_AGAIN]:
            answer, _ = self._ask(known[finding.id])
            if answer is not None and "unsupported" not in answer:
                report.dishonest.append(f"{finding.id} was unsupported, and is supported when it is asked again")
            self._go_on(report)
