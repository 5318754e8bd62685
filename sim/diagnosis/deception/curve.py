"""The share of deceptive tenures as a curve over thresholds, in both units of what is withheld."""

from __future__ import annotations

from typing import Any

import numpy as np

from incentives.arrays import Floats, Ints
from sim.analysis.means import interval
from sim.scenario.scenario import Thresholds

BY_PAY, BY_VALUE = "base-pays", "value"
WITHHELD_IN = {
    BY_PAY: "base pays of the firm per quarter",
    BY_VALUE: "units of effect per quarter: value over the firm's impact",
}
"""Units in which thresholds may be written, and what they are."""
THRESHOLDS = {
    BY_PAY: (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 4.0),
    BY_VALUE: (
        0.01,
        0.02,
        0.03,
        0.05,
        0.075,
        0.1,
        0.125,
        0.15,
        0.2,
        0.25,
        0.3,
        0.4,
        0.5,
        0.75,
        1.0,
    ),
}
"""Thresholds at which the curve is drawn, besides the scenario's own."""


def deceptive_curve(
    withheld: dict[str, Floats], world: Ints, worlds: int, chosen: Thresholds
) -> list[dict[str, Any]]:
    """Shares of tenures that withhold more than a threshold, by unit and rising threshold.

    Args:
        withheld: By unit, (tenures,) value that is withheld when unwatched.
        world: (tenures,) from 0; ``worlds``: how many there are.
        chosen: The scenario's own, which is one of the thresholds of its unit.

    Returns:
        Rows with unit, threshold, whether it is the ``chosen`` one, and mean, low, high and n of
        the share over worlds; worlds without tenures are left out.
    """
    everybody = np.bincount(world, minlength=worlds).astype(np.float64)
    rows = []
    for unit, amount in withheld.items():
        own = {chosen.deceptive} if chosen.unit == unit else set()
        for threshold in sorted({*THRESHOLDS[unit], *own}):
            above = np.bincount(world[amount > threshold], minlength=worlds)
            share = np.divide(above, everybody, np.full(worlds, np.nan), where=everybody > 0.0)
            rows.append(
                {
                    "unit": unit,
                    "threshold": threshold,
                    "chosen": threshold in own,
                    **interval(share),
                }
            )
    return rows
