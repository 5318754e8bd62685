"""Managerial myopia in a market that is not fooled: signal jamming."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from sim.checks.bare import bare, mean_of
from sim.checks.base import Check, Estimate, Exercises
from sim.quarter.state import Actions
from sim.scenario.scenario import Scenario
from sim.tables.simulate import side_by_side
from sim.world.election import Job
from sim.world.worlds import Worlds

_MOST = 4e5
_QUARTERS = 6
_FIRMS = 2000
_AT_ONCE = 60  # worlds
_ERROR = 0.008  # standard error of the mean forecast error


class Stein(Check):
    """A manager who may have to sell now borrows earnings from later quarters."""

    name: ClassVar[str] = "stein"
    summary: ClassVar[str] = (
        "prices make managers borrow from later earnings, though nobody is fooled"
    )
    source: ClassVar[str] = (
        "Stein 1989, Efficient capital markets, inefficient firms: a model of myopic corporate "
        "behavior, QJE 104"
    )
    assumptions: ClassVar[str] = (
        "Natural earnings are a random walk plus noise; b borrowed now costs (1 + r) b + k b^2/2 "
        "in the next quarter; the market conjectures what is borrowed in equilibrium, filters "
        "reports in the steady state and prices the earnings after the current ones at rate r; the "
        "manager maximises pi times today's price plus 1 - pi times the present value of earnings."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "borrowing": "earnings borrowed in every quarter",
        "loss_per_period": "steady-state earnings lost to it, c(b) - b",
        "mean_forecast_error": "mean of reported less conjectured earnings",
    }
    control_text: ClassVar[str] = "reports with twice the noise"

    pi: float = Field(0.3, ge=0, lt=1, description="weight of the stock price")
    r: float = Field(0.05, gt=0, le=10, description="discount rate per quarter")
    k: float = Field(10.0, gt=0, le=1e6, description="curvature of what borrowing costs")
    su: float = Field(
        0.5, ge=0, le=10, description="standard deviation of the lasting change of earnings"
    )
    sv: float = Field(1.0, gt=0, le=10, description="standard deviation of passing noise")

    @model_validator(mode="after")
    def _within_reach(self) -> Self:
        if self.most() > _MOST:
            least = self.k * self.most() / _MOST
            raise ValueError(
                f"k is {self.k:g}; expected at least {least:.3g} at this pi and r: executives "
                f"borrow at most {_MOST:g} in a quarter"
            )
        return self

    def most(self) -> float:
        """What would be borrowed from a market that takes every report for lasting."""
        return self.pi * (1.0 + self.r) / (self.r * (1.0 - self.pi) * self.k)

    def variance(self) -> float:
        """Of lasting earnings as the market knows them before a report, in the steady state.

        It solves ``v = v * sv**2 / (v + sv**2) + su**2``.
        """
        return 0.5 * (self.su**2 + self.su * math.sqrt(self.su**2 + 4.0 * self.sv**2))

    def theory(self) -> dict[str, float]:
        """From the manager's first-order condition.

        ``pi * alpha / r + (1 - pi) * (1 - c'(b) / (1 + r)) = 0``, ``c'(b) = 1 + r + k * b``.
        """
        ratio = (self.su / self.sv) ** 2  # alpha**2 = ratio * (1 - alpha)
        alpha = 2.0 / (1.0 + math.sqrt(1.0 + 4.0 / ratio)) if ratio > 0.0 else 0.0
        b = self.pi * alpha * (1.0 + self.r) / (self.r * (1.0 - self.pi) * self.k)
        return {
            "borrowing": b,
            "loss_per_period": self.r * b + 0.5 * self.k * b**2,
            "mean_forecast_error": 0.0,
        }

    def market(self) -> Scenario:
        """Its economy; after a few quarters, old debts are paid as new ones are made."""
        return bare(
            quarters=_QUARTERS,
            firms__count=_FIRMS,
            technology__maturing=1.0,
            technology__tasks=[
                {
                    "name": "borrow",
                    "value": -self.r,
                    "visible": 0.0,
                    "borrowed": 1.0,
                    "loading": 1.0,
                    "curvature": self.k,
                    "cost": 1e-9,
                    "cap": 2.0 * self.most() + 1.0,
                }
            ],
            metric__noise=self.sv,
            metric__matured_weight=1.0,
            executives__talent_sd=self.variance() ** 0.5,
            executives__talent_drift=self.su,
            executives__foresight=1,
            executives__patience=1.0 / (1.0 + self.r),
            board__compares_with="expectation",
            board__prior_variance=self.variance(),
            package__schemes=[
                {"name": "linear-bonus", "slope": 1.0 - self.pi},
                {"name": "stock-price", "shares": self.pi, "rate": self.r, "lasting": False},
            ],
        )

    def simulate(self) -> dict[str, Estimate]:
        sd = math.sqrt(self.variance() + self.sv**2)
        borrowed, lost, errors = [], [], []
        for actions in _last_quarters(self.market(), math.ceil((sd / _ERROR) ** 2 / _FIRMS)):
            borrowed.append(actions.effort[0])
            lost.append(-actions.matured - actions.metric_index)
            errors.append(actions.metric - actions.conjecture)
        return {
            "borrowing": _constant(np.concatenate(borrowed)),
            "loss_per_period": _constant(np.concatenate(lost)),
            "mean_forecast_error": mean_of(np.concatenate(errors)),
        }

    def borrowing(self) -> Estimate:
        """What the core's executive borrows, from one world."""
        return _constant(_borrowed(self))

    def control(self) -> Self:
        return self.model_copy(update={"sv": 2.0 * self.sv})

    def picture(self) -> Any:
        from sim.checks.pictures import Curve, curves

        line = [0.02 * step for step in range(36)]
        at = line[::5]
        found = []
        for label, sv in (("as here", self.sv), ("with half the noise", 0.5 * self.sv)):
            model = [self.model_copy(update={"pi": pi, "sv": sv}) for pi in line]
            found.append(
                Curve(
                    label,
                    line,
                    [check.theory()["borrowing"] for check in model],
                    at,
                    [_constant(_borrowed(check)) for check in model[::5]],
                )
            )
        return curves(found, "weight of the stock price", "earnings borrowed per quarter")


def _last_quarters(market: Scenario, worlds: int) -> Iterator[Actions]:
    """What happens in the last quarter of so many worlds, some at a time."""
    for first in range(0, worlds, _AT_ONCE):
        some = range(first, min(first + _AT_ONCE, worlds))
        halves = [Worlds([Job(market, half)]) for half in (some[::2], some[1::2]) if half]
        side_by_side([half.run for half in halves], len(halves))
        yield from (half.actions for half in halves)


def _borrowed(check: Stein) -> npt.NDArray[np.float64]:
    return np.asarray(next(_last_quarters(check.market(), 1)).effort[0])


def _constant(sample: npt.NDArray[np.float64]) -> Estimate:
    """What all firms do alike."""
    mean = float(sample.mean())
    return Estimate(mean) if np.ptp(sample) < 1e-6 * max(abs(mean), 1.0) else mean_of(sample)
