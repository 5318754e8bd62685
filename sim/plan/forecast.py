"""What a solved plan lets owners and boards expect, and the rule that selection has taught."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.problem import TaskTable
from incentives.arrays import Floats
from sim.plan.hires import Rehearsals, expected_hires
from sim.plan.oversight.combined import LOWEST_BAR
from sim.plan.oversight.enforcement import TURNOVER
from sim.plan.pay.contests import is_contest, mean_relative_pay, relative_pay
from sim.plan.plan import Forecast
from sim.plan.seat_value import SeatValues


def forecast(
    seats: SeatValues,
    fields: Mapping[str, npt.NDArray[Any]],
    rehearsals: Rehearsals | None = None,
) -> Forecast:
    """What shareholders expect who know the population, the filters and best responses.

    Args:
        seats: The solved plan; ``fields``: of it.
        rehearsals: Of hiring, with which the fields were found; left out: none.
    """
    primitives, profile = seats.primitives, seats.profile
    technology, market, package = (
        primitives.technology,
        primitives.scenario.market,
        primitives.package,
    )
    hires = expected_hires(fields, package, market.candidates, rehearsals)
    shares, ability = hires.shares, hires.ability
    skill = (ability / profile.typical) ** 2  # theta acts twice
    erring = primitives.searchers.plan_error > 0.0

    def produce(effects: Floats, index: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        picked = index - effects @ technology.loading if erring else 0.0  # error, not skill
        effects, index = effects * skill[:, None], (index - picked) * skill + picked
        value = effects * technology.value - 0.5 * technology.curvature * effects**2
        pay = expected_pay(seats, effects, index)
        return value, effects @ primitives.table["borrowed"], index, pay

    usual = value, borrowed, index, pay = produce(profile.effects, profile.index)
    audits, accused = primitives.enforcement.spent, _accusations(seats)
    leaving = market.leaving() + TURNOVER
    if primitives.has_once:  # as many first quarters as there are vacancies
        first = produce(profile.first_effects, profile.first_index)
        value, borrowed, index, pay = (
            x + min(leaving, 1.0) * (x_first - x) for x, x_first in zip(usual, first, strict=True)
        )
    if primitives.enforcement.severance > 0.0:
        fired = TURNOVER if primitives.enforcement.bars.max() > LOWEST_BAR else 0.0
        pay = pay + primitives.enforcement.severance * fired
    removals = TURNOVER * primitives.enforcement.removal
    filters = leaving * hires.cost
    sits = 1.0
    if hires.filled < 1.0:  # seats wait for somebody who is not turned down
        sits = hires.filled / (1.0 - (1.0 - leaving) * (1.0 - hires.filled))
        filters = (1.0 - sits * (1.0 - leaving)) * hires.cost
    if market.interim > 0:  # and for the search
        sits /= 1.0 + sits * leaving * market.interim
        filters = (1.0 - sits * (1.0 - leaving + leaving * market.interim)) * hires.cost
    upkeep = sum(part.upkeep() for part in package.oversight)
    vacant = (1.0 - sits) * market.vacancy_cost
    brought = float(shares @ borrowed)
    lost = primitives.risk.cost * float(shares @ profile.variance)
    visible = technology.visible
    return Forecast(
        value_now=sits * (float(shares @ (value @ visible)) + brought + primitives.talent - lost),
        value_later=sits * (float(shares @ (value @ (1 - visible))) - brought),
        cost=float(
            sits * (shares @ pay + audits + shares @ accused) + filters + upkeep + removals + vacant
        ),
        metric=float(shares @ index) + primitives.talent,
    )


def _accusations(seats: SeatValues) -> Floats:
    """(kinds,) base pays per quarter that false accusations cost firms, after probation."""
    primitives = seats.primitives
    seen = seats.profile.effects @ primitives.technology.detectability
    found = -np.expm1(-seen) if seats.form.exponential else np.minimum(seen, 1.0)
    cost = primitives.scenario.board.accusation_cost
    accused: Floats = primitives.enforcement.accused * cost * (1.0 - found)
    return accused


def expected_pay(seats: SeatValues, effects: Floats, index: Floats) -> Floats:
    """(kinds,) base pays per quarter, base pay included, that the kinds can expect.

    Args:
        seats: The solved plan.
        effects: (kinds, tasks) ability times effort; ``index``: (kinds,) of the report.
    """
    primitives, profile, package = seats.primitives, seats.profile, seats.primitives.package
    technology = primitives.technology
    award = []
    for kind, choice in enumerate(primitives.choice):
        grid, awards = seats.pay.expected[profile.level_of(kind)]
        award.append(np.interp(index[kind] + primitives.talent, grid, awards[choice]))
    pay: Floats = primitives.base_pay + np.array(award)
    if is_contest(package):  # it is sure what all win together
        terms = (primitives.noise, profile.rivals)
        pay -= relative_pay(package, index + primitives.talent, *terms)
        pay += mean_relative_pay(package, *terms)
    value = effects * technology.value - 0.5 * technology.curvature * effects**2
    for basis, line in zip(primitives.pay_bases, seats.pay.lines, strict=True):
        if line is not None:
            level = effects @ basis.loading(None, 1.0) - 0.5 * effects**2 @ basis.bend()
            hidden = value @ (1 - technology.visible) - effects @ primitives.table["borrowed"]
            pay += line.slope * (level + basis.matured(1.0) * hidden)
            pay -= line.slope * basis.total("spent") * primitives.risk.cost * profile.variance
    return pay


def expected_by_tenure(seats: SeatValues) -> tuple[Floats, Floats]:
    """Metric index, and hidden value added, that boards expect by quarter of tenure."""
    primitives, profile = seats.primitives, seats.profile
    if primitives.scenario.board.compares_with == "peers":
        return np.zeros(1), np.zeros(1)
    probation = primitives.enforcement.probation
    perceived = [primitives.watched(kind) for kind in range(len(primitives.names))]

    def act(kind: int, tenure: int) -> tuple[Floats, float]:
        watch = perceived[kind].at(max(probation - tenure, 0))
        return seats.respond(kind, float(profile.typical[kind]), watch, tenure)[:2]

    tenures = primitives.limit or primitives.tenures or max(probation, int(primitives.has_once)) + 1
    borrowed = primitives.table["borrowed"]
    return conjecture(
        tenures, profile.shares, act, primitives.technology, borrowed, profile.typical
    )


def conjecture(
    tenures: int,
    shares: Floats,
    respond: Callable[[int, int], tuple[Floats, float]],
    technology: TaskTable,
    borrowed: Floats,
    ability: Floats,
) -> tuple[Floats, Floats]:
    """Metric index, and hidden value added, that outsiders expect by quarter of tenure.

    Args:
        tenures: Quarters that are told apart; the last stands for all later ones.
        shares: Of the kinds of executive.
        respond: Efforts of a kind in a quarter of tenure, and its metric index.
        technology: The tasks; ``borrowed``: what they bring forward.
        ability: Of the executive that is thought of, for every kind.
    """
    index, hidden = np.zeros(tenures), np.zeros(tenures)
    for kind, share in enumerate(shares):
        for t in range(tenures):
            effort, own = respond(kind, t)
            index[t] += share * own
            z = ability[kind] * effort
            value = technology.value * z - 0.5 * technology.curvature * z**2
            hidden[t] += share * float((1 - technology.visible) @ value - borrowed @ z)
    return index, hidden
