"""The executive's best response: the global optimum of one quarter's problem.

An executive of ability ``theta`` chooses effort ``0 <= a <= cap``, with effects ``z = theta * a``,
metric index ``s = loading.z`` and detection index ``x = detectability.z``, to maximise

    pay(s + carried) + worth.z - burden.z**2/2 - cost.(a - intrinsic)**2/2
        - audit * (fine + seat) * min(1, x) - seat * P_dismissed(s + carried)

With one metric index every local optimum has the form
``a_j = clip(theta * (worth_j + lam * loading_j - price * detectability_j) + ...)`` for a scalar
``lam``, the marginal worth of the metric, and one of two audit prices: ``audit * (fine + seat)``
while detection is uncertain, 0 once it is certain (the corner between them is convex, hence no
optimum). So the problem is a root search in one variable, whatever the shape of pay.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.kernel import inlined

Floats = npt.NDArray[np.float64]

_STEPS = 32  # nodes of the normal table per unit
_EDGE = 8.0  # beyond it the normal_cdf is zero to rounding
_GRID = np.linspace(-_EDGE, _EDGE, int(2 * _EDGE * _STEPS) + 1)
_DENSITY = np.exp(-0.5 * _GRID**2) / math.sqrt(2.0 * math.pi)
_CDF = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in _GRID])
_NODES = _GRID.shape[0]
_PEAK = 1.0 / math.sqrt(2.0 * math.pi)
_TOLERANCE = 1e-11


class Motives(NamedTuple):
    """What drives each kind of executive under one plan; ``y`` numbers kinds.

    Expected pay is tabulated as curves in the metric's mean, already weighted by what pay is
    worth to the kind: cubic Hermite interpolants between nodes, straight lines outside.

    Attributes:
        worth: (y, row, tasks) marginal worth of effects: from goals, and from what matures later.
            Row ``h`` is for ``h`` quarters of foresight; see ``sim.planner`` for known retirements.
        burden: (y, row, tasks) quadratic loss per squared effect that the executive bears.
        value: (y, curves, nodes) expected pay, base pays.
        slope: (y, curves, nodes) its derivative.
        low: (y, curves) smallest derivative; ``high``: the largest.
        start: Metric at the first node; ``step``: distance of nodes; ``last``: the last node.
    """

    worth: Floats
    burden: Floats
    value: Floats
    slope: Floats
    low: Floats
    high: Floats
    start: float
    step: float
    last: int


class TaskTable(NamedTuple):
    """Columns of the technology; (tasks,) each, as in docs/model.md."""

    loading: Floats
    detectability: Floats
    cost: Floats
    cap: Floats
    intrinsic: Floats
    value: Floats
    visible: Floats
    curvature: Floats
    private: Floats


@inlined
def normal_cdf(u):  # type: ignore[no-untyped-def]
    """Normal distribution function, to 4e-9: cubic Hermite on a table with its density."""
    if u <= -_EDGE:
        return 0.0
    if u >= _EDGE:
        return 1.0
    position = (u + _EDGE) * _STEPS
    i = min(int(position), _NODES - 2)
    t = position - i
    gap = 1.0 - t
    return (
        gap * gap * (1.0 + 2.0 * t) * _CDF[i]
        + t * t * (3.0 - 2.0 * t) * _CDF[i + 1]
        + t * gap * (gap * _DENSITY[i] - t * _DENSITY[i + 1]) / _STEPS
    )


@inlined
def normal_density(u):  # type: ignore[no-untyped-def]
    """Derivative of :func:`normal_cdf`, exactly that of its interpolant."""
    if u <= -_EDGE or u >= _EDGE:
        return 0.0
    position = (u + _EDGE) * _STEPS
    i = min(int(position), _NODES - 2)
    t = position - i
    return (
        6.0 * t * (1.0 - t) * (_CDF[i + 1] - _CDF[i]) * _STEPS
        + (1.0 - t) * (1.0 - 3.0 * t) * _DENSITY[i]
        + t * (3.0 * t - 2.0) * _DENSITY[i + 1]
    )


@inlined
def pay_value(motives, y, i, x):  # type: ignore[no-untyped-def]
    """Curve ``i`` of kind ``y`` at ``x``."""
    value, slope, step, last = motives.value, motives.slope, motives.step, motives.last
    position = (x - motives.start) / step
    if position <= 0.0:
        return value[y, i, 0] + (x - motives.start) * slope[y, i, 0]
    if position >= last:
        return value[y, i, last] + (x - motives.start - step * last) * slope[y, i, last]
    n = int(position)
    t = position - n
    gap = 1.0 - t
    return (
        gap * gap * (1.0 + 2.0 * t) * value[y, i, n]
        + t * t * (3.0 - 2.0 * t) * value[y, i, n + 1]
        + t * gap * (gap * slope[y, i, n] - t * slope[y, i, n + 1]) * step
    )


@inlined
def pay_slope(motives, y, i, x):  # type: ignore[no-untyped-def]
    """Derivative of curve ``i`` of kind ``y`` at ``x``."""
    value, slope, step, last = motives.value, motives.slope, motives.step, motives.last
    position = (x - motives.start) / step
    if position <= 0.0:
        return slope[y, i, 0]
    if position >= last:
        return slope[y, i, last]
    n = int(position)
    t = position - n
    return (
        6.0 * t * (1.0 - t) * (value[y, i, n + 1] - value[y, i, n]) / step
        + (1.0 - t) * (1.0 - 3.0 * t) * slope[y, i, n]
        + t * (3.0 * t - 2.0) * slope[y, i, n + 1]
    )


@inlined
def pay_bend(motives, y, i, x):  # type: ignore[no-untyped-def]
    """Second derivative of curve ``i`` of kind ``y`` at ``x``; it may jump at nodes."""
    value, slope, step, last = motives.value, motives.slope, motives.step, motives.last
    position = (x - motives.start) / step
    if position <= 0.0 or position >= last:
        return 0.0
    n = int(position)
    t = position - n
    rise = (value[y, i, n + 1] - value[y, i, n]) / step
    return (
        6.0 * (1.0 - 2.0 * t) * rise
        + (6.0 * t - 4.0) * slope[y, i, n]
        + (6.0 * t - 2.0) * slope[y, i, n + 1]
    ) / step


@inlined
def _pressure(motives, y, weights, flat, low, standing, cut, sd, centre, x):  # type: ignore[no-untyped-def]
    """Marginal worth of the metric at ``x`` (pay and less risk of dismissal), and its slope."""
    total = low
    bend = 0.0
    if not flat:
        total = 0.0
        for i in range(weights.shape[0]):
            if weights[i] != 0.0:
                total += weights[i] * pay_slope(motives, y, i, x)
                bend += weights[i] * pay_bend(motives, y, i, x)
    if standing > 0.0:
        u = cut - (x - centre) / sd
        density = standing / sd * normal_density(u)
        total += density
        bend += density * u / sd
    return total, bend


@inlined
def _index(lam, scratch, technology, theta):  # type: ignore[no-untyped-def]
    """Metric index of the efforts that ``lam`` calls for, and its slope in ``lam``."""
    total = 0.0
    slope = 0.0
    for j in range(scratch.shape[1]):
        a = (scratch[0, j] + lam * scratch[1, j]) * scratch[2, j]
        if a > 0.0:
            if a < technology.cap[j]:
                slope += technology.loading[j] * scratch[1, j] * scratch[2, j]
            else:
                a = technology.cap[j]
            total += technology.loading[j] * a
    return total * theta, slope * theta


@inlined
def respond(  # type: ignore[no-untyped-def]
    theta,
    y,
    h,
    motives,
    technology,
    weights,
    carried,
    seat,
    fine,
    audit,
    belief,
    dismissal_bar,
    gain,
    sd,
    reference,
    scratch,
    out,
    row,
):
    """Write the best effort into ``out[row]``; return (utility, metric index, detection index).

    Args:
        theta: Ability.
        y: Kind of executive; ``h``: row of ``motives.worth``.
        motives: What drives the kind; ``technology``: the tasks.
        weights: (curves,) what a base pay of each curve is worth now.
        carried: Expected contribution of old consequences to the metric.
        seat: Worth of keeping the seat; ``fine``: of not being fined; ``audit``: perceived rate.
        belief: The board's posterior mean; ``gain``: its Kalman gain; ``sd``: metric noise.
        dismissal_bar: Belief below which the board dismisses.
        reference: Expected mean of the metric over all firms.
        scratch: (4, tasks) workspace.
        out: (rows, tasks) efforts, of which ``row`` is written.
    """
    tasks = scratch.shape[1]
    price = audit * (fine + seat)

    # Dismissal: P = normal_cdf(cut - (x - centre)/sd) in the index x = s + carried.
    standing = seat if seat > 0.0 and gain > 0.0 and dismissal_bar > -1e5 else 0.0
    centre = reference + belief
    cut = (dismissal_bar - belief) / (gain * sd) if standing > 0.0 else 0.0

    low = 0.0
    high = 0.0
    for i in range(weights.shape[0]):
        if weights[i] > 0.0:
            low += weights[i] * motives.low[y, i]
            high += weights[i] * motives.high[y, i]
    flat = high - low < _TOLERANCE  # marginal pay is the same everywhere

    for j in range(tasks):
        scratch[1, j] = theta * technology.loading[j]
        scratch[2, j] = 1.0 / (technology.cost[j] + motives.burden[y, h, j] * theta * theta)

    best = -np.inf
    best_index = 0.0
    best_seen = 0.0
    for branch in range(2):
        charged = price if branch == 0 else 0.0
        for j in range(tasks):
            worth = motives.worth[y, h, j] - charged * technology.detectability[j]
            scratch[0, j] = theta * worth + technology.cost[j] * technology.intrinsic[j]
        first = low
        last = high
        s_first, slope_first = _index(first, scratch, technology, theta)
        falling = flat  # the pressure falls in the index all along: one root
        u = 0.0
        if standing > 0.0:
            u = cut - (s_first + carried - centre) / sd
            if u > 0.0:
                last += standing * _PEAK / sd
                falling = False
            elif u > -_EDGE:
                last += standing / sd * normal_density(u) * (1.0 + 1e-9)
        if branch == 1:
            reach = 0.0
            for j in range(tasks):
                lam = last if scratch[1, j] > 0.0 else first
                a = (scratch[0, j] + lam * scratch[1, j]) * scratch[2, j]
                reach += technology.detectability[j] * min(max(a, 0.0), technology.cap[j])
            if reach * theta <= 1.0:
                break  # detection never becomes certain

        points = 1
        s_last = s_first
        if last - first > _TOLERANCE and not falling:
            # Pay and risk have features of width sd: three points in each find every root.
            s_last, _ = _index(last, scratch, technology, theta)
            points = min(max(int((s_last - s_first) / sd * 3.0) + 3, 4), 2048)
        before = 0.0
        lam_before = first
        for p in range(points):
            lam = first
            root = first
            guess = first
            search = False
            if points == 1:
                if last - first > _TOLERANCE:
                    search = True
                    risk = last - first
                    guess = first + risk / (1.0 - risk * u / sd * slope_first)
                    lam_before = first
                    lam = last
            else:
                lam = first + (last - first) * p / (points - 1)
                s, _ = _index(lam, scratch, technology, theta)
                now, _ = _pressure(
                    motives, y, weights, flat, low, standing, cut, sd, centre, s + carried
                )
                now -= lam
                found = (p == 0 and now <= 0.0) or (p == points - 1 and now > 0.0)
                root = lam
                if p > 0 and before > 0.0 and now <= 0.0:
                    search = True
                    guess = (lam_before * now - lam * before) / (now - before)
                elif not found:
                    before = now
                    lam_before = lam
                    continue
            if search:
                # The root between two points, by Newton's method inside a shrinking bracket.
                left, right, root = lam_before, lam, guess
                for _ in range(100):
                    s, slope = _index(root, scratch, technology, theta)
                    f, bend = _pressure(
                        motives, y, weights, flat, low, standing, cut, sd, centre, s + carried
                    )
                    f -= root
                    if abs(f) < _TOLERANCE:
                        break
                    if f > 0.0:
                        left = root
                    else:
                        right = root
                    fall = 1.0 - bend * slope
                    step = f / fall if fall > 0.0 else np.inf
                    if not left < root + step < right:
                        step = 0.5 * (left + right) - root
                    root += step
                    if abs(step) < _TOLERANCE:
                        break
            if points > 1:
                before = now
                lam_before = lam
            s = 0.0
            x = 0.0
            total = 0.0
            for j in range(tasks):
                a = (scratch[0, j] + root * scratch[1, j]) * scratch[2, j]
                a = min(max(a, 0.0), technology.cap[j])
                z = theta * a
                scratch[3, j] = a
                s += technology.loading[j] * z
                x += technology.detectability[j] * z
                spent = a - technology.intrinsic[j]
                total += motives.worth[y, h, j] * z - 0.5 * motives.burden[y, h, j] * z * z
                total -= 0.5 * technology.cost[j] * spent * spent
            for i in range(weights.shape[0]):
                if weights[i] != 0.0:
                    total += weights[i] * pay_value(motives, y, i, s + carried)
            total -= price * min(1.0, x)
            if standing > 0.0:
                total -= standing * normal_cdf(cut - (s + carried - centre) / sd)
            if total > best:
                best = total
                best_index = s
                best_seen = x
                for j in range(tasks):
                    out[row, j] = scratch[3, j]
        if price <= 0.0:
            break  # no audit to escape from
    return best, best_index, best_seen
