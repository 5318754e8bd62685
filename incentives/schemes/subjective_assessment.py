"""Subjective assessment."""

from pydantic import Field

from incentives.metrics.assessment import Assessment
from incentives.metrics.base import Metric
from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class SubjectiveAssessment(Scheme):
    """Award ``slope * (true value + noise)``: the board pays for the value that it believes in.

    It cannot be distorted, only mistaken; under risk aversion mistakes are paid for.
    """

    name = "subjective-assessment"
    summary = "a slope on the board's own noisy view of true value"
    source = "Baker, Gibbons and Murphy 1994, Subjective performance measures, QJE 109"
    purpose = (
        "Pays for what nobody can put into a number, so nothing is done for show; mistakes are "
        "paid as well."
    )
    neutral = parameters(slope=0.0)

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of assessed value")
    noise: float = Field(
        1.0, ge=0, le=100, description="standard deviation of the board's error, metric units"
    )

    def paid_on(self) -> tuple[tuple[float, Metric | str], ...]:
        return ((1.0, Assessment(noise=self.noise)),)

    def award(self, seen: Seen) -> Floats:
        return self.slope * seen.metric

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)
