"""The Pareto front: what nothing else beats in all measures at once."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Bools, Floats


def on_front(values: Floats) -> Bools:
    """Which rows no other row dominates: is as good in all columns and better in one.

    Exact; equal rows are on the front together. After Kung, Luccio and Preparata (1975, Journal of
    the ACM 22): in falling order a row can only be dominated by rows before it.

    Args:
        values: (rows, measures) of which more is better; a row with a NaN is not on the front.

    Returns:
        (rows,) whether it is on the front.
    """
    found = np.zeros(len(values), dtype=np.bool_)
    known = np.flatnonzero(~np.isnan(values).any(axis=1))
    if not len(known):
        return found
    distinct, place = np.unique(-values[known], axis=0, return_inverse=True)
    front = np.empty_like(distinct)
    best = np.zeros(len(distinct), dtype=np.bool_)
    size = 0
    for row, candidate in enumerate(distinct):  # each differs from all before it
        if not (front[:size] <= candidate).all(axis=1).any():
            front[size] = candidate
            best[row] = True
            size += 1
    found[known] = best[place.reshape(-1)]
    return found


def near_front(values: Floats, low: Floats, high: Floats) -> Bools:
    """Which rows may be on the front although they are not, as far as their intervals tell.

    A row is clearly beaten if a row on the front is better in some measure and as good in all,
    even when the one is at the bad ends of its intervals and the other at its good ends. Rows off
    the front that nothing beats clearly are told. The intervals hold each for itself, so this is a
    flag and no test.

    Args:
        values: (rows, measures) of which more is better.
        low: (rows, measures) bad ends of intervals; NaN where there is none: the value itself.
        high: (rows, measures) good ends.

    Returns:
        (rows,) whether it is off the front, yet not clearly beaten.
    """
    front = on_front(values)
    worst = np.where(np.isnan(low), values, low)[front]
    good = np.where(np.isnan(high), values, high)
    found = ~front & ~np.isnan(values).any(axis=1)
    for row in np.flatnonzero(found):
        as_good = (worst >= good[row]).all(axis=1)
        found[row] = not (as_good & (worst > good[row]).any(axis=1)).any()
    return found
