"""Relative performance evaluation."""

from pydantic import Field

from incentives.metrics.base import EARNINGS, MetricName
from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class RelativePerformance(Scheme):
    """Award ``slope * (metric - weight * mean)``, where the mean is over all firms of the world.

    The mean carries the shock to all firms and little else: subtracting it takes a risk off
    executives that they cannot influence. Without such a shock it only lowers the award.
    """

    name = "relative-performance"
    summary = "a bonus on what the metric exceeds other firms' mean by"
    source = "Holmstrom 1982, Moral hazard in teams, Bell Journal 13; Gibbons and Murphy 1990"
    purpose = (
        "Takes the risk of common shocks off executives, who then need less pay for the same "
        "work; without such shocks it gains nothing."
    )
    neutral = parameters(slope=0.0)

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of the metric")
    weight: float = Field(1.0, ge=-10, le=10, description="share of the others' mean to subtract")
    metric: MetricName = EARNINGS

    def award(self, seen: Seen) -> Floats:
        return self.slope * (seen.metric - self.weight * seen.reference)

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)
