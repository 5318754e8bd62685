"""Career concerns: executives work for what the market will believe of them."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, field_serializer

from incentives.arrays import Floats
from sim.checks.bare import bare
from sim.checks.base import Check, Estimate, Exercises


class CareerConcerns(Check):
    """A career of ``T`` quarters, paid in advance what the market expects."""

    name: ClassVar[str] = "career-concerns"
    summary: ClassVar[str] = "without any bonus, effort buys later wages: most of it early on"
    source: ClassVar[str] = (
        "Holmstrom 1999, Managerial incentive problems: a dynamic perspective, REStud 66"
    )
    assumptions: ClassVar[str] = (
        "Output is ability plus effort plus noise; nobody knows ability, which drifts; the wage is "
        "the output expected of an executive, paid before it; everybody is risk neutral, effort "
        "costs a^2/2, and careers end for good after T quarters."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "effort_1": "effort in the first quarter",
        "effort_2": "in the second; undefined if T is 1",
        "effort_5": "in the fifth; undefined if T is below 5",
        "effort_T": "in the last",
    }
    control_text: ClassVar[str] = "output with twice the noise"

    T: int = Field(12, ge=1, le=400, description="quarters of a career")
    beta: float = Field(0.95, ge=0, le=1, description="discount factor per quarter")
    h1: float = Field(2.0, ge=1e-4, le=1e6, description="precision of the prior on ability")
    he: float = Field(1.0, ge=1e-4, le=1e6, description="precision of output's noise")
    hd: float = Field(
        8.0,
        ge=1e-4,
        allow_inf_nan=True,
        description="precision of ability's change per quarter; inf: none",
    )

    @field_serializer("hd", when_used="json")
    def _infinity_is_a_word(self, hd: float) -> float | str:
        return hd if math.isfinite(hd) else "inf"

    def efforts(self) -> Floats:
        """(T,) discounted weights of a quarter's output in all later expectations of ability."""
        precision = np.empty(self.T)  # of ability as known before a quarter's output
        h = self.h1
        for t in range(self.T):
            precision[t] = h
            h = 1.0 / (1.0 / (h + self.he) + 1.0 / self.hd)
        kept = precision / (precision + self.he)  # weight of what was believed before
        effort = np.zeros(self.T)
        for t in range(self.T - 1):
            weights = (1.0 - kept[t]) * np.cumprod(np.append(1.0, kept[t + 1 : -1]))
            effort[t] = self.beta ** np.arange(1.0, self.T - t) @ weights
        return effort

    def theory(self) -> dict[str, float]:
        return dict(zip(self.outputs, self._told(self.efforts()), strict=True))

    def _told(self, effort: Floats) -> list[float]:
        """First, second, fifth and last."""
        return [float(effort[t]) if t < self.T else math.nan for t in (0, 1, 4, self.T - 1)]

    def played(self) -> Floats:
        """(T,) efforts of executives in the step loop, from what they cost."""
        from sim.tables.simulate import simulate

        market = bare(
            quarters=self.T,
            technology__tasks=[{"name": "work", "value": 1.0, "loading": 1.0, "cap": self.T}],
            metric__noise=self.he**-0.5,
            executives__talent_sd=self.h1**-0.5,
            executives__talent_drift=self.hd**-0.5,
            executives__foresight=self.T - 1,
            executives__patience=self.beta,
            market__tenure_limit=self.T,
            board__compares_with="expectation",
            board__prior_variance=1.0 / self.h1,
            package__schemes=[{"name": "market-wage", "slope": 1.0}],
        )
        cost = simulate(market, range(1), ("quarters",))["quarters"]["effort"]
        return np.asarray(np.sqrt(2.0 * cost))

    def simulate(self) -> dict[str, Estimate]:
        values = self._told(self.played())
        return {name: Estimate(value) for name, value in zip(self.outputs, values, strict=True)}

    def control(self) -> Self:
        return self.model_copy(update={"he": self.he / 4.0})

    def picture(self) -> Any:
        from sim.checks.pictures import Curve, curves

        quarter = list(range(1, self.T + 1))
        constant = self.model_copy(update={"hd": math.inf})
        return curves(
            [
                Curve(
                    label,
                    quarter,
                    list(check.efforts()),
                    quarter,
                    [Estimate(float(effort)) for effort in check.played()],
                )
                for label, check in (("ability drifts", self), ("ability stays", constant))
            ],
            "quarter of the career",
            "effort",
        )
