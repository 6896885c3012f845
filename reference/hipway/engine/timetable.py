"""When which association has something to do."""

import heapq
import itertools

from hipway.engine.association import FOREVER, Association

__all__ = ["Timetable"]

SLACK = 1024  # entries out of date that are no reason to clear up


class Timetable:
    """A heap of times. An association has one entry that counts, `Association.due`; older ones are out of date."""

    def __init__(self) -> None:
        """Begin with no entry."""
        self._heap: list[tuple[float, int, Association]] = []
        self._number = itertools.count()
        self._valid = 0

    def __len__(self) -> int:
        """How many entries there are, the ones out of date included."""
        return len(self._heap)

    @property
    def first(self) -> float:
        """The earliest time."""
        heap = self._heap
        while heap and heap[0][2].due != heap[0][0]:
            heapq.heappop(heap)
        return heap[0][0] if heap else FOREVER

    def enter(self, association: Association, due: float) -> None:
        """Enter an association, whose entry so far, if there is one, is later: it is out of date now."""
        association.due = due
        heapq.heappush(self._heap, (due, next(self._number), association))
        if len(self._heap) > 2 * self._valid + SLACK:
            self._clear_up()

    def take(self, now: float) -> list[Association]:
        """Remove and return what is due."""
        found: list[Association] = []
        while self.first <= now:
            _, _, association = heapq.heappop(self._heap)
            association.due = FOREVER
            found.append(association)
        return found

    def _clear_up(self) -> None:
        self._heap = [entry for entry in self._heap if entry[2].due == entry[0]]
        heapq.heapify(self._heap)
        self._valid = len(self._heap)
