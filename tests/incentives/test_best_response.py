"""The best response to every scheme is as good as brute force finds, in states of played worlds.

The objective of docs/model/best-response.md is rebuilt in Python for some firms of a scenario that
has been played for some quarters. Expected pay comes from the scheme itself, not from the
planner's curves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import ndtr

from incentives import Seen, catalogue
from incentives.arrays import Floats
from incentives.schemes import Scheme
from incentives.schemes.fixed_salary import FixedSalary
from incentives.views import Rivals
from sim.plan.oversight.combined import NEVER
from sim.plan.primitives import Primitives
from sim.plan.solve import solve
from sim.quarter.prospects import FINED, KEEP, MOTIVE, SEAT_VALUE, UNVESTED, prospect
from sim.quarter.segment import Segment
from sim.scenario.pay_basis import pay_bases
from sim.world.election import plan_for
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

pytestmark = pytest.mark.study

Reward = Callable[[Scheme, Worlds, int, Floats, Floats], Floats]

FIRMS = 8  # that are looked at, per scheme
TOLERANCE = 1e-4
"""Base pays: what tabulating expected pay at eight nodes per standard deviation may cost."""


def on_the_report(
    scheme: Scheme, worlds: Worlds, i: int, effects: Floats, report: Floats
) -> Floats:
    """Expected awards for means of the report, by a board that learns nothing (expected-pay.md).

    Args:
        scheme: Which.
        worlds: Where.
        i: The firm.
        effects: (points, tasks) ability times effort.
        report: (points,) mean report.
    """
    return scheme.expected_award(_view(worlds, i, report))


def _view(worlds: Worlds, i: int, report: Floats) -> Seen:
    model, p = worlds.segments[0].scenario, int(worlds.plan_of_world[i // worlds.firms])
    same = np.ones_like(report)
    return Seen(
        quarter=worlds.quarter,
        tenure=np.zeros(report.shape, dtype=np.int64),
        metric=report,
        reference=float(worlds.plans.reference[p]) * same,
        noise_sd=model.metric.total_noise(),
        belief=model.board.prior_mean * same,
    )


def by_contract(scheme: Scheme, worlds: Worlds, i: int, effects: Floats, report: Floats) -> Floats:
    """The award of the contract that the executive has chosen."""
    chosen = int(worlds.seats.kind[i]) % scheme.contracts()
    return scheme.award(replace(_view(worlds, i, report), choice=chosen))


def among_rivals(scheme: Scheme, worlds: Worlds, i: int, effects: Floats, report: Floats) -> Floats:
    """A prize against the rivals that the plan expects, under the firm's own noise."""
    noise = worlds.segments[0].scenario.metric.noise
    view = replace(
        _view(worlds, i, report), noise_sd=noise, rivals=rivals_of(worlds, i // worlds.firms)
    )
    return scheme.expected_award(view)


@cache
def rivals_of(worlds: Worlds, w: int) -> Rivals:
    """The rivals of a world's plan."""
    segment = _segment(worlds, w)
    primitives = Primitives(segment.scenario, segment.package, segment.monitoring, 0)
    return solve(primitives).profile.rivals


def on_another_metric(
    scheme: Scheme, worlds: Worlds, i: int, effects: Floats, report: Floats
) -> Floats:
    """Pay on what the efforts make of its metric, but for a constant."""
    segment = _segment(worlds, i // worlds.firms)
    model, package = segment.scenario, segment.package
    paid_on = pay_bases(package, model.technology, (), 0, model.metric.matured_weight)
    basis = paid_on[package.schemes.index(scheme)]
    level = effects @ basis.loading(None) - 0.5 * effects**2 @ basis.bend()
    return scheme.expected_award(_view(worlds, i, level))


def _segment(worlds: Worlds, w: int) -> Segment:
    return next(s for s in worlds.segments if w in s.places())


ON_OTHERS = ("balanced-scorecard", "profit-sharing", "subjective-assessment", "true-value")

REWARDS: dict[str, Reward] = {
    "menu": by_contract,
    "tournament": among_rivals,
    **dict.fromkeys(ON_OTHERS, on_another_metric),
}
"""By name of the scheme, where pay is on anything else than the report, or on more."""


def utility(worlds: Worlds, i: int) -> Callable[[Floats], Floats]:
    """What firm ``i``'s executive makes of efforts, (points, tasks) to (points,), up to a constant.

    After the quarter's decisions, in a world of fully aware and risk-neutral executives.
    """
    plans, seats, actions = worlds.plans, worlds.seats, worlds.actions
    w = i // worlds.firms
    p, y, theta = int(worlds.plan_of_world[w]), int(seats.kind[i]), float(seats.theta[i])
    known = worlds._workspace.prospects
    c = int(prospect.py_func(known, p, y, seats.tenure[i]))
    terms, nodes = known.terms[c], plans.seat_value.shape[4]
    motive = int(terms[MOTIVE])
    values = known.values[int(terms[SEAT_VALUE]) :][:nodes]
    grid = plans.ability_start[p] + plans.ability_step[p] * np.arange(nodes)
    seat = max(float(terms[KEEP] * np.interp(theta, grid, values)), 0.0)
    forfeit = terms[UNVESTED : UNVESTED + len(seats.unvested)]
    seat += sum(max(float(x), 0.0) for x in forfeit * seats.unvested[:, i])
    price = actions.foreseen[i] * (terms[FINED] * actions.feared_fine[i] + seat)
    standing = seat - min(plans.pay_weight[p, y] * float(plans.severance[p].sum()), seat)
    gain = plans.gain[p, min(worlds.record.quarters[i], plans.gain.shape[1] - 1)]
    hidden = seats.own_benefit[i] + seats.old_benefit[i] - seats.own_harm[i] - seats.old_harm[i]
    carried = plans.matured_weight[p] * plans.maturing[p] * hidden
    expected, belief, bar, sd = worlds.expected[w], seats.belief[i], actions.bar[i], plans.noise[p]
    worth, burden = known.worth[motive], known.burden[motive]
    schemes = worlds.segments[0].package.schemes
    if any(scheme.name in ON_OTHERS for scheme in schemes):  # that pay is in there: leave it out
        segment = _segment(worlds, w)
        bare = segment.package.model_copy(update={"schemes": (FixedSalary(),)})
        fields = plan_for(segment.scenario, bare, segment.monitoring).fields
        row = motive % plans.worth.shape[2]
        worth, burden = fields["worth"][y, row], fields["burden"][y, row]

    def of(efforts: Floats) -> Floats:
        z = theta * efforts
        report = z @ plans.loading[p] + carried
        total = z @ worth - 0.5 * z**2 @ burden
        total -= 0.5 * (efforts - plans.intrinsic[p]) ** 2 @ plans.cost[p]
        for s, scheme in enumerate(schemes):
            reward = REWARDS.get(scheme.name, on_the_report)
            deferred = scheme.vesting().deferred
            counts = (1.0 - deferred) + deferred * known.weights[c, s + 1]
            award = reward(scheme, worlds, i, z, report)
            total += plans.pay_weight[p, y] * counts * award
        total -= price * np.minimum(1.0, z @ plans.detectability[p])
        if standing > 0 and gain > 0 and bar > NEVER / 2:
            u = (bar - belief) / (gain * sd) - (report - expected - belief) / sd
            total -= standing * ndtr(u)
        return total

    return of


def brute_force(of: Callable[[Floats], Floats], cap: Floats, around: Floats, rng: Any) -> float:
    """The best of random efforts, the best of these improved inside their bounds."""
    wide = rng.random((3000, cap.size)) ** 2 * np.minimum(cap, 5.0)
    near = np.clip(around + 0.1 * rng.normal(size=(1000, cap.size)), 0.0, cap)
    sparse = wide * (rng.random(wide.shape) < 0.5)
    trials = np.concatenate([wide, near, sparse, around[None]])
    values = of(trials)
    best = float(values.max())
    steps = 1e-6 * np.eye(cap.size)

    def falling(a: Floats) -> tuple[float, Floats]:
        """What is minimised, and its slopes: all points at once, since each integrates pay."""
        here, *sides = -of(np.concatenate([a[None], a + steps, a - steps]))
        up, down = np.array(sides).reshape(2, cap.size)
        return float(here), (up - down) / 2e-6

    for start in trials[np.argsort(values)[[-1, -2, -5, -20]]]:
        found = minimize(
            falling,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, float(c)) for c in cap],
        )
        best = max(best, -float(found.fun))
    return best


