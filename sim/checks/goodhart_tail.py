"""Goodhart's law in the tail: the more one selects on a signal, the more of its best are fakes."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from sim.checks.bare import mean_of
from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contest import Group, best_of
from sim.checks.hires import Scale, hire, over_candidates, share_of


class GoodhartTail(Check):
    """Best of ``n`` on a signal that a share ``p`` of the candidates inflates."""

    name: ClassVar[str] = "goodhart-tail"
    summary: ClassVar[str] = "more candidates first raise the ability of the hired, then lower it"
    source: ClassVar[str] = (
        "Manheim and Garrabrant 2018, Categorizing variants of Goodhart's law, arXiv 1803.04585 "
        "(extremal); Rosse, Stecher, Miller and Levin 1998, JAP 83, on who is hired if some fake"
    )
    assumptions: ClassVar[str] = (
        "Ability is normal with sd st, mean 0, for gamers mean m; the signal is ability plus "
        "N(0, se^2), for gamers plus g and N(0, se_gamer^2). Gaming is a trait, no choice."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "ability": "mean ability of the hired",
        "overstatement": "signal less ability of the hired, units of ability",
        "gamer_share": "share of gamers among the hired",
    }
    control_text: ClassVar[str] = "gamers whose signals are noisier, but not shifted"

    n: int = Field(20, ge=1, le=1024, description="candidates per vacancy")
    p: float = Field(0.1, ge=0, le=1, description="share of gamers among the candidates")
    m: float = Field(-0.5, ge=-1e6, le=1e6, description="mean ability of gamers; of others 0")
    g: float = Field(1.0, ge=-1e6, le=1e6, description="what gamers add to the signal, as ability")
    st: float = Field(1.0, ge=0, le=1e6, description="standard deviation of ability")
    se: float = Field(
        0.5, ge=0, le=1e6, description="standard deviation of the noise in signals, as ability"
    )
    se_gamer: float = Field(1.5, ge=0, le=1e6, description="the same for gamers")

    @model_validator(mode="after")
    def _someone_is_ahead(self) -> Self:
        if self.st == self.se == self.se_gamer == 0 and self.m + self.g == 0:
            raise ValueError(
                "st, se and se_gamer are 0, and so is m + g: all signals are equal; "
                "expected one of them above 0"
            )
        return self

    def theory(self) -> dict[str, float]:
        top = best_of(
            self.n,
            [
                self._group(1.0 - self.p, 0.0, 0.0, self.se),
                self._group(self.p, self.m, self.g, self.se_gamer),
            ],
        )
        return {
            "ability": top.ability,
            "overstatement": top.signal - top.ability,
            "gamer_share": top.shares[1],
        }

    def _group(self, share: float, mean: float, shift: float, noise: float) -> Group:
        variance = self.st**2 + noise**2
        slope = self.st**2 / variance if variance > 0 else 0.0
        return Group(share, mean + shift, variance**0.5, mean, slope)

    def simulate(self) -> dict[str, Estimate]:
        scale = Scale.of(self.st, 0.0, self.m)
        # The core standardises signals over all candidates.
        middle = self.p * self.m
        ability_sd = (self.st**2 + self.p * (1.0 - self.p) * self.m**2) ** 0.5
        spread = (ability_sd**2 + self.se**2) ** 0.5 or 1.0
        gamer = {
            "share": self.p,
            "goal": {"pay": 1.0},
            "ability_mean": scale.core(self.m),
            "faking": self.g / spread,
            "signal_noise": self.se_gamer / spread,
        }
        hires = hire(
            self.n,
            executives__ability_mean=scale.core(0.0),
            executives__ability_sd=scale.unit * self.st,
            executives__signal_noise=self.se / spread,
            executives__population={"careerist": 1.0 - self.p, "gamer": gamer},
            package__filters=[{"name": "interview", "validity": ability_sd / spread}],
        )
        ability = scale.model(hires.ability)
        signal = middle + spread * hires.score
        return {
            "ability": mean_of(ability),
            "overstatement": mean_of(signal - ability),
            "gamer_share": share_of(int((hires.kind == "gamer").sum()), hires.kind.size),
        }

    def control(self) -> Self:
        return self.model_copy(update={"g": 0.0, "se_gamer": self.se_gamer + abs(self.g)})

    def picture(self) -> Any:
        return over_candidates(
            {"ability": (self, "ability"), "share of gamers": (self, "gamer_share")},
            "of the hired, units of ability",
            most=256,
        )
