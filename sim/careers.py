"""Pay that depends on beliefs, by quarter of tenure; and what outsiders expect of an executive."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.careers import worth_of_hidden, worth_of_reports
from agents.response import TaskTable
from sim.plan import Floats, Ints
from sim.scenario import Package


class Careers:
    """What a package's pay on beliefs makes of reports.

    Args:
        package: Its schemes.
        gains: Kalman gain by report.
        limit: Quarters to a retirement that everybody knows of, if there is one.

    Attributes:
        tenures: Quarters of tenure that are told apart; 0 if nobody is paid on beliefs.
    """

    def __init__(self, package: Package, gains: Floats, limit: int | None) -> None:
        self._pays = [scheme.belief_pay() for scheme in package.schemes]
        deferred = [scheme.vesting().deferred for scheme in package.schemes]
        self._deferred = np.array(deferred)
        self._limit = limit
        paid = any(pay.before != 0 or pay.after != 0 for pay in self._pays)
        self.tenures = (limit or gains.size) if paid else 0
        self._gains = gains[: self.tenures]

    def ahead(self, foresight: int, longest: int) -> tuple[Ints, Ints]:
        """Row of the leads and quarters that are looked ahead, by quarter of tenure.

        Row ``n <= longest`` is for ``n`` quarters of foresight, ``longest + 1 + n`` for a
        retirement in ``n`` quarters.
        """
        rows = np.full(self.tenures, foresight)
        if self._limit is None:
            return rows, rows
        last = np.arange(self.tenures)[::-1]
        return np.where(last < foresight, longest + 1 + last, rows), np.minimum(last, rows)

    def worth(
        self, vesting: Floats, discount: float, maturing: float, horizon: Ints
    ) -> tuple[Floats, Floats]:
        """What beliefs make a report worth, and a unit of hidden value through later reports.

        Args:
            vesting: (schemes,) what a base pay that is deferred is worth.
            discount: Patience times the chance of keeping the seat, per quarter.
            maturing: Share of hidden value that matures in a quarter.
            horizon: (tenures,) quarters that are looked ahead.
        """
        weights = 1.0 - self._deferred + self._deferred * vesting
        paid = list(zip(weights, self._pays, strict=True))
        before = float(sum(weight * pay.before for weight, pay in paid))
        lasting = float(sum(weight * pay.after for weight, pay in paid if pay.lasting))
        once = float(sum(weight * pay.after for weight, pay in paid if not pay.lasting))
        report = worth_of_reports(self._gains, before, lasting, discount, int(horizon.max()))
        hidden = worth_of_hidden(report, maturing, discount)
        tenure = np.arange(self.tenures)
        return report[tenure, horizon] + self._gains * once, hidden[tenure, horizon]


def conjecture(
    tenures: int,
    shares: Floats,
    respond: Callable[[int, int, Floats], float],
    technology: TaskTable,
    borrowed: Floats,
    ability: Floats,
) -> tuple[Floats, Floats]:
    """Metric index, and hidden value added, that outsiders expect by quarter of tenure.

    Args:
        tenures: Quarters that are told apart; the last stands for all later ones.
        shares: Of the kinds of executive.
        respond: Writes the efforts of a kind in a quarter of tenure; returns its metric index.
        technology: The tasks; ``borrowed``: what they bring forward.
        ability: Of the executive that is thought of, for every kind.
    """
    index, hidden = np.zeros(tenures), np.zeros(tenures)
    effort = np.zeros((1, borrowed.size))
    for y, share in enumerate(shares):
        for t in range(tenures):
            index[t] += share * respond(y, t, effort)
            z = ability[y] * effort[0]
            value = technology.value * z - 0.5 * technology.curvature * z**2
            hidden[t] += share * float((1 - technology.visible) @ value - borrowed @ z)
    return index, hidden
