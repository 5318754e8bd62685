"""Means over normal noise of a function of the report, for reports that are evenly spaced.

The trapezoidal rule on a lattice that all of them share: the function is asked once for every point
of it and not once for every pair of report and noise.
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats

_POINTS = 64  # per standard deviation, where that takes no more than so many per step
_FINEST = 32.0  # noise in parts of a step, to which less of it is rounded up: nobody could tell
_REACH = 8.0  # standard deviations


class Lattice:
    """Points around evenly spaced means, and what noise makes of what is known there.

    Args:
        start, step: The first mean, and their distance; ``count``: of them.
        aside: Means are also taken so far above and below each, for slopes.
        sd: Of the noise.
        bad, good: Standard deviations that the lattice reaches further than 8 below the first mean
            and above the last, for what weighs bad or good luck more.

    Attributes:
        at: (points,) where the function is to be asked.
        means: (3, count): the means, and those above and below.
    """

    def __init__(
        self,
        start: float,
        step: float,
        count: int,
        aside: float,
        sd: float,
        bad: float = 0.0,
        good: float = 0.0,
    ) -> None:
        sd = max(sd, step / _FINEST)
        self._every = int(np.ceil(min(step / sd, 1.0) * _POINTS))
        fine = step / self._every
        low = -int(np.ceil((_REACH + bad) * sd / fine))
        high = int(np.ceil((_REACH + good) * sd / fine))
        high += -(high - low + 1) % self._every  # a whole number of steps, for :meth:`mean`
        self._count, self._width = count, high - low + 1
        self.at = start + fine * np.arange(low, (count - 1) * self._every + high + 1)
        away = fine * np.arange(low, high + 1)
        shifts = np.array([0.0, aside, -aside])
        self.means = start + step * np.arange(count) + shifts[:, None]
        z = (away - shifts[:, None]) / sd
        self._weights = fine / (sd * np.sqrt(2 * np.pi)) * np.exp(-0.5 * z * z)

    def mean(self, known: Floats) -> Floats:
        """(3, count) means of what is ``known`` at the points, (points,)."""
        total = np.zeros((3, self._count))
        every = self._every
        for phase in range(every):
            own = known[phase::every]
            for k in range(3):
                found = np.correlate(own, self._weights[k, phase::every], "valid")
                total[k] += found[: self._count]
        return total

    def total(self) -> Floats:
        """(3, 1) what all weights add up to: 1, but for rounding."""
        total: Floats = self._weights.sum(axis=1)[:, None]
        return total

    def least(self, pay: Floats, risk: float) -> Floats:
        """(3, count) ``-log(mean(exp(-risk * pay))) / risk``, however far ``pay`` ranges.

        Each from its own largest term, so that nothing overflows; it takes long.
        """
        windows = np.lib.stride_tricks.sliding_window_view(pay, self._width)
        found = np.empty((3, self._count))
        with np.errstate(divide="ignore"):
            logs = np.log(self._weights)
        for node in range(self._count):
            terms = logs - risk * windows[node * self._every]
            top = terms.max(axis=1)
            found[:, node] = top + np.log(np.exp(terms - top[:, None]).sum(axis=1))
        return -(found - np.log(self.total())) / risk
