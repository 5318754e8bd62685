"""Pay on metrics besides the report, as the worth of tasks: it is linear in what moves them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from incentives.arrays import Floats, Ints
from incentives.linear import LinearAward
from sim.plan.pay.deferral import Deferral
from sim.scenario.pay_basis import PayBasis


class LinearPay:
    """What every row of an executive's motives gets from schemes that are paid on other metrics.

    Rows are those of ``Motives``: quarters of foresight, known ends, quarters of tenure.

    Args:
        pay_bases: What schemes are paid on.
        lines: Their awards; None for those on the report.
        deferred: (schemes,) share that goes into accounts.
        accounts: What is in them is worth, by kind and quarter of tenure.
        cycles: (schemes,) quarters of tenure after which an account is as it was.
        horizon: (rows,) quarters to go.
        ages: (rows,) quarter of tenure, -1 where that is not known.
        kept: Patience times the chance to stay, per quarter.
    """

    def __init__(
        self,
        pay_bases: Sequence[PayBasis],
        lines: Sequence[LinearAward | None],
        deferred: Floats,
        accounts: Deferral,
        cycles: Ints,
        horizon: Ints,
        ages: Ints,
        kept: float,
    ) -> None:
        self._paid = [
            (i, basis, line)
            for i, (basis, line) in enumerate(zip(pay_bases, lines, strict=True))
            if line is not None
        ]
        self._deferred, self._accounts, self._ages = deferred, accounts, ages
        self._cycles = cycles
        self._kept = kept * (horizon > 0)

    def slopes(self, kind: int, pay: float, i: int, line: LinearAward, ahead: int = 0) -> Floats:
        """(rows,) what a unit of a scheme's metric is worth to ``kind``, who weighs ``pay``.

        In the quarter itself, or so many quarters ``ahead`` of it.
        """
        mean, known = self._accounts.mean_worth[kind, i], self._accounts.worth[kind, i]
        later = np.where(self._ages < 0, mean, known[(self._ages + ahead) % self._cycles[i]])
        return np.asarray(pay * line.slope * (1.0 - self._deferred[i] + self._deferred[i] * later))

    def _next(self, kind: int, pay: float, i: int, line: LinearAward) -> Floats:
        """The same in the next quarter, seen from this one."""
        return np.asarray(self._kept * self.slopes(kind, pay, i, line, ahead=1))

    def worth(self, kind: int, pay: float, season: int | None) -> Floats:
        """(rows, tasks) worth of a unit of effect on each task."""
        found: Floats | float = 0.0
        for i, basis, line in self._paid:
            now, yardstick = basis.loading(season), basis.loading(season, 1.0)
            found = found + self.slopes(kind, pay, i, line)[:, None] * now
            found = found + self._next(kind, pay, i, line)[:, None] * (yardstick - now)
        return np.asarray(found)

    def matured(self, kind: int, pay: float) -> Floats:
        """(rows,) worth of a unit of value that matures within sight."""
        found = np.zeros(self._ages.size)
        for i, basis, line in self._paid:
            now = basis.matured()
            found += self.slopes(kind, pay, i, line) * now
            found += self._next(kind, pay, i, line) * (basis.matured(1.0) - now)
        return found

    def burden(self, kind: int, pay: float) -> Floats:
        """(rows, tasks) quadratic loss."""
        found: Floats | float = 0.0
        for i, basis, line in self._paid:
            found = found + self.slopes(kind, pay, i, line)[:, None] * basis.bend()
        return np.asarray(found)

    def exposed(self, kind: int, pay: float, owed: Floats) -> Floats:
        """(rows, tasks) what malus will take of what tasks that are ``owed`` back have earned."""
        found: Floats | float = 0.0
        for i, basis, line in self._paid:
            taken = self._accounts.malus[kind, i]
            rows = np.where(
                self._ages < 0,
                self._accounts.mean_malus[kind, i],
                taken[np.minimum(self._ages, taken.size - 1)],
            )
            earned = self._deferred[i] * np.maximum(line.slope * basis.loading(None), 0.0)
            found = found + pay * rows[:, None] * (owed * earned)
        return np.asarray(found)
