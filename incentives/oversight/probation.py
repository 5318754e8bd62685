"""Probation."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class Probation(Oversight):
    """The first quarters of a tenure are watched more closely and judged more strictly."""

    name = "probation"
    summary = "closer audits and a stricter bar in the first quarters of a tenure"
    source = "Loh 1994, Employment probation as a sorting mechanism, ILR Review 47"
    purpose = (
        "It catches early those who do not know that they are watched; those who do wait "
        "until it is over."
    )
    neutral = parameters(length=0)

    length: int = Field(4, ge=0, le=400, description="quarters")
    rate: float = Field(0.45, ge=0, le=1, description="extra probability of an audit per quarter")
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    cost: float = Field(0.1, ge=0, le=1e6, description="base pays per audit")
    bar: float = Field(-0.25, ge=-50, le=50, description="belief below which the board dismisses")

    def audit_rate(self, seen: Seen) -> Floats:
        return np.where(seen.tenure < self.length, self.rate, 0.0)

    def dismissal_bar(self, seen: Seen) -> Floats:
        return np.where(seen.tenure < self.length, self.bar, -np.inf)

    def probation(self) -> int:
        return self.length

    def fine(self) -> float:
        return self.penalty

    def audit_cost(self) -> float:
        return self.cost
