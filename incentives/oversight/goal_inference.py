"""Goal inference."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class GoalInference(Oversight):
    """The board asks what somebody who reports so, and whose audits end so, probably wants.

    It knows what each kind of executive reports on average and how often an audit of it finds
    anything, and learns by Bayes' rule what kind it has in the seat. ``suspicion`` is the chance
    that this kind's goal is misaligned. The audit rate is ``watch*suspicion``, after the reports of
    the quarter before; whoever is above the ``threshold`` after this quarter's report has to go.
    """

    name = "goal-inference"
    summary = "a board that infers goals from reports and audits, and watches or dismisses suspects"
    source = (
        "Baker, Saxe and Tenenbaum 2009, Action understanding as inverse planning, Cognition 113; "
        "Ng and Russell 2000, Algorithms for inverse reinforcement learning, ICML"
    )
    purpose = (
        "It tells goals apart as far as they show in reports and audits, so whoever does as an "
        "aligned executive would is not found, and some who are aligned are suspected."
    )
    neutral = parameters(threshold=1.0, watch=0.0, cost=0.0)
    infers = True

    threshold: float = Field(
        0.8, ge=0, le=1, description="chance of a misaligned goal above which the board dismisses"
    )
    grace: int = Field(0, ge=0, le=400, description="first quarters in which nobody is dismissed")
    watch: float = Field(
        0.1, ge=0, le=1, description="probability of an audit, if the goal is surely misaligned"
    )
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    audit: float = Field(0.1, ge=0, le=1e6, description="base pays per audit")
    cost: float = Field(0.02, ge=0, le=1e6, description="base pays per quarter")

    def audit_rate(self, seen: Seen) -> Floats:
        if self.watch == 0.0:
            return np.zeros(seen.tenure.shape)
        return self.watch * seen.suspicion

    def verdict(self, seen: Seen) -> Floats:
        if self.threshold == 1.0:
            return np.full(seen.tenure.shape, -np.inf)
        goes = (seen.suspicion > self.threshold) & (seen.tenure >= self.grace)
        return np.where(goes, np.inf, -np.inf)

    def fine(self) -> float:
        return self.penalty

    def audit_cost(self) -> float:
        return self.audit

    def upkeep(self) -> float:
        return self.cost
