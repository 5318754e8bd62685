"""Hurdle bonus."""

import numpy as np
from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class HurdleBonus(Scheme):
    """Award ``bonus`` when the metric reaches ``hurdle``, plus ``slope * metric``."""

    name = "hurdle-bonus"
    summary = "a lump sum once the metric reaches a target"
    source = "Healy 1985, The effect of bonus schemes on accounting decisions, JAE 7; Oyer 1998"
    purpose = (
        "It buys effort near the target for little money, and makes people lift the report "
        "there; whoever cannot reach it gives up."
    )
    neutral = parameters(bonus=0.0, slope=0.0)

    hurdle: float = Field(1.5, ge=-100, le=100, description="target, in units of the metric")
    bonus: float = Field(0.8, ge=0, le=1e6, description="base pays for reaching the target")
    slope: float = Field(0.0, ge=-1e6, le=1e6, description="base pays per unit of the metric")

    def award(self, seen: Seen) -> Floats:
        reached: Floats = np.where(seen.metric >= self.hurdle, self.bonus, 0.0)
        return reached + self.slope * seen.metric

    def expected_award(self, seen: Seen) -> Floats:
        if seen.noise_sd == 0.0:
            return self.award(seen)
        from scipy.special import ndtr

        chance: Floats = ndtr((seen.metric - self.hurdle) / seen.noise_sd)
        return self.bonus * chance + self.slope * seen.metric
