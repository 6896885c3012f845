"""Files that a command writes: looked at before the work starts, because nobody likes to find out an hour later."""

import json
from pathlib import Path
from typing import Any

import click

from hipcheck.cli.lazy import ERROR, Stop


class OutputFile(click.ParamType):  # type: ignore[type-arg]  # generic only in the latest click
    """A file that will be written."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401  # as click has it
        """Return the path, if it can be written."""
        path = Path(value)
        trouble = unwritable(path)
        if trouble:
            self.fail(trouble, param, ctx)
        return path


def unwritable(path: Path) -> str:
    """Return why a file can't be written; empty if it can."""
    trouble = _trouble(path)
    return f"{path} can't be written: {trouble}" if trouble else ""


def _trouble(path: Path) -> str:
    folder = path.parent
    try:
        if path.is_dir():
            return "it is a folder"
        if not folder.exists():
            return f"there is no folder {folder}"
        if not folder.is_dir():
            return f"{folder} is no folder"
        new = not path.exists()
        with path.open("a", encoding="utf-8"):  # the one way to know
            pass
        if new:
            path.unlink()
    except OSError as error:
        return error.strerror or str(error)
    except ValueError as error:  # a name that can't be one
        return str(error)
    return ""


def write_text(path: Path | None, text: str) -> None:
    """Write a text, if a file was asked for."""
    if path is not None:
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise Stop(f"{path} can't be written: {error.strerror}", ERROR) from error


def write_json(path: Path | None, document: dict[str, Any]) -> None:
    """Write a document, if a file was asked for."""
    write_text(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def place(path: str, line: int) -> str:
    """Return file and line, relative to the current folder if it is within."""
    file = Path(path).resolve()
    return f"{file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}:{line}"
