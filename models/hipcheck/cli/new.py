"""`hipway new`."""

import importlib.util
import keyword
from importlib import resources
from pathlib import Path

import click

from hipcheck.cli.files import unwritable, write_text
from hipcheck.cli.screen import Screen

TEMPLATE = "skeleton"  # a protocol like any other, and the name that stands for one's own in it


@click.command("new")
@click.argument("name")
def command(*, name: str) -> int:
    """Write NAME.py, a skeleton of a protocol of your own, to the current folder.

    It is a protocol that works, with nothing of HIP in it, and gets its row from `hipway matrix --protocol ./NAME.py`.

    \b
    hipway new beacon
    hipway matrix --protocol ./beacon.py
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    path = Path(f"{name}.py")
    trouble = _trouble(name, path)
    if trouble:
        raise click.BadParameter(trouble, param_hint="'NAME'")
    write_text(path, skeleton(name))
    screen = Screen()
    screen.say(f"{path} is written: six rules, and a line for the table")
    screen.say(f"next: hipway matrix --protocol ./{path}")
    return 0


def skeleton(name: str) -> str:
    """Return the text of a protocol of a name."""
    text = resources.files("hipcheck.matrix").joinpath(f"{TEMPLATE}.py").read_text(encoding="utf-8")
    return text.replace(TEMPLATE.capitalize(), name.capitalize()).replace(TEMPLATE, name)


def _trouble(name: str, path: Path) -> str:
    """Return why a file of a name can't be written; empty if it can."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"{name!r} can't be the name of a module: letters, digits and underscores"
    if path.exists():
        return f"{path} is there already"
    if importlib.util.find_spec(name) is not None:
        return f"Python has a module {name} already; take another name"
    return unwritable(path)
