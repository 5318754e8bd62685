"""All tenures so far, one after another or in a table by (number, firm).

Most numbers can be had in a tenth of the time from the list: the table has a place for every firm
and number, and most places are empty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from agents.numerics.declared import dtypes
from incentives.arrays import Ints
from sim.quarter.opening import Opening
from sim.quarter.state import TENURE_FIELDS, Finished, Record, Seats, Tenures

_FEW = 1 << 16  # numbers that fit into two bytes, which are sorted without comparing them


class TenureList:
    """Tenures of a batch: the finished ones in the order of their ends, then those that run.

    After a burn-in, those that ended in it are left out, and of the others only what came later is
    counted; quarters are numbered from its end.

    Attributes:
        firm: (tenures,) row of the firm.
        number: (tenures,) number of the tenure at this firm.
        running: (firms that are occupied,) rows of the firms whose tenures come last.
        seats: How many seats, with somebody in them or without.

    Args:
        seats, record, finished: Of the batch.
        quarter: How many have been played.
        opening: What there was after the burn-in, if there was one.
    """

    def __init__(
        self,
        seats: Seats,
        record: Record,
        finished: Finished,
        quarter: int,
        opening: Opening | None = None,
    ) -> None:
        self._tables = {"record": record, "seats": seats}
        self._finished = finished
        self._opening = opening
        first = opening.finished if opening is not None else 0
        self._done = slice(first, int(finished.first[quarter]))
        self._ended = self._done.stop - first
        self.seats = seats.number.size
        self.running: Ints = np.flatnonzero(seats.executive >= 0)
        self.firm: Ints = np.concatenate([finished.firm[self._done], self.running])
        self.number: Ints = np.concatenate(
            [finished.number[self._done], seats.number[self.running]]
        )

    def column(self, name: str) -> npt.NDArray[Any]:
        """(tenures,) a field of :class:`sim.quarter.state.Tenures`; 0 where it is not known yet."""
        kept, dtype = TENURE_FIELDS[name]
        column = np.zeros(self.firm.size, dtype)
        column[: self._ended] = getattr(self._finished, name)[self._done]
        if kept.running:
            now = getattr(self._tables[kept.source], name)
            column[self._ended :] = now[self.running]
        if self._opening is not None:
            self._take_off(self._opening, name, column)
        return column

    def _take_off(self, opening: Opening, name: str, column: npt.NDArray[Any]) -> None:
        """Take off what was there before anything was counted, where it is known."""
        known = slice(None) if TENURE_FIELDS[name][0].running else slice(self._ended)
        until = np.zeros(self.firm.size, dtype=np.int64)
        until[: self._ended] = self._finished.end[self._done]
        column[known] -= opening.left(name, self.firm[known], self.number[known], until[known])

    def by_number(self, some: Ints) -> Ints:
        """``some`` of them, by number and then by firm.

        So sums over a world are taken in an order that does not depend on the batch.
        """
        number, firm = self.number[some], self.firm[some]
        return some[np.lexsort((_narrow(firm, self.seats), _narrow(number, _most(number))))]


def tabulate(tenures: TenureList) -> Tenures:
    """The same in a table, (number, firm), with zeros where there is no tenure."""
    shape = _most(tenures.number), tenures.seats
    made = {name: np.zeros(shape, dtype) for name, dtype in dtypes(Tenures).items()}
    for name, table in made.items():
        table[tenures.number, tenures.firm] = tenures.column(name)
    return Tenures(**made)


def _most(number: Ints) -> int:
    """How many numbers there are, counted from 0."""
    return int(number.max(initial=-1)) + 1


def _narrow(numbers: Ints, below: int) -> npt.NDArray[Any]:
    return numbers.astype(np.uint16) if below <= _FEW else numbers
