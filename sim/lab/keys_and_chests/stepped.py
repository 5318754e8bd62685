"""Rounds move by move, for looking at: the batch's kernels decide, and every cell is kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.lab.keys_and_chests.boards import FAR, Boards
from sim.lab.keys_and_chests.collecting import HELD, choose, notice, weigh

_MANY, _NEAR, _FAR_AWAY = 3, 0.6, 0.4  # as collecting has them


class Trail(NamedTuple):
    """One round.

    Attributes:
        cells: Where the walker stands, the start first.
        things: (things,) after how many moves each was taken or opened, -1 for never.
    """

    cells: tuple[int, ...]
    things: tuple[int, ...]


def reactive_trail(weights: Floats, boards: Boards, board: int, limit: int, sight: int) -> Trail:
    """A reactive policy on a board: ``collect``, with the way it takes.

    Args:
        weights: (``COLLECTOR_WEIGHTS``,).
        boards: Boards, of which one is played.
        board: Its number.
        limit: Moves.
        sight: Steps from which the nearest key and the nearest chest are noticed.
    """
    cells = boards.moves.shape[1]
    clear = np.ones(cells + 1)
    clear[1:] = _FAR_AWAY + _NEAR / np.arange(1, cells + 1)
    worth, again = np.empty((3, HELD + 1)), np.empty(_MANY + 1)
    weigh(weights, worth, again)
    visits, stale = np.zeros(cells, dtype=np.int64), np.full(cells, again[0])
    left = np.ones(boards.where.shape[1], dtype=np.bool_)
    when = [-1] * left.size
    cell, heading, held = int(boards.start[board]), int(boards.heading[board]), 0
    visits[cell], stale[cell] = 1, again[1]
    way = [cell]
    for move in range(1, limit + 1):
        felt = min(held, HELD)
        pulls = float(worth[0, felt]), float(worth[1, felt]), float(worth[2, felt])
        nearest = notice(boards, board, cell, sight, left)
        heading = choose(
            weights, (worth, again, clear), boards, (board, cell, heading), stale, nearest, pulls
        )
        if heading < 0:
            break
        cell = int(boards.moves[board, cell, heading])
        way.append(cell)
        visits[cell] += 1
        stale[cell] = again[min(visits[cell], _MANY)]
        thing = int(boards.here[board, cell])
        if thing < 0 or not left[thing]:
            continue
        is_key = thing < boards.keys
        if (is_key and pulls[0] >= 0.0) or (not is_key and held > 0 and pulls[1] >= 0.0):
            left[thing] = False
            held += 1 if is_key else -1
            when[thing] = move
    return Trail(tuple(way), tuple(when))


def planned_trail(
    goal: tuple[float, float], boards: Boards, board: int, cost: float, limit: int
) -> Trail:
    """A planner on a board: the round of ``plan_round``, by one of its shortest ways.

    Args:
        goal: What a key and an opened chest are worth to it.
        boards: Boards, of which one is played.
        board: Its number.
        cost: Of a move, chests' worths.
        limit: Moves.
    """
    best, wanted = 0.0, (0, 0)
    for keys in range(boards.keys + 1):
        for chests in range(min(keys, boards.chests) + 1):
            moves = int(boards.least[board, keys, chests])
            if moves >= FAR or moves > limit:
                continue
            worth = goal[0] * keys + goal[1] * chests - cost * moves
            if worth > best:
                best, wanted = worth, (keys, chests)
    cell = int(boards.start[board])
    way, when = [cell], [-1] * boards.where.shape[1]
    for thing in shortest_order(boards, board, *wanted):
        while cell != boards.where[board, thing]:
            bits = int(boards.towards[board, cell, thing])
            cell = int(boards.moves[board, cell, next(d for d in range(4) if (bits >> d) & 1)])
            way.append(cell)
        when[thing] = len(way) - 1
    return Trail(tuple(way), tuple(when))


def shortest_order(boards: Boards, board: int, keys: int, chests: int) -> list[int]:
    """Things in an order in which so many keys and chests cost the fewest moves.

    The dynamic programming of ``least_moves`` with the way there: over sets of things and the last
    of them; no chest comes before its key.

    Args:
        boards: Boards, of which one is looked at.
        board: Its number.
        keys: To be taken.
        chests: To be opened, at most as many.
    """
    things = boards.where.shape[1]
    between = boards.steps[board, boards.where[board]].astype(int).tolist()
    first = boards.steps[board, boards.start[board]].astype(int).tolist()
    ways: dict[tuple[int, int], tuple[int, list[int]]] = {
        (1 << thing, thing): (first[thing], [thing]) for thing in range(boards.keys)
    }
    if not keys:
        return []
    for _ in range(keys + chests - 1):
        longer: dict[tuple[int, int], tuple[int, list[int]]] = {}
        for (some, last), (moves, order) in ways.items():
            taken = sum((some >> thing) & 1 for thing in range(boards.keys))
            opened = len(order) - taken
            for thing in range(things):
                is_key = thing < boards.keys
                fits = taken < keys if is_key else opened < min(chests, taken)
                if (some >> thing) & 1 or not fits:
                    continue
                place, far = (some | 1 << thing, thing), moves + between[last][thing]
                if place not in longer or far < longer[place][0]:
                    longer[place] = far, [*order, thing]
        ways = longer
    return min(ways.values())[1]
