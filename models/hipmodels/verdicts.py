"""Verdicts: a closed set. Only *proved* and an *expected attack* pass."""

from enum import Enum


class Verdict(Enum):
    """What became of an obligation or of a search."""

    PROVED = "proved"
    ATTACK = "attack"
    UNKNOWN = "unknown"
    VACUOUS = "vacuous"
    ERROR = "error"

    @property
    def exit_code(self) -> int:
        """The exit code of a command whose worst verdict this is."""
        return {"proved": 0, "attack": 1, "unknown": 3, "vacuous": 4, "error": 5}[self.value]


def worst(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict that decides the exit code: error, then attack, vacuous, unknown, proved."""
    order = [Verdict.ERROR, Verdict.ATTACK, Verdict.VACUOUS, Verdict.UNKNOWN]
    return next((verdict for verdict in order if verdict in verdicts), Verdict.PROVED)
