"""Who takes a seat, and who would leave one: all to whom it is worth the outside option.

The worth of a seat is already net of the outside option, and it grows with ability: the able can
do whatever others can, at lower cost. So for each kind and contract there is a least able person
who takes the seat. At that person the worth bends where people may quit (no rent, nothing to
lose), so it is looked for by halving and not between the nodes of ability.
Docs: docs/model/participation.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import erfc, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.hiring.applicants import ABILITY_SDS, LEAST_ABILITY
from sim.plan.seat_value import SeatValues

_ROUNDS = 4  # of halving
_PARTS = 8  # of an interval in each round


def least_able(seats: SeatValues) -> Floats:
    """(rows,) ability from which on a seat is taken; minus infinity: all; infinity: nobody.

    Args:
        seats: For all abilities.
    """
    primitives = seats.primitives
    rows = len(primitives.names)
    theta, refuses = primitives.theta, seats.choice < 0.0
    last = theta.size - 1 - refuses[:, ::-1].argmax(axis=1)  # the ablest node that refuses
    above = np.minimum(last + 1, theta.size - 1)
    low, high = ability_range(primitives.ability, primitives.ability_sd)
    everybody = ~refuses.any(axis=1) | ((theta[above] <= low) & (above > last))
    nobody = ~everybody & ((theta[last] >= high) | (above == last))
    found = np.where(everybody, -np.inf, np.inf)
    if (everybody | nobody).all():
        return found
    left, right = theta[last], theta[above]
    for _ in range(_ROUNDS):
        at = np.linspace(left, right, _PARTS + 1, axis=1)
        worth = seats.at_nodes(at).choice
        last = _PARTS - (worth < 0.0)[:, ::-1].argmax(axis=1)
        last, pick = np.minimum(last, _PARTS - 1), np.arange(rows)
        left, right = at[pick, last], at[pick, last + 1]
        start, stop = worth[pick, last], worth[pick, last + 1]
    part = np.clip(-start / np.where(stop > start, stop - start, 1.0), 0.0, 1.0)
    return np.where(everybody | nobody, found, left + part * (right - left))


def might_quit(seats: SeatValues) -> bool:
    """Whether there may be anybody to whom a seat is not worth keeping at some time."""
    primitives = seats.primitives
    if primitives.scenario.market.participation != "quitting":
        return False
    low, _ = ability_range(primitives.ability, primitives.ability_sd)
    foreseen = primitives.foresight > 0
    if not foreseen.any():
        return False
    if bool((primitives.deferred > 0.0).any()):  # accounts that are owed are left behind
        return True
    for worth in (seats.value, seats.end) if primitives.limit is not None else (seats.value,):
        least = np.array(
            [
                np.interp(ability, primitives.theta, rows.reshape(-1, rows.shape[-1]).min(axis=0))
                for ability, rows in zip(low, worth[:, 1:], strict=True)
            ]
        )
        if bool((least[foreseen] < 0.0).any()):
            return True
    return False


def ability_range(mean: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """(rows,) the least and the most able there are."""
    low = np.maximum(mean - ABILITY_SDS * sd, LEAST_ABILITY)
    return low, np.maximum(mean + ABILITY_SDS * sd, low)


def accepting_share(plan: Mapping[str, npt.NDArray[Any]]) -> Floats:
    """(rows,) share of each kind's newcomers who would take a contract, were it the only one.

    Args:
        plan: Fields of a plan.
    """
    mean, sd, least = plan["kind_mean"], plan["kind_sd"], plan["accepts"]
    low, high = ability_range(mean, sd)
    # People beyond the ends stand there, as in ``sim.hiring.applicants.ability``.
    standing = (least - mean) / np.where(sd > 0.0, sd, 1.0)
    inside = 0.5 * np.array([erfc(z / sqrt(2.0)) for z in standing.tolist()])
    found: Floats = np.where(least <= low, 1.0, np.where(least > high, 0.0, inside))
    return found
