"""Lande's line: preferences and antlers between which neither changes, and whether it holds."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from incentives.arrays import Floats
from sim.checks.base import Check, Estimate, Exercises
from sim.checks.pictures import Curve, curves
from sim.lab.irish_elk.herd import HERDS, HISTORY, HerdRules, HerdWeather, breed, founders
from sim.lab.luck import start

_HERDS, _CALVES = 16, 32_000
_FAR = 1.4
"""How far off the line herds start, towards more living males, as sqrt(omega2 + sigma2)."""
_SURE = 4.0  # standard errors by which a distance must shrink or grow, or nothing is known
_LEAST = 400.0  # times G that omega2 may be: a change that is smaller is lost in luck


class Lande(Check):
    """Females choose by antlers, males die of them, and both are inherited together."""

    name: ClassVar[str] = "lande"
    summary: ClassVar[str] = "mates and survival balance along a line that holds, or lets run away"
    source: ClassVar[str] = (
        "Lande 1981, Models of speciation by sexual selection on polygenic traits, PNAS 78"
    )
    assumptions: ClassVar[str] = (
        "Antlers are normal, males live with probability exp(-(z - theta)^2/(2 omega2)), and a "
        "female of preference y takes one of the living with odds exp(y z). Breeding values of "
        "calves are jointly normal with the variances and the covariance that are given; only "
        "males bear antlers, so that half of the response is inherited."
    )
    exercises: ClassVar[Exercises] = "a lab's generation"
    outputs: ClassVar[dict[str, str]] = {
        "slope_of_line": "preference per unit of antlers along the line of equilibria",
        "change_of_trait": "change of the mean antlers in a generation, from zbar and ybar",
        "antlers_at_equilibrium": "mean antlers that do not change, given ybar",
        "stable": "1 if herds off the line come closer to it, otherwise 0",
    }
    control_text: ClassVar[str] = "a viability that is half as wide"

    omega2: float = Field(
        10.0, ge=1, le=1e4, description="squared width of viability selection on antlers"
    )
    sigma2: float = Field(1.5, ge=0.01, le=100, description="variance of antlers among calves")
    theta: float = Field(1.0, ge=-100, le=100, description="antlers that cost nothing")
    G: float = Field(1.0, ge=0.01, le=100, description="variance of breeding values of antlers")
    H: float = Field(0.1, ge=0, le=10, description="variance of breeding values of preference")
    B: float = Field(0.04, ge=-10, le=10, description="covariance of the two")
    zbar: float = Field(5.0, ge=-200, le=200, description="mean antlers of calves")
    ybar: float = Field(0.2, ge=-3, le=3, description="mean preference of calves")

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.sigma2 < self.G:
            raise ValueError(f"sigma2 is {self.sigma2:g}; expected at least G ({self.G:g})")
        if self.B**2 > self.G * self.H:
            raise ValueError(f"B is {self.B:g}; expected a square of at most G H")
        if self.omega2 > _LEAST * self.G:
            raise ValueError(
                f"omega2 is {self.omega2:g}; expected at most {_LEAST:g} times G ({self.G:g})"
            )
        if self.sigma2 > self.omega2:
            raise ValueError(
                f"sigma2 is {self.sigma2:g}; expected at most omega2 ({self.omega2:g})"
            )
        far = abs(self.zbar - self.theta) / (self.omega2 + self.sigma2) ** 0.5
        if far > 2.5:
            raise ValueError(
                f"zbar is {self.zbar:g}; expected within 2.5 sqrt(omega2 + sigma2) of theta "
                f"({self.theta:g}): hardly a male lives beyond"
            )
        pull = abs(self.ybar) * self.omega2 / (self.omega2 + self.sigma2) ** 0.5
        if pull > 2.5:
            raise ValueError(
                f"ybar is {self.ybar:g}; expected at most 2.5 sqrt(omega2 + sigma2)/omega2: "
                "hardly a male lives on the line beyond"
            )
        spread = (self.sigma2 * self.omega2 / (self.omega2 + self.sigma2)) ** 0.5
        if (abs(self.ybar) + 2.0 * self.H**0.5) * spread > 3.0:
            raise ValueError(
                f"H is {self.H:g}; expected abs(ybar) + 2 sqrt(H) of at most {3.0 / spread:.3g}: "
                "the choosiest females would find no male of their choice"
            )
        return self

    def theory(self) -> dict[str, float]:
        excess = self.zbar - self.theta
        change = self.G * (self.omega2 * self.ybar - excess) / (2.0 * (self.omega2 + self.sigma2))
        return {
            "slope_of_line": 1.0 / self.omega2,
            "change_of_trait": change,
            "antlers_at_equilibrium": self.theta + self.omega2 * self.ybar,
            "stable": float(self.B * self.omega2 < self.G),
        }

    def simulate(self) -> dict[str, Estimate]:
        # Two points of the line: at the given preference, and at none.
        here, none = self._still(self.ybar), self._still(0.0)
        apart = self.ybar if abs(self.ybar) > 0.05 / self.omega2**0.5 else 0.5 / self.omega2**0.5
        other = here if apart == self.ybar else self._still(apart)
        change = self._changes(self.zbar, self.ybar)[:, 0]
        reach = _mean(other - none)  # the ratio of means: a mean of ratios would be off
        slope = apart / reach.value
        return {
            "slope_of_line": Estimate(slope, abs(slope / reach.value) * reach.standard_error),
            "change_of_trait": _mean(change),
            "antlers_at_equilibrium": _mean(here),
            "stable": self._holds(),
        }

    def _still(self, preference: float) -> Floats:
        """(herds,) antlers that do not change, from the changes on the line and off it.

        The change is linear in antlers (theory says so, too), so the chord's root is the root.
        """
        line = self.theta + self.omega2 * preference
        step = self._step(preference)
        on, off = (self._changes(line + place, preference)[:, 0] for place in (0.0, step))
        return line - step * on / (off - on)

    def _holds(self) -> Estimate:
        """1 if the distance from the line is smaller after a generation.

        Where luck could say either, the standard error is all that there is.
        """
        step = self._step(self.ybar)
        change = self._changes(self.theta + self.omega2 * self.ybar + step, self.ybar)
        # Of preference less that on the line, which is -step/omega2 at first.
        found = _mean(step * (change[:, 1] - change[:, 0] / self.omega2))
        sure = abs(found.value) > _SURE * found.standard_error
        return Estimate(float(found.value > 0.0), 0.0 if sure else 1.0)

    def _step(self, preference: float) -> float:
        far = _FAR * float((self.omega2 + self.sigma2) ** 0.5)
        return -far if preference > 0.0 else far

    def _changes(self, antlers: float, preference: float) -> Floats:
        """(herds, 2) changes of mean antlers and preference in one generation of the lab's herd."""
        rules = HerdRules(
            capacity=_CALVES,
            births=8.0,
            glow=(self.sigma2 - self.G) ** 0.5,
            compared=0,
            encounters=0.0,
            share=0.0,
            benefit=0.0,
            spread_antlers=0.0,
            spread_preference=0.0,
        )
        weather, found = HerdWeather(self.omega2, self.theta), np.empty((_HERDS, 2))
        state, seen = np.empty(1, dtype=np.uint64), np.empty(len(HISTORY))
        for number in range(_HERDS):
            # The same luck wherever herds stand: differences are of where they stand.
            start(state, np.uint64(1981), HERDS, number, 0)
            means, variances = (antlers, preference), (self.G, self.H)
            herd = founders(state, _CALVES, means, variances, self.B)
            born = breed(state, herd, rules, weather, seen)
            found[number] = (
                born.antlers.mean() - herd.antlers.mean(),
                born.preference.mean() - herd.preference.mean(),
            )
        return found

    def control(self) -> Self:
        return self.model_copy(update={"omega2": 0.5 * self.omega2})

    def picture(self) -> Any:
        line = np.linspace(-0.4, 0.4, 40)
        at = np.linspace(-0.4, 0.4, 9)
        found = []
        for omega2 in (self.omega2, 2.0 * self.omega2):
            check = self.model_copy(update={"omega2": omega2})
            reach = 2.5 * (omega2 + self.sigma2) ** 0.5 / omega2
            places = [float(y) for y in at if abs(y) <= reach]
            found.append(
                Curve(
                    f"omega2 {omega2:g}",
                    [float(y) for y in line],
                    [check.theta + omega2 * float(y) for y in line],
                    places,
                    [_mean(check._still(y)) for y in places],
                )
            )
        return curves(found, "mean preference", "mean antlers that do not change")


def _mean(values: Floats) -> Estimate:
    return Estimate(float(values.mean()), float(values.std(ddof=1) / len(values) ** 0.5))
