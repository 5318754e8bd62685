"""Vesting: deferral, exits and malus tilt effort between the long and the short term."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from pydantic import Field

from incentives.schemes.base import Leaver
from sim.checks.bare import bare, leave_vacant, mean_of
from sim.checks.base import Check, Estimate, Exercises
from sim.scenario.scenario import Scenario
from sim.world.election import Job
from sim.world.worlds import Worlds

_WORK = 2e6  # firms times quarters
_FIRMS = 500  # per world


class Fate(NamedTuple):
    """What becomes of a unit of deferred pay, by the quarter in which the executive leaves.

    The last entry is for leaving after the account has vested.

    Attributes:
        chance: Of leaving then.
        paid: Quarter in which the account is paid; never if infinite.
        surfaced: Probability that the damage surfaces while the account is unvested.
    """

    chance: np.ndarray
    paid: np.ndarray
    surfaced: np.ndarray


class VestingCheck(Check):
    """Long-term and short-term action at hiring, under a bonus that vests later."""

    name: ClassVar[str] = "vesting"
    summary: ClassVar[str] = "deferred pay and malus curb short-termism as far as pay is at stake"
    source: ClassVar[str] = (
        "Laux 2012, Stock option vesting conditions, CEO turnover, and myopic investment, JFE 106; "
        "Edmans, Gabaix, Sadzik and Sannikov 2012, Dynamic CEO compensation, JF 67"
    )
    assumptions: ClassVar[str] = (
        "Both actions are chosen at hiring by a risk-neutral executive; damage surfaces whole in "
        "a random quarter, where the core lets the same share of it surface in every quarter, "
        "which makes no difference to a linear bonus. Quarters count from 1 after hiring; the part "
        "not deferred is paid at hiring. Whoever leaves is settled with in the quarter of leaving."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "long_effort": "long action aL",
        "short_effort": "short action aS",
        "short_share": "aS/(aL + aS): short effort in all effort",
        "clawed_back": "expected amount clawed back per hire, undiscounted, units of pay",
    }
    control_text: ClassVar[str] = "an account that vests one quarter later"

    h: int = Field(8, ge=1, le=400, description="quarter in which the account vests")
    q: float = Field(0.05, ge=0, le=1, description="hazard of leaving, per quarter")
    om: float = Field(0.15, ge=0, le=1, description="hazard of damage surfacing, per quarter")
    dl: float = Field(0.97, ge=0, le=1, description="discount factor per quarter")
    leaver: Leaver = Field("forfeit", description="what becomes of a leaver's account")
    b: float = Field(1.0, ge=0, le=10, description="bonus per unit of the metric")
    s: float = Field(0.6, ge=0, le=1, description="share of the bonus that is deferred")
    g: float = Field(0.8, ge=0, le=100, description="metric per unit of the short action")
    cL: float = Field(1.0, ge=0.01, le=1e3, description="cost coefficient of the long action")  # noqa: N815
    cS: float = Field(1.0, ge=0.01, le=1e3, description="cost coefficient of the short action")  # noqa: N815
    chi: float = Field(0.5, ge=0, le=1, description="share clawed back when damage surfaces")

    def theory(self) -> dict[str, float]:
        fate = self.fate()
        with np.errstate(invalid="ignore"):
            worth = np.where(np.isinf(fate.paid), 0.0, self.dl ** np.minimum(fate.paid, 1e9))
        kept = 1.0 - self.chi * fate.surfaced
        long_worth = 1.0 - self.s + self.s * fate.chance @ worth
        short_worth = 1.0 - self.s + self.s * fate.chance @ (worth * kept)
        long, short = self.b * long_worth / self.cL, self.b * self.g * short_worth / self.cS
        earned = self.s * self.b * self.g * short
        return {
            "long_effort": float(long),
            "short_effort": float(short),
            "short_share": float(short / (long + short)) if long + short > 0 else float("nan"),
            "clawed_back": float(earned * self.chi * (fate.chance @ fate.surfaced)),
        }

    def fate(self) -> Fate:
        """Every quarter: damage surfaces, the executive leaves, pay vests."""
        quarter = np.arange(1, self.h + 1)
        leaves = self.q * (1.0 - self.q) ** (quarter - 1.0)
        chance = np.append(leaves, (1.0 - self.q) ** self.h)
        early = quarter.astype(float)
        if self.leaver == "forfeit":
            paid = np.full(self.h, np.inf)
        else:
            paid = early if self.leaver == "accelerate" else np.full(self.h, float(self.h))
        open_until = np.full(self.h, float(self.h)) if self.leaver == "continue" else early
        surfaces = self.om * (1.0 - self.om) ** (quarter - 1.0)
        by_then = np.cumsum(surfaces)[open_until.astype(int) - 1]
        return Fate(chance, np.append(paid, self.h), np.append(by_then, surfaces.sum()))

    def simulate(self) -> dict[str, Estimate]:
        count = max(int(_WORK / _FIRMS / (self.h + 1)), 10)
        job = Job(self.scenario(), range(min(count, 80)))
        batch = Worlds([job], {"hiring": leave_vacant}, books=False, vintages=False)
        batch.step()
        long, short = (float(effort) for effort in batch.actions.effort[:, 0])
        batch.run()
        return {
            "long_effort": Estimate(long),
            "short_effort": Estimate(short),
            "short_share": Estimate(short / (long + short) if long + short > 0 else float("nan")),
            "clawed_back": mean_of(batch.tenures.clawed[0]),
        }

    def scenario(self) -> Scenario:
        """One hiring per firm, and the quarters until the account has vested.

        An exit at the end of a quarter of the core is one in the quarter after it of the model: a
        leaver's account is settled only then (``settlement``), after what surfaces in it.
        """
        most = 2.0 * self.b * max(1.0, self.g) / min(self.cL, self.cS) + 1.0
        return bare(
            quarters=self.h + 1,
            firms__count=_FIRMS,
            metric__noise=min(max(1e-2, 1e-3 * most * max(1.0, self.g)), 100.0),
            technology__maturing=self.om,
            technology__tasks=[
                {"name": "long", "value": 1.0, "loading": 1.0, "cost": self.cL}
                | {"cap": most, "once": True},
                {"name": "short", "value": -1.0, "visible": 0.0, "loading": self.g}
                | {"cost": self.cS, "cap": most, "once": True},
            ],
            executives__foresight=self.h,
            executives__patience=self.dl,
            market__poaching=self.q,
            market__poaching_slope=0.0,
            package__schemes=[
                {
                    "name": "deferred-bonus",
                    "slope": self.b,
                    "deferred": self.s,
                    "cliff": self.h + 1,
                    "leaver": self.leaver,
                    "settlement": 1,
                    "malus": self.chi,
                    "clawback_rate": 0.0,
                }
            ],
        )

    def control(self) -> Self:
        return self.model_copy(update={"h": self.h + 1})

    def picture(self) -> Any:
        from sim.checks.pictures import Curve, curves

        line, at = range(1, 25), (1, 4, 8, 16, 24)
        found = []
        for leaver in ("forfeit", "continue", "accelerate"):
            here = {h: self.model_copy(update={"h": h, "leaver": leaver}) for h in line}
            theory = [here[h].theory()["short_share"] for h in line]
            simulated = [here[h].simulate()["short_share"] for h in at]
            found.append(Curve(leaver, line, theory, at, simulated))
        return curves(found, "quarter in which the account vests", "share of short effort")
