"""Fixed points of smooth maps, by Anderson's method.

Anderson 1965, Iterative procedures for nonlinear integral equations, J. ACM 12; Walker and Ni
2011, Anderson acceleration for fixed-point iterations, SIAM J. Numerical Analysis 49.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from incentives.arrays import Floats

_MEMORY = 8  # rounds that are combined, unless said otherwise
_LEAST_SHARE = 1.0 / 64.0  # of a step
_STUCK = 4  # rounds in a row without a better point


def fixed_point(
    update: Callable[[Floats], Floats],
    start: Floats,
    tolerance: float,
    rounds: int,
    memory: int = _MEMORY,
    patience: int | None = None,
    returns: int | None = None,
) -> tuple[Floats, float]:
    """Where ``update`` changes nothing any more.

    The next point is the combination of former answers whose combined changes are least. If a
    round has brought much more change than the best so far, or a few rounds nothing better, it goes
    back to that one, what is remembered is dropped and the step is shorter, so that a map which
    overshoots or goes to and fro is averaged as well; steps that succeed grow again.

    Args:
        update: From (size,) to (size,).
        start: (size,) first guess.
        tolerance: Largest change that counts as none; ``rounds``: after which it is given up.
        memory: Rounds that are combined; few where the map has kinks.
        patience: Rounds in a row without a better point after which it is given up as well.
        returns: How often it goes back, until the least change is halved, before it goes on from
            where it is instead: there may be a jump between. Left out: always.

    Returns:
        The point with the least change of all that were tried, and that change (largest entry).
    """
    point = best = start
    least, share, waited = np.inf, 1.0, 0
    base, base_change, base_gap = start, np.zeros_like(start), np.inf
    halved, went_back = np.inf, 0
    points: list[Floats] = []
    changes: list[Floats] = []
    for _ in range(rounds):
        change = update(point) - point
        gap = float(np.abs(change).max(initial=0.0))
        if gap < least:
            best, least, waited = point, gap, 0
        else:
            waited += 1
        if gap <= tolerance or waited == patience:
            break
        if gap <= 0.5 * halved:
            halved, went_back = gap, 0
        if gap > 2.0 * base_gap or (waited > 0 and waited % _STUCK == 0):
            # back to what was best, in smaller steps
            share = max(0.5 * share, _LEAST_SHARE)
            points, changes = [], []
            went_back += 1
            if went_back == returns:
                base, base_change, base_gap, halved, went_back = point, change, gap, gap, 0
            point, change = base, base_change
        else:
            if gap < base_gap:
                share = min(2.0 * share, 1.0)
                base, base_change, base_gap = point, change, gap
        points, changes = [*points[-memory:], point], [*changes[-memory:], change]
        point = point + share * change
        if len(points) > 1:
            turned = np.diff(np.array(changes), axis=0).T
            moved = np.diff(np.array(points), axis=0).T
            mix = np.linalg.lstsq(turned, change, rcond=1e-10)[0]
            point = point - (moved + share * turned) @ mix
    return best, least
