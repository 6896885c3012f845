"""Ladder diagrams of runs: in the terminal, as SVG, and as traces in the Informal Trace Format."""

from hipcheck.ladder.model import Ladder, changes, ladder_of

__all__ = ["Ladder", "changes", "ladder_of"]
