"""The page of the comparison: how it works, and the abstraction of each view, from its own tables."""

import hipcheck.lockstep
from hipcheck.lockstep.campaign import paths_of, why_absent
from hipcheck.lockstep.views import VIEWS, view_named
from hipwaydocs.text import heading, label, prose, table

COMMAND = """\
``hipway diff`` runs such campaigns, in as many processes as there are cores or on a Dask cluster, for a time or for a
number of walks. The first difference ends one: it is reduced to the shortest sequence of events that shows it, drawn as
far as both sides agree, and written down as a case, which ``hipway diff --case`` plays again.
"""
PATHS = """\
Each path of each action that an engine can take is taken in a campaign of a minute. What it can't take:
"""


def page() -> str:
    """Return the page."""
    paragraphs = (hipcheck.lockstep.__doc__ or "").strip().split("\n\n")
    return "\n".join(
        [
            label("lockstep"),
            heading("Specification and engine in lockstep"),
            *(f"{_paragraph(text)}\n" for text in paragraphs),
            COMMAND,
            *(_view(name) for name in VIEWS),
        ]
    )


def _paragraph(text: str) -> str:
    """Return a paragraph of the docstring; a numbered list stays one."""
    return prose(text)


def _absent(missing: dict[str, str]) -> str:
    rows = [[f"``{path}``", prose(why)] for path, why in missing.items()]
    return table(["path", "why"], rows, [30, 70]) if rows else "Nothing.\n"


def _view(name: str) -> str:
    view = view_named(name)
    missing = {
        path.id: why
        for paths in paths_of(name).values()
        for path in paths
        if (why := why_absent(view.absent, path.id)) is not None
    }
    return "\n".join(
        [
            label(f"lockstep-{name}"),
            heading(f"The view on ``hipspec.{name}``", 1),
            *(
                heading(title, 2) + "\n" + table(["", ""], [[f"``{k}``", prose(v)] for k, v in rows.items()], [30, 70])
                for title, rows in view.tables.items()
            ),
            heading("Paths", 2),
            PATHS,
            _absent(missing),
        ]
    )
