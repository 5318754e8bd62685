"""The winner's curse of hiring: the best impression overstates the ability behind it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import Field

from sim.checks.bare import mean_of
from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contest import Group, best_of
from sim.checks.hires import Scale, hire, over_candidates


class WinnersCurse(Check):
    """The candidate with the highest of ``n`` noisy interview signals is hired."""

    name: ClassVar[str] = "winners-curse"
    summary: ClassVar[str] = "the best of many interviews flatters, the more so the more there are"
    source: ClassVar[str] = (
        "Harrison and March 1984, Decision making and postdecision surprises, Administrative "
        "Science Quarterly 29; Smith and Winkler 2006, The optimizer's curse, Management Science 52"
    )
    assumptions: ClassVar[str] = (
        "Ability is N(0, st^2), the interview shows it with noise N(0, se^2), and nobody games; "
        "the board hires the top signal and takes it at its face."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "ability": "mean ability of the hired",
        "signal": "mean interview signal of the hired, units of ability",
        "overstatement": "signal less ability of the hired",
    }
    control_text: ClassVar[str] = "interviews with twice the noise"

    n: int = Field(8, ge=1, le=1024, description="candidates per vacancy")
    st: float = Field(1.0, ge=0, le=1e6, description="standard deviation of ability")
    se: float = Field(
        0.8, ge=0, le=1e6, description="standard deviation of the interview's noise, as ability"
    )

    def theory(self) -> dict[str, float]:
        variance = self.st**2 + self.se**2
        slope = self.st**2 / variance if variance > 0 else 0.0
        top = best_of(self.n, [Group(1.0, 0.0, variance**0.5, 0.0, slope)])
        return {
            "ability": top.ability,
            "signal": top.signal,
            "overstatement": top.signal - top.ability,
        }

    def simulate(self) -> dict[str, Estimate]:
        scale = Scale.of(self.st, 0.0)
        spread = (self.st**2 + self.se**2) ** 0.5
        hires = hire(
            self.n,
            executives__ability_mean=scale.core(0.0),
            executives__ability_sd=scale.unit * self.st,
            package__filters=[
                {"name": "interview", "validity": self.st / spread if spread > 0 else 1.0}
            ],
        )
        ability, signal = scale.model(hires.ability), spread * hires.score
        return {
            "ability": mean_of(ability),
            "signal": mean_of(signal),
            "overstatement": mean_of(signal - ability),
        }

    def control(self) -> Self:
        return self.model_copy(update={"se": 2.0 * self.se})

    def picture(self) -> Any:
        return over_candidates(
            {"signal": (self, "signal"), "ability": (self, "ability")},
            "of the hired, units of ability",
        )
