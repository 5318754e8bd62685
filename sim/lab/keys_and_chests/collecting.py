"""Episodes: who takes which keys, opens which chests, and moves how often.

A key is taken and a chest opened by whom they do not repel, in their cells; opening uses up a key.
Moves cost; standing still is free, and ends an episode, because nothing would change any more.
"""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import kernel, lean
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
    cells = boards.moves.shape[1]
    clear = np.ones(cells + 1)
    clear[1:] = _FAR_AWAY + _NEAR / np.arange(1, cells + 1)
    known = np.empty((3, HELD + 1)), np.empty(_MANY + 1), clear
    visits, stale = np.empty(cells, dtype=np.int64), np.empty(cells)
    left = np.empty(boards.where.shape[1], dtype=np.bool_)
    for p in range(len(weights)):
        found = taken[p], opened[p], moved[p]
        play(weights[p], boards, rows, (limit, sight), known, (visits, stale), left, found)


@lean
def play(
    weights: Floats,
    boards: Boards,
    rows: Ints,
    bounds: tuple[int, int],
    known: tuple[Floats, Floats, Floats],
    places: tuple[Ints, Floats],
    left: Bools,
    found: tuple[Ints, Ints, Ints],
) -> None:
    """Play one reactive policy.

    Args:
        weights: (``COLLECTOR_WEIGHTS``,).
        boards: All there are.
        rows: (batch,) which are played.
        bounds: Limit of moves, and sight.
        known: (3, ``HELD`` + 1) and (visits,) that are filled: what keys, chests and staying are by
            keys in hand, and a cell by visits; how clear things are by steps to them.
        places: (cells,) each, workspace: visits of a cell, and what it is for them.
        left: (things,) workspace: whether they are still there.
        found: (batch,) each, filled with keys, chests and moves.
    """
    worth, again, _ = known
    visits, stale = places
    taken, opened, moved = found
    weigh(weights, worth, again)
    limit, sight = bounds
    for b in range(len(rows)):
        board = rows[b]
        for place in range(len(visits)):
            visits[place] = 0
            stale[place] = again[0]
        for place in range(len(left)):
            left[place] = True
        cell, heading, held = int(boards.start[board]), int(boards.heading[board]), 0
        visits[cell] = 1
        stale[cell] = again[1]
        taken[b], opened[b], moved[b] = 0, 0, limit
        for move in range(limit):
            felt = min(held, HELD)
            pulls = worth[0, felt], worth[1, felt], worth[2, felt]
            nearest = notice(boards, board, cell, sight, left)
            heading = choose(weights, known, boards, (board, cell, heading), stale, nearest, pulls)
            if heading < 0:
                moved[b] = move
                break
            cell = int(boards.moves[board, cell, heading])
            visits[cell] += 1
            stale[cell] = again[min(visits[cell], _MANY)]
            thing = int(boards.here[board, cell])
            if thing < 0 or not left[thing]:
                continue
            if thing < boards.keys:
                if pulls[0] >= 0.0:
                    left[thing] = False
                    held += 1
                    taken[b] += 1
            elif held > 0 and pulls[1] >= 0.0:
                left[thing] = False
                held -= 1
                opened[b] += 1


@lean
def weigh(weights: Floats, worth: Floats, again: Floats) -> None:
    """Fill in what keys, chests and staying are by keys in hand, and a cell by visits."""
    for held in range(HELD + 1):
        some, felt = (1.0 if held > 0 else 0.0), held / HELD
        worth[0, held] = (
            weights[FOR_KEY] + weights[FOR_KEY + 1] * some + weights[FOR_KEY + 2] * felt
        )
        worth[1, held] = (
            weights[FOR_CHEST] + weights[FOR_CHEST + 1] * some + weights[FOR_CHEST + 2] * felt
        )
        worth[2, held] = (
            weights[FOR_STAYING] + weights[FOR_STAYING + 1] * some + weights[FOR_STAYING + 2] * felt
        )
    for visits in range(_MANY + 1):
        again[visits] = weights[VISITED] * (visits / _MANY)


@lean
def notice(boards: Boards, board: int, cell: int, sight: int, left: Bools) -> tuple[int, int]:
    """The nearest key and the nearest chest in sight of those that are left, -1 for none."""
    key, chest = -1, -1
    for place in range(boards.keys):
        thing = int(boards.order[board, cell, place])
        away = boards.steps[board, cell, thing]
        if away > sight:
            break
        if left[thing] and away > 0:
            key = thing
            break
    for place in range(boards.keys, len(left)):
        thing = int(boards.order[board, cell, place])
        away = boards.steps[board, cell, thing]
        if away > sight:
            break
        if left[thing] and away > 0:
            chest = thing
            break
    return key, chest


@lean
def choose(
    weights: Floats,
    known: tuple[Floats, Floats, Floats],
    boards: Boards,
    situation: tuple[int, int, int],
    stale: Floats,
    nearest: tuple[int, int],
    pulls: tuple[float, float, float],
) -> int:
    """Where a reactive policy goes next, -1 for nowhere.

    Args:
        weights: (``COLLECTOR_WEIGHTS``,).
        known: As of ``play``.
        boards: All there are.
        situation: Board, cell, heading.
        stale: (cells,) what they are for their visits.
        nearest: Key and chest that are noticed, -1 for none.
        pulls: What a key, a chest and staying are.
    """
    clear = known[2]
    board, cell, heading = situation
    key, chest = nearest
    to_key, to_chest, key_pull, chest_pull = 0, 0, 0.0, 0.0
    if key >= 0:
        to_key = int(boards.towards[board, cell, key])
        key_pull = pulls[0] * clear[boards.steps[board, cell, key]]
    if chest >= 0:
        to_chest = int(boards.towards[board, cell, chest])
        chest_pull = pulls[1] * clear[boards.steps[board, cell, chest]]
    best, found = pulls[2], -1
    for way in range(4):
        d = (heading + way) & 3
        there = boards.moves[board, cell, d]
        score = weights[FIRST_WAY + way] + stale[max(there, 0)]
        score += ((to_key >> d) & 1) * key_pull + ((to_chest >> d) & 1) * chest_pull
        better = (there >= 0) & (score > best)  # no branch: half of them go the other way
        best, found = (score if better else best), (d if better else found)
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
