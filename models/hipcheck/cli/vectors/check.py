"""`hipway vectors check`."""

import fnmatch
import json
import shlex
from collections import Counter
from pathlib import Path

import click

from hipcheck.cli.files import write_json
from hipcheck.cli.lazy import ERROR, USAGE, Stop, missing
from hipcheck.cli.options import file_option
from hipcheck.vectors.model import FORMAT, Json
from hipcheck.vectors.runner.comparing import Finding, Verdict
from hipcheck.vectors.runner.running import Report, Runner
from hipcheck.vectors.writing import MAKERS, of_file

FAILED, TOO_FEW, VACUOUS = 1, 3, 4
SHOWN = 20  # failures of one verdict that are told in full


@click.command("check", context_settings={"ignore_unknown_options": True})
@click.argument("client", metavar="CMD...", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option(
    "--only", metavar="PATTERN", multiple=True, help="Only vectors whose id fits, as 'codec/*'; may be repeated."
)
@click.option(
    "--from",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take the vectors that were written into DIR.",
)
@click.option(
    "--time-limit",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.01, 3600),
    help="Seconds that an answer may take.",
)
@click.option(
    "--unsupported",
    "most",
    default=100,
    show_default=True,
    type=click.IntRange(0, 100),
    help="How many percent of the vectors may be unsupported.",
)
@click.option("--clauses", is_flag=True, help="A refusal that names another clause than the vector is a failure.")
@file_option("json", "Write the verdict of each vector as JSON.")
def command(  # noqa: PLR0913  # the options
    *,
    client: tuple[str, ...],
    only: tuple[str, ...],
    folder: Path | None,
    time_limit: float,
    most: int,
    clauses: bool,
    json_file: Path | None,
) -> int:
    """Start CMD, ask it the vectors on its standard input, and compare its answers.

    Exit codes: 0 everything that is supported is right, 1 something is wrong, 3 more is unsupported than --unsupported
    allows, 4 nothing is supported, 5 CMD ends, hangs, breaks the protocol, or can't be believed when it says
    "unsupported". Put -- before CMD if it has options of its own.
    """
    vectors = [each for each in _vectors(folder, only) if not only or _fits(each["id"], only)]
    if not vectors:
        raise Stop(f"no vector fits {' or '.join(only)}", USAGE)
    told: Counter[Verdict] = Counter()
    try:
        runner = Runner(client, time_limit, lambda finding: _tell(finding, told, clauses=clauses))
        report = runner.run(vectors)
    except OSError as error:
        raise Stop(f"{shlex.join(client)} can't be started: {error.strerror}", ERROR) from error
    _summary(report)
    code = _code(report, most, clauses=clauses)
    write_json(json_file, _document(report, client, code))
    return code


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _vectors(folder: Path | None, only: tuple[str, ...]) -> list[Json]:
    """Return the vectors; of those that aren't written yet only files of which a pattern may want something."""
    if folder is None:
        first = tuple(pattern.split("/", 1)[0] for pattern in only)
        wanted = [name for name in MAKERS if not only or _fits(name, first)]
        try:
            return [vector.document() for name in wanted for vector in of_file(name)]
        except ModuleNotFoundError as error:
            raise missing(error) from error
    found: list[Json] = []
    for file in sorted(folder.glob("*.json")):
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Stop(f"{file} is not JSON: {error}") from error
        if isinstance(document, dict) and document.get("format") == FORMAT:
            found += document.get("vectors", [])
    if not found:
        raise Stop(f"there are no vectors in {folder}; `hipway vectors write {folder}` writes them", USAGE)
    return found


def _bad(finding: Finding, *, clauses: bool) -> bool:
    return finding.verdict in {Verdict.FAIL, Verdict.ERROR} or (clauses and bool(finding.clause))


def _tell(finding: Finding, told: Counter[Verdict], *, clauses: bool) -> None:
    if not _bad(finding, clauses=clauses):
        return
    told[finding.verdict] += 1
    if told[finding.verdict] <= SHOWN:
        why = finding.why or f"it is refused by {finding.clause}, which is not the clause of the vector"
        click.echo(f"{'fail' if finding.verdict is Verdict.PASS else finding.verdict.value}: {finding.id}: {why}")
    elif told[finding.verdict] == SHOWN + 1:
        click.echo(f"further ones with the verdict {finding.verdict.value} are counted only; --json has them all")


def _summary(report: Report) -> None:
    by_operation: dict[str, Counter[Verdict]] = {}
    for finding in report.findings:
        by_operation.setdefault(finding.operation, Counter())[finding.verdict] += 1
    click.echo(f"{'operation':12}" + "".join(f"{verdict.value:>12}" for verdict in Verdict))
    for operation, counts in by_operation.items():
        click.echo(f"{operation:12}" + "".join(f"{counts[verdict]:12}" for verdict in Verdict))
    click.echo(f"{'all':12}" + "".join(f"{report.count(verdict):12}" for verdict in Verdict))
    count = len(report.findings)
    click.echo(f"{100 * report.count(Verdict.UNSUPPORTED) / max(1, count):.1f} % of {count} are unsupported")
    others = sum(bool(finding.clause) for finding in report.findings)
    if others:
        click.echo(f"{others} are refused by another clause than the vector's")
    for what in report.dishonest:
        click.echo(f'"unsupported" can\'t be believed: {what}')
    for note in report.notes:
        click.echo(f"note: {note}")
    if report.stopped:
        click.echo(f"stopped: {report.stopped}; {report.left} vectors were not asked")


def _code(report: Report, most: int, *, clauses: bool) -> int:
    if report.count(Verdict.ERROR) or report.dishonest or report.stopped:
        return ERROR
    if any(_bad(finding, clauses=clauses) for finding in report.findings):
        return FAILED
    unsupported = report.count(Verdict.UNSUPPORTED)
    if unsupported == len(report.findings):
        click.echo("nothing is supported, so that nothing was checked")
        return VACUOUS
    if 100 * unsupported > most * len(report.findings):
        click.echo(f"more than {most} % are unsupported")
        return TOO_FEW
    return 0


def _document(report: Report, client: tuple[str, ...], code: int) -> Json:
    return {
        "client": list(client),
        "exit_code": code,
        "counts": {verdict.value: report.count(verdict) for verdict in Verdict},
        "dishonest": report.dishonest,
        "notes": report.notes,
        "stopped": report.stopped,
        "not_asked": report.left,
        "vectors": [finding.document() for finding in report.findings],
    }
