"""Pay of executives by firm size, where firms compete for their ability."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from sim.checks.base import Check, Estimate, Exercises
from sim.checks.pictures import Curve, curves
from sim.scenario.assignment import premiums
from sim.scenario.base_pay import Assignment


class AssignmentCheck(Check):
    """Larger firms outbid smaller ones for the able, all over the ranks of firms."""

    name: ClassVar[str] = "assignment"
    summary: ClassVar[str] = "competition for ability makes pay a power of firm size"
    source: ClassVar[str] = (
        "Gabaix and Landier 2008, Why has CEO pay increased so much?, QJE 123; Tervio 2008, The "
        "difference that CEOs make, AER 98"
    )
    assumptions: ClassVar[str] = (
        "The n-th of N firms has size n^-alpha, the n-th executive n^(beta - 1) more talent than "
        "the next, and talent is worth size^gamma; the smallest firm pays nothing."
    )
    exercises: ClassVar[Exercises] = "a part"
    outputs: ClassVar[dict[str, str]] = {
        "elasticity": "of pay to firm size, at rank n1",
        "pay_ratio": "pay at rank n1 over that at rank n2",
    }
    control_text: ClassVar[str] = "talent whose differences grow faster down the ranks"

    alpha: float = Field(1.0, gt=0, le=10, description="tail of firm sizes")
    beta: float = Field(2.0 / 3.0, gt=0, le=10, description="tail of talent")
    gamma: float = Field(1.0, gt=0, le=10, description="elasticity of talent's value to size")
    N: int = Field(15_000, ge=2, le=1_000_000, description="firms")
    n1: int = Field(1, ge=1, description="a rank, the largest firm first")
    n2: int = Field(250, ge=1, description="another rank")

    def theory(self) -> dict[str, float]:
        power = self.alpha * self.gamma - self.beta

        def pay(rank: int) -> float:
            if abs(power) < 1e-12:
                return float(np.log(self.N / rank))
            return float((rank**-power - self.N**-power) / power)

        paid, other = pay(self.n1), pay(self.n2)
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                "elasticity": float(np.divide(self.n1**-power, self.alpha * paid)),
                "pay_ratio": float(np.divide(paid, other)),
            }

    def simulate(self) -> dict[str, Estimate]:
        rank = np.arange(1.0, self.N + 1.0)
        size = rank**-self.alpha
        pay = premiums(size, self._terms())
        one, other = self.n1 - 1, self.n2 - 1
        # What a bit more size adds to pay, is what the executive adds to a bit more size.
        margin = size[one] ** self.gamma * rank[one] ** self.beta / self.alpha
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                "elasticity": Estimate(float(np.divide(margin, pay[one]))),
                "pay_ratio": Estimate(float(np.divide(pay[one], pay[other]))),
            }

    def control(self) -> Self:
        return self.model_copy(update={"beta": 0.5 * self.beta})

    def picture(self) -> Any:
        ranks = np.unique(np.geomspace(1.0, 0.5 * self.N, 60).astype(int))
        found = []
        for beta in (0.5, 2.0 / 3.0, 0.8):
            own = self.model_copy(update={"beta": beta, "n1": 1})
            power = own.alpha * own.gamma - beta
            theory = (ranks**-power - own.N**-power) / (1.0 - own.N**-power)
            pay = premiums(np.arange(1.0, own.N + 1.0) ** -own.alpha, own._terms())
            at = ranks[::6]
            found.append(
                Curve(
                    f"beta {beta:.2g}",
                    ranks.tolist(),
                    theory.tolist(),
                    at.tolist(),
                    [Estimate(float(pay[n - 1] / pay[0])) for n in at],
                )
            )
        return curves(found, "rank of the firm, the largest first", "pay over that of the largest")

    @model_validator(mode="after")
    def _ranks_of_firms(self) -> Self:
        for name in ("n1", "n2"):
            if getattr(self, name) > self.N:
                raise ValueError(
                    f"{name} is {getattr(self, name)}; expected a rank among N ({self.N})"
                )
        return self

    def _terms(self) -> Assignment:
        return Assignment.model_construct(alpha=self.alpha, beta=self.beta, gamma=self.gamma)
