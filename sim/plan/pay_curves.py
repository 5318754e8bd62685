"""Expected pay as curves over every report that some executive could reach, for all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.gambling import Gambles
from agents.solver import choose_solver
from incentives.arrays import Floats
from incentives.linear import LinearAward
from sim.plan.aversions import aversions
from sim.plan.pay.certainty import Hedge, hedge
from sim.plan.pay.circumstances import Circumstances
from sim.plan.pay.expected import pay_curves
from sim.plan.pay.wealth import Aversion, OverWealth
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile

_TALENT_SDS = 5.0  # that curves leave room for, on both sides


class PayCurves(NamedTuple):
    """What is expected to be paid, in one round of the fixed point.

    Attributes:
        lines: Awards of schemes that are paid on other metrics than the report.
        start, step: First node of the curves, and their distance.
        value, slope: (kinds, curves, nodes) worth of pay, and of a unit of the report.
        low, high: (kinds, curves) smallest and largest slope.
        gambles: The same by level of risk.
        expected: By level of risk: nodes, and by contract what is paid there, weighted by nobody.
    """

    lines: list[LinearAward | None]
    start: float
    step: float
    value: Floats
    slope: Floats
    low: Floats
    high: Floats
    gambles: Gambles
    expected: list[tuple[Floats, Floats]]


def tabulate_pay(primitives: Primitives, profile: Profile) -> PayCurves:
    """All curves; the mean report that relative schemes compare with is that of the round before.

    Those of the round before are taken where nothing that pay looks at has changed.

    Args:
        primitives: For what the plan is solved.
        profile: What all were doing in the round before.
    """
    lines = primitives.lines(profile.means, profile.reference)
    schemes = enumerate(primitives.package.schemes, start=1)
    looks = [primitives.awards.looks_of(place, scheme) for place, scheme in schemes]
    leaning, competing = any(leans for leans, _ in looks), any(other for _, other in looks)
    leaning = leaning or _hedges_over_wealth(primitives, lines)
    known, found = primitives.shared.get("curves", (None, None))
    seen = (
        lines,
        profile.reference if leaning else None,
        profile.rivals if competing else None,
        primitives.base_pay if primitives.base_pay_matters else None,
    )
    if known != seen:
        found = _tabulate(primitives, profile, lines)
        primitives.shared["curves"] = seen, found
    curves: PayCurves = found
    return curves


def solver_of(primitives: Primitives, pay: PayCurves) -> int:
    """Which solver finds best responses to such pay, see :mod:`agents.solver`."""
    return choose_solver(
        primitives.at_first,
        primitives.form,
        primitives.enforcement.repays,
        pay.slope,
        primitives.theta[-1],
        primitives.noise,
        bool(primitives.levels.size),
    )


def _tabulate(
    primitives: Primitives, profile: Profile, lines: list[LinearAward | None]
) -> PayCurves:
    """The curves, where schemes on other metrics award ``lines``."""
    spread = primitives.technology.loading * primitives.at_first.cap * primitives.theta[-1]
    talents = _TALENT_SDS * primitives.scenario.executives.talent_sd
    noise = primitives.noise
    start = float(spread[spread < 0].sum()) - 8 * noise + (primitives.talent - talents)
    stop = float(spread[spread > 0].sum()) + 8 * noise + (primitives.talent + talents)
    plain, *wide = [
        _pay_under(primitives, profile, lines, level, start, stop)
        for level in (0.0, *primitives.risk.levels)
    ]
    _, value, slope, step = plain
    expected = [
        (start + step * np.arange(awards.shape[1]), awards) for awards, _, _, step in (plain, *wide)
    ]
    paid = np.zeros(len(primitives.goals))  # for a unit of value that risk costs
    for i, (basis, line) in enumerate(zip(primitives.pay_bases, lines, strict=True)):
        if line is not None:
            later = primitives.deferred[i] * primitives.accounts.mean_worth[:, i]
            paid += line.slope * basis.total("spent") * (1 - primitives.deferred[i] + later)
    cares = np.array([goal.value for goal in primitives.goals]) + primitives.pay_weight * paid
    toll = primitives.risk.cost * cares
    gambles = tabulate_levels(primitives.levels, toll, value.shape, wide)
    low, high = slope.min(axis=2), slope.max(axis=2)
    return PayCurves(lines, start, step, value, slope, low, high, gambles, expected)


def _pay_under(
    primitives: Primitives,
    profile: Profile,
    lines: list[LinearAward | None],
    added: float,
    start: float,
    stop: float,
) -> tuple[Floats, Floats, Floats, float]:
    """Expected awards by contract; worth and slope by kind and curve; distance of nodes.

    ``added`` is the standard deviation that a gamble adds to the report.
    """
    scenario, package = primitives.scenario, primitives.package
    noise = float(np.hypot(scenario.metric.total_noise(), added))
    risks = aversions(primitives)
    solved = {
        (risk, choice): pay_curves(
            package,
            noise,
            start,
            stop,
            risk,
            scenario.metric.resolution,
            around=Circumstances(
                reference=profile.reference,
                belief=scenario.board.prior_mean,
                own_noise=float(np.hypot(primitives.noise, added)) if added else primitives.noise,
                common=scenario.metric.common_noise,
                choice=choice,
                rivals=profile.rivals,
                liable=primitives.base_pay if scenario.market.limited_liability == "pay" else None,
            ),
            lines=lines,
            hedge=_hedge(primitives, profile, lines, added, risk),
            known=primitives.awards,
        )
        for risk in {0.0, *risks}
        for choice in range(primitives.contracts)
    }
    own = [solved[row] for row in zip(risks, primitives.choice.tolist(), strict=True)]
    weight = primitives.pay_weight[:, None, None]
    value = weight * np.array([value for value, _, _ in own])
    slope = weight * np.array([slope for _, slope, _ in own])
    awards = np.array([solved[0.0, c][0].sum(axis=0) for c in range(primitives.contracts)])
    return awards, value, slope, own[0][2]


def _hedges_over_wealth(primitives: Primitives, lines: list[LinearAward | None]) -> bool:
    """Whether wealth counts pay that is no part of the curves, beside the mean report."""
    tastes = [taste for taste in aversions(primitives) if isinstance(taste, OverWealth)]
    return bool(tastes) and (primitives.careers.paid or any(line is not None for line in lines))


def _hedge(
    primitives: Primitives,
    profile: Profile,
    lines: list[LinearAward | None],
    added: float,
    taste: Aversion,
) -> Hedge:
    """How pay that is no part of the curves moves with the report, and its level."""
    scenario, package = primitives.scenario, primitives.package
    found = hedge(scenario, package, primitives.pay_bases, lines, added, taste)
    if not isinstance(taste, OverWealth):
        return found
    shares, level = taste.shares(primitives.deferred), 0.0
    for share, basis, line in zip(shares.tolist(), primitives.pay_bases, lines, strict=True):
        if line is not None:
            level += share * line.slope * (line.mean - primitives.free(basis, profile.reference))
    return found._replace(level=level)


def tabulate_levels(
    levels: Floats,
    toll: Floats,
    shape: tuple[int, int, int],
    pay: Sequence[tuple[Floats, Floats, Floats, float]],
) -> Gambles:
    """What each level of risk offers.

    Args:
        levels: (levels,) standard deviations; ``toll``: (kinds,) what a unit of variance costs.
        shape: Of the worth of pay without risk: kinds, curves, nodes; wider noise has no more.
        pay: Per level: expected awards; worth and slope by kind and curve; distance of nodes.
    """
    size = (len(levels), *shape)
    empty = Gambles(
        sd=levels,
        toll=np.outer(levels**2, toll),
        value=np.zeros(size),
        slope=np.zeros(size),
        low=np.zeros(size[:3]),
        high=np.zeros(size[:3]),
        step=np.zeros(len(levels)),
        last=np.zeros(len(levels), dtype=np.int64),
    )
    for k, (_, value, slope, step) in enumerate(pay):
        nodes = value.shape[2]
        empty.value[k, :, :, :nodes], empty.slope[k, :, :, :nodes] = value, slope
        empty.low[k], empty.high[k] = slope.min(axis=2), slope.max(axis=2)
        empty.step[k], empty.last[k] = step, nodes - 1
    return empty
