"""Whom a package will hire, and what a bit of gaming adds to an applicant's chance of that.

Both by quadrature, as far as scores whose distribution is known are added up; what a pipeline
changes in that is found by rehearsing it, and the sum beside it, with the same draws (a control
variate). Docs: docs/model/hiring.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.candidates import chance_per_lift
from agents.numerics.fixed_point import fixed_point
from incentives.arrays import Bools, Floats, Ints
from sim.hiring.contest import Contest
from sim.hiring.market import LabourMarket, market_of
from sim.hiring.pipeline import Pipeline, winners
from sim.hiring.rehearsal import Rehearsal
from sim.hiring.traits import GRADED, Tests, tests_of
from sim.scenario.package import Package

Fields = Mapping[str, npt.NDArray[Any]]

_VACANCIES = 1000  # that are rehearsed, at least
_APPLICANTS = 60_000  # for them, at least
_REHEARSALS = 4  # of what the pipeline changes, at least; all but the first count half
_MOST_REHEARSALS = 10  # of what they still change by more than chance would
_TOLERANCE = 1e-9  # of a chance of being hired
_ROUNDS = 200  # of the fixed point: others game as much as it pays
_PATIENCE = 30  # rounds without a better curve, after which there is none
_STEP = 0.25  # standard deviations between lifts
_FARTHEST = 8.0  # lift beyond which nothing is gained


class ExpectedHires(NamedTuple):
    """What owners expect of a package's filters."""

    shares: Floats  # (kind,) among the hired; 0 for all if nobody would take the seat
    ability: Floats  # (kind,) their mean
    cost: float  # of the filters per vacancy and quarter, base pays
    filled: float  # share of vacancies that are filled in a quarter


class _Passed(NamedTuple):
    """What the pipeline changes in whom the plain sum of scores hires, as it was rehearsed."""

    part: Floats  # (kind,) of the hired whom the sum hires, too
    known: Bools  # (kind,) whether the sum hires any; their shares grow by the ``ratio``
    ratio: Floats
    shares: Floats  # (kind,) among the hired
    more: Floats  # (kind,) mean ability, less the part of what the sum's is
    cost: float
    filled: float


class Rehearsals:
    """What was rehearsed for plans that hardly differ: single people change it, in steps.

    Attributes:
        held: Whether what was found last is taken for what would be found now.
        contest: That of the curves which were found last, for whom the same plan hires.
    """

    def __init__(self) -> None:
        self.held = False
        self.contest: Contest | None = None
        self._passed: _Passed | None = None
        self._gained: tuple[Floats, float] | None = None

    def passed(self, rehearse: Callable[[], _Passed]) -> _Passed:
        """What the pipeline changes in whom it hires."""
        if self._passed is None or not self.held:
            self._passed = rehearse()
        return self._passed

    def correct(self, search: _CurveSearch, rehearsal: Callable[[], Rehearsal]) -> None:
        """Correct curves for what the pipeline changes in chances."""
        if self._gained is None or not self.held:
            search.rehearse(rehearsal())
            self._gained = search.correction, search.part
        else:
            search.correction, search.part = self._gained
            search.settle()


def expected_hires(
    plan: Fields, package: Package, candidates: int, rehearsals: Rehearsals | None = None
) -> ExpectedHires:
    """Whom a package hires, and what that costs.

    Applicants are newcomers; the draws of rehearsals are the same for every package.

    Args:
        plan: Fields of the plan.
        package: Its filters are put to work.
        candidates: Applicants per vacancy.
        rehearsals: That may be used again, those with which the plan's :func:`chances` were found;
            left out: none.
    """
    rehearsals = Rehearsals() if rehearsals is None else rehearsals
    market, contest = market_of(plan), rehearsals.contest
    if contest is None or not contest.is_for(candidates, _reach(market, contest.tests)):
        tests, pipeline = tests_of(package, candidates), Pipeline(package)
        contest = Contest(market, tests, pipeline, candidates, _reach(market, tests))
    pipeline = contest.pipeline
    shares, ability = contest.hires(market)
    cost, filled = pipeline.cost_of_all(candidates), 1.0
    if market.choosy:
        filled = min(float(shares.sum()), 1.0)
        shares = shares / max(filled, 1e-300)
    if not pipeline.turns_nobody_down(candidates):
        found = rehearsals.passed(lambda: _pass(market, package, pipeline, candidates))
        counted = np.where(found.shares > 0.0, found.shares, shares)
        shares = np.where(found.known, shares**found.part * found.ratio, counted)
        ability = np.where(found.known, found.part, 0.0) * ability + found.more
        cost, filled = found.cost, found.filled
    return ExpectedHires(shares / max(float(shares.sum()), 1e-300), ability, cost, filled)


