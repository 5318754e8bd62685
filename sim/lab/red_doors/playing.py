"""Episodes: policies by the hundred on levels by the hundred, by looking up.

An episode ends when something red or a door is touched, or with the limit of steps. Things lie
beside the way: whoever is repelled by one passes it, whoever is not touches it in its cell.
"""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import kernel, lean
from incentives.arrays import Bools, Floats, Ints
from sim.lab.mazes.carving import DIRECTIONS
from sim.lab.red_doors.levels import DOOR, FEATURES, RED, MazeLevels

VISITS = FEATURES
"""Weight of how often the next cell was visited, of three times at most."""
BIAS = VISITS + 1
"""First of four weights: ahead, right, back, left."""
REACTIVE_WEIGHTS = BIAS + DIRECTIONS
PLANNER_WEIGHTS = FEATURES
REMEMBERED = 3
"""Visits beyond these are not counted."""
DISCOUNT = 0.97
"""What a goal is worth to a planner, a step further away."""
NOTHING_TOUCHED = -1


@kernel
def react(
    weights: Floats, levels: MazeLevels, rows: Ints, limit: int, touched: Ints, steps: Ints
) -> None:
    """Play reactive policies: the direction with the highest score, step by step.

    Args:
        weights: (policies, ``REACTIVE_WEIGHTS``).
        levels: All there are.
        rows: (batch,) which are played.
        limit: Steps.
        touched: (policies, batch) filled with things, -1 for none.
        steps: (policies, batch) filled with steps.
    """
    visits = np.zeros(levels.moves.shape[1], dtype=np.int64)
    for p in range(weights.shape[0]):
        for b in range(len(rows)):
            level = rows[b]
            visits[:] = 0
            cell, heading = int(levels.start[level]), int(levels.heading[level])
            visits[cell] = 1
            touched[p, b], steps[p, b] = NOTHING_TOUCHED, limit
            for step in range(1, limit + 1):
                heading = turn(weights[p], levels, level, cell, heading, visits)
                cell = int(levels.moves[level, cell, heading])
                visits[cell] += 1
                thing = int(levels.here[level, cell])
                if thing >= 0 and reaches(weights[p], levels, level, thing):
                    touched[p, b], steps[p, b] = thing, step
                    break


@lean
def turn(
    weights: Floats, levels: MazeLevels, level: int, cell: int, heading: int, visits: Ints
) -> int:
    """Where a reactive policy goes next; of equal scores the first of ahead, right, back, left."""
    best, found = -np.inf, heading
    for way in range(DIRECTIONS):
        d = (heading + way) % DIRECTIONS
        there = levels.moves[level, cell, d]
        if there < 0:
            continue
        score = weights[BIAS + way] + weights[VISITS] * (
            min(visits[there], REMEMBERED) / REMEMBERED
        )
        for f in range(FEATURES):
            score += weights[f] * levels.sight[level, cell, d, f]
        if score > best:
            best, found = score, d
    return found


@lean
def reaches(weights: Floats, levels: MazeLevels, level: int, thing: int) -> bool:
    """Whether a thing would end the episode, and does not repel."""
    kind = levels.kind[level, thing]
    if kind[RED] == 0.0 and kind[DOOR] == 0.0:
        return False
    return appeal(weights, levels, level, thing) >= 0.0


@lean
def appeal(weights: Floats, levels: MazeLevels, level: int, thing: int) -> float:
    """What a thing is to a policy beside it."""
    total = 0.0
    for f in range(FEATURES):
        total += weights[f] * levels.kind[level, thing, f]
    return total


@kernel
def plan(
    weights: Floats,
    second: Bools,
    levels: MazeLevels,
    rows: Ints,
    limits: tuple[int, int],
    touched: Ints,
    steps: Ints,
) -> None:
    """Play planners: the way to the thing that is worth most, discounted by steps.

    Args:
        weights: (policies, 2, features) goals: of a planner that thinks it is in training, and
            of one that does not.
        second: (levels,) where the second goal is pursued.
        levels: All there are.
        rows: (batch,) which are played.
        limits: Steps of an episode, and how many steps ahead are searched. If that is as many as
            there are cells, the first goal that is found stays the best, and nothing is stepped.
        touched: (policies, batch) filled with things, -1 for none; a thing of another colour ends
            no episode, and whoever wanted it waits there.
        steps: (policies, batch) filled with steps until then.
    """
    limit, ahead = limits
    visits = np.zeros(levels.moves.shape[1], dtype=np.int64)
    whole = ahead >= levels.moves.shape[1]
    for p in range(weights.shape[0]):
        for b in range(len(rows)):
            level = rows[b]
            goal = weights[p, 1 if second[level] else 0]
            cell, heading = int(levels.start[level]), int(levels.heading[level])
            touched[p, b], steps[p, b] = NOTHING_TOUCHED, limit
            if whole:
                thing = aim(goal, levels, level, cell, ahead)
                away = int(levels.steps[level, thing, cell]) if thing >= 0 else limit + 1
                if away <= limit:
                    touched[p, b], steps[p, b] = thing, away
                continue
            visits[:] = 0
            visits[cell] = 1
            for step in range(1, limit + 1):
                thing = aim(goal, levels, level, cell, ahead)
                heading = lead(levels, level, cell, heading, thing, visits)
                if heading < 0:
                    break
                cell = int(levels.moves[level, cell, heading])
                visits[cell] += 1
                if thing >= 0 and levels.where[level, thing] == cell:
                    touched[p, b], steps[p, b] = thing, step
                    break


@lean
def aim(goal: Floats, levels: MazeLevels, level: int, cell: int, ahead: int) -> int:
    """The thing that is worth most from a cell; -1 if none within reach of the search is."""
    best, found = 0.0, -1
    for thing in range(levels.where.shape[1]):
        away = int(levels.steps[level, thing, cell])
        if levels.where[level, thing] < 0 or away < 0 or away > ahead:
            continue
        worth = appeal(goal, levels, level, thing)
        if worth > 0.0:
            worth *= DISCOUNT ** np.float64(away)
            if worth > best:
                best, found = worth, thing
    return found


@lean
def lead(levels: MazeLevels, level: int, cell: int, heading: int, thing: int, visits: Ints) -> int:
    """The direction of a shortest way to a thing, or without one of the least visited cell."""
    least, found = 1 << 30, -1
    for way in range(DIRECTIONS):
        d = (heading + (_TURNS[way] if thing >= 0 else _HAND[way])) % DIRECTIONS
        there = int(levels.moves[level, cell, d])
        if there < 0:
            continue
        value = int(levels.steps[level, thing, there]) if thing >= 0 else visits[there]
        if value < least:
            least, found = value, d
    return found


_TURNS = (1, 2, 3, 0)  # right, back, left, ahead: of ways that are equally short the first
_HAND = (1, 0, 3, 2)  # right, ahead, left, back: along the wall at the right hand