def played(package: list[Any], quarters: int = 6, **more: Any) -> Worlds:
    """A scenario with everything in it, up to the decisions of a quarter.

    Shareholders have no choice of monitoring, so that one plan is solved.
    """
    model = scenario(
        quarters=quarters + 1,
        package__schemes=package,
        package__oversight=["belief-dismissal", "random-audits", "probation"],
        board__prior_mean=0.1,
        shareholders__monitoring_levels=[0.0],
        **more,
    )
    worlds = batch(model)
    for _ in range(quarters):
        worlds.step()
    worlds.enter_quarter()
    worlds.choose_effort()
    return worlds


def gaps(worlds: Worlds, scale: float = 1.0) -> Floats:
    """Per looked-at firm, what brute force finds beyond what is done, times ``scale``."""
    rng = np.random.default_rng(worlds.quarter)
    filled = np.flatnonzero(worlds.seats.executive >= 0)
    found = []
    for i in rng.choice(filled, FIRMS, replace=False):
        of, done = utility(worlds, int(i)), scale * worlds.actions.effort[:, i]
        cap = worlds.plans.cap[worlds.plan_of_world[i // worlds.firms]]
        found.append(brute_force(of, cap, done, rng) - float(of(done[None])[0]))
    return np.array(found)


@pytest.mark.parametrize("name", catalogue("schemes"))
def test_nothing_is_better_than_the_best_response(name):
    # Without maturing nothing is paid for later, so that the test need not know of it.
    more = {"technology__maturing": 0.0} if name in ON_OTHERS else {}
    worlds = played([name], **more)
    assert gaps(worlds).max() < TOLERANCE


def test_nothing_is_better_where_schemes_are_stacked():
    package = ["linear-bonus", {"name": "hurdle-bonus", "hurdle": 1.2}, "deferred-bonus"]
    assert gaps(played(package)).max() < TOLERANCE


@pytest.mark.parametrize("name", ["linear-bonus", "options", "deferred-bonus"])
def test_brute_force_would_find_something_better(name):
    """Control: than to work a tenth less."""
    assert gaps(played([name]), scale=0.9).max() > 10 * TOLERANCE
