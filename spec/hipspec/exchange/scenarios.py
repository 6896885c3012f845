"""Runs that must succeed."""

from collections.abc import Callable
from typing import Any

SCENARIOS: dict[str, Callable[..., Any]] = {}
