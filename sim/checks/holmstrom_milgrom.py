"""Risk against incentives: one task, linear pay, constant absolute risk aversion."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contracts import ContractOutcome, best_slope, one_shot, outcome, over, task
from sim.checks.pictures import curves


class HolmstromMilgrom(Check):
    """How steep is pay if effort needs incentives and the executive needs insurance?"""

    name: ClassVar[str] = "holmstrom-milgrom"
    summary: ClassVar[str] = "the best slope trades incentives against the risk that pay carries"
    source: ClassVar[str] = (
        "Holmstrom and Milgrom 1987, Aggregation and linearity in the provision of intertemporal "
        "incentives, Econometrica 55"
    )
    assumptions: ClassVar[str] = (
        "One task, metric = effort + normal noise, linear pay, constant absolute risk aversion, "
        "quadratic effort cost; the principal is risk neutral, values effort one for one, and "
        "participation binds, so that the certainty equivalent of total surplus is maximised."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "slope": "slope of pay with the largest certainty equivalent, money per metric unit",
        "effort": "effort at that slope, metric units",
        "surplus": "certainty equivalent of total surplus at that slope, money",
        "risk_premium": "what the executive's risk costs at that slope, money",
    }
    control_text: ClassVar[str] = "noise that is twice as large"

    r: float = Field(2.0, ge=0, le=100, description="absolute risk aversion, per unit of money")
    c: float = Field(1.0, ge=1e-3, le=1e4, description="effort cost, money per squared effort")
    sigma: float = Field(
        0.6, ge=1e-3, le=50, description="standard deviation of the metric, metric units"
    )

    @model_validator(mode="after")
    def _pay_is_priced(self) -> Self:
        if self.r > 1e4 * self.c:
            raise ValueError(f"r is {self.r:g}; expected at most 10000 times c ({self.c:g})")
        return self

    def theory(self) -> dict[str, float]:
        slope = 1.0 / (1.0 + self.r * self.c * self.sigma**2)
        return {
            "slope": slope,
            "effort": slope / self.c,
            "surplus": slope / (2.0 * self.c),
            "risk_premium": 0.5 * self.r * (slope * self.sigma) ** 2,
        }

    def simulate(self) -> dict[str, Estimate]:
        # Beyond a slope of 2 effort costs more than it is worth, whatever the risk.
        slope = best_slope(lambda slope: self.contract(slope).surplus, 2.0)
        found = self.contract(slope)
        return {
            "slope": Estimate(slope),
            "effort": Estimate(float(found.effort[0])),
            "surplus": Estimate(found.surplus),
            "risk_premium": Estimate(found.premium),
        }

    def contract(self, slope: float) -> ContractOutcome:
        """What comes of a slope."""
        return outcome(
            one_shot(
                technology__tasks=[task(value=1.0, loading=1.0, cost=self.c, cap=2.0 / self.c)],
                metric__noise=self.sigma,
                metric__resolution=4,
                executives__risk_aversion=self.r,
                package__schemes=[{"name": "linear-bonus", "slope": slope}],
            )
        )

    def control(self) -> Self:
        return self.model_copy(update={"sigma": 2.0 * self.sigma})

    def picture(self) -> Any:
        labels = {"slope": "slope", "risk_premium": "risk premium"}
        line, at = np.linspace(0.01, 1.5, 60), np.linspace(0.1, 1.5, 6)
        return curves(
            over(lambda x: self.model_copy(update={"sigma": x}), line, at, labels),
            "noise of the metric (standard deviation)",
            "slope; risk premium (money)",
        )
