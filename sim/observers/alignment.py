"""Alignment of behaviour: what efforts were worth to the principal, of the most they could be.

The efforts are compared with those that cost no more and are worth most. Where value is linear,
and no effort is at its cap, this is the cosine between value and effort in the metric of the
inverse costs, over that of the best attainable direction; see docs/diagnosis-robustness.md.

Pure arrays: rows may be firms, policies in a maze or anything else that acts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats, sum_rows

_NOTHING = 1e-24  # squared size of an effort that is none
_CLOSE = 1e-12  # relative error in the size of the efforts to compare with
_ROUNDS = 100
_SWEEPS = 200
_STILL = 1e-14


class TaskEffects(NamedTuple):
    """What efforts do and cost: (tasks, 1) or (tasks, n), but for ``cross``.

    Attributes:
        value, curvature: Of effects, linear and quadratic.
        cost, intrinsic, cap: Of efforts; ``cross``: (tasks, tasks) costs of pairs.
    """

    value: Floats
    curvature: Floats
    cost: Floats
    intrinsic: Floats
    cap: Floats
    cross: Floats


def worth(effort: Floats, theta: Floats, tasks: TaskEffects) -> Floats:
    """(n,) true value of efforts (tasks, n) at abilities (n,), per unit of impact."""
    z = theta * effort
    return sum_rows(tasks.value * z - 0.5 * tasks.curvature * z**2)


def _times(matrix: Floats, columns: Floats) -> Floats:
    """(tasks, n) the matrix product, every column by itself, to the bit."""
    return np.array([sum_rows(row[:, None] * columns) for row in matrix])


def alignment(effort: Floats, theta: Floats, tasks: TaskEffects) -> Floats:
    """Value that efforts add to that of the free ones, over the most at the same cost.

    Args:
        effort: (tasks, n).
        theta: (n,) abilities.
        tasks: Technology in force.

    Returns:
        (n,) at most 1; negative where the principal is worse off for the effort; 0 for no effort.
        Where nothing that effort can do is worth anything, -1 for whatever does harm.
    """
    free = np.minimum(np.broadcast_to(tasks.intrinsic, effort.shape), tasks.cap)
    idle = worth(free, theta, tasks)
    size = np.sqrt(np.maximum(_squared(effort, tasks), 0.0))
    gained = worth(effort, theta, tasks) - idle
    best = worth(_most_valuable(size, theta, tasks), theta, tasks) - idle
    return share_of_best(gained, best, 1e-12 * (1.0 + np.abs(idle)))


def share_of_best(gained: Floats, best: Floats, small: Floats | float = 1e-12) -> Floats:
    """Alignment where values are known: what was gained, of the most that could have been.

    Args:
        gained: (n,) value over that of doing nothing.
        best: (n,) the most that this could be.
        small: A gain that is none.

    Returns:
        (n,) as of :func:`alignment`.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(best > small, gained / best, np.where(gained < -small, -1.0, 0.0))
    return np.minimum(found, 1.0)


def _squared(effort: Floats, tasks: TaskEffects) -> Floats:
    """(n,) twice the cost of efforts: their squared length beyond the free ones."""
    spent = effort - tasks.intrinsic
    total = sum_rows(spent * (tasks.cost * spent))
    if tasks.cross.any():
        total += sum_rows(spent * _times(tasks.cross, spent))
    return total


def _most_valuable(size: Floats, theta: Floats, tasks: TaskEffects) -> Floats:
    """(tasks, n) efforts of at most this size that are worth most.

    At the price ``mu`` of squared size, the best efforts maximise value less cost: at price 1 they
    are first best. The inverse of their size is nearly linear in the price (linear where value is),
    so false position finds it in a few rounds.
    """
    low = np.zeros_like(theta)
    best = _at_price(low, theta, tasks)
    length = np.sqrt(np.maximum(_squared(best, tasks), 0.0))
    rows = np.flatnonzero((length > size * (1.0 + _CLOSE)) & (size**2 > _NOTHING))
    none = np.flatnonzero((length > size * (1.0 + _CLOSE)) & (size**2 <= _NOTHING))
    best[:, none] = _unpaid(best[:, none], _some(tasks, none))
    if not rows.size:
        return best
    best[:, rows] = _at_size(size[rows], length[rows], theta[rows], _some(tasks, rows))
    return best


