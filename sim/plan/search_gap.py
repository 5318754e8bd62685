"""What a search misses of the best response: the gap to exact search, by draws or by steps."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np

from incentives.arrays import Floats
from sim.plan.seat_value import SeatValues


def search_gaps(seats: SeatValues, draws: Sequence[int], spread: float) -> Floats:
    """What the mean executive of each kind is expected to miss in a settled quarter.

    Everybody else, and its own later self, are as in these seats.

    Args:
        seats: A solved plan.
        draws: How many plans are drawn; ``spread``: how far apart.

    Returns:
        (draws, kinds) utility, base pays.
    """
    return _gaps(seats, [(count, spread, 0, 0.0) for count in draws])


def climb_gaps(seats: SeatValues, steps: Sequence[int], rate: float) -> Floats:
    """The same of those who climb.

    Args:
        seats: A solved plan.
        steps: How many steps are taken; ``rate``: how long.

    Returns:
        (steps, kinds) utility, base pays.
    """
    return _gaps(seats, [(0, 0.0, count, rate) for count in steps])


def _gaps(seats: SeatValues, ways: Sequence[tuple[int, float, int, float]]) -> Floats:
    """The same by draws, their spread, steps and their rate."""
    primitives = seats.primitives
    kinds = range(len(primitives.names))
    watches = [primitives.watched(kind).at(0) for kind in kinds]
    cases = [(kind, primitives.ability[kind : kind + 1], watches[kind]) for kind in kinds]

    def expected(way: tuple[int, float, int, float]) -> Floats:
        theirs, searching = copy(seats), copy(primitives)
        draws, spread, steps, rate = (np.full(len(kinds), one) for one in way)
        searching.searchers = primitives.searchers._replace(
            draws=draws, spread=spread, steps=steps, rate=rate
        )
        theirs.primitives = searching
        return theirs.best_of(cases).utility

    best = expected((0, 0.0, 0, 0.0))
    return np.array([best - expected(way) for way in ways])
