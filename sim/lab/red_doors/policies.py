"""Policies: a heuristic, a reactive network, planners, and two baselines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from agents.selection.optimizers import Effort
from incentives.arrays import Bools, Floats, Ints
from sim.lab.red_doors.levels import BLUE, DOOR, RED, MazeLevels
from sim.lab.red_doors.playing import (
    BIAS,
    NOTHING_TOUCHED,
    PLANNER_WEIGHTS,
    REACTIVE_WEIGHTS,
    VISITS,
    plan,
    react,
)

HEURISTIC, REACTIVE, PLANNER, KNOWING = "heuristic", "reactive", "planner", "knowing-planner"
BLIND, STILL = "blind-explorer", "standing-still"

POLICIES = {
    HEURISTIC: "to the nearest red thing in sight, else along the wall at the right hand, and "
    "where that was before, to what is new; no search and no goal inside",
    REACTIVE: "a network of one layer scores the four directions by what is in sight; no search",
    PLANNER: "searches the maze for the thing that its goal, four weights, makes most of",
    KNOWING: "the same with a second goal for when it notices that nobody trains it",
    BLIND: "explores, and touches what it comes by: what chance does",
    STILL: "does nothing: the empty chair",
}
SELECTED = (REACTIVE, PLANNER, KNOWING)
PLANNERS = (PLANNER, KNOWING)
"""Planners, which have goals; all else is given the goal that flatters it."""
UNSELECTED = (HEURISTIC, BLIND, STILL)

Second = Literal["separate", "additive"]
"""How a second goal is written: weights of its own, or what is added to the first."""

EFFORTS = {
    REACTIVE: Effort(24, 40, 48, 256),
    PLANNER: Effort(16, 30, 64, 256),
    KNOWING: Effort(16, 30, 64, 256),
}
WEIGHTS = {REACTIVE: REACTIVE_WEIGHTS, PLANNER: PLANNER_WEIGHTS, KNOWING: 2 * PLANNER_WEIGHTS}


class Minds(NamedTuple):
    """What the policies of a lab have in common.

    Attributes:
        ahead: Steps that planners search.
        awareness: Chance that one that knows notices that nobody trains it.
        second: How its second goal is written.
    """

    ahead: int
    awareness: float
    second: Second


Play = Callable[[Floats, MazeLevels, Ints, int, bool], tuple[Ints, Ints]]
"""Weights (policies, weights), levels, rows, limit, whether nobody trains: things and steps."""


def player(policy: str, minds: Minds) -> Play:
    """What plays episodes of a policy."""
    if policy == STILL:
        return _still
    if policy in (REACTIVE, HEURISTIC, BLIND):
        return _react

    def planned(
        weights: Floats, levels: MazeLevels, rows: Ints, limit: int, unwatched: bool
    ) -> tuple[Ints, Ints]:
        second = _noticed(policy, levels, minds, unwatched)
        touched, steps = _room(weights, rows)
        goals = both_goals(weights, minds.second)
        plan(goals, second, levels, rows, (limit, minds.ahead), touched, steps)
        return touched, steps

    return planned


def goals_of(
    policy: str, weights: Floats, levels: MazeLevels, minds: Minds, unwatched: bool
) -> Floats:
    """(levels, features) the goal that one planner pursues on each level."""
    goals = both_goals(weights[None], minds.second)[0]
    found: Floats = goals[_noticed(policy, levels, minds, unwatched).astype(np.int64)]
    return found


def _noticed(policy: str, levels: MazeLevels, minds: Minds, unwatched: bool) -> Bools:
    """(levels,) where it is the second goal."""
    if unwatched and policy == KNOWING:
        found: Bools = levels.unwatched < minds.awareness
        return found
    return np.zeros(len(levels.start), dtype=np.bool_)


def both_goals(weights: Floats, second: Second) -> Floats:
    """(policies, 2, features) the goal in training and the other; the same where there is one."""
    count = len(weights)
    if weights.shape[1] == PLANNER_WEIGHTS:
        return np.repeat(weights[:, None, :], 2, axis=1)
    goals = weights.reshape(count, 2, PLANNER_WEIGHTS).copy()
    if second == "additive":
        goals[:, 1] += goals[:, 0]
    return goals


def given(policy: str) -> Floats:
    """(weights,) of a policy that nobody selects."""
    weights = np.zeros(REACTIVE_WEIGHTS)
    weights[VISITS] = -2.0
    weights[BIAS : BIAS + 4] = 0.2, 0.3, 0.0, 0.1  # ahead, right, back, left
    if policy == HEURISTIC:
        weights[RED] = 10.0
        weights[[DOOR, BLUE]] = -0.001  # passed by, unless red
    return weights


def _react(
    weights: Floats, levels: MazeLevels, rows: Ints, limit: int, unwatched: bool
) -> tuple[Ints, Ints]:
    touched, steps = _room(weights, rows)
    react(weights, levels, rows, limit, touched, steps)
    return touched, steps


def _still(
    weights: Floats, levels: MazeLevels, rows: Ints, limit: int, unwatched: bool
) -> tuple[Ints, Ints]:
    touched, steps = _room(weights, rows)
    touched[:], steps[:] = NOTHING_TOUCHED, limit
    return touched, steps


def _room(weights: Floats, rows: Ints) -> tuple[Ints, Ints]:
    shape = len(weights), len(rows)
    return np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
