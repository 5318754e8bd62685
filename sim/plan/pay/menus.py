"""Menus of contracts: who takes which.

Where a package offers ``n`` contracts, a kind of executive has ``n`` rows in a plan, one for each:
row ``y`` is kind ``y // n`` under contract ``y % n``. Kinds are drawn as ever; then everybody takes
the contract whose row is worth most to somebody of this kind and ability, the first of equals.
"""

from __future__ import annotations

import numpy as np

from agents.planning import interpolate
from incentives.arrays import Floats
from sim.hiring.applicants import ABILITY_SDS, LEAST_ABILITY
from sim.plan.plan import Plan
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError

_POINTS = 2001  # of ability, among which those who take a contract are counted


def contracts_of(package: Package) -> int:
    """Contracts among which executives choose; 1 if they have no choice."""
    return max(1, *(scheme.contracts() for scheme in package.schemes))


def takers(
    worth: Floats, theta: Floats, drawn: Floats, mean: Floats, sd: Floats
) -> tuple[Floats, Floats]:
    """Who takes which contract.

    Args:
        worth: (rows, abilities) of a seat.
        theta: The abilities.
        drawn: (kinds,) their shares.
        mean, sd: (rows,) of ability.

    Returns:
        (rows,) shares, and mean ability of those who take the contract; of the kind if nobody does.
    """
    contracts = worth.shape[0] // drawn.size
    shares, typical = np.zeros(mean.size), mean.copy()
    for kind in range(drawn.size):
        rows = slice(kind * contracts, (kind + 1) * contracts)
        own_mean, own_sd = mean[rows.start], sd[rows.start]
        ability, weight = abilities(own_mean, own_sd)
        at = np.array([np.interp(ability, theta, values) for values in worth[rows]])
        best = at.argmax(axis=0)
        for c in range(contracts):
            mass = np.where(best == c, weight, 0.0)
            share = mass.sum() / weight.sum()
            shares[rows.start + c] = drawn[kind] * share
            if 0.0 < share < 1.0:
                typical[rows.start + c] = (mass @ ability) / mass.sum()
    return shares, typical


def abilities(mean: float, sd: float) -> tuple[Floats, Floats]:
    """Abilities in the population of one kind, and what each weighs in it."""
    z = np.linspace(-ABILITY_SDS, ABILITY_SDS, _POINTS) if sd > 0 else np.zeros(1)
    return np.maximum(mean + sd * z, LEAST_ABILITY), np.exp(-0.5 * z**2)


def refuse_unacceptable(package: str, scenario: Scenario, plan: Plan) -> None:
    """Refuse a menu of which nobody of mean ability would take anything.

    Args:
        package: What it is called.
        scenario, plan: Whose menu, and what it is worth.

    Raises:
        InputError: Naming the scheme, its best contract and what that is worth.
    """
    plan_of = plan.fields
    start, step = float(plan_of["ability_start"]), float(plan_of["ability_step"])
    worth = [
        interpolate.py_func(row, start, step, mean)
        for row, mean in zip(plan_of["choice_value"], plan_of["kind_mean"], strict=True)
    ]
    best = int(np.argmax(worth))
    if worth[best] >= 0:
        return
    kind, contract = divmod(best, int(plan_of["contracts"]))
    raise InputError(
        f"{package}: menu: no contract is worth the outside option to anybody of mean ability; "
        f"the best one is number {contract + 1}, worth {worth[best]:.3g} base pays to a "
        f"{list(scenario.executives.population)[kind]}; expected at least 0"
    )
