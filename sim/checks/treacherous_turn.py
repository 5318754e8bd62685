"""The treacherous turn: harmless while watched and while there is much to lose, harmful later."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from incentives.arrays import Floats
from sim.checks.bare import bare, leave_vacant, mean_of
from sim.checks.base import Check, Estimate, Exercises
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds

_WORLDS, _FIRMS = 100, 400
_WORK = 4e7  # firms times quarters, at most
_PRECISE = 0.015  # relative standard error, or half of it absolutely
_TIE = 1e-12  # relative; gain and loss that differ by less are the same


class TurnQuarter(NamedTuple):
    """One quarter of the dynamic programme, by what the executive knows before acting.

    Attributes:
        chance: Of knowing it.
        risk: True probability that harm is detected.
        harms: Whether it does harm.
    """

    chance: Floats
    risk: Floats
    harms: npt.NDArray[np.bool_]


class TreacherousTurn(Check):
    """When does somebody with a hidden goal begin to do harm?"""

    name: ClassVar[str] = "treacherous-turn"
    summary: ClassVar[str] = "harm waits until watching ends, or until too little is left to lose"
    source: ClassVar[str] = (
        "Bostrom 2014, Superintelligence (ch. 8), Oxford; Becker and Stigler 1974, Law "
        "enforcement, malfeasance, and compensation of enforcers, J. Legal Studies 3; "
        "Eeckhout, Persico and Todd 2010, A theory of optimal random crackdowns, AER 100"
    )
    assumptions: ClassVar[str] = (
        "A risk-neutral executive with a known last quarter T; monitoring is on or off in each "
        "quarter after probation independently of the past, and harm goes undetected when it is "
        "off. The fine counts in the quarter of detection, whose rent is still paid."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "first_harm": "first quarter with a positive probability of harm; undefined if never",
        "value": "worth of the seat at hiring, pay units",
        "expected_harms": "expected number of harms in a tenure",
        "probability_caught": "probability of being detected before the tenure ends otherwise",
    }
    control_text: ClassVar[str] = "a probation that is one quarter longer"

    T: int = Field(24, ge=1, le=400, description="quarters of a full tenure")
    P: int = Field(6, ge=0, le=400, description="quarters of probation")
    dP: float = Field(0.6, ge=0, le=1, description="detection probability in probation")  # noqa: N815
    d: float = Field(0.25, ge=0, le=1, description="detection probability later, when on")
    w: float = Field(0.4, ge=0, le=1000, description="rent per quarter, pay units")
    g: float = Field(1.0, ge=0, le=100, description="gain from one harm, pay units")
    dl: float = Field(0.96, ge=0, le=1, description="discount factor per quarter")
    F: float = Field(1.0, ge=0, le=1e4, description="fine on detection, pay units")
    sep: float = Field(0.02, ge=0, le=0.99, description="separation probability after a quarter")
    mu: float = Field(0.7, ge=0, le=1, description="probability that monitoring is on")
    A: float = Field(0.3, ge=0, le=1, description="probability of knowing whether it is on")

    def theory(self) -> dict[str, float]:
        value, turns = self.programme()
        employed, harms, caught, first = 1.0, 0.0, 0.0, float("nan")
        for quarter, turn in enumerate(turns, start=1):
            harm = float(turn.chance @ turn.harms)
            found = float(turn.chance @ (turn.harms * turn.risk))
            if harm > 0.0 and np.isnan(first):
                first = float(quarter)
            harms += employed * harm
            caught += employed * found
            employed *= (1.0 - found) * (1.0 - self.sep)
        return {
            "first_harm": first,
            "value": value,
            "expected_harms": harms,
            "probability_caught": caught,
        }

    def programme(self) -> tuple[float, list[TurnQuarter]]:
        """Backward induction: the worth of the seat at hiring, and every quarter's harm."""
        later = 0.0  # worth at the beginning of the next quarter
        turns = []
        for quarter in range(self.T, 0, -1):
            if quarter <= self.P:
                chance, risk = np.ones(1), np.array([self.dP])
            else:  # known to be on, known to be off, unknown
                chance = np.array([self.A * self.mu, self.A * (1.0 - self.mu), 1.0 - self.A])
                risk = np.array([self.d, 0.0, self.mu * self.d])
            staying = self.dl * (1.0 - self.sep) * later
            loss = risk * (self.F + staying)
            harms = self.g >= loss * (1.0 - _TIE)
            turns.append(TurnQuarter(chance, risk, harms))
            later = self.w + staying + float(chance @ (harms * (self.g - loss)))
        return later, turns[::-1]

    def simulate(self) -> dict[str, Estimate]:
        found = self._play(range(_WORLDS))
        miss = max(
            estimate.standard_error / max(_PRECISE * abs(estimate.value), _PRECISE / 2)
            for estimate in map(mean_of, found.values())
        )
        if miss > 1.0:  # as many worlds again as it takes
            most = int(_WORK / _FIRMS / self.T)
            total = min(int(1.3 * miss**2 * _WORLDS) + 1, max(most, _WORLDS))
            more = self._play(range(_WORLDS, total))
            found = {name: np.append(sample, more[name]) for name, sample in found.items()}
        return {"first_harm": Estimate(self._first_harm())} | {
            name: mean_of(sample) for name, sample in found.items()
        }

    def _play(self, worlds: range) -> dict[str, Floats]:
        """Means over the executives of every world, from hiring to one quarter after the end."""
        if not len(worlds):
            return dict.fromkeys(("value", "expected_harms", "probability_caught"), np.empty(0))
        quarters = self.T + 1  # a fine falls due in the quarter after detection
        tables = simulate(
            self.scenario(quarters), worlds, ["runs", "quarters"], {"hiring": leave_vacant}
        )
        column = {
            name: tables["quarters"][name].reshape(len(worlds), quarters)
            for name in ("paid", "private", "fines", "accrual")
        }
        discount = self.dl ** np.arange(quarters)
        flow = column["paid"] + column["private"]
        flow[:, :-1] -= column["fines"][:, 1:]  # counted when it is incurred
        return {
            "value": flow @ discount,
            "expected_harms": -column["accrual"].sum(axis=1),
            "probability_caught": tables["runs"]["detected"] * quarters / 4.0,
        }

    def _first_harm(self) -> float:
        """The first quarter of tenure in which anybody does harm, all quarters side by side."""
        rare = min((p for p in self._chances() if p > 0.0), default=1.0)
        firms = int(np.clip(30.0 / rare, 100, 2000)) * self.T
        job = Job(self.scenario(1, firms=min(firms, 100_000)), [0])
        batch = Worlds([job], books=False, vintages=False)
        batch.seats.tenure[:] = np.arange(batch.firms) % self.T
        tenure = batch.seats.tenure.copy()
        batch.step()
        harmful = tenure[batch.actions.effort[0] > 0.0]
        return float(harmful.min() + 1) if harmful.size else float("nan")

    def _chances(self) -> tuple[float, ...]:
        """Of what an executive may know before acting."""
        return self.A * self.mu, self.A * (1.0 - self.mu), 1.0 - self.A

    def scenario(self, quarters: int, firms: int = _FIRMS) -> Scenario:
        """Executives hired in quarter 0 whose only task is harm."""
        harm = {"name": "harm", "value": -1.0, "private": self.g, "detectability": 1.0}
        return bare(
            quarters=quarters,
            firms__count=firms,
            technology__tasks=[{**harm, "cost": 0.0, "cap": 1.0}],
            executives__population={"mole": {"share": 1.0, "goal": {"pay": 1.0, "private": 1.0}}},
            executives__foresight=self.T,
            executives__patience=self.dl,
            market__retirement=self.sep,
            market__tenure_limit=self.T,
            board__prior_variance=0.0,
            package__base_pay=self.w,
            package__oversight=[
                {"name": "probation", "length": self.P, "rate": self.dP, "bar": -50.0}
                | {"penalty": self.F},
                {"name": "spot-checks", "start": self.P, "rate": self.d, "share": self.mu}
                | {"tip": self.A, "penalty": self.F, "cost": 0.0},
            ],
        )

    def control(self) -> Self:
        return self.model_copy(update={"P": self.P + 1})

    def picture(self) -> Any:
        from sim.checks.pictures import Curve, curves

        line, at = np.linspace(0.0, 3.0, 61), np.linspace(0.0, 3.0, 5)
        found = []
        for tip in (0.0, self.A, 1.0):
            theory = [
                self.model_copy(update={"F": float(fine), "A": tip}).theory() for fine in line
            ]
            simulated = [
                self.model_copy(update={"F": float(fine), "A": tip}).simulate() for fine in at
            ]
            found.append(
                Curve(
                    f"tipped off with probability {tip:g}",
                    line.tolist(),
                    [values["expected_harms"] for values in theory],
                    at.tolist(),
                    [values["expected_harms"] for values in simulated],
                )
            )
        return curves(found, "fine, pay units", "expected harms in a tenure")
