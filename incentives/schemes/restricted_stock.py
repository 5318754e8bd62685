"""Restricted stock with cliff vesting."""

import numpy as np
from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import BeliefPay, Leaver, Scheme, Vesting
from incentives.views import Floats, Seen


class RestrictedStock(Scheme):
    """Every quarter ``shares`` more; all that are held vest at the cliff, at the price of the day.

    The price is that of ``stock-price``: what reports are expected to be after the last one, over
    ``rate``. The account is marked to market: an award is the worth of the new shares, and the
    gain in price of those that are held from earlier quarters of the cycle,

        shares * price + held * (price - last price),    held = shares * (quarters of the cycle)

    so that the account is worth all shares times the price, whenever it vests. Executives who sat
    before the first quarter of a run hold what they have been granted since.
    """

    name = "restricted-stock"
    summary = "shares that vest at a cliff: what counts is the price on that day"
    source = (
        "Murphy 1999, Executive compensation, Handbook of Labor Economics 3B; Edmans, Fang and "
        "Lewellen 2017, Equity vesting and investment, RFS 30"
    )
    purpose = "Ties executives to the price at the vesting date, before which they lift it."
    neutral = parameters(shares=0.0)

    shares: float = Field(
        0.01, ge=0, le=10, description="granted per quarter, base pays per unit of the price"
    )
    rate: float = Field(
        0.03, ge=1e-4, le=10, description="discount rate of the market, per quarter"
    )
    cliff: int = Field(12, ge=1, le=401, description="quarters of tenure between vesting dates")
    leaver: Leaver = Field("forfeit", description="what poaching does to the shares")

    def award(self, seen: Seen) -> Floats:
        held = np.minimum(seen.tenure % self.cliff, seen.reports)
        gain: Floats = held * (seen.expected - seen.last_expected)
        return self.shares / self.rate * (seen.expected + gain)

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)

    def vesting(self) -> Vesting:
        return Vesting(1.0, self.cliff, self.leaver)

    def belief_pay(self) -> BeliefPay:
        each = self.shares / self.rate
        before = tuple(-each * held for held in range(self.cliff))
        return BeliefPay(before, tuple(each * (1 + held) for held in range(self.cliff)))
