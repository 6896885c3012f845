"""What the tests of the matrix's page share: a small matrix, and Chromium, which plays scripts in it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hipcheck.matrix import kept, page
from hipcheck.matrix.model import CellModel, Matrix, RowModel, model_of
from hipmodels.matrix.cells import RowOf
from hipmodels.matrix.family import family_of

MODULE = "hipspec.related.table"
COLUMNS = ("stealing", "stealing_now", "flooding", "reflection", "teardown")
NO_SCRIPT = re.compile(r"<script>.*?</script>|</?noscript>", re.DOTALL)
PLAYER = """<script>
(async () => {
  const wait = () => new Promise((done) => setTimeout(done, 50));
  const pressed = (name) => new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
  const key = (name) => document.activeElement.dispatchEvent(pressed(name));
  await new Promise((done) => (document.readyState === "complete" ? done() : addEventListener("load", done)));
  await wait();
  let result;
  try { result = await (async () => { %s })(); } catch (error) { result = { error: String(error) }; }
  const measured = document.createElement("pre");
  measured.id = "measured";
  measured.textContent = JSON.stringify(result);
  document.body.append(measured);
})();
</script></body>"""

Play = Callable[..., Any]


@pytest.fixture(scope="session")
def matrix() -> Matrix:
    """Two variants of plain IP: one as it is computed, and one that is changed by hand to have each verdict."""
    family = family_of(MODULE)
    known = kept.load("ip_plain").get("ip_plain")
    row, attacks = RowOf(MODULE, "ip_plain", known), [family.attacks[name] for name in COLUMNS]
    computed = model_of(family, attacks, [(family.rows["ip_plain"], [row.cell(attack) for attack in attacks])])
    (real,) = computed.rows
    return msgspec.structs.replace(computed, rows=(real, _changed(real)))


def _changed(row: RowModel) -> RowModel:
    def cell(attack: str, verdict: str, why: str = "", strongest: str = "") -> CellModel:
        return CellModel(attack, "attack", verdict, verdict, why, "", strongest, 0, None, None, None, (), 0, 0.0)

    proved = cell("stealing", "proved", strongest="spoofing peer")
    return RowModel(
        "other",
        row.protocol,
        f"{row.title}: <changed> & more",
        row.source,
        (
            msgspec.structs.replace(proved, lemmas=(("a_lemma", "What the proof rests on."),), checks=41),
            cell("stealing_now", "unknown", "neither was found"),
            cell("flooding", "vacuous", "the scenario a_host_moves stops"),
            cell("reflection", "error", "LiftError: something"),
            row.cells[4],
        ),
    )


@pytest.fixture(scope="session")
def text(matrix: Matrix) -> str:
    """The page of the small matrix."""
    return page.render(matrix)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """A function from the options of Chromium to what it prints; it fails if a page logs anything.

    Without Chromium the test is skipped, but never where the CI runs.
    """
    command = shutil.which("chromium")
    if command is None:
        what = "chromium is not installed: THE PAGE OF THE MATRIX WAS OPENED IN NO BROWSER (bash .ci/debian-tools)"
        if os.environ.get("CI") or os.environ.get("HIPWAY_CI"):
            pytest.fail(what)
        pytest.skip(what)
    profile = tmp_path_factory.mktemp("chromium")

    def run(*options: str) -> str:
        always = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr")
        arguments = [command, *always, f"--user-data-dir={profile}", *options]
        environment = {**os.environ, "HOME": str(profile)}  # no settings of whoever runs the tests
        done = subprocess.run(arguments, capture_output=True, check=False, env=environment, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        logged = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        assert not logged, logged
        return done.stdout

    return run


@pytest.fixture
def play(chromium: Callable[..., str], text: str, tmp_path: Path) -> Play:
    """Open the page at a fragment, run a script in it, and return what the script returns."""

    def played(script: str, fragment: str = "", *options: str, scripted: bool = True) -> Any:  # noqa: ANN401  # any JSON
        file = tmp_path / "matrix.html"
        # Without scripts, what is in <noscript> is part of the page.
        body = text if scripted else NO_SCRIPT.sub("", text)
        file.write_text(body.replace("</body>", PLAYER % script), encoding="utf-8")
        address = f"{file.as_uri()}{fragment}"
        shown = chromium(*options, "--window-size=1300,700", "--virtual-time-budget=5000", "--dump-dom", address)
        found = re.search(r'<pre id="measured">(.*?)</pre>', shown, re.DOTALL)
        assert found is not None, shown[-2000:]
        return json.loads(unescape(found[1]))

    return played
