"""Mazes: carved by depth-first search, with some walls opened again, so that there are loops.

A maze has an odd number of cells a side; those with odd coordinates are rooms, and a passage is
the cell between two of them. Cells are numbered row by row. Directions: north, east, south, west.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.numerics.compile import kernel
from incentives.arrays import Floats

CellNumbers = npt.NDArray[np.int16]
"""Numbers of cells, or steps between them; -1 for none."""

DIRECTIONS = 4


def uniforms_needed(size: int) -> int:
    """How many uniforms one maze takes."""
    rooms = ((size - 1) // 2) ** 2
    return 4 * rooms


@kernel
def carve(size: int, loops: float, uniforms: Floats) -> CellNumbers:
    """(mazes, cells, 4) the cell that a step in each direction leads to, -1 for a wall.

    Args:
        size: CellNumbers a side, odd.
        loops: Chance that a wall between two rooms is opened after all.
        uniforms: (mazes, ``uniforms_needed``).
    """
    side = (size - 1) // 2
    count = uniforms.shape[0]
    found = np.full((count, size * size, 4), -1, dtype=np.int16)
    step = np.array([-size, 1, size, -1], dtype=np.int64)
    reached = np.zeros(side * side, dtype=np.bool_)
    stack = np.zeros(side * side, dtype=np.int64)
    ways = np.zeros(4, dtype=np.int64)
    for maze in range(count):
        used = 0
        reached[:] = False
        reached[0] = True
        stack[0] = 0
        depth = 1
        while depth > 0:
            room = stack[depth - 1]
            row, column = room // side, room % side
            free = 0
            for d in range(4):
                r = row + (d == 2) - (d == 0)
                c = column + (d == 1) - (d == 3)
                if 0 <= r < side and 0 <= c < side and not reached[r * side + c]:
                    ways[free] = d
                    free += 1
            if free == 0:
                depth -= 1
                continue
            d = ways[min(free - 1, int(uniforms[maze, used] * free))]
            used += 1
            _open(found[maze], (2 * row + 1) * size + 2 * column + 1, d, step)
            following = (row + (d == 2) - (d == 0)) * side + column + (d == 1) - (d == 3)
            reached[following] = True
            stack[depth] = following
            depth += 1
        for room in range(side * side):
            row, column = room // side, room % side
            cell = (2 * row + 1) * size + 2 * column + 1
            for d in (1, 2):
                inside = column + 1 < side if d == 1 else row + 1 < side
                if inside and found[maze, cell, d] < 0:
                    if uniforms[maze, used] < loops:
                        _open(found[maze], cell, d, step)
                    used += 1
    return found


@kernel
def _open(moves: CellNumbers, cell: int, d: int, step: npt.NDArray[np.int64]) -> None:
    """Make a passage from a room to the next one."""
    here = cell
    for _ in range(2):
        there = here + step[d]
        moves[here, d] = there
        moves[there, (d + 2) % 4] = here
        here = there


@kernel
def steps_from(moves: CellNumbers, source: int, out: CellNumbers) -> None:
    """Fill ``out`` (cells,) with the least steps from a cell; -1 where no way leads."""
    out[:] = -1
    queue = np.zeros(len(out), dtype=np.int16)
    out[source] = 0
    queue[0] = source
    first, last = 0, 1
    while first < last:
        here = queue[first]
        first += 1
        for d in range(4):
            there = moves[here, d]
            if there >= 0 and out[there] < 0:
                out[there] = out[here] + 1
                queue[last] = there
                last += 1


@kernel
def put(
    moves: CellNumbers,
    start: CellNumbers,
    apart: int,
    picks: Floats,
    where: CellNumbers,
    steps: CellNumbers,
) -> None:
    """Put things into open cells, at least some steps from the start, never two in one cell.

    Args:
        moves: (mazes, cells, 4).
        start: (mazes,) filled with a cell each.
        apart: Least steps from the start; where no cell is so far away, any other will do.
        picks: (mazes, 1 + things) uniforms.
        where: (mazes, things) filled with a cell each.
        steps: (mazes, things, cells) filled with steps to each thing.
    """
    count, cells = moves.shape[0], moves.shape[1]
    away = np.zeros(cells, dtype=np.int16)
    open_cells = np.zeros(cells, dtype=np.int16)
    for maze in range(count):
        free = 0
        for cell in range(cells):
            if max(moves[maze, cell].max(), -1) >= 0:
                open_cells[free] = cell
                free += 1
        start[maze] = open_cells[int(picks[maze, 0] * free)]
        steps_from(moves[maze], start[maze], away)
        for thing in range(where.shape[1]):
            place = int(picks[maze, 1 + thing] * free)
            for tried in range(2 * free):
                cell = open_cells[(place + tried) % free]
                taken = cell == start[maze] or (away[cell] < apart and tried < free)
                for other in range(thing):
                    taken = taken or where[maze, other] == cell
                if not taken:
                    break
            where[maze, thing] = cell
            steps_from(moves[maze], cell, steps[maze, thing])
