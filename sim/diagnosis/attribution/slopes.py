"""Slopes of linear pay: the best on given metrics, and the one that is as strong as a package."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from incentives.arrays import Floats

_TRIALS = (0.0, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1.0, 2.0)  # slopes, in first-best slopes
_FINE = 1e-3  # of a slope, relative to first best
_SAME = 1e-9  # of a slope, relative to first best
_SPREADS = (0.05, 0.0125, 0.003)  # of slopes through which a parabola is laid, like trials
_FARTHEST = 64.0  # slopes, in first-best slopes


class Work(NamedTuple):
    """What the mean steward does under a contract; arrays are (tasks,).

    Attributes:
        effort: Of the mean steward.
        priced: The same times what effort costs at the margin per unit.
    """

    effort: Floats
    priced: Floats


def best_slope(surplus: Callable[[float], float], first_best: float) -> float:
    """The slope at which surplus is highest."""
    scale = max(abs(first_best), 1.0)
    trials = [trial * scale for trial in _TRIALS]
    if surplus(-trials[1]) > surplus(0.0):
        trials = [-trial for trial in trials]
    worth = [surplus(slope) for slope in trials]
    while worth[-1] == max(worth) > worth[-2] and abs(trials[-1]) < _FARTHEST * scale:
        trials.append(2.0 * trials[-1])
        worth.append(surplus(trials[-1]))
    place = int(np.argmax(worth))
    around = (
        -trials[1] if place == 0 else trials[place - 1],
        trials[min(place + 1, len(trials) - 1)],
    )
    found = minimize_scalar(
        lambda slope: -surplus(slope),
        bounds=(min(around), max(around)),
        method="bounded",
        options={"xatol": _FINE * scale},
    )
    return _vertex(surplus, float(found.x), scale)


def _vertex(surplus: Callable[[float], float], slope: float, scale: float) -> float:
    """The top of parabolas through three slopes: exact where surplus is one, as Baker's is.

    A search by values alone cannot tell slopes apart that differ by less than the root of what
    rounding leaves of them.
    """
    for spread in _SPREADS:
        step = spread * scale
        low, middle, high = (surplus(slope + side * step) for side in (-1, 0, 1))
        bend = low - 2.0 * middle + high
        shift = step * (low - high) / (2.0 * bend) if bend < 0.0 else 0.0
        if not bend < 0.0 or abs(shift) > step or surplus(slope + shift) < middle - _SAME:
            break
        slope += shift
        if abs(shift) <= _SAME * scale:
            break
    return slope


def as_strong(work: Callable[[float], Work], wanted: Floats, first_best: float) -> float:
    """The slope on the metrics whose efforts are nearest to those that a package brings about.

    Distances are costs of effort, so this is the projection of its efforts on the metrics.
    """
    scale = max(abs(first_best), 1.0)
    towards = work(scale).priced - work(0.0).priced

    def beyond(slope: float) -> float:
        return float(np.sum((work(slope).effort - wanted) * towards))

    low, high = 0.0, scale
    while beyond(low) > 0.0 and low > -_FARTHEST * scale:
        low = 2.0 * low - scale
    while beyond(high) < 0.0 and high < _FARTHEST * scale:
        high *= 2.0
    if not beyond(low) <= 0.0 <= beyond(high) or beyond(low) == beyond(high):
        return low if beyond(low) > 0.0 else high if beyond(high) < 0.0 else 0.0
    return float(brentq(beyond, low, high, xtol=0.01 * _FINE * scale))
