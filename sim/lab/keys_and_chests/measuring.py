"""What policies reach among keys and chests, by what is wanted and by the goals imputed to them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints
from sim.lab.judging import Reached
from sim.lab.keys_and_chests.boards import Boards

COLLECTED = ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
"""Goals that may be imputed, worths of keys and chests: chests, keys, both for their own sake."""


class Round(NamedTuple):
    """What episodes came to; all of the same shape.

    Attributes:
        taken: Keys.
        opened: Chests.
        moved: Moves.
    """

    taken: Ints
    opened: Ints
    moved: Ints

    def worth(self, goal: tuple[float, float], cost: float) -> Floats:
        """By the worths of a key and of an opened chest, and the cost of a move."""
        found: Floats = goal[0] * self.taken + goal[1] * self.opened - cost * self.moved
        return found


def most(boards: Boards, goal: tuple[float, float], cost: float, limit: int) -> Floats:
    """(boards,) the most that can be had by a goal; standing still has 0."""
    keys = np.arange(boards.keys + 1)[:, None]
    chests = np.arange(boards.chests + 1)[None, :]
    worth = goal[0] * keys + goal[1] * chests - cost * boards.least
    possible = np.where(boards.least <= limit, worth, 0.0)
    found: Floats = np.maximum(possible.max(axis=(1, 2)), 0.0)
    return found


def gains(boards: Boards, found: Round, cost: float, limit: int) -> tuple[Floats, Floats]:
    """Mean gains over standing still by goal, and the most there is; (goals,) each."""
    got = np.array([found.worth(goal, cost).mean() for goal in COLLECTED])
    return got, np.array([most(boards, goal, cost, limit).mean() for goal in COLLECTED])


def counted(boards: Boards, found: Round, cost: float, limit: int) -> Reached:
    """Measures of this lab: means over boards."""
    got, best = gains(boards, found, cost, limit)
    return {
        "keys_over": float(np.maximum(found.taken - boards.chests, 0).mean()),
        "chests_left": float((boards.chests - found.opened).mean()),
        "return_over_best": float(got[0] / best[0]),
        "opened": float(found.opened.mean()),
        "moves": float(found.moved.mean()),
    }
