"""An executive's problem in its general form: utility, its derivatives, the best single effort.

The objective is that of :mod:`agents.response` with three things added: costs of pairs of tasks,
``-sum cross_jk * (a_j - intrinsic_j) * (a_k - intrinsic_k) / 2``; detection that may have
probability ``1 - exp(-x)``; and paying back a multiple of the quarter's private benefit, so that
an audit costs ``detection(x) * (fine + seat + repaid * max(private.z, 0))``.

Along one effort the derivative is followed piece by piece, between corners, in steps of a third of
the metric's sd; every local maximum is bracketed and polished by Newton's method.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, lean
from agents.numerics.normal import normal_cdf, normal_density
from agents.response import TIE, Motives, TaskTable, pay_bend, pay_slope, pay_value
from incentives.arrays import Floats

SETTLED = 1e-13
"""Relative change of an effort that is none."""
_EQUAL = 1e-10  # relative difference of two optima that are equally good
_TRIALS = 65_536  # at most, along one effort
_CERTAIN = 40.0  # detection index beyond which exp(-x) is nothing


class Form(NamedTuple):
    """What a problem may have beyond the usual one.

    Attributes:
        cross: (tasks, tasks) quadratic effort costs of pairs of tasks; the diagonal is 0.
        exponential: 1 if detection has probability ``1 - exp(-x)``, 0 for ``min(1, x)``.
        general: 1 if it takes the search for problems of any form.
    """

    cross: Floats
    exponential: int
    general: int


class Problem(NamedTuple):
    """One executive's problem, as for :func:`agents.response.respond`."""

    theta: float
    y: int
    h: int
    motives: Motives
    technology: TaskTable
    form: Form
    weights: Floats
    carried: float
    standing: float  # worth of the seat, 0 where nobody is dismissed
    cut: float
    centre: float
    sd: float
    audit: float
    loss: float  # what detection costs but for what is paid back
    repaid: float
    flat: bool  # marginal pay is ``low`` everywhere
    low: float
    high: float


class _Line(NamedTuple):
    """The problem along one effort ``t``: metric, detection index, private benefit and the rest."""

    metric: float
    metric_rise: float
    seen: float
    seen_rise: float
    private: float
    private_rise: float
    drive: float  # the rest is ``drive * t - brake * t**2 / 2``
    brake: float


@lean
def rest(p, a, j):  # type: ignore[no-untyped-def]
    """Linear and quadratic part of utility along effort ``j`` but for pay, audits and dismissal."""
    cost = p.technology.cost[j]
    drive = p.theta * p.motives.worth[p.y, p.h, j] + cost * p.technology.intrinsic[j]
    for k in range(a.shape[0]):
        drive -= p.form.cross[j, k] * (a[k] - p.technology.intrinsic[k])
    return drive, cost + p.motives.burden[p.y, p.h, j] * p.theta * p.theta


@lean
def state(p, a):  # type: ignore[no-untyped-def]
    """Metric index, detection index and private benefit."""
    index = 0.0
    seen = 0.0
    private = 0.0
    for j in range(a.shape[0]):
        z = p.theta * a[j]
        index += p.technology.loading[j] * z
        seen += p.technology.detectability[j] * z
        private += p.technology.private[j] * z
    return index, seen, private


@lean
def line_along(p, a, j):  # type: ignore[no-untyped-def]
    """The problem along effort ``j``, the other efforts as in ``a``."""
    index, seen, private = state(p, a)
    drive, brake = rest(p, a, j)
    up = p.theta * p.technology.loading[j]
    trace = p.theta * p.technology.detectability[j]
    benefit = p.theta * p.technology.private[j]
    return _Line(
        index - up * a[j] + p.carried,
        up,
        max(seen - trace * a[j], 0.0),
        trace,
        private - benefit * a[j],
        benefit,
        drive,
        brake,
    )


