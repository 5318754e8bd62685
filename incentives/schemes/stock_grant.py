"""Stock grant."""

from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import BeliefPay, Scheme
from incentives.views import Floats, Seen


class StockGrant(Scheme):
    """A stake that is held from hiring to the exit: dividends, and gains in price.

    The award is what the stake is worth more after the quarter than before it, ``stake * (metric
    + price - last price)``: the change of wealth of Jensen and Murphy. The report is paid out as
    dividend; the price is that of ``stock-price``. The stake is taken over and given back at the
    price of the day, so gains add up to the difference of the two. What is reported today is worth
    a dividend for good, and a gain in price until the market has forgotten it: who stays for long
    gains the dividend only.
    """

    name = "stock-grant"
    summary = "a stake held from hiring to the exit: its dividends and its gains in price"
    source = (
        "Jensen and Murphy 1990, Performance pay and top-management incentives, JPE 98; Murphy "
        "1999, Executive compensation, Handbook of Labor Economics 3B"
    )
    purpose = "Makes executives owners of a part of what is reported."
    neutral = parameters(stake=0.0)

    stake: float = Field(
        0.05, ge=0, le=10, description="base pays per unit of dividend, which is the metric"
    )
    rate: float = Field(
        0.03, ge=1e-4, le=10, description="discount rate of the market, per quarter"
    )

    def award(self, seen: Seen) -> Floats:
        gain: Floats = (seen.expected - seen.last_expected) / self.rate
        return self.stake * (seen.metric + gain)

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)

    def belief_pay(self) -> BeliefPay:
        each = self.stake / self.rate
        return BeliefPay(before=-each, after=each)
