"""A metric that is not value: how far apart they point is what pay for it can bring."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contracts import ContractOutcome, best_slope, better, one_shot, outcome, over, task
from sim.checks.pictures import curves

VectorEntry = Annotated[float, Field(ge=-100, le=100)]
_LEAST = 1e-3  # size of an entry of mu that is not 0


class Baker(Check):
    """How much is pay for a metric worth if it is not what shareholders want?"""

    name: ClassVar[str] = "baker"
    summary: ClassVar[str] = "a metric is worth the squared cosine of its angle to value"
    source: ClassVar[str] = (
        "Baker 1992, Incentive contracts and performance measurement, JPE 100; Feltham and Xie "
        "1994, Performance measure congruity and diversity, Accounting Review 69"
    )
    assumptions: ClassVar[str] = (
        "Everybody is risk neutral, unit quadratic costs, linear pay, efforts that are not "
        "negative; participation binds, so total surplus is maximised. The slope may be negative."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "slope": "slope of pay with the largest total surplus, money per metric unit",
        "surplus": "total surplus at that slope, money",
        "first_best": "total surplus if pay could be for value itself, money",
    }
    control_text: ClassVar[str] = "a metric that counts the first task twice as much"

    mu: tuple[VectorEntry, ...] = Field(
        (1.0, 0.5, 0.2), min_length=1, max_length=16, description="what efforts add to the metric"
    )
    nu: tuple[VectorEntry, ...] = Field(
        (1.0, 1.0, -0.3), min_length=1, max_length=16, description="what efforts add to value"
    )

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if len(self.nu) != len(self.mu):
            raise ValueError(
                f"nu has {len(self.nu)} entries; expected as many as mu ({len(self.mu)})"
            )
        for entry in self.mu:
            if 0.0 < abs(entry) < _LEAST:
                raise ValueError(f"mu has {entry:g}; expected entries of 0 or at least {_LEAST}")
        return self

    def theory(self) -> dict[str, float]:
        value = np.array(self.nu)
        best, surplus = 0.0, 0.0
        for side in (1.0, -1.0):  # of two equally good slopes the positive one
            used = np.maximum(side * np.array(self.mu), 0.0)
            gain = float(used @ value)
            if gain > 0.0 and gain**2 / (2.0 * float(used @ used)) > surplus * (1 + 1e-9):
                best = side * gain / float(used @ used)
                surplus = gain**2 / (2.0 * float(used @ used))
        wanted = np.maximum(value, 0.0)
        return {"slope": best, "surplus": surplus, "first_best": 0.5 * float(wanted @ wanted)}

    def simulate(self) -> dict[str, Estimate]:
        def surplus(slope: float) -> float:
            return self.contract(slope, self.mu).surplus

        sides = [best_slope(surplus, self._steepest(side)) for side in (1.0, -1.0)]
        slope = better(surplus, [0.0, *sides])
        return {
            "slope": Estimate(slope),
            "surplus": Estimate(surplus(slope)),
            "first_best": Estimate(self.contract(1.0, self.nu).surplus),
        }

    def _steepest(self, side: float) -> float:
        """A slope beyond which efforts cost more than they can be worth."""
        used = np.maximum(side * np.array(self.mu), 0.0)
        if not used.any():
            return 0.0
        return side * 2.0 * float(np.linalg.norm(self.nu) / np.linalg.norm(used))

    def contract(self, slope: float, loading: tuple[float, ...]) -> ContractOutcome:
        """What comes of a slope on a metric."""
        reach = 2.0 * float(np.linalg.norm(self.nu)) + 1.0
        tasks = [
            task(f"task-{j + 1}", value=value, loading=load, cap=reach)
            for j, (load, value) in enumerate(zip(loading, self.nu, strict=True))
        ]
        spread = reach * float(np.abs(loading).sum())
        return outcome(
            one_shot(
                technology__tasks=tasks,
                metric__noise=min(max(1.0, 1e-3 * spread), 100.0),
                package__schemes=[{"name": "linear-bonus", "slope": slope}],
            )
        )

    def control(self) -> Self:
        return self.model_copy(update={"mu": (2.0 * self.mu[0] + 1.0, *self.mu[1:])})

    def picture(self) -> Any:
        line, at = np.linspace(-2.0, 2.0, 81), np.linspace(-1.9, 1.9, 9)
        labels = {"slope": "slope", "surplus": "total surplus"}
        return curves(
            over(lambda x: Baker(mu=(1.0, x), nu=(1.0, -0.5)), line, at, labels),
            "what the harmful one of two efforts adds to the metric",
            "slope; total surplus (money)",
        )
