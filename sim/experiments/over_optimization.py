"""Fits for the experiment ``over-optimization``: true value over the square root of divergence.

The best of n diverges by ``log n - (n - 1)/n`` from who draws one plan [Beirami et al. 2024].
With ``d`` the root of it, gain in true value is fitted by least squares with both forms of Gao,
Schulman and Hilton (2023, ICML): ``d (alpha - beta d)``, theirs for best-of-n, and
``d (alpha - beta log d)``, theirs for reinforcement learning.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats

SCALING_FORMS = ("d (alpha - beta d)", "d (alpha - beta log d)")


class ScalingFit(NamedTuple):
    """One form, fitted.

    Attributes:
        alpha, beta: Its parameters.
        error: Root mean square of what it misses.
        peak: Where it is largest, in ``d``; infinite where it rises for ever.
    """

    alpha: float
    beta: float
    error: float
    peak: float


def distance(draws: float) -> float:
    """The root of the divergence of the best of so many plans."""
    return math.sqrt(max(math.log(draws) - (draws - 1) / draws, 0.0))


def fit(distances: Floats, gains: Floats, form: str) -> ScalingFit:
    """Least squares of gains on a form, both linear in alpha and beta.

    Args:
        distances: (points,), above 0.
        gains: (points,) of value over that of one draw.
        form: One of ``SCALING_FORMS``.
    """
    bent = distances if form == SCALING_FORMS[0] else np.log(distances)
    columns = np.stack([distances, -distances * bent], axis=1)
    (alpha, beta), *_ = np.linalg.lstsq(columns, gains, rcond=None)
    missed = gains - columns @ np.array([alpha, beta])
    peak = math.inf
    if beta > 0:
        peak = alpha / (2 * beta) if form == SCALING_FORMS[0] else math.exp(alpha / beta - 1)
    error = float(np.sqrt((missed**2).mean()))
    return ScalingFit(float(alpha), float(beta), error, float(peak))
