"""Fixed points of smooth maps, by Anderson's method.

Anderson 1965, Iterative procedures for nonlinear integral equations, J. ACM 12; Walker and Ni
2011, Anderson acceleration for fixed-point iterations, SIAM J. Numerical Analysis 49.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from agents.numerics.compile import lean
from incentives.arrays import Floats

_MEMORY = 8  # rounds that are combined, unless said otherwise
_LEAST_SHARE = 1.0 / 64.0  # of a step
_STUCK = 4  # rounds in a row without a better point
_ALIKE = 1e-8  # size of what is new in a round, of the largest, below which rounds are alike


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
            point = _combined(np.array(points), np.array(changes), share, point)
    return best, least


def _combined(points: Floats, changes: Floats, share: float, point: Floats) -> Floats:
    """``point`` less the combination of former steps that would take most of the change away.

    Args:
        points, changes: (rounds, size) so far; the last ``changes`` led to ``point``.
        share: Of a change that is made.
    """
    found = point.copy()
    if not combine(points, changes, share, np.empty(points.shape), np.empty(len(points)), found):
        turned, moved = np.diff(changes, axis=0).T, np.diff(points, axis=0).T
        mix = np.linalg.lstsq(turned, changes[-1], rcond=1e-10)[0]
        found = point - (moved + share * turned) @ mix
    return found


@lean
def combine(
    points: Floats, changes: Floats, share: float, basis: Floats, mix: Floats, out: Floats
) -> bool:
    """Take the combination off ``out``, by orthogonalising what is new in every round twice.

    Args:
        points, changes, share: As above.
        basis: (rounds, size) workspace, in whose last row is what is left of the last change.
        mix: (rounds,) workspace.
        out: (size,) changed, unless rounds are so alike that it takes a singular value
            decomposition; then the answer is no.
    """
    steps, size = points.shape[0] - 1, points.shape[1]
    largest = 0.0
    for i in range(size):
        basis[steps, i] = changes[steps, i]
    for j in range(steps):
        for i in range(size):
            basis[j, i] = changes[j + 1, i] - changes[j, i]
        for _ in range(2):
            for k in range(j):
                along = 0.0
                for i in range(size):
                    along += basis[k, i] * basis[j, i]
                for i in range(size):
                    basis[j, i] -= along * basis[k, i]
        square = 0.0
        whole = 0.0
        for i in range(size):
            square += basis[j, i] * basis[j, i]
            turned = changes[j + 1, i] - changes[j, i]
            whole += turned * turned
        norm = math.sqrt(square)
        largest = max(largest, math.sqrt(whole))
        mix[j] = norm
        if norm <= 0.0:
            return False
        for i in range(size):
            basis[j, i] /= norm
    for j in range(steps):
        if mix[j] < _ALIKE * largest:
            return False
    for j in range(steps):  # what each new direction takes of the last change
        along = 0.0
        for i in range(size):
            along += basis[j, i] * basis[steps, i]
        for i in range(size):
            basis[steps, i] -= along * basis[j, i]
        mix[j] = along
    for j in range(steps - 1, -1, -1):  # back from directions to rounds
        norm = 0.0
        for i in range(size):
            norm += basis[j, i] * (changes[j + 1, i] - changes[j, i])
        part = mix[j] / norm
        for k in range(j):
            along = 0.0
            for i in range(size):
                along += basis[k, i] * (changes[j + 1, i] - changes[j, i])
            mix[k] -= along * part
        for i in range(size):
            moved = points[j + 1, i] - points[j, i]
            out[i] -= part * (moved + share * (changes[j + 1, i] - changes[j, i]))
    return True