@inlined
def detection(exponential, x, certain):  # type: ignore[no-untyped-def]
    """Probability of detection by an audit, and its first two derivatives in ``x``."""
    if exponential == 1:
        missed = math.exp(-x)
        return -math.expm1(-x), missed, -missed
    if certain:
        return 1.0, 0.0, 0.0
    return x, 1.0, 0.0


@lean
def _reward(p, metric):  # type: ignore[no-untyped-def]
    """Pay less the risk of dismissal at a metric, old consequences included."""
    total = 0.0
    for i in range(p.weights.shape[0]):
        if p.weights[i] != 0.0:
            total += p.weights[i] * pay_value(p.motives, p.y, i, metric)
    if p.standing > 0.0:
        total -= p.standing * normal_cdf(p.cut - (metric - p.centre) / p.sd)
    return total


@inlined
def margin_at(p, metric):  # type: ignore[no-untyped-def]
    """First two derivatives of :func:`_reward`."""
    total = p.low
    bend = 0.0
    if not p.flat:
        total = 0.0
        for i in range(p.weights.shape[0]):
            if p.weights[i] != 0.0:
                total += p.weights[i] * pay_slope(p.motives, p.y, i, metric)
                bend += p.weights[i] * pay_bend(p.motives, p.y, i, metric)
    if p.standing > 0.0:
        u = p.cut - (metric - p.centre) / p.sd
        density = p.standing / p.sd * normal_density(u)
        total += density
        bend += density * u / p.sd
    return total, bend


@lean
def utility_of(p, a):  # type: ignore[no-untyped-def]
    """The objective."""
    index, seen, private = state(p, a)
    total = _reward(p, index + p.carried)
    for j in range(a.shape[0]):
        z = p.theta * a[j]
        spent = a[j] - p.technology.intrinsic[j]
        burden = p.motives.burden[p.y, p.h, j]
        total += p.motives.worth[p.y, p.h, j] * z - 0.5 * burden * z * z
        total -= 0.5 * p.technology.cost[j] * spent * spent
        for k in range(j):
            total -= p.form.cross[j, k] * spent * (a[k] - p.technology.intrinsic[k])
    if p.audit > 0.0:
        found, _, _ = detection(p.form.exponential, seen, seen >= 1.0)
        total -= p.audit * found * (p.loss + p.repaid * max(private, 0.0))
    return total


@lean
def _value_at(p, line, t):  # type: ignore[no-untyped-def]
    """Utility along a line, up to a constant."""
    total = line.drive * t - 0.5 * line.brake * t * t
    total += _reward(p, line.metric + line.metric_rise * t)
    if p.audit > 0.0:
        seen = line.seen + line.seen_rise * t
        found, _, _ = detection(p.form.exponential, seen, seen >= 1.0)
        owed = p.repaid * max(line.private + line.private_rise * t, 0.0)
        total -= p.audit * found * (p.loss + owed)
    return total


@inlined
def _slope_at(p, line, t, certain, owing):  # type: ignore[no-untyped-def]
    """First two derivatives of utility along a line, on the given side of corners."""
    slope = line.drive - line.brake * t
    bend = -line.brake
    if line.metric_rise != 0.0:
        margin, turn = margin_at(p, line.metric + line.metric_rise * t)
        slope += line.metric_rise * margin
        bend += line.metric_rise * line.metric_rise * turn
    if p.audit > 0.0:
        found, rise, turn = detection(p.form.exponential, line.seen + line.seen_rise * t, certain)
        rise *= line.seen_rise
        turn *= line.seen_rise * line.seen_rise
        owed = 0.0
        more = 0.0
        if owing:
            owed = p.repaid * (line.private + line.private_rise * t)
            more = p.repaid * line.private_rise
        slope -= p.audit * (rise * (p.loss + owed) + found * more)
        bend -= p.audit * (turn * (p.loss + owed) + 2.0 * rise * more)
    return slope, bend


