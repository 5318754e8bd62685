"""Dismissal on belief."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class BeliefDismissal(Oversight):
    """The board dismisses when its posterior mean of the executive's quality is too low.

    Of some of those it says that they retire, as data on turnover have it (Warner, Watts and Wruck
    1988; Parrino 1997, JFE 46): nobody in the model is deceived by it.
    """

    name = "belief-dismissal"
    summary = "dismissal when the board's Bayesian belief falls below a bar"
    source = "Jovanovic 1979, Job matching and the theory of turnover, JPE 87; Taylor 2010, JF 65"
    purpose = (
        "It ends bad matches, and gives everybody else a reason to lift reports as long as "
        "the belief is near the bar."
    )
    neutral = parameters(bar=-50.0)

    bar: float = Field(-0.35, ge=-50, le=50, description="belief, in units of the metric")
    announced: float = Field(
        0.0, ge=0, le=1, description="share of these dismissals that are announced as retirements"
    )
    grace: int = Field(0, ge=0, le=400, description="first quarters in which nobody is dismissed")

    def dismissal_bar(self, seen: Seen) -> Floats:
        return np.where(seen.tenure < self.grace, -np.inf, self.bar)

    def announced_share(self) -> float:
        return self.announced

    def probation(self) -> int:
        return self.grace
