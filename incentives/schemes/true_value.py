"""Pay on true value."""

from pydantic import Field

from incentives.metrics.base import Metric
from incentives.metrics.true_value import TrueValue as Value
from incentives.parts import parameters
from incentives.schemes.base import Sloped


class TrueValue(Sloped):
    """Award ``slope * value``: what efforts are worth, hidden consequences included, no noise.

    Nobody can pay for it. At the first-best slope nothing is left of outer misalignment, so other
    schemes are measured against it.
    """

    name = "true-value"
    summary = "a constant slope on accrued true value: the unattainable benchmark"
    source = "Baker 1992, Incentive contracts and performance measurement, JPE 100"
    purpose = (
        "Shows what is left to lose when pay is right: at the first-best slope the rest is "
        "inner misalignment."
    )
    neutral = parameters(slope=0.0)

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of true value")

    def paid_on(self) -> tuple[tuple[float, Metric | str], ...]:
        return ((1.0, Value()),)
