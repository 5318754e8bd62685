"""Random audits."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class RandomAudits(Oversight):
    """Audits at a constant rate, all year, for everybody."""

    name = "random-audits"
    summary = "a constant chance of an audit in every quarter"
    source = "Becker 1968, Crime and punishment, JPE 76"
    purpose = (
        "What is found is deterred in proportion to the chance of an audit and to what the "
        "seat is worth."
    )
    neutral = parameters(rate=0.0)

    rate: float = Field(0.05, ge=0, le=1, description="probability of an audit per quarter")
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    repayment: float = Field(
        0.0,
        ge=0,
        le=1e6,
        description="multiple of the quarter's private benefit to pay back on detection",
    )
    cost: float = Field(0.1, ge=0, le=1e6, description="base pays per audit")

    def audit_rate(self, seen: Seen) -> Floats:
        return np.full(seen.tenure.shape, self.rate)

    def fine(self) -> float:
        return self.penalty

    def restitution(self) -> float:
        return self.repayment

    def audit_cost(self) -> float:
        return self.cost
