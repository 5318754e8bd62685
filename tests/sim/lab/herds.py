"""Herds for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.lab.irish_elk.herd import HERDS, HISTORY, HerdRules, HerdWeather, breed, founders, live
from sim.lab.luck import start

PLACE = {name: place for place, name in enumerate(HISTORY)}
OMEGA2 = 10.0


def rules(**changed: Any) -> HerdRules:
    """Females who compare all males; no condition; the bearer alone pays."""
    usual = HerdRules(
        capacity=600,
        births=6.0,
        glow=0.0,
        compared=0,
        encounters=0.0,
        share=0.0,
        benefit=0.0,
        spread_antlers=0.5**0.5,
        spread_preference=0.0,
    )
    return usual._replace(**changed)


def steps(
    count: int, size: int, excess: float, preference: float, given: HerdRules, **variances: float
) -> tuple[Floats, Floats]:
    """Histories of one generation, and the mean antlers and preference of calves and their calves.

    Returns:
        (count, columns), and (count, 2) changes of the means.
    """
    seen, changes = np.empty((count, len(HISTORY))), np.full((count, 2), np.nan)
    state = np.empty(1, dtype=np.uint64)
    spread = (variances.get("genetic", 1.0), variances.get("heritable", 0.0))
    for number in range(count):
        start(state, np.uint64(7), HERDS, number, 0)
        herd = founders(state, size, (excess, preference), spread, variances.get("both", 0.0))
        born = breed(state, herd, given, HerdWeather(OMEGA2, 0.0), seen[number])
        if born.male.any():
            changes[number] = (
                born.antlers.mean() - herd.antlers.mean(),
                born.preference.mean() - herd.preference.mean(),
            )
    return seen, changes


def lives(
    count: int,
    generations: int,
    given: HerdRules,
    means: tuple[float, float] = (0.0, 0.0),
    variances: tuple[float, float] = (1.0, 0.0),
) -> Floats:
    """(count, generations, columns) histories in a constant environment."""
    weather = np.tile([OMEGA2, 0.0], (generations, 1))
    return np.array([live(np.uint64(3), k, given, weather, means, variances) for k in range(count)])


def within(values: Floats, expected: float, sigmas: float = 4.0, bias: float = 0.0) -> bool:
    """Whether a mean of independent values is what is expected."""
    error = values.std(ddof=1) / len(values) ** 0.5
    return bool(abs(values.mean() - expected) < sigmas * error + bias)
