"""Stock price."""

from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import BeliefPay, Scheme
from incentives.views import Floats, Seen


class StockPrice(Scheme):
    """Pay on the price of the later earnings that a rational market expects after the report.

    The price is the present worth of a perpetuity of expected reports, from the next quarter on.
    The market knows what is borrowed from later quarters in equilibrium, and is not fooled; but a
    lower report than it expects would be taken for bad news, so it is borrowed all the same.
    """

    name = "stock-price"
    summary = "a share of what the market makes of reports: reports are lifted to keep the price up"
    source = "Stein 1989, Efficient capital markets, inefficient firms, QJE 104"
    purpose = (
        "It makes executives borrow from later quarters although the market foresees it: a "
        "report that is not lifted would be taken for bad news."
    )
    neutral = parameters(shares=0.0)

    shares: float = Field(0.01, ge=0, le=10, description="base pays per unit of the price")
    rate: float = Field(
        0.03, ge=1e-4, le=10, description="discount rate of the market, per quarter"
    )
    lasting: bool = Field(
        True,
        description="whether executives count what a report does to later prices; if not, they may "
        "have to sell now",
    )

    def award(self, seen: Seen) -> Floats:
        expected: Floats = seen.reference + seen.posterior
        return self.shares / self.rate * expected

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)

    def belief_pay(self) -> BeliefPay:
        return BeliefPay(after=self.shares / self.rate, lasting=self.lasting)
