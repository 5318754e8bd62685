"""What has come of packages, year by year: sums over the firms that had each of them."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats, Ints
from sim.learning.results import BY_REALISED, BY_REPORT, BY_SURPLUS, BY_TRUE_VALUE

_YEAR = 4
_SUMS = (BY_REPORT, BY_TRUE_VALUE, BY_REALISED, BY_SURPLUS)


class History:
    """Sums by year, world and point.

    They are ``quarters`` that firms have had the package, ``reports`` of occupied seats among them,
    how often firms ``adopted`` it, ``left`` it for another and ``failed`` under it, and results by
    yardstick. What happens between two quarters is of the year of the first.

    Args:
        worlds, firms, points: How many; ``firms`` of each world.
    """

    names = ("quarters", "reports", "adopted", "left", "failed", *_SUMS)

    def __init__(self, worlds: int, firms: int, points: int) -> None:
        self._shape = (worlds, points)
        self._offset = np.repeat(np.arange(worlds) * points, firms)
        self._years = 0
        self._room = np.zeros((len(self.names), 8, worlds, points))

    def _of(self, quarter: int) -> Floats:
        """(columns, worlds * points) sums of the year that a quarter is in."""
        year = quarter // _YEAR
        self._years = max(self._years, year + 1)
        while year >= self._room.shape[1]:
            self._room = np.concatenate([self._room, np.zeros_like(self._room)], axis=1)
        return self._room[:, year].reshape(len(self._room), -1)

    def add(self, quarter: int, point: Ints, results: dict[str, Floats]) -> None:
        """Add a quarter; ``point`` and results are (firms,)."""
        cell, out = self._offset + point, self._of(quarter)
        size = out.shape[1]
        known = ~np.isnan(results[BY_REPORT])
        out[0] += np.bincount(cell, minlength=size)
        out[1] += np.bincount(cell[known], minlength=size)
        for row, name in enumerate(_SUMS):
            values = np.where(known, results[name], 0.0) if name == BY_REPORT else results[name]
            out[5 + row] += np.bincount(cell, values, minlength=size)

    def move(self, quarter: int, before: Ints, after: Ints, failed: Ints) -> None:
        """Count who has come to another package after a quarter, and the places of who failed.

        Args:
            quarter: Number of the quarter.
            before, after: (firms,) points.
            failed: Places of firms.
        """
        moved, out = np.flatnonzero(before != after), self._of(quarter)
        for row, point, some in ((2, after, moved), (3, before, moved), (4, before, failed)):
            out[row] += np.bincount((self._offset + point)[some], minlength=out.shape[1])

    def column(self, name: str) -> Floats:
        """(years, worlds, points) of the sums of that name; yardsticks by theirs."""
        found: Floats = self._room[self.names.index(name), : self._years]
        return found
