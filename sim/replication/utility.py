"""What pay is worth to whoever has constant absolute risk aversion, as a curve for solvers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from pydantic import Field

from incentives.arrays import Floats
from sim.scenario.base import Spec

_LOW, _HIGH = -4.0, 8.0  # pay in the curve, over 1 / risk aversion
_STEP = 1.0 / 256.0  # of its nodes, likewise: slopes for pay above 0 are good to 1e-9


class UtilityCurve(NamedTuple):
    """Utility of pay at evenly spaced nodes, as :class:`agents.problem.Motives` takes it.

    Attributes:
        start: Pay at the first node; ``step``: from node to node.
        value, slope: (nodes,) utility and marginal utility.
    """

    start: float
    step: float
    value: Floats
    slope: Floats


class ExponentialUtility(Spec):
    """Utility ``(1 - exp(-r * pay)) / r``: of no pay 0, and of the first unit at the margin 1.

    Pratt 1964, Risk aversion in the small and in the large, Econometrica 32. It is the utility of
    pay, from which the cost of effort is subtracted; so pay is worth less at the margin to
    somebody who expects to be paid more, also where nothing is uncertain.
    """

    risk_aversion: float = Field(0.5, ge=1e-3, le=1e3, description="per unit of pay")

    def of(self, pay: Floats) -> Floats:
        """Utility of an amount of pay; same shape."""
        found: Floats = -np.expm1(-self.risk_aversion * pay) / self.risk_aversion
        return found

    def marginal(self, pay: Floats) -> Floats:
        """Utility of one more unit at an amount of pay; same shape."""
        found: Floats = np.exp(-self.risk_aversion * pay)
        return found

    def curve(self) -> UtilityCurve:
        """Nodes from where pay is a debt of four times ``1 / r`` to eight times that."""
        unit = 1.0 / self.risk_aversion
        count = round((_HIGH - _LOW) / _STEP)
        pay: Floats = (_LOW + _STEP * np.arange(count + 1.0)) * unit
        return UtilityCurve(_LOW * unit, _STEP * unit, self.of(pay), self.marginal(pay))
