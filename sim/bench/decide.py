"""The best response of one executive, in plain Python.

Pay is linear in the metric here, so all that bends is the risk of dismissal; and the audit's
corner, where detection becomes certain, adds a second branch (docs/model/best-response.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, pi, sqrt
from typing import NamedTuple

from sim.bench.terms import PlainKind, Terms

_PEAK = 1.0 / sqrt(2.0 * pi)
_ROOT_HALF = sqrt(0.5)
_TOLERANCE = 1e-10


class Margin(NamedTuple):
    """What one task offers an executive: ``a = base - price * caution + lam * pull``, clipped.

    Attributes:
        base: Effort without pay and audits; ``caution``, ``pull``: per unit of the audits' price
            and of the metric's worth.
        cap: Largest effort.
        lift: Metric per unit of effort; ``trace``: detection index likewise.
        drive: Marginal worth of effort at zero; ``brake``: how fast it falls.
    """

    base: float
    caution: float
    pull: float
    cap: float
    lift: float
    trace: float
    drive: float
    brake: float


def normal_cdf(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * erfc(-x * _ROOT_HALF)


def interpolate(table: Sequence[float], start: float, step: float, x: float) -> float:
    """Linear interpolation between nodes, constant outside."""
    last = len(table) - 1
    position = (x - start) / step if step > 0.0 else 0.0
    if position <= 0.0:
        return table[0]
    if position >= last:
        return table[last]
    i = int(position)
    t = position - i
    return table[i] * (1.0 - t) + table[i + 1] * t


def margins(terms: Terms, kind: PlainKind, row: int, ability: float) -> list[Margin]:
    """The tasks as an executive of this kind and ability sees them."""
    found = []
    for task, worth, burden in zip(terms.tasks, kind.worth[row], kind.burden[row], strict=True):
        brake = task.cost + burden * ability * ability
        drive = ability * worth + task.cost * task.intrinsic
        lift, trace = ability * task.loading, ability * task.detectability
        found.append(
            Margin(drive / brake, trace / brake, lift / brake, task.cap, lift, trace, drive, brake)
        )
    return found


def best_response(
    tasks: Sequence[Margin],
    slope: float,
    price: float,
    standing: float,
    shift: float,
    sd: float,
) -> tuple[list[float], float, float]:
    """The global optimum of one quarter: efforts, metric index, detection index.

    Args:
        tasks: As :func:`margins` gives them.
        slope: Worth of a unit of the metric in pay.
        price: Loss from being detected for sure, times the chance of an audit.
        standing: Loss from being dismissed, which happens with ``normal_cdf(shift - s / sd)`` at
            metric index ``s``; 0 if the board cannot dismiss.
        shift: See there.
        sd: Standard deviation of the metric.
    """
    bases = [base - price * caution for base, caution, _, _, _, _, _, _ in tasks]
    options = [(bases, lam) for lam in _roots(tasks, bases, slope, standing, shift, sd)]
    if price > 0.0:
        highest = slope + standing * _PEAK / sd
        reach = 0.0
        for base, _, pull, cap, _, trace, _, _ in tasks:
            if trace > 0.0:
                a = base + (highest if pull > 0.0 else slope) * pull
                if a > 0.0:
                    reach += trace * (a if a < cap else cap)
        if reach > 1.0:  # detection may become certain, and audits no longer deter
            bases = [task.base for task in tasks]
            options += [(bases, lam) for lam in _roots(tasks, bases, slope, standing, shift, sd)]
    if len(options) == 1:
        return _efforts(tasks, *options[0])
    best = -float("inf")
    for option in options:
        found = _efforts(tasks, *option)
        efforts, index, detection = found
        worth = slope * index - price * min(1.0, detection)
        if standing > 0.0:
            worth -= standing * normal_cdf(shift - index / sd)
        for a, task in zip(efforts, tasks, strict=True):
            worth += a * (task.drive - 0.5 * task.brake * a)
        if worth > best:
            best, chosen = worth, found
    return chosen


def _efforts(
    tasks: Sequence[Margin], bases: list[float], lam: float
) -> tuple[list[float], float, float]:
    efforts = []
    index = detection = 0.0
    for base, (_, _, pull, cap, lift, trace, _, _) in zip(bases, tasks, strict=True):
        a = base + lam * pull
        if a > 0.0:
            if a > cap:
                a = cap
            index += lift * a
            detection += trace * a
        else:
            a = 0.0
        efforts.append(a)
    return efforts, index, detection


def _roots(
    tasks: Sequence[Margin],
    bases: list[float],
    slope: float,
    standing: float,
    shift: float,
    sd: float,
) -> list[float]:
    """Marginal worths of the metric at which it is worth what the efforts assume."""
    if standing <= 0.0:
        return [slope]
    moving = [
        (base, pull, cap, lift)
        for base, (_, _, pull, cap, lift, _, _, _) in zip(bases, tasks, strict=True)
        if lift
    ]
    s, gradient = _index(moving, slope)
    u = shift - s / sd
    height = standing / sd * _PEAK
    if u <= 0.0:  # the risk falls ever more slowly: one root
        rise = height * exp(-0.5 * u * u)
        if rise < _TOLERANCE:
            return [slope]
        guess = slope + rise / (1.0 - rise * u / sd * gradient)
        return [_newton(moving, slope, height, shift, sd, slope, slope + rise, guess)]
    # Three trial values for every standard deviation of the index find every root.
    last, _ = _index(moving, slope + height)
    points = min(max(int((last - s) / sd * 3.0) + 3, 4), 2048)
    roots = []
    left, before = slope, 0.0
    for point in range(points):
        lam = slope + height * point / (points - 1)
        s, _ = _index(moving, lam)
        u = shift - s / sd
        now = slope + height * exp(-0.5 * u * u) - lam
        if now <= 0.0 < before:
            guess = (left * now - lam * before) / (now - before)
            roots.append(_newton(moving, slope, height, shift, sd, left, lam, guess))
        elif (point == 0 and now <= 0.0) or (point == points - 1 and now > 0.0):
            roots.append(lam)
        left, before = lam, now
    return roots


def _index(moving: Sequence[tuple[float, float, float, float]], lam: float) -> tuple[float, float]:
    """Metric index at ``lam``, and its slope."""
    total = slope = 0.0
    for base, pull, cap, lift in moving:
        a = base + lam * pull
        if a > 0.0:
            if a < cap:
                total += lift * a
                slope += lift * pull
            else:
                total += lift * cap
    return total, slope


def _newton(
    moving: Sequence[tuple[float, float, float, float]],
    slope: float,
    height: float,
    shift: float,
    sd: float,
    left: float,
    right: float,
    root: float,
) -> float:
    """The root between ``left`` and ``right``, by Newton steps inside a shrinking bracket."""
    for _ in range(100):
        s, gradient = _index(moving, root)
        u = shift - s / sd
        density = height * exp(-0.5 * u * u)
        f = slope + density - root
        if -_TOLERANCE < f < _TOLERANCE:
            break
        if f > 0.0:
            left = root
        else:
            right = root
        fall = 1.0 - density * u / sd * gradient
        new = root + f / fall if fall > 0.0 else right
        if not left < new < right:
            new = 0.5 * (left + right)
        if -_TOLERANCE < new - root < _TOLERANCE:
            return new
        root = new
    return root
