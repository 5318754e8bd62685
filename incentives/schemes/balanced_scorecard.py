"""Balanced scorecard."""

from pydantic import Field

from incentives.metrics.base import EARNINGS, Metric
from incentives.parts import parameters
from incentives.schemes.base import Sloped


class BalancedScorecard(Sloped):
    """Award ``slope * sum(weight * metric)`` over several metrics.

    Their loadings add up, so a distortion of one can be made good by another; their noises are
    diversified. One metric that cannot be gamed is worth more than its precision says.
    """

    name = "balanced-scorecard"
    summary = "a bonus on a weighted sum of several metrics"
    source = (
        "Kaplan and Norton 1992, HBR 70; Datar, Kulp and Lambert 2001, Balancing performance "
        "measures, JAR 39"
    )
    purpose = (
        "Dilutes the distortion of one metric by another that cannot be gamed in the same way."
    )
    neutral = parameters(slope=0.0)

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of the sum")
    weights: dict[str, float] = Field(
        default={EARNINGS: 0.5, "assessment": 0.5},
        min_length=1,
        max_length=8,
        description="weight of every metric, by its name or label",
    )

    def paid_on(self) -> tuple[tuple[float, Metric | str], ...]:
        return tuple((weight, name) for name, weight in self.weights.items())
