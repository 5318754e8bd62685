"""One quarter of one contract, as the simulator plays it, and the contract that does best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from incentives import Seen
from incentives.arrays import Floats
from sim.checks.bare import bare
from sim.checks.base import Check, Estimate
from sim.checks.pictures import Curve
from sim.quarter.ledger import LEDGER
from sim.scenario.scenario import Scenario
from sim.world.election import Job
from sim.world.worlds import Worlds

_SCALES = 1e-7  # smallest slope that is tried, over the largest
_TRIALS = 25
_MARGIN = 1e-10  # relative gain below which a contract is no better

COSTS = ("effort", "gaming", "governance", "outside")


class ContractOutcome(NamedTuple):
    """What comes of a contract in a quarter, per firm.

    Attributes:
        effort: (tasks,) of the executive.
        surplus: Total surplus of the ledger, less what the executive asks for bearing risk.
        premium: That premium.
        utility: The executive's objective at its best response.
    """

    effort: Floats
    surplus: float
    premium: float
    utility: float


def task(name: str = "work", **columns: float) -> dict[str, Any]:
    """A task as a scenario describes it."""
    return {"name": name, **columns}


def one_shot(**settings: Any) -> Scenario:
    """A quarter after which nothing counts but what is still owed; see ``bare.py``."""
    return bare(executives__foresight=2, executives__patience=0.0, **settings)


def play(scenario: Scenario) -> Worlds:
    """All worlds of a scenario, played to the end."""
    return Worlds([Job(scenario, range(scenario.worlds))]).run()


def outcome(scenario: Scenario) -> ContractOutcome:
    """Play a quarter in which all firms are alike and nothing is left to luck but the report."""
    worlds = play(scenario)
    books = dict(zip(LEDGER, worlds.actions.books, strict=True))
    surplus = books["accrual"] + books["private"] - sum(books[name] for name in COSTS)
    premium = _premium(worlds)
    return ContractOutcome(
        worlds.actions.effort[:, 0].copy(),
        float(surplus[0]) - premium,
        premium,
        float(worlds.plans.seat_value[0, 0, 2, 0, 0]),
    )


def _premium(worlds: Worlds) -> float:
    """Expected award at the executive's index, less its worth by the executive's own pay curve."""
    scenario, package = worlds.segments[0].scenario, worlds.segments[0].package
    plans, index = worlds.plans, worlds.actions.metric_index[:1]
    nodes = plans.curve_start[0] + plans.curve_step[0] * np.arange(plans.curve_last[0] + 1)
    worth = np.interp(index, nodes, plans.curve_value[0, 0, 0, : nodes.size])
    none = np.zeros(1)
    seen = Seen(0, np.zeros(1, dtype=np.int64), index, none, scenario.metric.total_noise())
    expected = sum((scheme.expected_award(seen) for scheme in package.schemes), none)
    return float((expected - worth)[0])


def best_slope(surplus: Callable[[float], float], most: float) -> float:
    """The slope from 0 to ``most`` (on that side of 0) with the largest surplus.

    Tried on scales from the smallest to the largest; every local maximum is polished by Brent's
    method, which takes a quadratic piece in one step. Of equally good slopes the flattest.
    """
    from scipy.optimize import minimize_scalar

    if most == 0.0:
        return 0.0
    tried = np.append(0.0, np.geomspace(_SCALES, 1.0, _TRIALS)) * most
    found = np.array([surplus(slope) for slope in tried])
    best, value = 0.0, found[0]
    for i in range(len(tried)):
        left, right = max(i - 1, 0), min(i + 1, len(tried) - 1)
        if not found[i] >= max(found[left], found[right]) or found[left] == found[right]:
            continue
        low, high = sorted((tried[left], tried[right]))
        top = minimize_scalar(
            lambda slope: -surplus(slope),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-9 * abs(high - low)},
        )
        for slope, worth in ((float(tried[i]), found[i]), (float(top.x), -float(top.fun))):
            if worth > value + _MARGIN * abs(worth):
                best, value = slope, worth
    return best


def over(
    vary: Callable[[float], Check],
    line: Floats,
    at: Floats,
    labels: Mapping[str, str],
    simulate: Callable[[Any], Mapping[str, Estimate]] = lambda check: check.simulate(),
) -> list[Curve]:
    """Curves of outputs, ``labels`` by output: ``vary`` makes a check of a place on the axis."""
    theory = [vary(float(x)).theory() for x in line]
    found = [simulate(vary(float(x))) for x in at]
    return [
        Curve(
            label,
            line.tolist(),
            [values[name] for values in theory],
            at.tolist(),
            [values[name] for values in found],
        )
        for name, label in labels.items()
    ]


def largest_of_best(
    efforts: Sequence[float], utility: Callable[[float], float], cost: float
) -> float:
    """The best of some efforts; of equally good ones the largest, as executives choose.

    Equally good on the scale of what is weighed: utility, and the quadratic ``cost`` of effort.
    """
    worth = [utility(effort) for effort in efforts]
    best = max(worth)
    return max(
        effort
        for effort, value in zip(efforts, worth, strict=True)
        if value >= best - _MARGIN * (abs(best) + 0.5 * cost * effort**2)
    )


def better(surplus: Callable[[float], float], slopes: Sequence[float]) -> float:
    """The best of some slopes; of equally good ones the first."""
    best = slopes[0]
    for slope in slopes[1:]:
        worth = surplus(slope)
        if worth > surplus(best) + _MARGIN * abs(worth):
            best = slope
    return best
