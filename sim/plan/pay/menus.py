"""Menus of contracts: who takes which.

Where a package offers ``n`` contracts, a kind of executive has ``n`` rows in a plan, one for each:
row ``y`` is kind ``y // n`` under contract ``y % n``. Kinds are drawn as ever; then everybody takes
the contract whose row is worth most to somebody of this kind and ability, the first of equals.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import NamedTuple

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
    """Who takes which contract, exactly: what a seat is worth is linear between abilities.

    So shares and means move smoothly with what contracts are worth, and plans can settle.

    Args:
        worth: (rows, abilities) of a seat.
        theta: The abilities.
        drawn: (kinds,) their shares.
        mean, sd: (rows,) of ability.

    Returns:
        (rows,) shares, and mean ability of those who take the contract; if nobody does, of whom it
        falls short least: of the first who would take it.
    """
    contracts = worth.shape[0] // drawn.size
    shares, typical = np.zeros(mean.size), mean.copy()
    for kind in range(drawn.size):
        rows = slice(kind * contracts, (kind + 1) * contracts)
        own = _Abilities(float(mean[rows.start]), float(sd[rows.start]))
        taken, typical[rows] = _choose(worth[rows], theta, own)
        shares[rows] = drawn[kind] * taken
    return shares, typical


class _Abilities(NamedTuple):
    """A kind's abilities: normal, but for those beyond ``ABILITY_SDS`` and the least ability."""

    mean: float
    sd: float

    def at(self, standing: Floats) -> Floats:
        """Ability at so many standard deviations from the mean."""
        return np.maximum(self.mean + self.sd * standing, LEAST_ABILITY)

    def between(self, edges: Floats) -> tuple[Floats, Floats]:
        """(edges - 1,) shares of people from one standing to the next, and their mean abilities.

        The least ability has to be an edge.
        """
        below = np.array([0.5 * math.erfc(-z / math.sqrt(2.0)) for z in edges])
        density = np.exp(-0.5 * edges**2) / np.sqrt(2.0 * np.pi)
        first = density[:-1] - density[1:]
        first[0] += edges[0] * below[0]  # who is cut off stands on the edge
        first[-1] += edges[-1] * (1.0 - below[-1])
        below[0], below[-1] = 0.0, 1.0
        share = np.diff(below)
        middle = 0.5 * (edges[:-1] + edges[1:])
        standing = np.where(share > 0.0, first / np.where(share > 0.0, share, 1.0), middle)
        return share, self.at(np.clip(standing, edges[:-1], edges[1:]))


def _choose(worth: Floats, theta: Floats, own: _Abilities) -> tuple[Floats, Floats]:
    """(contracts,) shares of one kind, and mean abilities, as for :func:`takers`."""
    edges = np.array([-ABILITY_SDS, ABILITY_SDS])
    if own.sd > 0.0:
        ability = own.at(edges)
        inside = np.concatenate([theta, _crossings(worth, theta), [LEAST_ABILITY]])
        inside = inside[(inside > ability[0]) & (inside < ability[1])]
        edges = np.unique(np.concatenate([edges, (inside - own.mean) / own.sd]))
    middle = own.at(0.5 * (edges[:-1] + edges[1:]))
    at = np.array([np.interp(middle, theta, values) for values in worth])
    best = at.argmax(axis=0)
    share, ability = own.between(edges)
    ends = own.at(edges)
    short = np.array([np.interp(ends, theta, values) for values in worth])
    short = short.max(axis=0) - short
    taken, typical = np.zeros(len(worth)), ends[short.argmin(axis=1)]
    for c in range(len(worth)):
        mass = np.where(best == c, share, 0.0)
        taken[c] = mass.sum()
        if taken[c] > 0.0:
            typical[c] = (mass @ ability) / taken[c]
    return taken, typical


def _crossings(worth: Floats, theta: Floats) -> Floats:
    """Abilities between nodes at which two contracts are worth the same."""
    found = []
    for one, other in combinations(worth, 2):
        gap = one - other
        cell = np.flatnonzero(gap[:-1] * gap[1:] < 0.0)
        part = gap[cell] / (gap[cell] - gap[cell + 1])
        found.append(theta[cell] + part * (theta[cell + 1] - theta[cell]))
    return np.concatenate(found) if found else np.zeros(0)


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
