"""Solving a plan: what everybody reports decides what it takes to keep a seat, and the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.solver import choose_solver
from sim.plan.fields import fields
from sim.plan.forecast import forecast
from sim.plan.hires import expected_hires
from sim.plan.learned_rule import rule
from sim.plan.oversight.calendar import looks_at_reports
from sim.plan.pay.contests import ROUNDS as CONTEST_ROUNDS
from sim.plan.pay.contests import is_contest, sized_up
from sim.plan.pay.menus import takers
from sim.plan.pay_curves import tabulate_pay
from sim.plan.plan import Plan
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile
from sim.plan.seat_value import SeatValues
from sim.plan.task_worth import TaskWorth
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

_ROUNDS = 3  # of the fixed point
_WATCHED_ROUNDS = 6  # where oversight looks at reports, which look back at it


def build_plan(
    scenario: Scenario,
    package: Package,
    monitoring: float = 0.0,
    regime: int = 0,
    trained: Plan | None = None,
    season: int | None = None,
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
    """
    before = None if trained is None else trained.fields
    seats = solve(Primitives(scenario, package, monitoring, regime), before)
    learned = rule(seats) if before is None else before
    found = fields(seats, before)
    expected = forecast(seats, found)
    found |= {name: learned[name] for name in ("rule", "rule_gamble")}
    if season is not None:
        found["worth"] = found["worth"] + seats.tasks.turn(season)
    return Plan(found, expected)


def solve(
    primitives: Primitives, trained: Mapping[str, npt.NDArray[Any]] | None = None
) -> SeatValues:
    """The worth of seats, and responses in them, at the fixed point of what everybody does.

    Args:
        primitives: For what.
        trained: Fields of the plan before the first shift; left out: this is it.
    """
    profile = Profile(primitives)
    contest = is_contest(primitives.package)
    watched = looks_at_reports(primitives.package)
    usual = _WATCHED_ROUNDS if watched else _ROUNDS
    rounds = CONTEST_ROUNDS if contest else usual
    for applications, last in enumerate((False,) * (rounds - 1) + (True,)):
        if watched:
            primitives.expect(profile.reference)
        pay = tabulate_pay(primitives, profile)
        tasks = TaskWorth(primitives, profile, pay)
        solver = choose_solver(
            primitives.at_first,
            primitives.form,
            primitives.enforcement.restitution,
            pay.slope,
            primitives.theta[-1],
            primitives.noise,
            bool(primitives.levels.size),
        )
        # Earlier rounds need the mean executive of each kind only, if nobody has a choice.
        everybody = last or primitives.contracts > 1
        seats = SeatValues(primitives, profile, pay, tasks, solver, everybody)
        if primitives.contracts > 1:
            profile.shares, profile.typical = takers(
                seats.choice,
                primitives.theta,
                primitives.drawn,
                primitives.ability,
                primitives.ability_sd,
            )
        seats.settle()
        profile.reference = float(profile.shares @ profile.index)
        if primitives.scenario.board.compares_with == "peers":
            profile.reference += primitives.talent
        profile.means = np.array([profile.mean_of(basis) for basis in primitives.pay_bases])
        if contest and not last:
            _size_up(seats, applications, trained)
    return seats


def _size_up(
    seats: SeatValues, applications: int, trained: Mapping[str, npt.NDArray[Any]] | None
) -> None:
    """What is to be expected of rivals, who have been hired and have settled."""
    primitives, profile = seats.primitives, seats.profile
    technology, weight = primitives.technology, primitives.scenario.metric.matured_weight
    candidates = primitives.scenario.market.candidates
    hires = expected_hires(fields(seats, trained), primitives.package, candidates)

    def act(kind: int, theta: float) -> tuple[float, float]:
        audit, bar = primitives.enforcement.perceived(primitives.awareness[kind])
        effort, index, _ = seats.respond(kind, theta, audit[0], float(bar[0]))
        z = theta * effort
        value = z * technology.value - 0.5 * technology.curvature * z**2
        hidden = value @ (1 - technology.visible) - z @ primitives.table["borrowed"]
        return index, primitives.talent + weight * float(hidden)

    chance = float(np.hypot(primitives.noise, primitives.scenario.executives.talent_sd))
    terms = (hires.shares, hires.ability, primitives.ability_sd, act, chance)
    profile.rivals = sized_up(profile.rivals, applications, *terms)
