"""Corridor."""

from typing import Self

import numpy as np
from pydantic import Field, model_validator

from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class Corridor(Scheme):
    """Award ``slope * metric`` with the metric cut off below ``floor`` and above ``cap``.

    Outside the corridor there is nothing to work for, so what an executive would do for the bonus
    depends on where the report will be anyway. With means and noise normal,

        E[award] = slope * (cut(m) + sd * (g(|m - floor| / sd) - g(|m - cap| / sd)))

    where ``g(x) = density(x) - x * P(-x)`` is the mean of a standard normal's excess over ``x``.
    """

    name = "corridor"
    summary = "a linear bonus between a floor and a cap: nothing is won or lost beyond them"
    source = "Healy 1985, The effect of bonus schemes on accounting decisions, JAE 7"
    purpose = (
        "A cap bounds what shareholders can be made to pay for luck and window dressing, and ends "
        "the incentive of whoever reaches it: the able do less, and what is over is banked."
    )
    neutral = parameters(slope=0.0)

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of the metric")
    floor: float = Field(0.0, ge=-1e6, le=1e6, description="in units of the metric")
    cap: float = Field(1.5, ge=-1e6, le=1e6, description="in units of the metric")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.floor > self.cap:
            raise ValueError(f"floor is {self.floor}; expected at most the cap, {self.cap}")
        return self

    def award(self, seen: Seen) -> Floats:
        return self.slope * np.clip(seen.metric, self.floor, self.cap)

    def expected_award(self, seen: Seen) -> Floats:
        if seen.noise_sd == 0.0:
            return self.award(seen)
        less = _excess(np.abs(seen.metric - self.floor) / seen.noise_sd)
        less -= _excess(np.abs(seen.metric - self.cap) / seen.noise_sd)
        return self.award(seen) + self.slope * seen.noise_sd * less


def _excess(x: Floats) -> Floats:
    """Mean of ``max(z - x, 0)`` for a standard normal ``z`` and ``x >= 0``."""
    from scipy.special import ndtr

    density = np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
    return np.asarray(density - x * ndtr(-x))
