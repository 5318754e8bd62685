"""What executives would do in a trial project, and what a temptation is worth to them.

A trial takes place in the technology that was there before the first shift, under the watch of the
most watched context. A temptation offers a quarter of all tasks that destroy value now, unwatched.
Both are tables by (kind, ability node), and empty where no filter asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from incentives.filters import Measures
from sim.plan.learned_rule import rule
from sim.plan.pay.menus import abilities
from sim.plan.seat_value import SeatValues


def trial(seats: SeatValues) -> Floats:
    """The report of a trial project, standardised over all candidates."""
    if not _asked(seats, "trial"):
        return np.zeros((len(seats.primitives.names), 1))
    return _standardised(seats, in_trial(seats)[1])


def in_trial(seats: SeatValues) -> tuple[Floats, Floats]:
    """Efforts in a trial project, (kinds, abilities, tasks), and what is reported of them."""
    primitives, enforcement = seats.primitives, seats.primitives.enforcement
    report = np.zeros((len(primitives.names), len(primitives.theta)))
    efforts = np.zeros((*report.shape, primitives.technology.value.size))
    for y in range(len(primitives.names)):
        learned = primitives.follows_rule[y]
        watch = enforcement.most_watched() if learned else primitives.most_watched(y)
        found = seats.best_of([(y, primitives.theta, watch)])
        efforts[y], report[y] = found.effort, found.report
    return efforts, report


def bait(seats: SeatValues, trained: Mapping[str, npt.NDArray[Any]] | None) -> Floats:
    """What a temptation is worth, net of effort, in the utility of each kind.

    Whoever follows a rule does with it what the rule says; then it is the effect of that.

    Args:
        seats: The solved plan; ``trained``: fields of the plan whose rules hold.
    """
    primitives, tasks = seats.primitives, seats.primitives.at_first
    if not _asked(seats, "temptation"):
        return np.zeros((len(primitives.names), 1))
    theta, tempting = primitives.theta[:, None], tasks.value < 0
    found = np.zeros((len(primitives.names), len(primitives.theta)))
    for y, goal in enumerate(primitives.goals):
        image = goal.image(tasks.value, primitives.table["proxy"], tasks.private)
        gain = theta * image + tasks.cost * tasks.intrinsic
        brake = tasks.cost + max(goal.value, 0.0) * tasks.curvature * theta**2
        inside = gain / np.where(brake > 0.0, brake, 1.0)
        effort = np.where(brake > 0.0, inside, np.where(gain > 0.0, np.inf, 0.0))
        effort = np.clip(effort, 0.0, tasks.cap)
        found[y] = (gain * effort - 0.5 * brake * effort**2) @ tempting
    learned = primitives.follows_rule
    if learned.any():
        efforts = rule(seats)["rule"] if trained is None else trained["rule"]
        found[learned] = primitives.theta * (efforts[learned] @ tempting)
    return found


def _asked(seats: SeatValues, what: Measures) -> bool:
    return any(part.measures == what for part in seats.primitives.package.filters)


def _standardised(seats: SeatValues, report: Floats) -> Floats:
    """In standard deviations from the mean over all candidates, under the contracts they take.

    Differences from one of the reports are summed, so that it is exact if all are alike.
    """
    primitives = seats.primitives
    centre = report[0, 0]
    mean, values, weights = 0.0, [], []
    for kind, share in enumerate(primitives.drawn):
        rows = slice(kind * primitives.contracts, (kind + 1) * primitives.contracts)
        ability, mass = abilities(primitives.ability[rows.start], primitives.ability_sd[rows.start])
        at = np.array([np.interp(ability, primitives.theta, row) for row in report[rows]])
        if primitives.contracts > 1:
            worth = [np.interp(ability, primitives.theta, row) for row in seats.choice[rows]]
            at = np.take_along_axis(at, np.argmax(worth, axis=0)[None], axis=0)
        values.append(at[0] - centre)
        weights.append(share * mass / mass.sum())
        mean += float(weights[-1] @ values[-1])
    variance = sum(float(w @ (x - mean) ** 2) for w, x in zip(weights, values, strict=True))
    spread = float(np.sqrt(variance))
    found: Floats = (report - centre - mean) / (spread if spread > 0.0 else 1.0)
    return found
