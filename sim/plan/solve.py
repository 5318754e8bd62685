"""Solving a plan: what everybody reports decides what it takes to keep a seat, and the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.numerics.fixed_point import fixed_point
from incentives.arrays import Floats
from incentives.views import Rivals
from sim.plan.clearing import find_terms
from sim.plan.duration import PlanClock
from sim.plan.fields import fields, of_market
from sim.plan.forecast import forecast
from sim.plan.hires import Rehearsals, expected_hires
from sim.plan.learned_rule import rule
from sim.plan.likelihoods import likelihoods
from sim.plan.pay.contests import Hired, sized_up
from sim.plan.pay.menus import takers
from sim.plan.pay.spread import Act
from sim.plan.pay_curves import PayCurves, solver_of, tabulate_pay
from sim.plan.plan import Plan
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile
from sim.plan.seat_value import SeatValues
from sim.plan.task_worth import TaskWorth
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

PLAN_TOLERANCE = 1e-9
"""Most that a round may still change of a plan that counts as solved: absolute, and of what is
above 1 so much of it."""
ROUNDS = 60
"""Rounds after which a plan is taken as it is, whatever its package."""
_NEAR = 3e-3  # change of a round, after which hiring is not rehearsed again
_RESTLESS = 3  # rounds in which applicants' gaming does not settle, after which hires stay
_PATIENCE = 15  # rounds without a better profile, after which there is none
_RETURNS = 3  # to the best profile of a contest, to the other side of a jump from which all lies
_MEMORY = 4  # rounds that are combined for the next: caps and bars make kinks


def build_plan(
    scenario: Scenario,
    package: Package,
    monitoring: float = 0.0,
    regime: int = 0,
    trained: Plan | None = None,
    season: int | None = None,
    primitives: Primitives | None = None,
    reference: float | None = None,
) -> Plan:
    """Solve one plan.

    Args:
        scenario: Where; its own package is not looked at.
        package: The governance package.
        monitoring: Extra audit rate that shareholders pay for.
        regime: Number of shifts that have happened.
        trained: The plan whose learned rules still govern; left out: this one's.
        season: Number of the turn that is on, where metrics take turns that everybody knows. All
            else is planned with their mean.
        primitives: Of this scenario, package and regime, at any level of monitoring, if they are
            known already.
        reference: What boards compare reports with, if it does not follow from this package: firms
            of the world have others, too. Base pay and outside option are numbers then.
    """
    before = None if trained is None else trained.fields
    if primitives is None:
        known = Primitives(scenario, package, monitoring, regime)
    else:
        known = primitives.at(monitoring)
    if known.adjusts and before is None:
        known = known.on(*find_terms(known, solve))
    elif before is not None and known.adjusts:
        known = known.on(float(before["base_pay"]), float(before["outside"]))
    seats = solve(known, before, reference)
    learned = rule(seats) if before is None else before
    rehearsals = Rehearsals()
    found = fields(seats, before, rehearsals)
    expected = forecast(seats, found, rehearsals)
    found |= {name: learned[name] for name in ("rule", "rule_gamble")}
    gap = max(seats.profile.gap, float(found["chance_gap"]))
    found |= {"rounds": np.array(seats.profile.rounds), "gap": np.array(gap)}
    if season is not None:
        found["worth"] = found["worth"] + seats.tasks.turn(season)
    infers = any(part.infers for part in package.oversight)
    return Plan(found, expected, likelihoods(seats, found, rehearsals) if infers else None)


def solve(
    primitives: Primitives,
    trained: Mapping[str, npt.NDArray[Any]] | None = None,
    reference: float | None = None,
) -> SeatValues:
    """The worth of seats, and responses in them, at the fixed point of what everybody does.

    The fixed point is one of the profile, of mean executives' seats where nobody chooses among
    contracts or competes; all seats are valued once more when it is found. Where one competes
    with those who are hired, whom the package hires is part of the profile.

    Args:
        primitives: For what.
        trained: Fields of the plan before the first shift; left out: this is it.
        reference: See :func:`build_plan`.
    """
    return _PlanSearch(primitives, trained, reference).settle()


class _PlanSearch:
    """The fixed point of one plan: where it is, and how it is found.

    Attributes:
        rounds: So far, of at most ``ROUNDS``.
    """

    def __init__(
        self,
        primitives: Primitives,
        trained: Mapping[str, npt.NDArray[Any]] | None = None,
        reference: float | None = None,
    ) -> None:
        self._given = reference
        self.rounds = self._restless = 0
        self._clock = PlanClock()
        self._primitives, self._trained = primitives, trained
        self._profile, self._rehearsals = Profile(primitives), Rehearsals()
        self._scale = np.ones(self._profile.as_vector().size)
        self._chosen: tuple[PayCurves, bool, int] | None = None  # the solver, and for what

    def settle(self) -> SeatValues:
        """Seats at the fixed point, from where the profile is."""
        profile = self._profile
        if self.rounds == 0:  # the first round says how large numbers are
            first = self._answer()
            self._scale = np.maximum(1.0, np.abs(first))
        start = profile.as_vector() / self._scale
        point, profile.gap = fixed_point(
            self._moved,
            start,
            PLAN_TOLERANCE,
            max(ROUNDS - self.rounds, 1),
            _MEMORY,
            _PATIENCE,
            _RETURNS if profile.contest else None,
        )
        profile.become(point * self._scale)
        profile.rounds = self.rounds
        return self._seats(everybody=True)

    def _moved(self, point: Floats) -> Floats:
        self._profile.become(point * self._scale)
        found = self._answer() / self._scale
        if float(np.abs(found - point).max()) <= _NEAR:
            self._rehearsals.held = True
        return found

    def _seats(self, everybody: bool) -> SeatValues:
        """What seats are worth if everybody does as the profile says."""
        primitives, profile = self._primitives, self._profile
        if primitives.enforcement.looks:
            primitives.expect(profile.reference)
        pay = tabulate_pay(primitives, profile)
        tasks = TaskWorth(primitives, profile, pay)
        repays = primitives.enforcement.repays
        if self._chosen is None or self._chosen[0] is not pay or self._chosen[1] != repays:
            self._chosen = pay, repays, solver_of(primitives, pay)
        solver = self._chosen[2]
        if self.rounds == 1:
            self._clock.expect(primitives, solver, pay)
        return SeatValues(primitives, profile, pay, tasks, solver, everybody)

    def _answer(self) -> Floats:
        """One round: the profile of those who respond to it, as a vector; it is theirs now."""
        self._clock.look(self.rounds, ROUNDS)
        self.rounds += 1
        primitives, profile = self._primitives, self._profile
        seats = self._seats(everybody=primitives.contracts > 1)
        # Before the profile moves. Mean executives' seats are as exact as where nobody competes.
        apart = profile.contest and primitives.contracts == 1
        all_seats = self._seats(everybody=True) if apart else seats
        if primitives.contracts > 1:
            profile.shares, profile.typical = takers(
                seats.choice,
                primitives.theta,
                primitives.drawn,
                primitives.ability,
                primitives.ability_sd,
            )
        seats.settle()
        profile.reported = float(profile.shares @ profile.index)
        if primitives.scenario.board.compares_with == "peers":
            profile.reported += primitives.talent
        profile.reference = profile.reported if self._given is None else self._given
        profile.means = profile.mean_metrics()
        if profile.contest:
            profile.rivals = _rivals(all_seats)
            profile.hires = self._hires(all_seats)
        return profile.as_vector()

    def _hires(self, seats: SeatValues) -> Hired:
        """Whom the package hires for these seats."""
        primitives, rehearsals = self._primitives, self._rehearsals
        if self._restless == _RESTLESS:  # it would take long, and find nothing
            return self._profile.hires
        market = of_market(seats, self._trained, rehearsals)
        self._restless += float(market["chance_gap"]) > PLAN_TOLERANCE and not rehearsals.held
        candidates = primitives.scenario.market.candidates
        met = expected_hires(market, primitives.package, candidates, rehearsals)
        return Hired(met.shares, met.ability)


def _rivals(seats: SeatValues) -> Rivals:
    """What is to be expected of rivals, who have been hired and have settled."""
    primitives, profile = seats.primitives, seats.profile
    technology, weight = primitives.technology, primitives.scenario.metric.matured_weight
    straight = weight * ((1 - technology.visible) * technology.value - primitives.table["borrowed"])
    bent = 0.5 * weight * (1 - technology.visible) * technology.curvature

    def act(kind: int) -> Act:
        watch = primitives.watched(kind).at(0)
        respond = seats.at_abilities(kind, watch)

        def at(theta: float) -> tuple[float, float]:
            effort, index = respond(theta)
            z = theta * effort
            return float(index), float(straight @ z - bent @ (z * z)) if weight else 0.0

        return at

    chance = float(np.hypot(primitives.noise, primitives.scenario.executives.talent_sd))
    found = sized_up(profile.rivals, profile.hires, primitives.ability_sd, act, chance)
    return replace(found, mean=primitives.talent + found.mean)
