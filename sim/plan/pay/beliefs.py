"""Pay that depends on beliefs, by quarter of tenure; and what outsiders expect of an executive."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agents.careers import worth_of_hidden, worth_of_reports
from incentives.arrays import Floats, Ints
from incentives.schemes import BeliefPay
from sim.scenario.package import Package


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
        self._pays = [(pay.by_tenure(gains.size), pay.lasting) for pay in pays]
        self._deferred = np.array([scheme.vesting().deferred for scheme in package.schemes])
        self.paid = any(pay.pays for pay in pays)
        self._gains = gains

    def worth(
        self, vesting: Floats, discount: float, maturing: float, horizon: Ints
    ) -> tuple[Floats, Floats]:
        """What beliefs make a report worth, and a unit of hidden value through later reports.

        Args:
            vesting: (schemes, tenures, horizons) what a base pay that is deferred is worth, by
                quarter of tenure and quarters to go.
            discount: Patience times the chance of keeping the seat, per quarter.
            maturing: Share of hidden value that matures in a quarter.
            horizon: Quarters that are looked ahead, by quarter of tenure.
        """
        shape = (self._gains.size, int(horizon.max()) + 1)
        before, lasting, once = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for deferred, worth, ((early, late), lasts) in zip(
            self._deferred, vesting, self._pays, strict=True
        ):
            weight = 1.0 - deferred + deferred * worth[:, : shape[1]]
            before += weight * early[:, None]
            (lasting if lasts else once)[:] += weight * late[:, None]
        report = worth_of_reports(self._gains, before, lasting, discount, int(horizon.max()))
        hidden = worth_of_hidden(report, maturing, discount)
        tenure = np.arange(self._gains.size)
        return report[tenure, horizon] + self._gains * once[tenure, horizon], hidden[
            tenure, horizon
        ]
