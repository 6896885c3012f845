"""What can be wrong with the text of a specification."""


class LiftError(Exception):
    """A text that can't be lifted.

    Attributes:
        where: file and line.
        problem: what is wrong there, and what is allowed instead.
    """

    def __init__(self, where: str, problem: str) -> None:
        """Say where and what."""
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        """Travel from a worker as where and what."""
        return type(self), (self.where, self.problem)
