"""Growth."""

import numpy as np

from incentives.metrics.base import Measure, Metric, Tasks


class Growth(Metric):
    """This quarter's report less that of the quarter before.

    What lifts today's report lowers tomorrow's growth: ``1 - patience * survival`` of its worth is
    left to those who plan to stay (the ratchet), all of it to those who leave.
    """

    name = "growth"
    summary = "the change of the report: today's success is tomorrow's yardstick"
    source = "Weitzman 1980, The ratchet principle and performance incentives, Bell Journal 11"
    purpose = "Makes today's success tomorrow's yardstick, so those who plan to stay hold back."

    def measure(self, tasks: Tasks) -> Measure:
        return Measure(
            loading=tasks.loading,
            bend=np.zeros_like(tasks.loading),
            matured=tasks.matured_weight,
            talent=1.0,
            report=1.0,
            shock=1.0,
            previous=-1.0,
        )
