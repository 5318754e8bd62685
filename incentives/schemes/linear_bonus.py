"""Linear bonus."""

from pydantic import Field

from incentives.metrics.base import EARNINGS, MetricName
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class LinearBonus(Scheme):
    """Award ``slope * metric``; a bad quarter costs as much as a good one brings."""

    name = "linear-bonus"
    summary = "a constant slope on the metric"
    source = "Holmstrom and Milgrom 1987, Aggregation and linearity, Econometrica 55; Baker 1992"
    purpose = (
        "It buys whatever moves the metric, in the proportions in which the metric measures "
        "it: work and window dressing alike."
    )

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of the metric")
    metric: MetricName = EARNINGS

    def award(self, seen: Seen) -> Floats:
        return self.slope * seen.metric

    def expected_award(self, seen: Seen) -> Floats:
        return self.slope * seen.metric
