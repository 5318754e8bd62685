"""Deferred pay in plans: what is in an account is worth so much now, and so much is exposed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.planning import malus_lead, vesting_worth
from sim.plan import Floats, Ints
from sim.scenario import Package, Scenario


class Deferral(NamedTuple):
    """Per kind of executive and scheme; zeros for schemes that defer nothing.

    Attributes:
        worth: (kinds, schemes, quarters of tenure) present worth of a base pay in the account;
            one cycle between two cliffs if tenures have no limit.
        malus: (kinds, schemes, quarters of tenure) what malus takes of a base pay that was earned
            through hidden harm, whole tenures told apart.
        mean_worth: (kinds, schemes) mean of ``worth`` over a cycle far from any end.
        mean_malus: Likewise.
    """

    worth: Floats
    malus: Floats
    mean_worth: Floats
    mean_malus: Floats

    def weights(self, y: int, age: int | None = None) -> Floats:
        """Worth to kind ``y`` of a base pay of each curve, in a quarter of tenure or on average."""
        later = self.mean_worth[y] if age is None else self.worth[y, :, age]
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
    limit, poaching = scenario.market.tenure_limit, scenario.market.poaching
    rules = [scheme.vesting() for scheme in package.schemes]
    shape = (len(patience), len(rules))
    ages = limit or max(rule.cliff for rule in rules)
    found = Deferral(
        np.zeros((*shape, ages)), np.zeros((*shape, tenures)), np.zeros(shape), np.zeros(shape)
    )
    for y, s in np.ndindex(shape):
        rule, claw = rules[s], package.schemes[s].clawback()
        if rule.deferred == 0.0:
            continue
        terms = (float(patience[y]), poaching, rule)
        h, maturing = int(foresight[y]), scenario.technology.maturing
        cycle = np.zeros((2, rule.cliff))
        for wait in range(rule.cliff):
            paid = vesting_worth(*terms, wait, h)
            cycle[:, wait] = paid.sum(), malus_lead(paid, maturing, claw.malus)
        found.mean_worth[y, s], found.mean_malus[y, s] = cycle[0].mean(), cycle[1].mean()
        if limit is None:
            waits = rule.cliff - 1 - np.arange(max(tenures, rule.cliff)) % rule.cliff
            found.worth[y, s, : rule.cliff] = cycle[0, waits[: rule.cliff]]
            found.malus[y, s] = cycle[1, waits[:tenures]]
            continue
        for age in range(limit):
            wait = rule.cliff - 1 - age % rule.cliff
            paid = vesting_worth(*terms, wait, h, limit - 1 - age)
            found.worth[y, s, age] = paid.sum()
            found.malus[y, s, age] = malus_lead(paid, maturing, claw.malus)
    return found
