"""Internal promotion."""

from math import sqrt
from typing import ClassVar

import numpy as np
from pydantic import Field

from incentives.filters.base import Filter, Measures
from incentives.views import Applicants, Bools, Floats


class InternalPromotion(Filter):
    """Only insiders apply, who have been seen at work for years.

    The rating of one year has reliability ``r``; the mean of ``n`` years has ``n*r / (1 +
    (n - 1)*r)``, whose root is its correlation with ability. Whoever wants to look better has to
    do so in all these years, at ``kappa`` each.
    """

    name = "internal-promotion"
    summary = "insiders only: a smaller pool, observed for years, costly to fool"
    source = (
        "Viswesvaran, Ones and Schmidt 1996, JAP 81 (reliability of ratings .52); Bidwell 2011, "
        "Administrative Science Quarterly 56"
    )
    purpose = (
        "Long observation finds ability and makes a lasting act expensive; the price is that the "
        "best of few are chosen."
    )

    measures: ClassVar[Measures] = "ability"
    rejects: ClassVar[bool] = True

    insiders: int = Field(2, ge=1, le=1024, description="new candidates who come from within")
    years: int = Field(3, ge=1, le=100, description="for which insiders have been observed")
    reliability: float = Field(0.52, ge=0, le=1, description="of one year's rating")
    kappa: float = Field(
        6.0,
        ge=1e-6,
        le=1e6,
        description="gaming cost, base pays per squared standard deviation of the signal and year",
    )

    def score(self, seen: Applicants) -> Floats:
        return np.where(self.eligible(seen), seen.signal, -np.inf)

    def eligible(self, seen: Applicants) -> Bools:
        # The last places are never those of experienced applicants from elsewhere.
        places = np.arange(seen.lot.shape[1])
        inside: Bools = (places >= places.size - self.insiders) & np.isnan(seen.reputation)
        return inside

    def newcomers(self) -> int:
        return self.insiders

    def correlation(self) -> float:
        return sqrt(self.years * self.reliability / (1.0 + (self.years - 1) * self.reliability))

    def gaming_cost(self) -> float:
        return self.kappa * self.years
