"""Market wage."""

from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import BeliefPay, Scheme
from incentives.views import Floats, Seen


class MarketWage(Scheme):
    """A wage for the report that is expected, whatever is then reported.

    Competition makes it rise and fall with what the market believes of the executive: today's
    report moves the wages of all later quarters (career concerns).
    """

    name = "market-wage"
    summary = "paid in advance for the expected report: incentives come from later wages"
    source = "Holmstrom 1999, Managerial incentive problems: a dynamic perspective, REStud 66"
    purpose = (
        "Careers discipline without any contract as long as ability is not yet known; what is "
        "worked for is how it looks."
    )
    neutral = parameters(slope=0.0)

    slope: float = Field(
        0.4, ge=-10, le=10, description="base pays per unit of the report that is expected"
    )

    def award(self, seen: Seen) -> Floats:
        expected: Floats = seen.reference + seen.belief
        return self.slope * expected

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)

    def belief_pay(self) -> BeliefPay:
        return BeliefPay(before=self.slope)
