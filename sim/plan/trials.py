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
from sim.plan.seat_value import Seats


def trial(seats: Seats) -> Floats:
    """The report of a trial project, standardised over all candidates."""
    if not _asked(seats, "trial"):
        return np.zeros((len(seats.setting.names), 1))
    return _standardised(seats, in_trial(seats)[1])


def in_trial(seats: Seats) -> tuple[Floats, Floats]:
    """Efforts in a trial project, (kinds, abilities, tasks), and what is reported of them."""
    setting, scrutiny = seats.setting, seats.setting.scrutiny
    watched = np.unravel_index(np.argmax(scrutiny.rates), scrutiny.rates.shape)
    rate = np.full(len(scrutiny.chance), scrutiny.rates[watched])
    bar = np.array([scrutiny.bars[watched]])
    by_rule = setting.trait("cognition") == "rule"
    report = np.zeros((len(setting.names), len(setting.theta)))
    efforts = np.zeros((*report.shape, setting.technology.value.size))
    for y, i in np.ndindex(report.shape):
        aware = 1.0 if by_rule[y] else float(setting.awareness[y])
        audit, perceived = scrutiny.mixed(aware, rate, bar)
        theta = float(setting.theta[i])
        efforts[y, i], report[y, i], _ = seats.respond(y, theta, audit, float(perceived[0]))
    return efforts, report


def bait(seats: Seats, trained: Mapping[str, npt.NDArray[Any]] | None) -> Floats:
    """What a temptation is worth, net of effort, in the utility of each kind.

    Whoever follows a rule does with it what the rule says; then it is the effect of that.

    Args:
        seats: The solved plan; ``trained``: fields of the plan whose rules hold.
    """
    setting, tasks = seats.setting, seats.setting.at_first
    if not _asked(seats, "temptation"):
        return np.zeros((len(setting.names), 1))
    theta, tempting = setting.theta[:, None], tasks.value < 0
    found = np.zeros((len(setting.names), len(setting.theta)))
    for y, goal in enumerate(setting.goals):
        image = goal.image(tasks.value, setting.table["proxy"], tasks.private)
        gain = theta * image + tasks.cost * tasks.intrinsic
        brake = tasks.cost + max(goal.value, 0.0) * tasks.curvature * theta**2
        inside = gain / np.where(brake > 0.0, brake, 1.0)
        effort = np.where(brake > 0.0, inside, np.where(gain > 0.0, np.inf, 0.0))
        effort = np.clip(effort, 0.0, tasks.cap)
        found[y] = (gain * effort - 0.5 * brake * effort**2) @ tempting
    learned = setting.trait("cognition") == "rule"
    if learned.any():
        efforts = rule(seats)["rule"] if trained is None else trained["rule"]
        found[learned] = setting.theta * (efforts[learned] @ tempting)
    return found


def _asked(seats: Seats, what: Measures) -> bool:
    return any(part.measures == what for part in seats.setting.package.filters)


def _standardised(seats: Seats, report: Floats) -> Floats:
    """In standard deviations from the mean over all candidates, under the contracts they take.

    Differences from one of the reports are summed, so that it is exact if all are alike.
    """
    setting = seats.setting
    centre = report[0, 0]
    mean, values, weights = 0.0, [], []
    for kind, share in enumerate(setting.drawn):
        rows = slice(kind * setting.contracts, (kind + 1) * setting.contracts)
        ability, mass = abilities(setting.ability[rows.start], setting.ability_sd[rows.start])
        at = np.array([np.interp(ability, setting.theta, row) for row in report[rows]])
        if setting.contracts > 1:
            worth = [np.interp(ability, setting.theta, row) for row in seats.choice[rows]]
            at = np.take_along_axis(at, np.argmax(worth, axis=0)[None], axis=0)
        values.append(at[0] - centre)
        weights.append(share * mass / mass.sum())
        mean += float(weights[-1] @ values[-1])
    variance = sum(float(w @ (x - mean) ** 2) for w, x in zip(weights, values, strict=True))
    spread = float(np.sqrt(variance))
    found: Floats = (report - centre - mean) / (spread if spread > 0.0 else 1.0)
    return found
