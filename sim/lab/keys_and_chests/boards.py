"""Boards: a maze each, with keys and chests, and the least moves to any number of both."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import kernel
from incentives.arrays import Floats, Ints
from sim.lab.mazes.carving import CellNumbers, carve, put, uniforms_needed

MOST_THINGS = 12
"""On a board: the exact best goes through all sets of them."""
FAR = 20_000
"""Moves that nobody makes: in place of what cannot be done."""


class Boards(NamedTuple):
    """Boards of one size, with as many keys and chests each; the first things are the keys.

    Attributes:
        size: CellNumbers a side.
        keys: On each.
        chests: On each.
        moves: (boards, cells, 4) where steps lead, -1 for walls.
        start: (boards,) cells.
        heading: (boards,) directions at the start.
        where: (boards, things) cells.
        steps: (boards, cells, things) least steps to each thing.
        towards: (boards, cells, things) directions that shorten the way to it, a bit each.
        order: (boards, cells, things) keys, the nearest first, then chests, the nearest first.
        here: (boards, cells) the thing in a cell, -1 for none.
        least: (boards, keys + 1, chests + 1) least moves to take so many keys and open so many
            chests, ``FAR`` where that cannot be done.
        unwatched: (boards,) uniforms: a policy that knows how it is watched with some chance
            notices it where these are below that chance.
    """

    size: int
    keys: int
    chests: int
    moves: CellNumbers
    start: CellNumbers
    heading: CellNumbers
    where: CellNumbers
    steps: CellNumbers
    towards: CellNumbers
    order: CellNumbers
    here: CellNumbers
    least: Ints
    unwatched: Floats


class BoardRules(NamedTuple):
    """How boards are drawn: cells a side, chance of open walls, keys and chests."""

    size: int
    loops: float
    keys: int
    chests: int


def draw_boards(rules: BoardRules, count: int, rng: np.random.Generator) -> Boards:
    """Boards by rules; equal generators give equal boards."""
    cells, things = rules.size**2, rules.keys + rules.chests
    moves = carve(rules.size, rules.loops, rng.random((count, uniforms_needed(rules.size))))
    start = np.zeros(count, dtype=np.int16)
    where = np.zeros((count, things), dtype=np.int16)
    steps = np.zeros((count, things, cells), dtype=np.int16)
    put(moves, start, 1, rng.random((count, 1 + things)), where, steps)
    here = np.full((count, cells), -1, dtype=np.int16)
    rows = np.arange(count)
    for thing in range(things):
        here[rows, where[:, thing]] = thing
    least = np.full((count, rules.keys + 1, rules.chests + 1), FAR, dtype=np.int64)
    least_moves(start, where, steps, rules.keys, least)
    heading = rng.integers(4, size=count).astype(np.int16)
    away = np.ascontiguousarray(steps.transpose(0, 2, 1))
    towards, order = np.zeros_like(away), np.zeros_like(away)
    look_around(moves, away, rules.keys, towards, order)
    return Boards(
        rules.size,
        rules.keys,
        rules.chests,
        moves,
        start,
        heading,
        where,
        away,
        towards,
        order,
        here,
        least,
        rng.random(count),
    )


@kernel
def look_around(
    moves: CellNumbers, steps: CellNumbers, keys: int, towards: CellNumbers, order: CellNumbers
) -> None:
    """Fill in directions to things, and which are nearest; of equally near ones the first."""
    things = steps.shape[2]
    for board in range(steps.shape[0]):
        for cell in range(steps.shape[1]):
            if steps[board, cell, 0] < 0:
                continue
            for thing in range(things):
                away = steps[board, cell, thing]
                for d in range(4):
                    there = moves[board, cell, d]
                    if there >= 0 and steps[board, there, thing] < away:
                        towards[board, cell, thing] |= 1 << d
                place = thing
                first = 0 if thing < keys else keys
                while place > first:
                    before = order[board, cell, place - 1]
                    if steps[board, cell, before] <= away:
                        break
                    order[board, cell, place] = before
                    place -= 1
                order[board, cell, place] = thing


@kernel
def least_moves(
    start: CellNumbers, where: CellNumbers, steps: CellNumbers, keys: int, least: Ints
) -> None:
    """Fill ``least``, exactly: dynamic programming over sets of things and the last of them.

    A chest can come next only if more keys were taken than chests opened before; keys and chests
    that are passed by stay where they are (Held and Karp 1962, A dynamic programming approach to
    sequencing problems, with an order that keys impose).

    Args:
        start: (boards,) cells.
        where: (boards, things).
        steps: (boards, things, cells).
        keys: How many of the things are keys.
        least: (boards, keys + 1, chests + 1).
    """
    things = where.shape[1]
    sets = 1 << things
    between = np.zeros((things, things), dtype=np.int64)
    way = np.zeros((sets, things), dtype=np.int64)
    taken = np.zeros(sets, dtype=np.int64)
    for some in range(sets):
        for thing in range(keys):
            taken[some] += (some >> thing) & 1
    opened = np.zeros(sets, dtype=np.int64)
    for some in range(sets):
        for thing in range(keys, things):
            opened[some] += (some >> thing) & 1
    for board in range(len(start)):
        for a in range(things):
            for b in range(things):
                between[a, b] = steps[board, b, where[board, a]]
        way[:] = FAR
        for thing in range(keys):
            way[1 << thing, thing] = steps[board, thing, start[board]]
        least[board, 0, 0] = 0
        for some in range(1, sets):
            if opened[some] > taken[some]:
                continue
            shortest = FAR
            for last in range(things):
                so_far = way[some, last]
                if so_far >= FAR:
                    continue
                shortest = min(shortest, so_far)
                for following in range(things):
                    if (some >> following) & 1:
                        continue
                    if following >= keys and opened[some] >= taken[some]:
                        continue
                    other = some | (1 << following)
                    moves = so_far + between[last, following]
                    if moves < way[other, following]:
                        way[other, following] = moves
            if shortest < least[board, taken[some], opened[some]]:
                least[board, taken[some], opened[some]] = shortest
