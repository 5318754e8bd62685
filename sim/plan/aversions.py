"""How every kind of executive takes risk, given what its base pay adds to its wealth."""

from __future__ import annotations

import numpy as np

from sim.plan.pay.beliefs import ahead
from sim.plan.pay.deferral import by_horizon
from sim.plan.pay.wealth import Aversion, OverWealth
from sim.plan.primitives import Primitives
from sim.scenario.executives import RelativeAversion
from sim.support.inputs import InputError


def aversions(primitives: Primitives) -> list[Aversion]:
    """By row of a plan; they are found once for a base pay.

    Raises:
        InputError: If base pay is a fee that leaves nothing of somebody's wealth.
    """
    executives, base_pay = primitives.scenario.executives, primitives.base_pay
    known, found = primitives.shared.get("aversions", (None, None))
    if known != base_pay:
        try:
            executives.expect_wealth("package.base_pay", base_pay)
        except ValueError as error:
            raise InputError(str(error)) from None
        kinds = range(len(primitives.names))
        found = [_aversion(primitives, kind) for kind in kinds]
        primitives.shared["aversions"] = base_pay, found
    tastes: list[Aversion] = found
    return tastes


def _aversion(primitives: Primitives, kind: int) -> Aversion:
    given = primitives.scenario.executives.trait(primitives.names[kind], "risk_aversion")
    if not isinstance(given, RelativeAversion):
        return float(given)
    later = tuple(primitives.accounts.mean_worth[kind].tolist())
    wealth = given.wealth + primitives.base_pay
    return OverWealth(given.crra, wealth, later, _on_beliefs(primitives, kind))


def _on_beliefs(primitives: Primitives, kind: int) -> float:
    """What a unit of the report is worth to a settled executive through pay on beliefs."""
    careers, market = primitives.careers, primitives.scenario.market
    if not careers.paid:
        return 0.0
    patience, foresight = float(primitives.patience[kind]), int(primitives.foresight[kind])
    longest = int(primitives.foresight.max())
    _, horizon = ahead(foresight, longest, primitives.tenures, primitives.limit)
    worth = by_horizon(market, primitives.package, patience, horizon)
    kept = patience * (1 - market.poaching) * (1 - market.retirement)
    report, _ = careers.worth(worth, kept, primitives.scenario.technology.maturing, horizon)
    return float(report[np.minimum(primitives.enforcement.probation + 4, report.size - 1)])
