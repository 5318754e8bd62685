"""Mazes and ways through them as short text, for files that pictures are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from sim.lab.base import Row, Triple
from sim.lab.mazes.carving import CellNumbers

SHOWN_SCENES = ("training", "none", "goal", "capability")
"""Where policies are shown: in training, and under the three shifts."""
WAYS = "0123"
"""Directions of steps, in the order of ``moves``."""


def open_cells(moves: CellNumbers) -> str:
    """Which cells can be entered, ``1``, row by row; ``0`` are walls.

    Args:
        moves: (cells, 4) where steps lead, -1 for walls.
    """
    return "".join("1" if any(there >= 0 for there in cell) else "0" for cell in moves.tolist())


def ways(moves: CellNumbers, cells: Sequence[int]) -> str:
    """The directions of a way from cell to cell."""
    steps = pairwise(cells)
    return "".join(WAYS[moves[one].tolist().index(two)] for one, two in steps)


def measured(rows: Iterable[Row], names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as plain data: policy, scene, capability, alignment, malign share, and what is named."""
    return [
        {
            "policy": row.policy,
            "scene": "training" if row.environment == "training" else row.shift,
            "capability": rounded(row.capability),
            "alignment": rounded(row.alignment),
            "malign": rounded(row.malign_share),
            **{name: rounded(row.more[name]) for name in names},
        }
        for row in rows
    ]


def rounded(cell: Triple) -> list[float | None]:
    """Mean and ends of an interval, to the fourth digit."""
    return [None if value is None else round(value, 4) for value in cell]
