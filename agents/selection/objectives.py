"""Objectives of selection: what makes one policy better than another, given returns by level."""

from __future__ import annotations

from typing import Literal

import numpy as np

from incentives.arrays import Floats

Aim = Literal["average", "worst-tenth", "regret"]
AIMS: tuple[Aim, ...] = ("average", "worst-tenth", "regret")
"""The average return, the mean of the tenth of levels with the most regret, the most regret."""


def scores(aim: Aim, returns: Floats, best: Floats) -> Floats:
    """(policies,) the higher the better.

    Args:
        aim: What counts.
        returns: (policies, levels) what each got.
        best: (levels,) the most that can be got; regret is what is missing.
    """
    if aim == "average":
        means: Floats = returns.mean(axis=1)
        return means
    regrets = best - returns
    if aim == "regret":
        most: Floats = -regrets.max(axis=1)
        return most
    count = max(1, round(regrets.shape[1] / 10))
    worst: Floats = -np.sort(regrets, axis=1)[:, -count:].mean(axis=1)
    return worst
