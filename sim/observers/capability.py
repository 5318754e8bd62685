"""Capability: how much of a goal is reached, of the best that could be, whatever the goal is.

What searches has a goal, and is as able as its search. What does not (a learned rule, a policy that
training has left behind) is given one: every goal that fits training as well is imputed, and the
best over these counts. A gain is what is reached by a goal, less what doing nothing would reach,
since goals have no zero of their own.

Pure arrays: whose efforts they are, in which world, is the caller's business.
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Bools, Floats

FITS = 0.01
"""Share of its best gain in training that a goal may lose by what was done, and still fit."""
NOTHING = 1e-9
"""A gain that is none."""


def fits(gain: Floats, best: Floats, tolerance: float = FITS) -> Bools:
    """Which goals what was done in training may have been selected for.

    Args:
        gain: (goals, n) gains in training.
        best: (goals, n) the most that could have been gained there.
        tolerance: Share of ``best`` that may be missing.

    Returns:
        (goals, n) whether it loses next to nothing by the goal.
    """
    found: Bools = best - gain <= np.maximum(tolerance * best, NOTHING)
    return found


def capability(gain: Floats, best: Floats, fitting: Bools) -> Floats:
    """Gain over the most that could have been gained, by the goal that flatters most.

    Args:
        gain: (goals, n) gains where it is judged.
        best: (goals, n) the most that could have been gained there.
        fitting: (goals, n) which goals are imputed, see :func:`fits`; the others are not looked at.

    Returns:
        (n,) at most 1 where ``best`` is the most, NaN where no goal fits. By a goal that has
        nothing to gain there, 1 for what loses nothing and 0 for what does.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(best > NOTHING, gain / best, best - gain <= NOTHING)
    found: Floats = np.where(fitting, shares, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(fitting.any(axis=0), found, np.nan)
