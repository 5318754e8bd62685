"""Seasonal audits."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class SeasonalAudits(Oversight):
    """Audits in one quarter of every year: everybody who looks at a calendar can foresee them."""

    name = "seasonal-audits"
    summary = "audits once a year, in a season that can be foreseen"
    source = "Lazear 2006, Speeding, terrorism, and teaching to the test, QJE 121"
    purpose = (
        "It deters in its season only: whoever reads a calendar does the harm in the other "
        "quarters."
    )
    neutral = parameters(rate=0.0)

    rate: float = Field(0.25, ge=0, le=1, description="probability of an audit in the season")
    season: int = Field(3, ge=0, le=3, description="quarter of the year, counted from 0")
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    cost: float = Field(0.1, ge=0, le=1e6, description="base pays per audit")

    def audit_rate(self, seen: Seen) -> Floats:
        in_season = np.asarray(seen.quarter) % 4 == self.season
        return np.full(seen.tenure.shape, np.where(in_season, self.rate, 0.0))

    def fine(self) -> float:
        return self.penalty

    def audit_cost(self) -> float:
        return self.cost
