"""Ladders in pages: each run is played when the pages are made, and its drawing stands in the page itself."""

import re
from collections.abc import Mapping
from html import escape

from hipcheck.ladder import ladder_of, svg
from hipmodels.trace import Trace, property_named, replay
from hipspec.language import Specification
from hipspec.language.running import Taken
from hipwaydocs.text import block

STYLE = re.compile(r"<style>.*?</style>\n?", re.DOTALL)


def bare(drawn: str) -> str:
    """Return a drawing without its style, which stands in a file of its own, once for all pages."""
    return STYLE.sub("", drawn)


def drawing(  # noqa: PLR0913  # the choices of `ladder_of`, and two of our own
    taken: list[Taken],
    specification: Specification,
    *,
    title: str,
    summary: str,
    shows: str = "",
    parameters: Mapping[str, object] | None = None,
    opened: bool = False,
) -> str:
    """Return a ladder that can be folded away."""
    ladder = ladder_of(taken, specification, title=title, shows=shows, parameters=parameters)
    drawn = bare(svg.render(ladder))
    attribute = " open" if opened else ""
    html = f'<details class="ladder"{attribute}><summary>{escape(summary)}</summary>\n{drawn}</details>'
    return block("raw", html, "html")


def attack(trace: Trace, specification: Specification, title: str, *, opened: bool = False) -> str:
    """Replay an attack on the executable specification and return its ladder.

    Raises:
        DoesNotReplayError: the attack is of another text.
    """
    shows = trace.shows if property_named(specification, trace.shows) else ""
    taken = replay(trace, specification)
    summary = f"{title}: {steps(len(taken))}"
    return drawing(
        taken, specification, title=title, summary=summary, shows=shows, parameters=trace.parameters, opened=opened
    )


def steps(count: int) -> str:
    """Return a number of steps in words."""
    return "1 step" if count == 1 else f"{count} steps"
