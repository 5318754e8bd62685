"""Dismissal on belief."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class BeliefDismissal(Oversight):
    """The board dismisses when its posterior mean of the executive's quality is too low."""

    name = "belief-dismissal"
    summary = "dismissal when the board's Bayesian belief falls below a bar"
    source = "Jovanovic 1979, Job matching and the theory of turnover, JPE 87; Taylor 2010, JF 65"
    purpose = (
        "It ends bad matches, and gives everybody else a reason to lift reports as long as "
        "the belief is near the bar."
    )
    neutral = parameters(bar=-50.0)

    bar: float = Field(-0.35, ge=-50, le=50, description="belief, in units of the metric")
    grace: int = Field(0, ge=0, le=400, description="first quarters in which nobody is dismissed")

    def dismissal_bar(self, seen: Seen) -> Floats:
        return np.where(seen.tenure < self.grace, -np.inf, self.bar)

    def probation(self) -> int:
        return self.grace
