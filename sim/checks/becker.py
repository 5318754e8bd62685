"""Crime and punishment: how much is diverted where audits are rare and fines are high."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contracts import largest_of_best, one_shot, outcome, over, play, task
from sim.checks.pictures import curves
from sim.quarter.state import DETECTED
from sim.scenario.scenario import Scenario

_FIRMS = 50_000
_PRECISE, _SMALL = 0.01, 0.002  # standard errors aimed at: relative, absolute
_MOST = 40  # worlds


class Becker(Check):
    """How much does an executive divert who may be caught?"""

    name: ClassVar[str] = "becker"
    summary: ClassVar[str] = "diversion stops at what audits, fines and repayment make of it"
    source: ClassVar[str] = (
        "Becker 1968, Crime and punishment: an economic approach, JPE 76; Polinsky and Shavell "
        "2000, The economic theory of public enforcement of law, JEL 38"
    )
    assumptions: ClassVar[str] = (
        "A risk-neutral executive; diversion x gives x - kap*x^2/2; an audit comes with "
        "probability q and finds it with probability min(1, lam*x) (form L) or 1 - exp(-lam*x) "
        "(form E); whoever is caught pays F + m*x."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "diversion": "what is diverted, money",
        "utility": "expected gain from it, money",
        "probability_caught": "probability of an audit that finds it",
    }
    control_text: ClassVar[str] = "audits that are half as likely"

    q: float = Field(0.4, ge=0, le=1, description="probability of an audit")
    F: float = Field(0.5, ge=0, le=1e4, description="fine, money")
    lam: float = Field(0.8, ge=0, le=100, description="detection per unit diverted")
    kap: float = Field(0.8, ge=1e-3, le=1e3, description="loss of gain per squared unit diverted")
    m: float = Field(0.5, ge=0, le=1e3, description="multiple of the diverted that is paid back")
    form: Literal["L", "E"] = Field("E", description="detection: L linear, E exponential")

    def theory(self) -> dict[str, float]:
        x = largest_of_best(self._optima(), self._gain, self.kap)
        return {
            "diversion": x,
            "utility": self._gain(x),
            "probability_caught": self.q * self._found(x),
        }

    def _found(self, x: float) -> float:
        return min(1.0, self.lam * x) if self.form == "L" else -math.expm1(-self.lam * x)

    def _gain(self, x: float) -> float:
        owed = self.q * self._found(x) * (self.F + self.m * x)
        return x - 0.5 * self.kap * x**2 - owed

    def _optima(self) -> list[float]:
        """Nothing, and every local maximum; there is none beyond 1/kap."""
        if self.form == "L":
            least = 1.0 - self.q * self.lam * self.F
            unsure = least / (self.kap + 2.0 * self.q * self.lam * self.m)
            sure = (1.0 - self.q * self.m) / self.kap
            corner = 1.0 / self.lam if self.lam > 0.0 else math.inf
            return [0.0, min(max(unsure, 0.0), corner), *([sure] if sure > corner else [])]
        from scipy.optimize import brentq

        def slope(x: float) -> float:
            missed = math.exp(-self.lam * x)
            caught = self.lam * missed * (self.F + self.m * x) + self.m * (1.0 - missed)
            return 1.0 - self.kap * x - self.q * caught

        last = 1.001 / self.kap  # by rounding the slope may be above 0 at 1/kap
        grid = np.linspace(0.0, last, 4001)
        if self.lam > 0.0:
            near = np.linspace(0.0, min(50.0 / self.lam, last), 4001)
            grid = np.union1d(grid, near)
        slopes = [slope(x) for x in grid]
        falls = [i for i in range(len(grid) - 1) if slopes[i] > 0.0 >= slopes[i + 1]]
        return [0.0, *(float(brentq(slope, grid[i], grid[i + 1], xtol=1e-14)) for i in falls)]

    def scenario(self, worlds: int = 1, firms: int = 2) -> Scenario:
        """One quarter of firms whose executive can divert, and do nothing else."""
        diverting = task(
            "divert", private=1.0, detectability=self.lam, cost=self.kap, cap=1.01 / self.kap
        )
        audits = {"name": "random-audits", "rate": self.q, "penalty": self.F, "cost": 0.0}
        return one_shot(
            worlds=worlds,
            firms__count=firms,
            technology__tasks=[diverting],
            technology__detection="linear" if self.form == "L" else "exponential",
            executives__population={"looter": 1.0},
            package__oversight=[{**audits, "repayment": self.m}],
        )

    def simulate(self) -> dict[str, Estimate]:
        found = outcome(self.scenario())
        return {
            "diversion": Estimate(float(found.effort[0])),
            "utility": Estimate(found.utility),
            "probability_caught": self._caught(),
        }

    def diversion(self) -> Estimate:
        """What the core's executive diverts."""
        return Estimate(float(outcome(self.scenario()).effort[0]))

    def _caught(self) -> Estimate:
        """Share of executives that audits catch in a quarter."""
        worlds = 2
        while True:
            exits = play(self.scenario(worlds, _FIRMS)).actions.exit
            share = float((exits == DETECTED).mean())
            error = math.sqrt(max(share * (1.0 - share), 1.0 / exits.size) / exits.size)
            needed = (error / max(_PRECISE * share, _SMALL)) ** 2
            if needed <= 1.0 or worlds == _MOST or share in (0.0, 1.0):
                return Estimate(share, 0.0 if share in (0.0, 1.0) else error)
            worlds = min(math.ceil(1.2 * needed * worlds), _MOST)

    def control(self) -> Self:
        return self.model_copy(update={"q": 0.5 * self.q})

    def picture(self) -> Any:
        line, at = np.linspace(0.0, 3.0, 121), np.linspace(0.1, 2.9, 8)
        diversion = lambda check: {"diversion": check.diversion()}
        found = []
        for form, label in (("L", "linear detection"), ("E", "exponential detection")):
            fined = lambda x, form=form: self.model_copy(update={"form": form, "F": x})
            found += over(fined, line, at, {"diversion": label}, diversion)
        return curves(found, "fine (money)", "diversion (money)")
