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
from sim.plan.pay_curves import span_pay
from sim.plan.plan import Plan
from sim.plan.primitives import Setting
from sim.plan.profile import Conduct
from sim.plan.seat_value import Seats
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
    seats = solve(Setting(scenario, package, monitoring, regime), before)
    learned = rule(seats) if before is None else before
    found = fields(seats, before)
    expected = forecast(seats, found)
    found |= {name: learned[name] for name in ("rule", "rule_gamble")}
    if season is not None:
        found["worth"] = found["worth"] + seats.tasks.turn(season)
    return Plan(found, expected)


def solve(setting: Setting, trained: Mapping[str, npt.NDArray[Any]] | None = None) -> Seats:
    """The worth of seats, and responses in them, at the fixed point of what everybody does.

    Args:
        setting: For what.
        trained: Fields of the plan before the first shift; left out: this is it.
    """
    conduct = Conduct(setting)
    contest = is_contest(setting.package)
    watched = looks_at_reports(setting.package)
    usual = _WATCHED_ROUNDS if watched else _ROUNDS
    rounds = CONTEST_ROUNDS if contest else usual
    for round_, last in enumerate((False,) * (rounds - 1) + (True,)):
        if watched:
            setting.expect(conduct.reference)
        pay = span_pay(setting, conduct)
        tasks = TaskWorth(setting, conduct, pay)
        solver = choose_solver(
            setting.at_first,
            setting.form,
            setting.scrutiny.restitution,
            pay.slope,
            setting.theta[-1],
            setting.noise,
            bool(setting.levels.size),
        )
        # Earlier rounds need the mean executive of each kind only, if nobody has a choice.
        everybody = last or setting.contracts > 1
        seats = Seats(setting, conduct, pay, tasks, solver, everybody)
        if setting.contracts > 1:
            conduct.shares, conduct.typical = takers(
                seats.choice, setting.theta, setting.drawn, setting.ability, setting.ability_sd
            )
        seats.settle()
        conduct.reference = float(conduct.shares @ conduct.index)
        if setting.scenario.board.compares_with == "peers":
            conduct.reference += setting.talent
        conduct.means = np.array([conduct.mean_of(basis) for basis in setting.pay_bases])
        if contest and not last:
            _size_up(seats, round_, trained)
    return seats


def _size_up(seats: Seats, round_: int, trained: Mapping[str, npt.NDArray[Any]] | None) -> None:
    """What is to be expected of rivals, who have been hired and have settled."""
    setting, conduct = seats.setting, seats.conduct
    technology, weight = setting.technology, setting.scenario.metric.matured_weight
    candidates = setting.scenario.market.candidates
    hires = expected_hires(fields(seats, trained), setting.package, candidates)

    def act(y: int, theta: float) -> tuple[float, float]:
        audit, bar = setting.scrutiny.perceived(setting.awareness[y])
        effort, index, _ = seats.respond(y, theta, audit[0], float(bar[0]))
        z = theta * effort
        value = z * technology.value - 0.5 * technology.curvature * z**2
        hidden = value @ (1 - technology.visible) - z @ setting.table["borrowed"]
        return index, setting.talent + weight * float(hidden)

    chance = float(np.hypot(setting.noise, setting.scenario.executives.talent_sd))
    terms = (hires.shares, hires.ability, setting.ability_sd, act, chance)
    conduct.rivals = sized_up(conduct.rivals, round_, *terms)
