"""Arguments worth trying, for random walks. Tooling, not specification: nothing is proved from this."""

from collections.abc import Callable
from typing import Any

SAMPLING: dict[type, Callable[..., Any]] = {}
