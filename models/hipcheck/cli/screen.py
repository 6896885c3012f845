"""What people see: text on the output, progress on the error output; plain if it is no terminal."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from hipcheck.cli.interruption import check
from hipcheck.ladder.model import Ladder
from hipcheck.ladder.terminal import render

WIDTH = 100  # of a file or a pipe
WIDEST_LADDER = 120
MOST_NAMES = 6  # of those that share one fate; what is written as JSON has all of them
STYLES = {
    "proved": "green",
    "attack": "bold #d55e00",
    "recovers": "green",
    "stuck": "bold #d55e00",
    "unknown": "yellow",
    "vacuous": "yellow",
    "error": "bold #d55e00",
    "load-bearing": "bold",
    "unclassified": "bold #d55e00",
}


class Screen(Console):
    """The output: a terminal with colours, or a file or pipe without."""

    def __init__(self) -> None:
        """Write to the output as it is now."""
        width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH
        super().__init__(width=width, highlight=False, markup=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """Let the command line end quietly."""
        raise BrokenPipeError

    def say(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Write a paragraph."""
        for line in Text(text, style=style).wrap(self, max(self.width - indent, 20)):
            line.rstrip()
            self.print(Text(" " * indent) + line, overflow="ignore", no_wrap=True, crop=False)

    def table(self, table: Table) -> None:
        """Write a table, without the blanks that fill up its last column."""
        if self.is_terminal:
            self.print(table)
            return
        with self.capture() as captured:
            self.print(table)
        for line in captured.get().splitlines():
            self.print(line.rstrip(), overflow="ignore", no_wrap=True, crop=False)

    def ladder(self, ladder: Ladder) -> None:
        """Draw a ladder."""
        ascii_only = not (self.encoding or "").lower().startswith("utf")
        drawn = render(ladder, min(self.width, WIDEST_LADDER), ascii_only=ascii_only)
        self.print(drawn, overflow="ignore", no_wrap=True, crop=False)


def some_of(names: Sequence[str]) -> str:
    """Return a list of names in a text, or its beginning if it is long."""
    more = len(names) - MOST_NAMES
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:MOST_NAMES])} and {more} others"


def plain_table(*headings: str) -> Table:
    """Return a table without lines around it."""
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def coloured(word: str) -> Text:
    """Return a verdict or class in its colour."""
    return Text(word, style=STYLES.get(word, ""))


@contextlib.contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while something is going on, if somebody looks; give the function to call with (done, total)."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def told(done: int, total: int) -> None:
            check()
            bar.update(task, completed=done, total=total)

        yield told
    check()
