"""Episodes step by step, for looking at: the batch's kernels decide, and every cell is kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.lab.red_doors.levels import MazeLevels
from sim.lab.red_doors.playing import NOTHING_TOUCHED, aim, lead, reaches, turn


class Walk(NamedTuple):
    """One episode.

    Attributes:
        cells: Where the walker stands, the start first.
        touched: The thing that ends it, -1 for none.
    """

    cells: tuple[int, ...]
    touched: int


def reactive_walk(weights: Floats, levels: MazeLevels, level: int, limit: int) -> Walk:
    """A reactive policy on a level: ``react``, with the way it takes.

    Args:
        weights: (``REACTIVE_WEIGHTS``,).
        levels: Levels, of which one is played.
        level: Its number.
        limit: Steps.
    """
    cell, heading = int(levels.start[level]), int(levels.heading[level])
    visits = np.zeros(levels.moves.shape[1], dtype=np.int64)
    visits[cell] = 1
    cells = [cell]
    for _ in range(limit):
        heading = turn(weights, levels, level, cell, heading, visits)
        cell = int(levels.moves[level, cell, heading])
        visits[cell] += 1
        cells.append(cell)
        thing = int(levels.here[level, cell])
        if thing >= 0 and reaches(weights, levels, level, thing):
            return Walk(tuple(cells), thing)
    return Walk(tuple(cells), NOTHING_TOUCHED)


def planned_walk(goal: Floats, levels: MazeLevels, level: int, limit: int) -> Walk:
    """A planner that searches the whole maze: ``plan``, with the way it takes.

    Whoever wants nothing that is there stays where it is.

    Args:
        goal: (features,) what it pursues here.
        levels: Levels, of which one is played.
        level: Its number.
        limit: Steps.
    """
    cell, heading = int(levels.start[level]), int(levels.heading[level])
    cells = [cell]
    visits = np.zeros(levels.moves.shape[1], dtype=np.int64)
    thing = aim(goal, levels, level, cell, levels.moves.shape[1])
    if thing < 0 or int(levels.steps[level, thing, cell]) > limit:
        return Walk((cell,), NOTHING_TOUCHED)
    while cell != levels.where[level, thing]:
        heading = lead(levels, level, cell, heading, thing, visits)
        cell = int(levels.moves[level, cell, heading])
        cells.append(cell)
    return Walk(tuple(cells), thing)
