"""Who applies: a table of applicants, and kernels that fill it with new candidates.

Executives between two seats join them in :mod:`sim.quarter.labour_market`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, lean
from incentives.arrays import Floats, Ints
from sim.hiring.market import LabourMarket

ABILITY_SDS = 5.0
"""Standard deviations at which ability is cut, on both sides."""
LEAST_ABILITY = 0.05
"""Nobody is less able."""


class Applications(NamedTuple):
    """Applicants of one quarter, all of a vacancy side by side: (vacancies * applicants,)."""

    firm: Ints  # (vacancies,) rows of the firms
    executive: Ints  # row of an experienced applicant, -1 for a new candidate
    kind: Ints
    theta: Floats
    reputation: Floats
    lot: Floats
    worth: Floats  # of the seat to the applicant, base pays
    lift: Floats  # gaming, over all tests
    spent: Floats  # what it cost, base pays
    signal: Floats  # (tests, vacancies * applicants)
    game: Floats  # of it, lifted by gaming

    def by_vacancy(self) -> Applications:
        """The same as (vacancies, applicants)."""
        shape = (self.firm.size, self.lot.size // self.firm.size)
        columns = [column.reshape(shape) for column in self[1:-2]]
        tests = [column.reshape(len(column), *shape) for column in self[-2:]]
        return Applications._make([self.firm, *columns, *tests])


@inlined
def room_for(rows: Ints, count: int, tests: int) -> Applications:
    """As :func:`new_applications`, in kernels."""
    n = rows.shape[0] * count
    whole, room = np.empty((2, n), dtype=np.int64), np.empty((6 + 2 * tests, n))
    return Applications(
        rows,
        whole[0],
        whole[1],
        room[0],
        room[1],
        room[2],
        room[3],
        room[4],
        room[5],
        room[6 : 6 + tests],
        room[6 + tests :],
    )


def new_applications(rows: Ints, count: int, tests: int) -> Applications:
    """Room for ``count`` applicants at each of the vacant ``rows``."""
    return room_for.py_func(rows, count, tests)


@lean
def new_candidates(market: LabourMarket, lots: Floats, out: Applications) -> None:
    """All places to new candidates, from a normal (ability) and uniforms (kind, _, lot)."""
    standing, kind_lot, lot = lots[0], lots[1], lots[3]
    n = out.theta.shape[0]
    for k in range(n):
        out.lot[k] = lot[k]
        out.reputation[k] = np.nan
        out.executive[k] = -1
        out.kind[k] = 0
    for y in range(market.shares.shape[0] - 1):
        for k in range(n):
            out.kind[k] += 1 if kind_lot[k] >= market.shares[y] else 0
    if market.contracts > 1:
        for k in range(n):
            out.kind[k] *= market.contracts  # the row of its first contract
    if market.alike:
        mean, sd = market.ability_mean[0], market.ability_sd[0]
        for k in range(n):
            out.theta[k] = ability(mean, sd, standing[k])
    else:
        for k in range(n):
            y = out.kind[k]
            out.theta[k] = ability(market.ability_mean[y], market.ability_sd[y], standing[k])


@inlined
def ability(mean: float, sd: float, standing: float) -> float:
    """Ability of somebody who enters the market, from a standard normal."""
    return max(mean + sd * min(max(standing, -ABILITY_SDS), ABILITY_SDS), LEAST_ABILITY)
