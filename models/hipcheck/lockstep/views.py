"""The views that there are, by name."""

import importlib
from collections.abc import Mapping
from typing import Any, cast

from hipcheck.lockstep.comparison import View

__all__ = ["VIEWS", "view_named"]

VIEWS: Mapping[str, str] = {
    "exchange": "hipcheck.lockstep.exchange",
    "hip": "hipcheck.lockstep.hip",
    "rendezvous": "hipcheck.lockstep.rendezvous",
}
"""For each specification that is compared with the engine: the package with its VIEW."""


def view_named(name: str) -> View[Any]:
    """Return a view.

    Raises:
        KeyError: there is none of that name.
    """
    return cast("View[Any]", importlib.import_module(VIEWS[name]).VIEW)
