"""True value."""

from incentives.metrics.base import Measure, Metric, Tasks


class TrueValue(Metric):
    """What the quarter's efforts are worth to shareholders, hidden consequences included.

    Nobody can measure it; here it can be paid for, as the benchmark that no metric attains.
    """

    name = "true-value"
    summary = "accrued true value without noise: the unattainable benchmark"
    source = "Baker 1992, Incentive contracts and performance measurement, JPE 100"
    purpose = "Ends outer misalignment: what is best for the metric is best for shareholders."

    def measure(self, tasks: Tasks) -> Measure:
        return Measure(loading=tasks.value, bend=tasks.curvature, talent=1.0, spent=1.0)