def _pass(market: LabourMarket, package: Package, pipeline: Pipeline, candidates: int) -> _Passed:
    """Rehearse hiring with the pipeline, and with the plain sum of scores."""
    rehearsal = _rehearsal(package, candidates)
    seen, passage = rehearsal.play(market)
    cost = pipeline.cost_of_all(candidates)
    if passage.took is not None:
        cost = float(pipeline.cost(passage).mean())
    hired = winners(passage.score, seen.lot)
    usual = winners(rehearsal.added_up(passage), seen.lot)
    kinds = market.ability_mean.size
    found, able = _by_kind(market, seen.kind[hired], seen.theta[hired])
    plain, plainly_able = _by_kind(market, seen.kind[usual], seen.theta[usual])
    both = np.bincount(seen.kind[hired & usual], minlength=kinds)
    part = both / np.maximum(np.bincount(seen.kind[hired], minlength=kinds), 1)
    known = plain > 0.0
    return _Passed(
        part=part,
        known=known,
        ratio=found / np.where(known, plain, 1.0) ** part,
        shares=found,
        more=able - np.where(known, part, 0.0) * plainly_able,
        cost=cost,
        filled=float(hired.sum() / rehearsal.vacancies),
    )


def _rehearsal(package: Package, candidates: int) -> Rehearsal:
    return Rehearsal(package, candidates, max(_VACANCIES, _APPLICANTS // candidates))


def _reach(market: LabourMarket, tests: Tests) -> float:
    """The farthest that anybody games a test."""
    farthest = market.rung * market.chance.shape[1]
    if market.chance.shape[1] == 1:
        stake = float((market.awareness * market.seat_value.max(axis=1)).max())
        farthest = float((max(stake, 0.0) * market.chance[:, 0] / tests.kappa).max(initial=0.0))
    return float(min(market.gaming_cap.max(), farthest))


def _by_kind(market: LabourMarket, kind: Ints, theta: Floats) -> tuple[Floats, Floats]:
    """Shares of kinds among some people, and their mean ability; of all if there is none."""
    count = np.bincount(kind, minlength=market.ability_mean.size)
    total = np.bincount(kind, weights=theta, minlength=count.size)
    means = np.where(count > 0, total / np.maximum(count, 1), market.ability_mean)
    return count / max(kind.size, 1), means


class Measured(NamedTuple):
    """What a package's filters measure, and how they are put to work."""

    tests: Tests
    pipeline: Pipeline


def what_filters_measure(package: Package, candidates: int) -> Measured:
    """The same for any number of plans of this package."""
    return Measured(tests_of(package, candidates), Pipeline(package))


def chances(
    plan: Fields,
    package: Package,
    candidates: int,
    curve: bool = True,
    rehearsals: Rehearsals | None = None,
    measured: Measured | None = None,
) -> dict[str, Floats]:
    """What lifting the signal of a test adds to the chance of being hired of whoever takes it.

    Args:
        plan: Fields of the plan; ``package``, ``candidates``: as above.
        curve: Whether applicants know the curve, or only its slope at a tie in a contest of alike
            normal scores, which is linear in the lift.
        rehearsals: That may be used again; left out: none.
        measured: By the package's filters, if it is known already.

    Returns:
        ``chance``, (tests, pieces), per unit of lift in every piece; their length, ``rung``; and
        ``chance_gap``, how much a chance still changed in the last round.
    """
    rehearsals = Rehearsals() if rehearsals is None else rehearsals
    tests, pipeline = measured or what_filters_measure(package, candidates)
    rehearsals.contest = None
    cap = min(float(plan["gaming_cap"]), _FARTHEST)
    if not curve or cap == 0.0 or not (tests.kappa < np.inf).any():
        slopes = _margin(pipeline, candidates)[:, None]
        return {"chance": slopes, "rung": np.array(0.0), "chance_gap": np.array(0.0)}
    lifts = np.linspace(0.0, cap, 1 + ceil(cap / _STEP))
    start = {"chance": np.zeros((tests.kappa.size, lifts.size - 1)), "rung": np.array(lifts[1])}
    search = _CurveSearch(market_of({**plan, **start}), tests, pipeline, candidates, lifts)
    search.settle()
    rehearsals.contest = search.contest
    if not pipeline.turns_nobody_down(candidates):
        rehearsals.correct(search, lambda: _rehearsal(package, candidates))
    return {
        "chance": search.gains / lifts[1],
        "rung": np.array(lifts[1]),
        "chance_gap": np.array(max(search.gap, search.unsettled)),
    }


def _margin(pipeline: Pipeline, candidates: int) -> Floats:
    """(tests,) slope at a tie of a contest of normal and alike scores, which are added up."""
    weights = np.array(
        [
            part.weight if part.measures in GRADED else 0.0
            for part in (pipeline.filters[place] for place in pipeline.measuring)
        ]
    )
    slopes: Floats = weights * chance_per_lift(candidates, float(np.sqrt((weights**2).sum())))
    return slopes


class _CurveSearch:
    """The fixed point of curves: others game as much as the same curves make worth while.

    Attributes:
        contest: Whose curves they are.
        gains: (tests, pieces) of being hired, from one lift to the next.
        gap: How much the last round changed them.
        unsettled: How much the last rehearsal did, if that is more than its error.
    """

    def __init__(
        self,
        market: LabourMarket,
        tests: Tests,
        pipeline: Pipeline,
        candidates: int,
        lifts: Floats,
    ) -> None:
        self._market, self._lifts = market, lifts
        self.contest = Contest(market, tests, pipeline, candidates, float(lifts[-1]))
        self._rows = np.array(self.contest.gamed, dtype=np.int64)
        self._others = np.ones(tests.kappa.size, dtype=np.bool_)
        self._others[self._rows] = False
        self.gains = np.zeros((tests.kappa.size, lifts.size - 1))
        self.correction, self.part = self.gains.copy(), 1.0
        self.gap = self.unsettled = 0.0

    def market(self) -> LabourMarket:
        """The market at these gains."""
        return self._market._replace(chance=self.gains / self._lifts[1])

    def settle(self) -> None:
        """Iterate the quadrature, with the correction as it is."""
        self.gains = self.gains.copy()
        self.gains[self._others] = self.correction[self._others]
        if self._rows.size == 0 or not self.contest.decides:
            self.gains[self._rows] = self.correction[self._rows]
            return

        def update(given: Floats) -> Floats:
            self.gains[self._rows] = given.reshape(self._rows.size, -1)
            found = np.diff(self.contest.chances(self.market(), self._lifts))
            changed: Floats = (self.part * found + self.correction)[self._rows].ravel()
            return changed

        start = self.gains[self._rows].ravel()
        found, self.gap = fixed_point(update, start, _TOLERANCE, _ROUNDS, patience=_PATIENCE)
        self.gains[self._rows] = found.reshape(self._rows.size, -1)

    def rehearse(self, rehearsal: Rehearsal) -> None:
        """Rehearse what the pipeline changes, and settle again, a few times."""
        for round_ in range(_MOST_REHEARSALS):
            if not self.correct(rehearsal, 1.0 if round_ == 0 else 0.5):
                break
            self.settle()
            if round_ + 1 >= _REHEARSALS and self.unsettled == 0.0:
                break

    def correct(self, rehearsal: Rehearsal, share: float) -> bool:
        """Rehearse what the pipeline changes; whether it does."""
        found = rehearsal.differences(self.market(), self._lifts)
        change = share * (found.gains - self.correction)
        self.correction = self.correction + change
        self.part += share * (found.part - self.part)
        self.unsettled = float(np.abs(change[np.abs(change) > 4.0 * found.error]).max(initial=0.0))
        return bool(found.part < 1.0 or found.gains.any())
