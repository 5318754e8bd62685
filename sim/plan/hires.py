"""Whom a package will hire, by simulated hiring before anybody moves.

And what a bit of gaming adds to an applicant's chance of being hired, where theory does not say.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import ceil
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.candidates import chance_per_lift
from agents.numerics.draws import as_normals, draw_uniforms, stream
from incentives import answers
from incentives.arrays import Floats
from sim.hiring.applicants import Applications, new_applications, new_candidates
from sim.hiring.contracts import choose_contracts
from sim.hiring.inquiries import inquire
from sim.hiring.market import LabourMarket, market_of
from sim.hiring.pipeline import Passage, Pipeline, winners
from sim.hiring.signals import GRADED, Tests, test_applicants, tests_of
from sim.scenario.package import Package

Fields = Mapping[str, npt.NDArray[Any]]

_VACANCIES = 1000
_APPLICANTS = 60_000  # where chances are measured
_LIFTED = 10_000  # of them, at least, at most four per vacancy
_ROUNDS = 4  # of the fixed point: others game as much as it pays
_STEP = 0.25  # standard deviations between lifts
_FARTHEST = 8.0  # lift beyond which nothing is gained


class ExpectedHires(NamedTuple):
    """What owners expect of a package's filters."""

    shares: Floats  # (kind,) among the hired
    ability: Floats  # (kind,) their mean
    cost: float  # of the filters per vacancy and quarter, base pays
    filled: float  # share of vacancies that are filled in a quarter


def expected_hires(plan: Fields, package: Package, candidates: int) -> ExpectedHires:
    """Whom a package hires, and what that costs.

    Applicants are newcomers; the draws are the same for every package.

    Args:
        plan: Fields of the plan.
        package: Its filters are put to work.
        candidates: Applicants per vacancy.
    """
    market = market_of(plan)
    rehearsal = _Rehearsal(package, candidates, _VACANCIES)
    seen, passage = rehearsal.play(market)
    won = winners(passage.score, seen.lot)
    hired, skill = seen.kind[won], seen.theta[won]
    shares = np.bincount(hired, minlength=market.ability_mean.size) / max(hired.size, 1)
    means = market.ability_mean.copy()
    for y in np.unique(hired):
        means[y] = skill[hired == y].mean()
    filled = hired.size / _VACANCIES
    return ExpectedHires(shares, means, float(rehearsal.pipeline.cost(passage).mean()), filled)


def chances(
    plan: Fields, package: Package, candidates: int, whole: bool = False
) -> dict[str, Floats]:
    """What lifting the signal of a test adds to the chance of being hired of whoever takes it.

    In closed form, and linear in the lift, where scores are just added up. Where some are turned
    down on the way it is measured in simulated hiring: an applicant's signal is lifted step by
    step while the others game as much as the same chances make worth while (a fixed point).

    Args:
        plan: Fields of the plan; ``package``, ``candidates``: as above.
        whole: Measure in any case.

    Returns:
        ``chance``, (tests, pieces), per unit of lift in every piece, and their length, ``rung``.
    """
    tests, pipeline = tests_of(package, candidates), Pipeline(package)
    graded = [pipeline.filters[place].measures in GRADED for place in pipeline.measuring]
    slope = chance_per_lift(candidates, float(np.sqrt(sum(graded))))
    found = {"chance": np.full((len(graded), 1), slope), "rung": np.array(0.0)}
    cap = min(float(plan["gaming_cap"]), _FARTHEST)
    linear = pipeline.in_one_round and not whole
    if linear or cap == 0.0 or not (tests.kappa < np.inf).any():
        return found
    lifts = np.linspace(0.0, cap, 1 + ceil(cap / _STEP))
    rehearsal = _Rehearsal(package, candidates, max(_VACANCIES, _APPLICANTS // candidates))
    for applications in range(_ROUNDS):
        gains = rehearsal.gains(market_of({**plan, **found}), lifts)
        chance = gains if applications == 0 else 0.5 * (found["chance"] + gains)
        found = {"chance": chance, "rung": np.array(lifts[1])}
    return found


class _Rehearsal:
    """Hiring with draws that are the same for every package and market."""

    def __init__(self, package: Package, candidates: int, vacancies: int) -> None:
        self.pipeline = Pipeline(package)
        self.tests: Tests = tests_of(package, candidates)
        self._vacancies, self._candidates = vacancies, candidates
        size = vacancies * candidates
        self._luck = [_luck(place, size) for place in range(len(package.filters) + 1)]
        self._luck[0][0] = as_normals(self._luck[0][0])
        self._noise = [as_normals(self._luck[place + 1][0]) for place in self.pipeline.measuring]
        self._lots = [lots[3].reshape(vacancies, candidates) for lots in self._luck[1:]]

    def play(self, market: LabourMarket) -> tuple[Applications, Passage]:
        """Applicants by vacancy, and how they fare."""
        applications = new_applications(
            np.arange(self._vacancies), self._candidates, self.tests.kappa.size
        )
        new_candidates(market, self._luck[0], applications)
        for row, noise in enumerate(self._noise):
            applications.signal[row] = noise
        if market.contracts > 1:
            choose_contracts(market, applications)
        test_applicants(market, self.tests, applications)
        inquire(market, self.tests, applications)
        seen = applications.by_vacancy()
        return seen, self._judge(seen)

    def gains(self, market: LabourMarket, lifts: Floats) -> Floats:
        """(tests, pieces) between ``lifts``, of a few applicants per vacancy.

        0 for tests that nobody takes or can game.
        """
        seen, passage = self.play(market)
        rows = np.arange(self._vacancies)
        wins = np.zeros((self.tests.kappa.size, lifts.size))
        taken = np.zeros((self.tests.kappa.size, 1))
        few = min(4, self._candidates, -(-_LIFTED // self._vacancies))
        games = np.flatnonzero(self.tests.kappa < np.inf)
        for test, nth in product(games, range(few)):
            one = (rows + nth) % self._candidates
            takes = passage.takers(self.pipeline.measuring[test])[rows, one]
            taken[test] += takes.sum()
            signal = seen.signal.copy()
            ungamed = signal[test, rows, one] - seen.game[test, rows, one]
            for place, lift in enumerate(lifts):
                signal[test, rows, one] = ungamed + lift
                score = self._judge(seen._replace(signal=signal)).score
                wins[test, place] += (takes & winners(score, seen.lot)[rows, one]).sum()
        gains: Floats = np.diff(wins) / (lifts[1] * np.maximum(taken, 1.0))
        return gains

    def _judge(self, seen: Applications) -> Passage:
        return self.pipeline.go_through(
            seen, lambda part, view: answers.score(part, view, None), self._lots
        )


def _luck(quarter: int, applicants: int) -> Floats:
    """Uniforms, (4, applicants), of seed 0."""
    worlds = np.zeros(1, dtype=np.int64)
    lots: Floats = draw_uniforms(np.uint64(0), worlds, stream("forecast"), quarter, applicants)[0].T
    return np.ascontiguousarray(lots)
