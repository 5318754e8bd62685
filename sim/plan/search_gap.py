"""What a random search misses of the best response: the gap to exact search, by number of draws."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np

from agents.sampling import Searchers
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
    primitives = seats.primitives
    kinds = range(len(primitives.names))
    watches = [primitives.watched(kind).at(0) for kind in kinds]
    cases = [(kind, primitives.ability[kind : kind + 1], watches[kind]) for kind in kinds]

    def expected(count: int) -> Floats:
        theirs, searching = copy(seats), copy(primitives)
        searching.searchers = Searchers(np.full(len(kinds), count), np.full(len(kinds), spread))
        theirs.primitives = searching
        return theirs.best_of(cases).utility

    best = expected(0)
    return np.array([best - expected(count) for count in draws])
