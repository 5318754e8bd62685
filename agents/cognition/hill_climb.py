"""Small steps uphill."""

from __future__ import annotations

from pydantic import Field

from agents.cognition.base import Climb, Cognition


class HillClimb(Cognition):
    """Starts from the untrained effort, and moves it in small steps the way that utility rises.

    That is what reinforcement on realised utility does to the mean of a policy, in expectation and
    for small steps: Williams 1992, theorem 1; Boergers and Sarin 1997, Learning through
    reinforcement and replicator dynamics, JET 77. A step that would not raise utility is not
    taken, and later ones are half as long. It ends at a local optimum, and searches no further.
    """

    name = "hill-climb"
    summary = "small steps uphill from the untrained effort: from none to a local optimum"
    source = (
        "Williams 1992, Simple statistical gradient-following algorithms for connectionist "
        "reinforcement learning, Machine Learning 8"
    )

    steps: int = Field(16, ge=0, le=10_000, description="steps in a quarter's search")
    rate: float = Field(
        0.1, gt=0, le=100, description="effort that a step moves per unit of marginal utility"
    )

    def climb(self) -> Climb:
        return Climb(self.steps, self.rate)
