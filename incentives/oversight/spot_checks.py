"""Spot checks."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class SpotChecks(Oversight):
    """Audits that are on in some quarters and off in the others, drawn firm by firm.

    Sometimes word gets round: then the executive knows before acting whether they are on, and
    acts on that; otherwise it knows the average.
    """

    name = "spot-checks"
    summary = "audits that come and go; with some probability the executive is tipped off"
    source = "Eeckhout, Persico and Todd 2010, A theory of optimal random crackdowns, AER 100"
    purpose = (
        "The same audits deter less when word gets round: those tipped off behave when it "
        "matters and not otherwise."
    )
    neutral = parameters(rate=0.0)

    rate: float = Field(0.4, ge=0, le=1, description="probability of an audit when they are on")
    share: float = Field(0.25, ge=0, le=1, description="share of quarters in which they are on")
    tip: float = Field(
        0.5, ge=0, le=1, description="probability of knowing beforehand whether they are on"
    )
    start: int = Field(0, ge=0, le=400, description="quarters of tenure before the first")
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    cost: float = Field(0.1, ge=0, le=1e6, description="base pays per audit")

    def audit_rate(self, seen: Seen) -> Floats:
        return np.where(seen.tenure >= self.start, self.rate, 0.0)

    def share_on(self) -> float:
        return self.share if self.rate > 0.0 else 0.0

    def tip_off(self) -> float:
        return self.tip

    def probation(self) -> int:
        """What comes before the first is a context of its own, and can be foreseen."""
        return self.start if self.share_on() > 0.0 else 0

    def fine(self) -> float:
        return self.penalty

    def audit_cost(self) -> float:
        return self.cost
