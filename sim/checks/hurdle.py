"""A bonus for reaching a target: to work for it, or to give up."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from incentives import Seen
from incentives.schemes.hurdle_bonus import HurdleBonus
from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contracts import ContractOutcome, largest_of_best, one_shot, outcome, over, task
from sim.checks.pictures import curves

_SHARPEST = 2e4  # largest effort worth considering, in standard deviations


class Hurdle(Check):
    """How hard does an executive work for a bonus at a target?"""

    name: ClassVar[str] = "hurdle"
    summary: ClassVar[str] = "effort rises with a target until giving up is better, then jumps"
    source: ClassVar[str] = (
        "Healy 1985, The effect of bonus schemes on accounting decisions, JAE 7; Park 1995, "
        "Incentive contracting under limited liability, J. Economics and Management Strategy 4"
    )
    assumptions: ClassVar[str] = (
        "A risk-neutral executive; pay b*metric, and B more if the metric reaches K; metric = "
        "effort + normal noise; quadratic cost. There may be two local optima; of "
        "equals the larger counts."
    )
    exercises: ClassVar[Exercises] = "the best response"
    outputs: ClassVar[dict[str, str]] = {
        "effort": "best effort, metric units",
        "utility": "expected pay less effort cost at it, money",
        "probability_bonus": "probability of reaching the target at it",
    }
    control_text: ClassVar[str] = "noise that is twice as large"

    B: float = Field(1.0, ge=0, le=1e3, description="bonus, money")
    K: float = Field(0.9, ge=-100, le=100, description="target, metric units")
    s: float = Field(0.3, ge=1e-4, le=100, description="standard deviation of the metric")
    c: float = Field(1.0, ge=1e-3, le=1e4, description="effort cost, money per squared effort")
    b: float = Field(0.1, ge=-100, le=100, description="slope, money per metric unit")

    @model_validator(mode="after")
    def _in_sight(self) -> Self:
        least = self._largest() / _SHARPEST
        if self.s < least:
            raise ValueError(
                f"s is {self.s:g}; expected at least {least:g}, a 20000th of the largest effort "
                "that B and b could pay for"
            )
        return self

    def _largest(self) -> float:
        """An effort that costs more than all that pay could bring."""
        rise = max(self.b, 0.0)
        return (rise + math.sqrt(rise**2 + 2.0 * self.c * self.B)) / self.c + 1e-3

    def theory(self) -> dict[str, float]:
        from scipy.optimize import brentq
        from scipy.stats import norm

        def slope(a: float) -> float:
            marginal = self.b + self.B * norm.pdf(a, self.K, self.s)
            return float(marginal - self.c * a)

        def utility(a: float) -> float:
            chance = norm.sf(self.K, a, self.s)
            return float(self.b * a + self.B * chance - 0.5 * self.c * a**2)

        last = self._largest()
        near = self.K + self.s * np.linspace(-12.0, 12.0, 4801)
        grid = np.union1d(np.linspace(0.0, last, 2001), near[(near > 0.0) & (near < last)])
        slopes = self.b + self.B * norm.pdf(grid, self.K, self.s) - self.c * grid
        falls = np.flatnonzero((slopes[:-1] > 0.0) & (slopes[1:] <= 0.0))
        optima = [0.0, *(brentq(slope, grid[i], grid[i + 1], xtol=1e-14) for i in falls)]
        effort = float(largest_of_best(optima, utility, self.c))
        return {
            "effort": effort,
            "utility": utility(effort),
            "probability_bonus": float(norm.sf(self.K, effort, self.s)),
        }

    def simulate(self) -> dict[str, Estimate]:
        found = self.contract()
        seen = Seen(0, np.zeros(1, dtype=np.int64), found.effort, np.zeros(1), self.s)
        chance = HurdleBonus(hurdle=self.K, bonus=1.0).expected_award(seen)
        return {
            "effort": Estimate(float(found.effort[0])),
            "utility": Estimate(found.utility),
            "probability_bonus": Estimate(float(chance[0])),
        }

    def contract(self) -> ContractOutcome:
        """What the executive makes of it."""
        bonus = {"name": "hurdle-bonus", "hurdle": self.K, "bonus": self.B, "slope": self.b}
        return outcome(
            one_shot(
                technology__tasks=[task(loading=1.0, cost=self.c, cap=self._largest())],
                metric__noise=self.s,
                metric__resolution=256,
                package__schemes=[bonus],
            )
        )

    def control(self) -> Self:
        return self.model_copy(update={"s": 2.0 * self.s})

    def picture(self) -> Any:
        line, at = np.linspace(0.2, 2.2, 201), np.linspace(0.25, 2.15, 11)
        found = []
        for noise in (0.15, 0.3, 0.6):
            noisy = lambda x, noise=noise: self.model_copy(update={"K": x, "s": noise})
            found += over(noisy, line, at, {"effort": f"noise {noise:g}"})
        return curves(found, "target (metric units)", "effort (metric units)")
