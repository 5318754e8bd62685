"""Pay that depends on beliefs, by quarter of tenure; and what outsiders expect of an executive."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from agents.careers import worth_of_hidden, worth_of_reports
from agents.response import TaskTable
from incentives.schemes import BeliefPay
from sim.plan import Floats, Ints
from sim.scenario import Package


def ahead(foresight: int, longest: int, tenures: int, limit: int | None) -> tuple[Ints, Ints]:
    """Row of the leads and quarters that are looked ahead, by quarter of tenure.

    Row ``n <= longest`` is for ``n`` quarters of foresight, ``longest + 1 + n`` for a retirement in
    ``n`` quarters.

    Args:
        foresight: Quarters; ``longest``: of any kind of executive.
        tenures: Quarters that are told apart, up to the ``limit`` if there is one.
    """
    rows = np.full(tenures, foresight)
    if limit is None:
        return rows, rows
    last = np.arange(tenures)[::-1]
    return np.where(last < foresight, longest + 1 + last, rows), np.minimum(last, rows)


class Careers:
    """What a package's pay on beliefs makes of reports.

    Args:
        package: Its schemes.
        gains: Kalman gain by report, for all quarters of tenure that are told apart.
        pays: What a unit of belief adds to each scheme's award.

    Attributes:
        paid: Whether anybody is paid on beliefs.
    """

    def __init__(self, package: Package, gains: Floats, pays: Sequence[BeliefPay]) -> None:
        self._pays = pays
        self._deferred = np.array([scheme.vesting().deferred for scheme in package.schemes])
        self.paid = any(pay.before != 0 or pay.after != 0 for pay in self._pays)
        self._gains = gains

    def worth(
        self, vesting: Floats, discount: float, maturing: float, horizon: Ints
    ) -> tuple[Floats, Floats]:
        """What beliefs make a report worth, and a unit of hidden value through later reports.

        Args:
            vesting: (schemes,) what a base pay that is deferred is worth.
            discount: Patience times the chance of keeping the seat, per quarter.
            maturing: Share of hidden value that matures in a quarter.
            horizon: Quarters that are looked ahead, by quarter of tenure.
        """
        weights = 1.0 - self._deferred + self._deferred * vesting
        paid = list(zip(weights, self._pays, strict=True))
        before = float(sum(weight * pay.before for weight, pay in paid))
        lasting = float(sum(weight * pay.after for weight, pay in paid if pay.lasting))
        once = float(sum(weight * pay.after for weight, pay in paid if not pay.lasting))
        report = worth_of_reports(self._gains, before, lasting, discount, int(horizon.max()))
        hidden = worth_of_hidden(report, maturing, discount)
        tenure = np.arange(self._gains.size)
        return report[tenure, horizon] + self._gains * once, hidden[tenure, horizon]


def conjecture(
    tenures: int,
    shares: Floats,
    respond: Callable[[int, int], tuple[Floats, float]],
    technology: TaskTable,
    borrowed: Floats,
    ability: Floats,
) -> tuple[Floats, Floats]:
    """Metric index, and hidden value added, that outsiders expect by quarter of tenure.

    Args:
        tenures: Quarters that are told apart; the last stands for all later ones.
        shares: Of the kinds of executive.
        respond: Efforts of a kind in a quarter of tenure, and its metric index.
        technology: The tasks; ``borrowed``: what they bring forward.
        ability: Of the executive that is thought of, for every kind.
    """
    index, hidden = np.zeros(tenures), np.zeros(tenures)
    for y, share in enumerate(shares):
        for t in range(tenures):
            effort, own = respond(y, t)
            index[t] += share * own
            z = ability[y] * effort
            value = technology.value * z - 0.5 * technology.curvature * z**2
            hidden[t] += share * float((1 - technology.visible) @ value - borrowed @ z)
    return index, hidden
