"""Bombs that go off, by where their author is by then."""

from __future__ import annotations

from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.analysis.means import interval

BOMB_PLACES = ("in office", "elsewhere", "gone")
"""In the seat in which it was planted; in another seat or between two; out of the market."""
BOMB = "bomb surfaced"


def bombs_by_place(events: Any, first: int, worlds: int, quarters: int, firms: int) -> Floats:
    """Bombs that go off per 100 firms, (world, quarter, place) in the order of ``BOMB_PLACES``.

    Args:
        events: Columns of the table ``events``, of worlds whose numbers follow each other.
        first: Number of the first world.
        worlds, quarters, firms: How many there are.
    """
    bombs = np.flatnonzero(events["event"] == BOMB)
    if not bombs.size:
        return np.zeros((worlds, quarters, len(BOMB_PLACES)))
    world, quarter, firm, now_at = (
        np.asarray(events[name][bombs]).astype(np.int64)
        for name in ("world", "quarter", "firm", "now_at")
    )
    status = events["status"][bombs]
    place = np.where(status == "gone", 2, np.where((status == "seated") & (now_at == firm), 0, 1))
    cell = ((world - first) * quarters + quarter) * len(BOMB_PLACES) + place
    counts = np.bincount(cell, minlength=worlds * quarters * len(BOMB_PLACES))
    found: Floats = counts.reshape(worlds, quarters, len(BOMB_PLACES)) * np.float64(100.0 / firms)
    return found


def bomb_rates(bombs: Floats) -> list[dict[str, Any]]:
    """A row per quarter and place: ``quarter``, ``place``, and mean, low, high, n over worlds.

    Args:
        bombs: Of :func:`bombs_by_place`.
    """
    return [
        {"quarter": quarter, "place": name, **interval(bombs[:, quarter, place])}
        for place, name in enumerate(BOMB_PLACES)
        for quarter in range(bombs.shape[1])
    ]


def share_by_place(bombs: Floats) -> dict[str, float] | None:
    """Shares of all bombs by place; None where none went off."""
    total = float(bombs.sum())
    if not total:
        return None
    return {name: float(bombs[..., at].sum()) / total for at, name in enumerate(BOMB_PLACES)}
