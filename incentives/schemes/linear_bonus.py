"""Linear bonus."""

from incentives.metrics.base import EARNINGS, MetricName
from incentives.parts import parameters
from incentives.schemes.base import Sloped


class LinearBonus(Sloped):
    """Award ``slope * metric``; a bad quarter costs as much as a good one brings."""

    name = "linear-bonus"
    summary = "a constant slope on the metric"
    source = "Holmstrom and Milgrom 1987, Aggregation and linearity, Econometrica 55; Baker 1992"
    purpose = (
        "It buys whatever moves the metric, in the proportions in which the metric measures "
        "it: work and window dressing alike."
    )
    neutral = parameters(slope=0.0)

    metric: MetricName = EARNINGS
