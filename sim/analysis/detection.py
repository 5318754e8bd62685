"""How well a score tells two groups apart: signal detection theory, without a distribution."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Bools, Floats


def auc(score: Floats, bad: Bools) -> float:
    """Chance that a bad one scores below a good one; equal scores count half.

    It is the area under :func:`roc` and the statistic of Mann and Whitney 1947, Annals of
    Mathematical Statistics 18: 1 tells the two apart, 0.5 does not, below it prefers the bad.

    Args:
        score: (n,) finite or ``-inf``.
        bad: (n,) which group each belongs to.

    Returns:
        The area; NaN if one of the groups is empty.
    """
    good = np.count_nonzero(~bad)
    if good == 0 or good == bad.size:
        return float("nan")
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    mid = np.cumsum(count) - 0.5 * (count - 1)  # ranks from 1, of equals their mean
    below = mid[place][~bad].sum() - 0.5 * good * (good + 1)
    return float(below / (good * (bad.size - good)))


def roc(score: Floats, bad: Bools, points: int = 101) -> tuple[Floats, Floats]:
    """The receiver operating characteristic of turning down whoever scores low.

    Args:
        score: (n,) finite or ``-inf``.
        bad: (n,) which group each belongs to.
        points: At most so many; areas under the curve do not come from it.

    Returns:
        Shares of the good and of the bad who are turned down, from (0, 0) to (1, 1); nothing if
        one of the groups is empty.
    """
    if bad.all() or not bad.any():
        return np.empty(0), np.empty(0)
    _, place = np.unique(score, return_inverse=True)
    size = int(place.max()) + 1
    curves = [
        np.append(0.0, np.cumsum(np.bincount(place[group], minlength=size)) / group.sum())
        for group in (~bad, bad)
    ]
    # As evenly along the curve as the scores allow; the corners of a cut are kept.
    along = np.searchsorted(curves[0] + curves[1], np.linspace(0.0, 2.0, points) - 1e-12)
    corners = np.flatnonzero(np.diff(curves[0] + curves[1]) > 2.0 / points)
    kept = np.unique(np.concatenate([along, corners, corners + 1]))
    return curves[0][kept], curves[1][kept]
