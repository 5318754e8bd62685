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
_BLOCK = 64  # points that :meth:`Lattice.least` leaves out together
_WEAK, WIDE = 0.1, 600.0  # risk aversion times the range of pay, where sums take another form
_FAINT = 50.0  # how far below the largest a logarithm may be, for its term to be left out


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
        every: Points from one mean to the next; ``width``: that noise around a mean reaches.
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
        self.every = int(np.ceil(min(step / sd, 1.0) * _POINTS))
        fine = step / self.every
        low = -int(np.ceil((_REACH + bad) * sd / fine))
        high = int(np.ceil((_REACH + good) * sd / fine))
        high += -(high - low + 1) % self.every  # a whole number of steps, for :meth:`mean`
        self._count, self.width = count, high - low + 1
        self.at = start + fine * np.arange(low, (count - 1) * self.every + high + 1)
        away = fine * np.arange(low, high + 1)
        shifts = np.array([0.0, aside, -aside])
        self.means = start + step * np.arange(count) + shifts[:, None]
        z = (away - shifts[:, None]) / sd
        self._density = fine / (sd * np.sqrt(2 * np.pi))
        self._bell = -0.5 * z * z
        self._weights = self._density * np.exp(self._bell)  # none beyond 38 standard deviations

    def mean(self, known: Floats) -> Floats:
        """(3, count) means of what is ``known`` at the points, (points,)."""
        total = np.zeros((3, self._count))
        every = self.every
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

    def equivalent(self, pay: Floats, risk: float) -> Floats:
        """(3, count) ``-log(mean(exp(-risk * pay))) / risk`` of what is paid at the points.

        Sums of positive terms, so that nothing cancels; around one level, so that nothing
        overflows and little differs from one where little is at stake.
        """
        level = 0.5 * (float(pay.max()) + float(pay.min()))
        swing = risk * (float(pay.max()) - float(pay.min()))
        if swing < _WEAK:
            less = self.mean(np.expm1(-risk * (pay - level)))
            return np.asarray(level - np.log1p(less / self.total()) / risk)
        if swing < WIDE:
            mean = self.mean(np.exp(-risk * (pay - level)))
            return np.asarray(level - np.log(mean / self.total()) / risk)
        return self.least(pay, risk)

    def least(self, pay: Floats, risk: float) -> Floats:
        """(3, count) ``-log(mean(exp(-risk * pay))) / risk``, however far ``pay`` ranges.

        Each from its own largest term, so that nothing overflows, and without terms that are too
        small to show beside it: most are, where luck that is hundreds of standard deviations off
        is looked at.
        """
        logs = np.log(self._density) + self._bell
        likeliest = logs.argmax(axis=1)[:, None]
        loss = np.full(-(-pay.size // _BLOCK) * _BLOCK, -np.inf)
        loss[: pay.size] = -risk * pay
        worst = loss.reshape(-1, _BLOCK).max(axis=1)
        found = np.empty((3, self._count))
        for node in range(self._count):
            first = node * self.every
            blocks = np.arange(first // _BLOCK, (first + self.width - 1) // _BLOCK + 1)
            start = np.maximum(blocks * _BLOCK - first, 0)
            stop = np.minimum(blocks * _BLOCK - first + _BLOCK, self.width) - 1
            bounds = worst[blocks] + np.take_along_axis(
                logs, np.clip(likeliest, start, stop), axis=1
            )
            shows = np.zeros(blocks.size, dtype=bool)
            for k, best in enumerate(bounds.argmax(axis=1).tolist()):
                own = slice(int(start[best]), int(stop[best]) + 1)
                top = (logs[k, own] + loss[first + own.start : first + own.stop]).max()
                shows |= bounds[k] >= top - _FAINT
            offsets = (blocks[shows, None] * _BLOCK - first + np.arange(_BLOCK)).ravel()
            offsets = offsets[(offsets >= 0) & (offsets < self.width)]
            terms = logs[:, offsets] + loss[first + offsets]
            tops = terms.max(axis=1)
            found[:, node] = tops + np.log(np.exp(terms - tops[:, None]).sum(axis=1))
        return -(found - np.log(self.total())) / risk


def log_mean_exp(pays: Floats, chances: Floats, risk: float) -> Floats:
    """``-log(sum(chances * exp(-risk * pays))) / risk`` over the first axis."""
    least: Floats = pays.min(axis=0)
    less = (chances * np.expm1(-risk * (pays - least))).sum(axis=0)
    return np.asarray(least - np.log1p(less) / risk)
