"""Selection for deception: an interview hires those who can bluff, a test of intent hinders it."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Self

from pydantic import Field
from scipy.special import ndtr

from sim.checks.bare import mean_of
from sim.checks.base import Check, Estimate, Exercises
from sim.checks.contest import Group, Top, best_of
from sim.checks.hires import (
    Scale,
    Signals,
    area_under_roc,
    hire,
    over_candidates,
    share_of,
    vacant,
)

_RARE = 2e-6  # of candidates; fewer pass too seldom to look at
_KIND = "deceptive"


class SelectionForDeception(Check):
    """Best of ``n`` in an interview where a share ``p`` bluffs, perhaps after a test of intent."""

    name: ClassVar[str] = "selection-for-deception"
    summary: ClassVar[str] = "interviews select bluffers; a test of intent turns some of them down"
    source: ClassVar[str] = (
        "Green and Swets 1966, Signal Detection Theory and Psychophysics, Wiley; Rosse, Stecher, "
        "Miller and Levin 1998, JAP 83; Hubinger et al. 2019, arXiv 1906.01820, on deception "
        "that is selected for"
    )
    assumptions: ClassVar[str] = (
        "Ability is N(0, 1) for everybody, the interview's score correlates v with it and is "
        "v*delta higher for the deceptive. Evidence of the test is N(0, 1), for the deceptive "
        "N(dprime*(1-gaming), 1), independent of all else; above c an applicant is rejected."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "deceptive_share": "share among the hired; none if fewer than 2 in a million pass the test",
        "ability": "mean ability of the hired, standard deviations; none in the same case",
        "hire_probability": "chance that a vacancy is filled: not all are rejected",
        "auc": "area under the test's receiver operating characteristic; 0.5 if it tells nothing",
    }
    control_text: ClassVar[str] = "nobody bluffs, and the test is not gamed"

    n: int = Field(12, ge=1, le=1024, description="candidates per vacancy")
    p: float = Field(0.2, ge=0, le=1, description="share of the deceptive among the candidates")
    delta: float = Field(
        1.0, ge=-1e4, le=1e4, description="ability that the deceptive feign, standard deviations"
    )
    v: float = Field(0.6, ge=0, le=1, description="validity: correlation of score and ability")
    c: float | None = Field(
        None, ge=-100, le=100, description="evidence above which the test rejects; none: no test"
    )
    dprime: float = Field(0.0, ge=-100, le=100, description="sensitivity of the test, d'")
    gaming: float = Field(0.0, ge=0, le=1, description="share of it that the deceptive evade")

    def theory(self) -> dict[str, float]:
        top = self._top()
        seen = self._passed() >= _RARE
        return {
            "deceptive_share": top.shares[1] if seen else math.nan,
            "ability": top.ability if seen else math.nan,
            "hire_probability": top.probability,
            "auc": float(ndtr(self.dprime * (1.0 - self.gaming) / math.sqrt(2.0))),
        }

    def _pass(self) -> tuple[float, float]:
        """Shares of all candidates who are honest, or deceptive, and not rejected."""
        c = math.inf if self.c is None else self.c
        shift = self.dprime * (1.0 - self.gaming)
        return (1.0 - self.p) * float(ndtr(c)), self.p * float(ndtr(c - shift))

    def _passed(self) -> float:
        return sum(self._pass())

    def _top(self) -> Top:
        honest, deceptive = self._pass()
        feigned = self.v * self.delta
        return best_of(
            self.n,
            [Group(honest, 0.0, 1.0, 0.0, self.v), Group(deceptive, feigned, 1.0, 0.0, self.v)],
        )

    def simulate(self) -> dict[str, Estimate]:
        scale = Scale.of(1.0, 0.0)
        test = {
            "name": "screening",
            "dprime": self.dprime,
            "gaming": self.gaming,
            "cutoff": 100.0 if self.c is None else self.c,
            "tie_break": 0.0,
        }
        hires = hire(
            self.n,
            self._top().probability,
            executives__ability_mean=scale.core(0.0),
            executives__ability_sd=scale.unit,
            executives__population=self._kinds(self.p),
            package__filters=[
                {"name": "interview", "validity": self.v},
                *([] if self.c is None else [test]),
            ],
        )
        share = share_of(int((hires.kind == _KIND).sum()), hires.kind.size)
        # The area does not depend on the base rate, which may be 0 or 1.
        watched = vacant(100, executives__population=self._kinds(0.5), package__filters=[test])
        seen = self._passed() >= _RARE
        return {
            "deceptive_share": share if seen else Estimate(math.nan),
            "ability": mean_of(scale.model(hires.ability)) if seen else Estimate(math.nan),
            "hire_probability": share_of(hires.kind.size, hires.vacancies),
            "auc": area_under_roc(*Signals().of(watched, _KIND)),
        }

    def _kinds(self, share: float) -> dict[str, object]:
        deceptive = {
            "share": share,
            "goal": {"pay": 1.0, "private": 1.0},
            "faking": self.v * self.delta,
        }
        return {"careerist": 1.0 - share, _KIND: deceptive}

    def control(self) -> Self:
        return self.model_copy(update={"delta": 0.0, "gaming": 0.0})

    def picture(self) -> Any:
        tested = self.model_copy(update={"c": 1.0, "dprime": 1.5, "gaming": 0.0})
        evaded = tested.model_copy(update={"gaming": 0.5})
        return over_candidates(
            {
                "no test": (self.model_copy(update={"c": None}), "deceptive_share"),
                "a test (d' 1.5)": (tested, "deceptive_share"),
                "the same, half evaded": (evaded, "deceptive_share"),
            },
            "share of the deceptive among the hired",
        )
