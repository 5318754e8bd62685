"""Constant relative risk aversion over wealth, and what random pay is worth under it.

Utility of wealth ``y`` is ``y**(1 - crra) / (1 - crra)``, its logarithm at 1 [Pratt 1964; Arrow
1965]. Wealth is what somebody owns outside the firm and the base pay; awards are added to it.
Below ``FLOOR`` of it utility goes on in a straight line, its tangent there, because awards may take
more than everything. So it rises and is concave everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.plan.pay.lattice import Lattice, log_mean_exp

FLOOR = 0.05
"""Share of wealth and base pay below which less is worse by a constant rate."""


class OverWealth(NamedTuple):
    """Preferences over wealth.

    Attributes:
        crra: Relative risk aversion; 0 is none.
        wealth: Outside wealth and base pay, in base pays, above 0.
        later: (schemes,) what a base pay in an account is worth; the risk that counts is that of
            pay as it is worth.
        belief: What a unit of the report's noise is worth through pay on beliefs.
    """

    crra: float
    wealth: float
    later: tuple[float, ...] = ()
    belief: float = 0.0

    def shares(self, deferred: Floats) -> Floats:
        """(schemes,) what a base pay awarded is worth, where so much of it is deferred."""
        later = np.array(self.later) if self.later else np.ones(deferred.size)
        return 1.0 - deferred + deferred * later

    def at_stake(self, least: float, slope: float, sd: float) -> float:
        """Standard deviations below its mean that weigh most of pay which is linear.

        Args:
            least: Pay where there is least.
            slope: Of pay in what is random, of that ``sd``.
        """
        part = slope * sd / max(self.wealth + least, FLOOR * self.wealth)
        return min(2.0 * self.crra * part, 1.0 / part) if part > 0.0 else 0.0

    def range_of(self, most: float) -> float:
        """How far the logarithm of marginal utility ranges, at most, where pay does so far."""
        part = most / self.wealth
        return self.crra * float(np.log1p(part) + np.log1p(part / FLOOR))

    def levels(self, pays: list[Floats], chances: Floats) -> Floats:
        """(points,) expected utility over some possibilities, on a scale of its own.

        The scale is that of the logarithm of wealth that is as good, where there is one however
        much is lost (``crra`` 1 and above), else that of utility.

        Args:
            pays: For each possibility, (points,).
            chances: Of them.
        """
        each = np.array([self._level(pay) for pay in pays])
        if len(pays) == 1:
            return np.asarray(each[0])
        if self.crra <= 1.0:
            return np.asarray(chances @ each)
        return np.asarray(log_mean_exp(each, chances[:, None], self.crra - 1.0))

    def worth(self, levels: Floats, lattice: Lattice) -> Floats:
        """(3, nodes) certainty equivalents of pay over the noise around every node.

        Args:
            levels: As of :meth:`levels`, at the points of the lattice.
            lattice: Of reports.
        """
        if self.crra <= 1.0:
            return self._back(lattice.mean(levels) / lattice.total())
        return self._back(lattice.equivalent(levels, self.crra - 1.0))

    def _level(self, pay: Floats) -> Floats:
        gain = pay / self.wealth
        short = np.maximum((FLOOR - 1.0 - gain) / FLOOR, 0.0)  # of the floor, in parts of it
        log = np.log1p(np.maximum(gain, FLOOR - 1.0))
        power = 1.0 - self.crra
        if power == 0.0:
            return np.asarray(log - short)
        if power > 0.0:
            return np.asarray(np.expm1(power * log) / power - FLOOR**power * short)
        return np.asarray(log + np.log1p(-power * short) / power)

    def _back(self, level: Floats) -> Floats:
        """Pay that is as good for certain."""
        power, floor = 1.0 - self.crra, np.log(FLOOR)
        if power > 0.0:
            least = np.expm1(power * floor) / power
            log = np.log1p(power * np.maximum(level, least)) / power
            short = np.maximum(least - level, 0.0) / FLOOR**power
        else:
            log = np.maximum(level, floor)
            short = np.maximum(floor - level, 0.0)
            if power < 0.0:
                short = np.expm1(-power * short) / -power
        return np.asarray(self.wealth * (np.expm1(log) - FLOOR * short))


Aversion = float | OverWealth
"""Absolute risk aversion per base pay, or preferences over wealth."""
