"""The documentation, made from the specification: an extension of Sphinx that writes its pages before they are read.

No rule is typed twice and no figure is drawn by hand: sources come from the functions themselves, verdicts from
proofs that are done when the pages are made, ladders from runs and attacks that are played when the pages are made.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hipcheck.ladder import svg
from hipwaydocs.matrix import OPENED
from hipwaydocs.pages import everything, write

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "generated"
STYLE = "ladder.css"


def setup(app: "Sphinx") -> dict[str, Any]:
    """Tell Sphinx what to call."""
    app.connect("builder-inited", write_pages)
    app.connect("build-finished", write_style)
    app.connect("build-finished", copy_table)
    app.add_css_file(STYLE)
    app.add_css_file("pages.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(app: "Sphinx") -> None:
    """Write the pages of this build."""
    write(Path(app.srcdir) / FOLDER, everything())


def write_style(app: "Sphinx", error: Exception | None) -> None:
    """Write the style of the ladders, once for all of them."""
    if error is None and app.builder.format == "html":
        (Path(app.outdir) / "_static" / STYLE).write_text(svg.stylesheet() + "\n", encoding="utf-8")


def copy_table(app: "Sphinx", error: Exception | None) -> None:
    """Put the page in which the cells of the matrix are opened beside the one that leads to it."""
    if error is None and app.builder.format == "html":
        shutil.copyfile(Path(app.srcdir) / FOLDER / OPENED, Path(app.outdir) / OPENED)
