"""Two tasks of which one is measured: incentives draw effort away from the other."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contracts import ContractOutcome, best_slope, one_shot, outcome, over, task
from sim.checks.pictures import curves

_CLOSE = 1e-3  # of the correlation of costs to one


class Multitask(Check):
    """How steep is pay if what is not measured competes for attention?"""

    name: ClassVar[str] = "multitask"
    summary: ClassVar[str] = "pay for one task is flat if it draws effort from one not measured"
    source: ClassVar[str] = (
        "Holmstrom and Milgrom 1991, Multitask principal-agent analyses, JLEO 7 (special issue)"
    )
    assumptions: ClassVar[str] = (
        "Linear pay on a noisy measure of the first task, constant absolute risk aversion, "
        "quadratic costs of both efforts together around what the executive would do unpaid; "
        "efforts and the slope are not negative; participation binds."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "slope": "slope of pay with the largest certainty equivalent, money per metric unit",
        "effort_1": "effort on the measured task at that slope",
        "effort_2": "effort on the other task at that slope",
        "surplus": "certainty equivalent of total surplus at that slope, money",
    }
    control_text: ClassVar[str] = "efforts that do not compete, and half the noise"

    B1: float = Field(1.0, ge=-10, le=10, description="value of the measured effort, money")
    B2: float = Field(0.8, ge=-10, le=10, description="value of the other effort, money")
    C11: float = Field(1.0, ge=0.05, le=20, description="cost of the measured effort, money")
    C12: float = Field(0.5, ge=-20, le=20, description="joint cost of both efforts, money")
    C22: float = Field(1.0, ge=0.05, le=20, description="cost of the other effort, money")
    a02: float = Field(0.6, ge=0, le=20, description="other effort if nothing is paid for")
    s1: float = Field(0.5, ge=1e-3, le=20, description="standard deviation of the measure")
    r: float = Field(1.0, ge=0, le=20, description="absolute risk aversion, per unit of money")

    @model_validator(mode="after")
    def _costs_are_positive(self) -> Self:
        most = float(np.sqrt(self.C11 * self.C22))
        if abs(self.C12) > (1.0 - _CLOSE) * most:
            raise ValueError(
                f"C12 is {self.C12:g}; expected less in size than the root of C11*C22 ({most:g})"
            )
        return self

    def theory(self) -> dict[str, float]:
        found = [self._best_on(piece) for piece in self._pieces()]
        slope = max(found, key=lambda slope: (self._surplus(slope), -slope))
        first, second = self._efforts(slope)
        return {
            "slope": slope,
            "effort_1": first,
            "effort_2": second,
            "surplus": self._surplus(slope),
        }

    def _efforts(self, slope: float) -> tuple[float, float]:
        """What the executive does: the other effort falls with the slope until it is nothing."""
        freed = self.C22 - self.C12**2 / self.C11
        second = self.a02 - slope * self.C12 / self.C11 / freed
        if second > 0.0:
            return slope / (self.C11 - self.C12**2 / self.C22), second
        return (slope + self.C12 * self.a02) / self.C11, 0.0

    def _surplus(self, slope: float) -> float:
        first, second = self._efforts(slope)
        gap = second - self.a02
        cost = 0.5 * (self.C11 * first**2 + self.C22 * gap**2) + self.C12 * first * gap
        return self.B1 * first + self.B2 * second - cost - 0.5 * self.r * (self.s1 * slope) ** 2

    def _pieces(self) -> list[tuple[float, float, bool]]:
        """Ranges of the slope on which surplus is a quadratic; whether the other effort is 0."""
        if self.C12 <= 0.0:
            return [(0.0, np.inf, False)]
        corner = self.a02 * (self.C11 * self.C22 / self.C12 - self.C12)
        return [(0.0, corner, False), (corner, np.inf, True)]

    def _best_on(self, piece: tuple[float, float, bool]) -> float:
        """The textbook's slope on a piece, or the nearer end."""
        low, high, cornered = piece
        risk = self.r * self.s1**2
        if cornered:  # the first effort is like the only one
            slope = self.B1 / (1.0 + risk * self.C11)
        else:
            slope = (self.B1 - self.B2 * self.C12 / self.C22) / (
                1.0 + risk * (self.C11 - self.C12**2 / self.C22)
            )
        return float(min(max(slope, low), high))

    def simulate(self) -> dict[str, Estimate]:
        slope = best_slope(lambda slope: self.contract(slope).surplus, self._bounds()[0])
        found = self.contract(slope)
        return {
            "slope": Estimate(slope),
            "effort_1": Estimate(float(found.effort[0])),
            "effort_2": Estimate(float(found.effort[1])),
            "surplus": Estimate(found.surplus),
        }

    def _bounds(self) -> tuple[float, float]:
        """A slope, and an effort, beyond which efforts cost more than they can be worth."""
        inverse = np.linalg.inv([[self.C11, self.C12], [self.C12, self.C22]])
        benefit = np.array([self.B1, self.B2])
        worth = float(np.sqrt(benefit @ inverse @ benefit))
        slope = 2.0 * worth * self.C11 * float(np.sqrt(inverse[0, 0]))
        return slope, 3.0 * worth * float(np.sqrt(inverse.diagonal().max())) + self.a02 + 1.0

    def contract(self, slope: float) -> ContractOutcome:
        """What comes of a slope."""
        _, reach = self._bounds()
        measured = task("measured", value=self.B1, loading=1.0, cost=self.C11, cap=reach)
        other = task("other", value=self.B2, cost=self.C22, cap=reach, intrinsic=self.a02)
        joint = [{"tasks": ["measured", "other"], "cost": self.C12}] if self.C12 != 0.0 else []
        return outcome(
            one_shot(
                technology__tasks=[measured, other],
                technology__interactions=joint,
                metric__noise=self.s1,
                metric__resolution=4,
                executives__risk_aversion=self.r,
                package__schemes=[{"name": "linear-bonus", "slope": slope}],
            )
        )

    def control(self) -> Self:
        return self.model_copy(update={"C12": 0.0, "s1": 0.5 * self.s1})

    def picture(self) -> Any:
        labels = {"slope": "slope", "effort_1": "measured effort", "effort_2": "other effort"}
        root = float(np.sqrt(self.C11 * self.C22))
        line, at = np.linspace(-0.5, 0.95, 80) * root, np.linspace(-0.4, 0.9, 6) * root
        return curves(
            over(lambda x: self.model_copy(update={"C12": x}), line, at, labels),
            "joint cost C12 (money)",
            "slope; effort",
        )