def _at_size(size: Floats, longest: Floats, theta: Floats, tasks: TaskEffects) -> Floats:
    """The same where the size binds: ``longest`` is that of the best efforts at price 0."""
    best = np.empty((tasks.value.shape[0], theta.size))
    rows, wanted = np.arange(theta.size), 1.0 / size
    left, right = np.zeros(theta.size), _steepness(theta, tasks) * wanted
    miss_left = 1.0 / longest - wanted
    miss_right = _inverse_size(_at_price(right, theta, tasks), tasks) - wanted
    before = np.zeros(theta.size)  # on which side the last trial was, -1 or 1
    for _ in range(_ROUNDS):
        with np.errstate(divide="ignore", invalid="ignore"):
            step = (right - left) * miss_left / (miss_left - miss_right)
        halfway = ~(np.isfinite(miss_right) & np.isfinite(step))
        trial = left + np.where(halfway, 0.5 * (right - left), step)
        efforts = _at_price(trial, theta, tasks)
        best[:, rows] = efforts
        miss = _inverse_size(efforts, tasks) - wanted
        go_on = np.abs(miss) > _CLOSE * wanted
        if not go_on.any():
            break
        below = miss < 0.0
        # An end that stays a second time weighs half, so that both ends close in (Illinois).
        weight = np.where(np.sign(miss) == before, 0.5, 1.0)
        miss_right = np.where(below, weight * miss_right, miss)[go_on]
        miss_left = np.where(below, miss, weight * miss_left)[go_on]
        before = np.sign(miss)[go_on]
        left = np.where(below, trial, left)[go_on]
        right = np.where(below, right, trial)[go_on]
        tasks, theta = _some(tasks, np.flatnonzero(go_on)), theta[go_on]
        rows, wanted = rows[go_on], wanted[go_on]
    return best


def _at_price(price: Floats, theta: Floats, tasks: TaskEffects) -> Floats:
    """(tasks, n) efforts that are best at a price of squared size; free ones at the cap.

    With costs of pairs, one effort after another until none moves.
    """
    shape = (tasks.value.shape[0], theta.size)
    value, curvature, cost, intrinsic, cap = (
        np.broadcast_to(column, shape) for column in tasks[:-1]
    )
    effort = np.minimum(intrinsic, cap)
    brake = theta**2 * curvature + price * cost
    joint = bool(tasks.cross.any())
    moves = np.ones(theta.size, dtype=np.bool_)
    for _ in range(_SWEEPS if joint else 1):
        before = effort.copy()
        for j in range(shape[0]):
            drive = theta * value[j] + price * cost[j] * intrinsic[j]
            if joint:
                drive = drive - price * sum_rows(tasks.cross[j][:, None] * (effort - intrinsic))
            with np.errstate(divide="ignore", invalid="ignore"):
                inside = drive / brake[j]
            bound = np.where(drive > 0.0, cap[j], np.where(drive < 0.0, 0.0, effort[j]))
            found = np.clip(np.where(brake[j] > 0.0, inside, bound), 0.0, cap[j])
            effort[j] = np.where(moves, found, effort[j])
        # Whoever is still is left alone: others may need further rounds.
        moves &= np.abs(effort - before).max(axis=0) > _STILL * (1.0 + np.abs(effort).max(axis=0))
        if not moves.any():
            break
    return effort


def _unpaid(best: Floats, tasks: TaskEffects) -> Floats:
    """The same efforts without those that cost anything beyond the free ones."""
    free = np.minimum(np.broadcast_to(tasks.intrinsic, best.shape), tasks.cap)
    found: Floats = np.where(np.broadcast_to(tasks.cost, best.shape) > 0.0, free, best)
    return found


def _inverse_size(effort: Floats, tasks: TaskEffects) -> Floats:
    with np.errstate(divide="ignore"):
        found: Floats = 1.0 / np.sqrt(np.maximum(_squared(effort, tasks), 0.0))
    return found


def _steepness(theta: Floats, tasks: TaskEffects) -> Floats:
    """(n,) what efforts of size 1 could be worth at most: at a price above it, none is larger.

    The length, in the metric of the inverse costs, of the marginal value of the free efforts.
    """
    shape = (tasks.value.shape[0], theta.size)
    free = np.minimum(np.broadcast_to(tasks.intrinsic, shape), tasks.cap)
    slope = theta * tasks.value - theta**2 * tasks.curvature * free
    paid = tasks.cost[:, 0] > 0.0
    costs = (np.diag(tasks.cost[:, 0]) + tasks.cross)[np.ix_(paid, paid)]
    inverse = _times(np.asarray(np.linalg.inv(costs), dtype=np.float64), slope[paid])
    found: Floats = np.sqrt(sum_rows(slope[paid] * inverse))
    return found


def _some(tasks: TaskEffects, rows: npt.NDArray[np.int64]) -> TaskEffects:
    """The tasks of some rows."""
    columns = [column if column.shape[1] == 1 else column[:, rows] for column in tasks[:-1]]
    return TaskEffects._make([*columns, tasks.cross])
