"""Deferred pay in plans: what is in an account is worth so much now, and so much is exposed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.planning import malus_lead, settled_worth, vesting_worth
from incentives.arrays import Floats, Ints
from incentives.schemes.base import NO_CLIFF, Vesting
from sim.scenario.market import Market
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.scenario.term_limit import tenure_limit


class Deferral(NamedTuple):
    """Per kind of executive and scheme; zeros for schemes that defer nothing.

    Attributes:
        worth: (kinds, schemes, quarters of tenure) present worth of a base pay in the account;
            one cycle if tenures have no limit.
        malus: (kinds, schemes, quarters of tenure) what malus takes of a base pay that was earned
            through hidden harm, whole tenures told apart.
        mean_worth: (kinds, schemes) mean of ``worth`` over a cycle far from any end.
        mean_malus: Likewise.
    """

    worth: Floats
    malus: Floats
    mean_worth: Floats
    mean_malus: Floats

    def weights(self, kind: int, age: int | None = None) -> Floats:
        """Worth to ``kind`` of a base pay of each curve, in a quarter of tenure or on average."""
        later = self.mean_worth[kind] if age is None else self.worth[kind, :, age]
        return np.array([1.0, *later])


def defer(
    scenario: Scenario, package: Package, foresight: Ints, patience: Floats, tenures: int
) -> Deferral:
    """The accounts of a package, for kinds of such foresight and patience.

    Args:
        scenario, package: Where, and whose accounts.
        foresight: (kinds,) quarters; ``patience``: (kinds,).
        tenures: Quarters of tenure that are told apart; the limit if there is one.
    """
    market, maturing = scenario.market, scenario.technology.maturing
    limit = tenure_limit(market, package)
    rules = [scheme.vesting() for scheme in package.schemes]
    shape = (len(patience), len(rules))
    ages = limit or max(rule.cycle for rule in rules)
    found = Deferral(
        np.zeros((*shape, ages)), np.zeros((*shape, tenures)), np.zeros(shape), np.zeros(shape)
    )
    for kind, s in np.ndindex(shape):
        rule, claw = rules[s], package.schemes[s].clawback()
        if rule.deferred == 0.0:
            continue
        terms = market, float(patience[kind]), rule
        h = int(foresight[kind])
        cycle = np.zeros((2, rule.cycle))
        for age in range(rule.cycle):
            paid = _payments(*terms, age, h, None)
            cycle[:, age] = paid.sum(), malus_lead(paid, maturing, claw.malus)
        backwards = np.ascontiguousarray(cycle[:, ::-1])  # sums start at the vesting date
        found.mean_worth[kind, s], found.mean_malus[kind, s] = (
            backwards[0].mean(),
            backwards[1].mean(),
        )
        if limit is None:
            found.worth[kind, s, : rule.cycle] = cycle[0]
            found.malus[kind, s] = cycle[1, np.arange(tenures) % rule.cycle]
            continue
        for age in range(limit):
            paid = _payments(*terms, age, h, limit - 1 - age)
            found.worth[kind, s, age] = paid.sum()
            found.malus[kind, s, age] = malus_lead(paid, maturing, claw.malus)
    return found


def by_horizon(market: Market, package: Package, patience: float, horizon: Ints) -> Floats:
    """Worth of a base pay in each account, by quarter of tenure and quarters to go.

    Args:
        market, package: Where, and whose accounts.
        patience: Discount factor.
        horizon: Quarters that are looked ahead, by quarter of tenure.

    Returns:
        (schemes, tenures, horizons); zeros for schemes that defer nothing.
    """
    longest, limit = int(horizon.max()), tenure_limit(market, package)
    worth = np.zeros((len(package.schemes), horizon.size, longest + 1))
    for s, scheme in enumerate(package.schemes):
        rule = scheme.vesting()
        if rule.deferred == 0.0:
            continue
        ages = rule.cycle if limit is None else horizon.size
        for age in range(min(ages, horizon.size)):
            last = None if limit is None else limit - 1 - age
            paid = _payments(market, patience, rule, age, longest, last)[: longest + 1]
            known = np.concatenate([np.cumsum(paid), np.full(longest + 1 - paid.size, paid.sum())])
            worth[s, age::ages] = known
    return worth


def _payments(
    market: Market, patience: float, rule: Vesting, age: int, horizon: int, last: int | None
) -> Floats:
    """Present worth, by the quarter of payment, of a base pay that joins the account now."""
    if rule.cliff == NO_CLIFF:
        released = market.retiring() + market.acquisition
        return settled_worth(patience, market.poaching, released, rule, horizon, last)
    wait = rule.cliff - 1 - age % rule.cliff
    bought = market.acquisition
    return vesting_worth(patience, market.poaching, rule, wait, horizon, last, bought)
