"""Mazes: all connected, no loops without loops, distances as breadth-first search has them."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from sim.lab.chance import generator
from sim.lab.mazes.carving import carve, put, steps_from, uniforms_needed


def mazes(size, loops, count=6):
    return carve(size, loops, generator(1, 0, "mazes").random((count, uniforms_needed(size))))


@pytest.mark.parametrize(("loops", "passages"), [(0.0, 24), (1.0, 40)])
def test_passages(loops, passages):
    """A tree of 25 rooms has 24, and with all walls open there are 2 * 5 * 4."""
    for moves in mazes(11, loops):
        cells = np.flatnonzero((moves >= 0).any(axis=1))
        between = [cell for cell in cells if (cell // 11 % 2, cell % 11 % 2) != (1, 1)]
        assert len(between) == passages
        assert len(cells) == 25 + passages
        for cell in cells:
            for d in range(4):
                there = moves[cell, d]
                assert there < 0 or moves[there, (d + 2) % 4] == cell


def test_steps_are_least():
    for moves in mazes(9, 0.4):
        source = int(np.flatnonzero((moves >= 0).any(axis=1))[3])
        found = np.zeros(81, dtype=np.int16)
        steps_from(moves, source, found)
        known, queue = {source: 0}, deque([source])
        while queue:
            here = queue.popleft()
            for there in moves[here]:
                if there >= 0 and int(there) not in known:
                    known[int(there)] = known[here] + 1
                    queue.append(int(there))
        assert {c: int(n) for c, n in enumerate(found) if n >= 0} == known
        assert len(known) == int((moves >= 0).any(axis=1).sum())


def test_things_lie_apart():
    moves = mazes(11, 0.3, 40)
    start = np.zeros(40, dtype=np.int16)
    where = np.zeros((40, 5), dtype=np.int16)
    steps = np.zeros((40, 5, 121), dtype=np.int16)
    put(moves, start, 3, generator(1, 0, "things").random((40, 6)), where, steps)
    rows = np.arange(40)
    for thing in range(5):
        assert (steps[rows, thing, start] >= 3).all()
        assert (steps[rows, thing, where[:, thing]] == 0).all()
    assert all(len(set(row)) == 5 for row in where.tolist())
