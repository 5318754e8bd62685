"""Risk-based audits."""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import Field, model_validator

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class RiskBasedAudits(Oversight):
    """Audits that look first where the last report was too good to be true.

    With ``z`` the firm's last report less what it is compared with, in standard deviations, the
    rate is ``rate + slope*Phi(z - threshold)``: a probit score of manipulation, bounded, and
    rising in the report everywhere. It is the firm's report, whoever made it. At ``slope`` 0
    nobody looks at reports: these are random audits.
    """

    name = "risk-based-audits"
    summary = "more audits for firms whose last report was far above what it is compared with"
    source = (
        "Graetz, Reinganum and Wilde 1986, The tax compliance game, JLEO 2; Beneish 1999, The "
        "detection of earnings manipulation, FAJ 55"
    )
    purpose = (
        "The same number of audits finds more, and whoever looks ahead holds reports down, "
        "the honest ones as well."
    )
    neutral = parameters(rate=0.0, slope=0.0)

    rate: float = Field(0.02, ge=0, le=1, description="probability of an audit of anybody")
    slope: float = Field(
        0.3, ge=0, le=1, description="probability added for the most suspicious report"
    )
    threshold: float = Field(
        1.5, ge=-50, le=50, description="report that adds half of it, sd above the reference"
    )
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    cost: float = Field(0.1, ge=0, le=1e6, description="base pays per audit")

    @model_validator(mode="after")
    def _is_a_probability(self) -> Self:
        if self.rate + self.slope > 1.0:
            raise ValueError(
                f"rate + slope is {self.rate + self.slope:g}; expected at most 1, as it is the "
                "probability of an audit"
            )
        return self

    def audit_rate(self, seen: Seen) -> Floats:
        if self.slope == 0.0:
            return np.full(seen.tenure.shape, self.rate)
        from scipy.special import ndtr

        score = (seen.metric - seen.reference) / seen.noise_sd
        more = self.slope * np.asarray(ndtr(score - self.threshold))
        return np.minimum(np.broadcast_to(self.rate + more, seen.tenure.shape), 1.0)

    def fine(self) -> float:
        return self.penalty

    def audit_cost(self) -> float:
        return self.cost