@lean
def best_on_line(p, line, cap):  # type: ignore[no-untyped-def]
    """The best effort between 0 and ``cap``; the largest of equally good ones."""
    best = 0.0
    value = _value_at(p, line, 0.0)
    slack = _EQUAL * abs(value)
    if line.brake <= 0.0:
        slack += TIE * (abs(line.drive) * cap + p.audit * p.loss)
    left = 0.0
    while left < cap:
        end = _corner(p, line, left, cap)
        middle = 0.5 * (left + end)
        certain = line.seen + line.seen_rise * middle >= 1.0
        owing = p.repaid > 0.0 and line.private + line.private_rise * middle > 0.0
        trials = 1
        if line.metric_rise != 0.0 and (p.standing > 0.0 or not p.flat):
            trials = int(min(3.0 * abs(line.metric_rise) * (end - left) / p.sd, _TRIALS)) + 3
        fading = p.audit > 0.0 and p.form.exponential == 1
        if fading and line.seen + line.seen_rise * left < _CERTAIN:
            trials = max(trials, int(4.0 * line.seen_rise * (end - left)) + 4)
        a = left
        slope, bend = 0.0, 0.0
        for trial in range(trials + 1):
            b = left + (end - left) * trial / trials if trial < trials else end
            slope_b, bend_b = _slope_at(p, line, b, certain, owing)
            if trial == 0:
                slope, bend = slope_b, bend_b
            start, stop = a, b
            found = slope > 0.0 and slope_b <= 0.0
            turning = slope <= 0.0 and slope_b <= 0.0 and bend > 0.0 and bend_b < 0.0
            dipping = slope > 0.0 and slope_b > 0.0 and bend < 0.0 and bend_b > 0.0
            if turning or dipping:  # the slope may change its sign twice in between
                middle, at = _turn(p, line, a, b, turning, certain, owing)
                found = at > 0.0 if turning else at < 0.0
                if turning:
                    start = middle
                else:
                    stop = middle
            if found:
                t = _root(p, line, start, stop, certain, owing)
                own = _value_at(p, line, t)
                if own > value - (slack + 0.5 * _EQUAL * max(line.brake, 0.0) * t * t):
                    best, value = t, own
            a, slope, bend = b, slope_b, bend_b
        own = _value_at(p, line, end)
        if own > value - slack:
            best, value = end, own
        left = end
    return best


@lean
def _corner(p, line, left, cap):  # type: ignore[no-untyped-def]
    """Where the next corner right of ``left`` is: of detection or of what is paid back."""
    end = cap
    if p.audit > 0.0:
        if line.seen_rise > 0.0:
            full = _CERTAIN if p.form.exponential == 1 else 1.0
            corner = (full - line.seen) / line.seen_rise
            if left < corner < end:
                end = corner
        if p.repaid > 0.0 and line.private_rise != 0.0:
            corner = -line.private / line.private_rise
            if left < corner < end:
                end = corner
    return end


@lean
def _turn(p, line, left, right, rising, certain, owing):  # type: ignore[no-untyped-def]
    """Where the slope turns between two places (its peak if it is ``rising`` first), and it."""
    middle, slope = left, 0.0
    for _ in range(60):
        middle = 0.5 * (left + right)
        slope, bend = _slope_at(p, line, middle, certain, owing)
        if (bend > 0.0) == rising:
            left = middle
        else:
            right = middle
    return middle, slope


@lean
def _root(p, line, left, right, certain, owing):  # type: ignore[no-untyped-def]
    """Where the slope falls through zero: Newton's method inside a shrinking bracket."""
    t = 0.5 * (left + right)
    before = right - left
    for _ in range(200):
        slope, bend = _slope_at(p, line, t, certain, owing)
        if slope > 0.0:
            left = t
        else:
            right = t
        step = -slope / bend if bend < 0.0 else np.inf
        if not left <= t + step <= right or abs(step) > 0.5 * before:
            step = 0.5 * (left + right) - t
        before = abs(step)
        t += step
        if before <= 0.1 * SETTLED * (1.0 + abs(t)):
            break
    return t
