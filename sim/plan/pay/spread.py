"""Means over ability of what is reported, where that may jump from one ability to the next."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import ceil, erf, exp, pi, sqrt

from sim.hiring.applicants import ABILITY_SDS, LEAST_ABILITY

Act = Callable[[float], tuple[float, float]]
"""Mean report at an ability, and what it carries along of earlier quarters."""
Means = tuple[float, float, float]
"""Of reports, of their squares, and of what they carry along."""

ROUGHLY = 1e-6
"""Error of a mean, as estimated, above which intervals are halved; of one above 1 relative."""
_MOST = 5000  # abilities that are asked for: more find the rounding of responses only
_WIDEST, _NARROWEST = 0.25, 1e-12  # sds of ability: where jumps are looked for, and are found
_STAYS = 0.85  # share of a difference that is left in half of an interval, if it is a jump
_PEAK = 1.0 / sqrt(2.0 * pi)


def mean_over_ability(act: Act, mean: float, sd: float, roughly: float = ROUGHLY) -> Means:
    """Means of what is done by those whose ability is normal, cut at five sd and at the least.

    Between jumps by Simpson's rule on ever smaller intervals, extrapolated [Lyness 1969, Notes on
    the adaptive Simpson quadrature routine, J. ACM 16]; intervals end where there is a jump, and
    move with it. So the means move little where jumps do; with fixed abilities they would jump
    whenever one of these is passed.

    Args:
        act: What is done.
        mean, sd: Of ability; ``sd`` 0 is one point.
        roughly: Error that does not matter.
    """
    if sd == 0.0:
        index, carried = act(max(mean, LEAST_ABILITY))
        return index, index * index, carried
    return _Spread(act, mean, sd, roughly / (2.0 * ABILITY_SDS)).means()


class _Spread:
    """One distribution of ability, and what was asked for; ``z`` is in sds from the mean."""

    def __init__(self, act: Act, mean: float, sd: float, roughly: float) -> None:
        self._act, self._mean, self._sd, self._roughly = act, mean, sd, roughly
        self._index: dict[float, float] = {}
        self._weighed: dict[float, Means] = {}
        self._sums = [0.0, 0.0, 0.0]
        self._slack = (roughly, roughly, roughly)  # of the three sums, per sd of ability

    def means(self) -> Means:
        low, high = -ABILITY_SDS, ABILITY_SDS
        least = min(max((LEAST_ABILITY - self._mean) / self._sd, low), high)
        below, within = _mass(least) - _mass(low), _mass(high) - _mass(low)
        if below > 0.0:
            index, carried = self._act(LEAST_ABILITY)
            self._sums = [below * x for x in (index, index * index, carried)]
        inside = [float(z) for z in range(ceil(low), ceil(high)) if least < z]
        ends = [least, *inside, high]
        usual = min(max(0.0, least), high)
        size, more = abs(self._reported(usual)), abs(self._weighed[usual][2]) / _PEAK
        size, more = max(size, 1.0), max(more, 1.0)
        self._slack = (self._roughly * size, self._roughly * size**2, self._roughly * more)
        for start, stop in pairwise(ends):
            self._add(start, stop)
        first, second, third = (x / within for x in self._sums)
        return first, second, third

    def _reported(self, z: float) -> float:
        """The mean report there, and before that, what it weighs."""
        found = self._index.get(z)
        if found is None:
            found, carried = self._act(self._mean + self._sd * z)
            density = _PEAK * exp(-0.5 * z * z)
            self._index[z] = found
            self._weighed[z] = (density * found, density * found * found, density * carried)
        return found

    def _terms(self, z: float) -> Means:
        self._reported(z)
        return self._weighed[z]

    def _add(self, start: float, stop: float) -> None:
        """Add the integrals from ``start`` to ``stop``."""
        todo = [(start, stop)]
        while todo:
            low, high = todo.pop()
            width = high - low
            if width <= 0.0:
                continue
            middle = 0.5 * (low + high)
            at = (low, 0.5 * (low + middle), middle, 0.5 * (middle + high), high)
            found, error = [], 0.0
            for slack, (a, b, c, d, e) in zip(
                self._slack, zip(*map(self._terms, at), strict=True), strict=True
            ):
                whole = (a + 4.0 * c + e) * (width / 6.0)
                halves = (a + 4.0 * b + 2.0 * c + 4.0 * d + e) * (width / 12.0)
                found.append(halves + (halves - whole) / 15.0)
                error = max(error, abs(halves - whole) / (15.0 * slack))
            if error <= width or width <= _NARROWEST or len(self._index) >= _MOST:
                self._sums = [x + y for x, y in zip(self._sums, found, strict=True)]
                continue
            jump = self._jump(at) if width <= _WIDEST else None
            if jump is None:
                todo += [(low, middle), (middle, high)]
            else:
                before, after = jump
                todo += [(low, before), (after, high)]
                gap = 0.5 * (after - before)
                both = zip(self._sums, self._terms(before), self._terms(after), strict=True)
                self._sums = [x + gap * (y + z) for x, y, z in both]

    def _jump(self, at: tuple[float, ...]) -> tuple[float, float] | None:
        """Both sides of a jump: where most of the largest difference stays in ever less room."""
        low, high = max(pairwise(at), key=lambda z: abs(self._index[z[1]] - self._index[z[0]]))
        before, after = self._index[low], self._index[high]
        while high - low > _NARROWEST:
            middle, least = 0.5 * (low + high), _STAYS * abs(after - before)
            between = self._reported(middle)
            if abs(between - before) > abs(after - between):
                high, after = middle, between
            else:
                low, before = middle, between
            if abs(after - before) < least:
                return None
        return low, high


def _mass(z: float) -> float:
    """Of a normal variate below ``z``, but for what has no part in differences."""
    return 0.5 * erf(z / sqrt(2.0))
