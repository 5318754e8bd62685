"""Fixed points of smooth maps, by Anderson's method.

Anderson 1965, Iterative procedures for nonlinear integral equations, J. ACM 12; Walker and Ni
2011, Anderson acceleration for fixed-point iterations, SIAM J. Numerical Analysis 49.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from incentives.arrays import Floats

_MEMORY = 8  # rounds that are combined


def fixed_point(
    update: Callable[[Floats], Floats], start: Floats, tolerance: float, rounds: int
) -> tuple[Floats, float]:
    """Where ``update`` changes nothing any more.

    The next point is the combination of former answers whose combined changes are least. If a
    round has brought more change than the best so far, what is remembered is dropped and the step
    is shorter, so that a map which overshoots is averaged as well.

    Args:
        update: From (size,) to (size,).
        start: (size,) first guess.
        tolerance: Largest change that counts as none; ``rounds``: after which it is given up.

    Returns:
        The point with the least change of all that were tried, and that change (largest entry).
    """
    point = best = start
    least, share = np.inf, 1.0
    points: list[Floats] = []
    changes: list[Floats] = []
    for _ in range(rounds):
        change = update(point) - point
        gap = float(np.abs(change).max(initial=0.0))
        if gap < least:
            best, least = point, gap
        if gap <= tolerance:
            break
        if gap > 2.0 * least:  # what is remembered does not help; smaller steps may
            share = max(0.5 * share, 1.0 / 64.0)
            points, changes = [], []
        points, changes = [*points[-_MEMORY:], point], [*changes[-_MEMORY:], change]
        point = point + share * change
        if len(points) > 1:
            turned = np.diff(np.array(changes), axis=0).T
            moved = np.diff(np.array(points), axis=0).T
            mix = np.linalg.lstsq(turned, change, rcond=1e-10)[0]
            point = point - (moved + share * turned) @ mix
    return best, least
