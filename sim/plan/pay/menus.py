"""Menus of contracts: who takes which.

Where a package offers ``n`` contracts, a kind of executive has ``n`` rows in a plan, one for each:
row ``y`` is kind ``y // n`` under contract ``y % n``. Kinds are drawn as ever; then everybody takes
the contract whose row is worth most to somebody of this kind and ability, the first of equals.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from agents.planning import interpolate
from incentives.arrays import Floats, Ints
from sim.hiring.applicants import ABILITY_SDS, LEAST_ABILITY
from sim.plan.plan import Plan
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError

_POINTS = 2001  # of ability


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
        centre, spread = float(mean[rows.start]), float(sd[rows.start])
        cuts, best = _choices(worth[rows], theta, centre, spread)
        mass, total = _masses(cuts, centre, spread)
        for c in range(contracts):
            share = float(mass[best == c].sum())
            shares[rows.start + c] = drawn[kind] * share
            if 0.0 < share < 1.0:
                typical[rows.start + c] = float(total[best == c].sum()) / share
    return shares, typical


def _choices(worth: Floats, theta: Floats, mean: float, sd: float) -> tuple[Floats, Ints]:
    """(cuts + 1,) abilities between which one contract is best, and (cuts,) which.

    ``worth``, (contracts, abilities), is taken as linear between the abilities ``theta``, so that
    contracts are equally good at places that move as smoothly as what they are worth.
    """
    low, high = (max(mean + way * ABILITY_SDS * sd, LEAST_ABILITY) for way in (-1.0, 1.0))
    cuts = np.array([low, *theta[(theta > low) & (theta < high)], high])
    at = np.array([np.interp(cuts, theta, row) for row in worth])
    places = [cuts]
    for one, other in combinations(at, 2):
        ahead = one - other
        k = np.flatnonzero(ahead[:-1] * ahead[1:] < 0.0)
        places.append(cuts[k] + (cuts[k + 1] - cuts[k]) * ahead[k] / (ahead[k] - ahead[k + 1]))
    cuts = np.sort(np.concatenate(places))
    middles = 0.5 * (cuts[:-1] + cuts[1:])
    best = np.array([np.interp(middles, theta, row) for row in worth]).argmax(axis=0)
    return cuts, best


def _masses(cuts: Floats, mean: float, sd: float) -> tuple[Floats, Floats]:
    """(cuts,) shares of people between cuts of ability, and what their abilities add up to.

    Those who would be less able than anybody is are among the lowest.
    """
    from scipy.special import ndtr

    if sd == 0.0:
        return np.eye(1, cuts.size - 1)[0], mean * np.eye(1, cuts.size - 1)[0]
    z = (cuts - mean) / sd
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    mass = np.diff(ndtr(z))
    total = mean * mass - sd * np.diff(density)
    below = float(ndtr(z[0]) - ndtr(-ABILITY_SDS))
    mass[0], total[0] = mass[0] + below, total[0] + below * cuts[0]
    everybody = float(mass.sum())
    return mass / everybody, total / everybody


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
