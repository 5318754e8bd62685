"""Price."""

import numpy as np
from pydantic import Field

from incentives.metrics.base import Measure, Metric, Tasks


class Price(Metric):
    """What a rational market expects of later reports, given those it has seen: ``E[m] / rate``.

    It moves with the surprise in a report only, by the Kalman gain. The market knows what
    executives do to their reports and is not fooled; they do it all the same (signal jamming).
    """

    name = "price"
    summary = "the market's rational belief about later reports"
    source = "Stein 1989, Efficient capital markets, inefficient firms, QJE 104"
    purpose = (
        "Makes executives lift reports to lift a belief, though nobody is fooled in the mean "
        "(signal jamming)."
    )

    rate: float = Field(
        0.03, ge=1e-4, le=10, description="discount rate of the market, per quarter"
    )

    def measure(self, tasks: Tasks) -> Measure:
        zero = np.zeros_like(tasks.loading)
        return Measure(loading=zero, bend=zero, belief=1.0 / self.rate)
