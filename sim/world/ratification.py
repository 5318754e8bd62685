"""Owners who ratify what boards propose: what every package of a lattice is worth to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agents.shareholders import Register, surplus
from sim.learning.lattice import PackageLattice
from sim.learning.ratifying import Owners
from sim.world.election import Elected


def owners_of(
    numbers: Sequence[Sequence[int]], elected: Elected, lattice: PackageLattice
) -> Owners | None:
    """Owners of the worlds of a lattice, and their forecasts; none if nobody asks them.

    Args:
        numbers: Of the worlds of each job of a batch, in the order of its register. Jobs follow on
            each other.
        elected: The batch; ``lattice``: of some of its worlds.
    """
    if not lattice.learning.ratified:
        return None
    ends = np.cumsum([len(worlds) for worlds in numbers])
    job = int(np.searchsorted(ends, lattice.worlds.start, side="right"))
    place = {world: at for at, world in enumerate(numbers[job])}
    mine = [place[world] for world in elected.worlds[lattice.worlds].tolist()]
    register = Register(*(column[mine] for column in elected.registers[job]))
    impact = elected.firms.impact[lattice.worlds].mean(axis=1)
    pay = elected.firms.base_pay[lattice.worlds].mean(axis=1)
    solved = elected.plans[lattice.first : lattice.first + lattice.points]
    scenario = elected.segments[lattice.first].scenario
    regimes, nodes = lattice.references.shape
    worth = []
    for regime in range(regimes):
        maturing = scenario.in_regime(regime).technology.maturing
        for node in range(nodes):
            place_of = (regime * nodes + node) * lattice.turns
            view = [plans[place_of].forecast for plans in solved]
            now = np.outer(impact, [one.value_now for one in view])
            later = np.outer(impact, [one.value_later for one in view])
            cost = np.outer(pay, [one.cost for one in view])
            worth.append(surplus(register, maturing, now, later, cost))
    return Owners(register.stake, np.array(worth).reshape(regimes, nodes, *worth[0].shape))
