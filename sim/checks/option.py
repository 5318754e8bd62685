"""Options: what a share of the upside is worth, and what it makes one do."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from incentives import Seen
from incentives.schemes.options import Options
from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contracts import ContractOutcome, largest_of_best, one_shot, outcome, over, task
from sim.checks.pictures import curves

_SHARPEST = 2e4  # largest effort worth considering, in standard deviations


class Option(Check):
    """How hard does an executive work who is paid for the upside alone?"""

    name: ClassVar[str] = "option"
    summary: ClassVar[str] = "options pay for the upside: delta for effort, vega for noise"
    source: ClassVar[str] = (
        "Bachelier 1900, Theorie de la speculation, Annales scientifiques de l'ENS 17; Lambert, "
        "Larcker and Verrecchia 1991, Portfolio considerations in valuing executive "
        "compensation, JAR 29"
    )
    assumptions: ClassVar[str] = (
        "A risk-neutral executive; pay b*max(metric - K, 0); metric = effort + normal noise; "
        "quadratic cost. There may be two local optima; of "
        "equals the larger counts."
    )
    exercises: ClassVar[Exercises] = "the best response"
    outputs: ClassVar[dict[str, str]] = {
        "expected_pay": "mean pay at effort a, money",
        "delta": "its derivative in effort, money per metric unit",
        "vega": "its derivative in the noise's standard deviation, money per metric unit",
        "best_effort": "best effort, metric units",
    }
    control_text: ClassVar[str] = "noise that is twice as large"

    b: float = Field(1.2, ge=-100, le=100, description="share of the upside")
    K: float = Field(0.5, ge=-100, le=100, description="strike, metric units")
    s: float = Field(0.4, ge=1e-4, le=100, description="standard deviation of the metric")
    c: float = Field(1.0, ge=1e-3, le=1e4, description="effort cost, money per squared effort")
    a: float = Field(0.5, ge=0, le=100, description="effort at which pay is valued, metric units")

    @model_validator(mode="after")
    def _in_sight(self) -> Self:
        least = self._largest() / _SHARPEST
        if self.s < least:
            raise ValueError(
                f"s is {self.s:g}; expected at least {least:g}, a 20000th of the largest effort "
                "that b could pay for"
            )
        return self

    def _largest(self) -> float:
        """An effort that costs more at the margin than any pay could bring."""
        return 1.01 * max(self.b, 0.0) / self.c + 1e-3

    def theory(self) -> dict[str, float]:
        from scipy.integrate import quad
        from scipy.optimize import brentq
        from scipy.stats import norm

        def integral(weight: Any) -> float:
            """Mean over noise in the money of a weight on standardised noise."""
            start = (self.K - self.a) / self.s
            low, high = max(start, -12.0), max(start, -12.0) + 24.0
            middle = [place for place in (-3.0, 0.0, 3.0) if low < place < high]
            mass = lambda z: weight(z) * norm.pdf(z)
            return float(quad(mass, low, high, points=middle, epsabs=1e-13, epsrel=1e-12)[0])

        def slope(a: Any) -> Any:
            return self.b * norm.sf(self.K, a, self.s) - self.c * a

        last = self._largest()
        near = self.K + self.s * np.linspace(-12.0, 12.0, 4801)
        grid = np.union1d(np.linspace(0.0, last, 2001), near[(near > 0.0) & (near < last)])
        slopes = slope(grid)
        falls = np.flatnonzero((slopes[:-1] > 0.0) & (slopes[1:] <= 0.0))
        optima = [0.0, *(brentq(slope, grid[i], grid[i + 1], xtol=1e-14) for i in falls)]
        return {
            "expected_pay": self.b * integral(lambda z: self.a - self.K + self.s * z),
            "delta": self.b * integral(lambda z: 1.0),
            "vega": self.b * integral(lambda z: z),
            "best_effort": float(largest_of_best(optima, self._utility, self.c)),
        }

    def _utility(self, a: float) -> float:
        """Pay is the area under the chance of being in the money, up to effort ``a``."""
        from scipy.stats import norm

        d = (a - self.K) / self.s
        return float(self.b * self.s * (d * norm.cdf(d) + norm.pdf(d)) - 0.5 * self.c * a**2)

    def simulate(self) -> dict[str, Estimate]:
        part = Options(slope=self.b, strike=self.K)
        at = np.array([self.a])
        seen = Seen(0, np.zeros(1, dtype=np.int64), at, np.zeros(1), self.s)
        return {
            "expected_pay": Estimate(float(part.expected_award(seen)[0])),
            "delta": Estimate(float(part.delta(seen)[0])),
            "vega": Estimate(float(part.vega(seen)[0])),
            "best_effort": Estimate(float(self.contract().effort[0])),
        }

    def contract(self) -> ContractOutcome:
        """What the executive makes of it."""
        return outcome(
            one_shot(
                technology__tasks=[task(loading=1.0, cost=self.c, cap=self._largest())],
                metric__noise=self.s,
                metric__resolution=256,
                package__schemes=[{"name": "options", "slope": self.b, "strike": self.K}],
            )
        )

    def control(self) -> Self:
        return self.model_copy(update={"s": 2.0 * self.s})

    def picture(self) -> Any:
        line, at = np.linspace(0.0, 1.2, 201), np.linspace(0.02, 1.18, 11)
        found = []
        for noise in (0.1, 0.4, 0.8):
            noisy = lambda x, noise=noise: self.model_copy(update={"K": x, "s": noise})
            found += over(noisy, line, at, {"best_effort": f"noise {noise:g}"})
        return curves(found, "strike (metric units)", "best effort (metric units)")
