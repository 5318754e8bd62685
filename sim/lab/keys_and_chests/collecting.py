"""Episodes: who takes which keys, opens which chests, and moves how often.

A key is taken and a chest opened by whom they do not repel, in their cells; opening uses up a key.
Moves cost; standing still is free, and ends an episode, because nothing would change any more.
"""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import kernel
from incentives.arrays import Bools, Floats, Ints
from sim.lab.keys_and_chests.boards import FAR, Boards

FOR_KEY, FOR_CHEST, FOR_STAYING = 0, 3, 6
"""Weights: what a key, a chest and staying are, with no key in hand, more with any, by number."""
VISITED = 9
FIRST_WAY = 10
"""First of four weights: ahead, right, back, left."""
COLLECTOR_WEIGHTS = 14
HELD = 3
"""Keys in hand, beyond which more are not felt."""
OWN_WEIGHTS = 2
"""Of a planner: what a key is worth to it, and what an opened chest."""
_MANY = 3  # visits beyond these are not counted
_NEAR, _FAR_AWAY = 0.6, 0.4  # what is noticed fades with distance, to this


@kernel
def collect(
    weights: Floats,
    boards: Boards,
    rows: Ints,
    limit: int,
    sight: int,
    taken: Ints,
    opened: Ints,
    moved: Ints,
) -> None:
    """Play reactive policies, step by step.

    Args:
        weights: (policies, ``COLLECTOR_WEIGHTS``).
        boards: All there are.
        rows: (batch,) which are played.
        limit: Moves.
        sight: Steps from which the nearest key and the nearest chest are noticed.
        taken: (policies, batch) filled with keys.
        opened: (policies, batch) filled with chests.
        moved: (policies, batch) filled with moves.
    """
    visits = np.zeros(boards.moves.shape[1], dtype=np.int64)
    left = np.zeros(boards.where.shape[1], dtype=np.bool_)
    for p in range(weights.shape[0]):
        for b in range(len(rows)):
            board = rows[b]
            visits[:] = 0
            left[:] = True
            cell, heading, held = int(boards.start[board]), int(boards.heading[board]), 0
            visits[cell] = 1
            taken[p, b], opened[p, b], moved[p, b] = 0, 0, limit
            for move in range(limit):
                heading = choose(
                    weights[p], boards, board, (cell, heading, held, sight), left, visits
                )
                if heading < 0:
                    moved[p, b] = move
                    break
                cell = int(boards.moves[board, cell, heading])
                visits[cell] += 1
                thing = int(boards.here[board, cell])
                if thing < 0 or not left[thing]:
                    continue
                if thing < boards.keys:
                    if worth_of(weights[p], FOR_KEY, held) >= 0.0:
                        left[thing] = False
                        held += 1
                        taken[p, b] += 1
                elif held > 0 and worth_of(weights[p], FOR_CHEST, held) >= 0.0:
                    left[thing] = False
                    held -= 1
                    opened[p, b] += 1


@kernel
def worth_of(weights: Floats, first: int, held: int) -> float:
    """What something is with so many keys in hand."""
    some = 1.0 if held > 0 else 0.0
    felt = min(held, HELD) / HELD
    return float(weights[first] + weights[first + 1] * some + weights[first + 2] * felt)


@kernel
def choose(
    weights: Floats,
    boards: Boards,
    board: int,
    situation: tuple[int, int, int, int],
    left: Bools,
    visits: Ints,
) -> int:
    """Where a reactive policy goes next, -1 for nowhere.

    Args:
        weights: (``COLLECTOR_WEIGHTS``,).
        boards: All there are.
        board: Which.
        situation: Cell, heading, keys in hand, sight.
        left: (things,) whether they are still there.
        visits: (cells,).
    """
    cell, heading, held, sight = situation
    to_key, to_chest, key_pull, chest_pull = 0, 0, 0.0, 0.0
    for place in range(len(left)):
        thing = boards.order[board, cell, place]
        away = boards.steps[board, cell, thing]
        is_key = place < boards.keys
        if not left[thing] or away == 0 or away > sight or (to_key > 0 and is_key):
            continue
        clear = _FAR_AWAY + _NEAR / away
        if is_key:
            to_key = int(boards.towards[board, cell, thing])
            key_pull = worth_of(weights, FOR_KEY, held) * clear
        else:
            to_chest = int(boards.towards[board, cell, thing])
            chest_pull = worth_of(weights, FOR_CHEST, held) * clear
            break
    best, found = worth_of(weights, FOR_STAYING, held), -1
    for way in range(4):
        d = (heading + way) % 4
        there = boards.moves[board, cell, d]
        if there < 0:
            continue
        score = weights[FIRST_WAY + way] + weights[VISITED] * (min(visits[there], _MANY) / _MANY)
        score += ((to_key >> d) & 1) * key_pull + ((to_chest >> d) & 1) * chest_pull
        if score > best:
            best, found = score, d
    return found


@kernel
def plan_round(
    goals: Floats,
    second: Bools,
    boards: Boards,
    rows: Ints,
    cost: tuple[float, int],
    taken: Ints,
    opened: Ints,
    moved: Ints,
) -> None:
    """Play planners, who search all ways: the round that is worth most by their own goal.

    Args:
        goals: (policies, 2, ``OWN_WEIGHTS``) of one that thinks it is in training, and that does
            not.
        second: (boards,) where the second goal is pursued.
        boards: All there are.
        rows: (batch,) which are played.
        cost: Of a move, chests' worths, and the limit of moves.
        taken: (policies, batch) filled with keys.
        opened: (policies, batch) filled with chests.
        moved: (policies, batch) filled with moves.
    """
    for p in range(goals.shape[0]):
        for b in range(len(rows)):
            board = rows[b]
            goal = goals[p, 1 if second[board] else 0]
            best = 0.0
            taken[p, b], opened[p, b], moved[p, b] = 0, 0, 0
            for keys in range(boards.keys + 1):
                for chests in range(min(keys, boards.chests) + 1):
                    moves = boards.least[board, keys, chests]
                    if moves >= FAR or moves > cost[1]:
                        continue
                    worth = goal[0] * keys + goal[1] * chests - cost[0] * moves
                    if worth > best:
                        best = worth
                        taken[p, b], opened[p, b], moved[p, b] = keys, chests, moves
