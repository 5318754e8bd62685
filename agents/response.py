"""The executive's best response: the global optimum of one quarter's problem.

An executive of ability ``theta`` chooses effort ``0 <= a <= cap``, with effects ``z = theta * a``,
metric index ``s = loading.z`` and detection index ``x = detectability.z``, to maximise

    pay(s + carried) + worth.z - burden.z**2/2 - cost.(a - intrinsic)**2/2
        - audit * (fine + seat) * min(1, x) - seat * P_dismissed(s + carried)

With one metric index every local optimum has the form
``a_j = clip(theta * (worth_j + lam * loading_j - price * detectability_j) + ...)`` for a scalar
``lam``, the marginal worth of the metric, and one of two audit prices: ``audit * (fine + seat)``
while detection is uncertain, 0 once it is certain (the corner between them is convex, hence no
optimum). So the problem is a root search in one variable, whatever the shape of pay. A task
without any cost must have no loading here: it is done to the cap or not at all, in a tie to the
cap. For problems of other forms see :mod:`agents.search`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined
from agents.numerics.normal import PEAK, normal_cdf, normal_density
from incentives.arrays import Floats

FLAT = 1e-9
"""Marginal pays that differ by less are the same: slopes of curves are good to 1e-10."""
_TOLERANCE = 1e-11
_NEAR = 1e-12  # what counts as the same place
TIE = 1e-12
"""Relative difference of gain and price below which a free effort is a tie."""


class Motives(NamedTuple):
    """What drives each kind of executive under one plan; ``y`` numbers kinds.

    Expected pay is tabulated as curves in the metric's mean, already weighted by what pay is
    worth to the kind: cubic Hermite interpolants between nodes, straight lines outside.

    Attributes:
        worth: (y, row, tasks) marginal worth of effects: from goals, and from what matures later.
            Row ``h`` is for ``h`` quarters of foresight; known retirements follow.
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
    """Columns of the technology; (tasks,) each, as in docs/model/parameters.md."""

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
    flat = high - low < FLAT  # marginal pay is the same everywhere

    slack = 0.0  # what a later optimum may be short of the best one, and be taken all the same
    for j in range(tasks):
        scratch[1, j] = theta * technology.loading[j]
        if technology.cost[j] + motives.burden[y, h, j] <= 0.0:
            slack = TIE * price
        brake = technology.cost[j] + motives.burden[y, h, j] * theta * theta
        scratch[2, j] = 1.0 / brake if brake > 0.0 else 1.0

    best = -np.inf
    best_index = 0.0
    best_seen = 0.0
    for branch in range(2):
        charged = price if branch == 0 else 0.0
        for j in range(tasks):
            worth = motives.worth[y, h, j] - charged * technology.detectability[j]
            scratch[0, j] = theta * worth + technology.cost[j] * technology.intrinsic[j]
            if technology.cost[j] + motives.burden[y, h, j] <= 0.0:
                near = TIE * charged * technology.detectability[j]
                scratch[0, j] = technology.cap[j] if worth >= -near else 0.0
        first = low
        last = high
        s, slope = _index(first, scratch, technology, theta)
        u = 0.0
        if standing > 0.0:
            u = cut - (s + carried - centre) / sd
            if u > 0.0:
                last += standing * PEAK / sd
            else:
                last += standing / sd * normal_density(u) * (1.0 + 1e-9)
        if branch == 1:
            reach = 0.0
            for j in range(tasks):
                lam = last if scratch[1, j] > 0.0 else first
                a = (scratch[0, j] + lam * scratch[1, j]) * scratch[2, j]
                reach += technology.detectability[j] * min(max(a, 0.0), technology.cap[j])
            if reach * theta <= 1.0:
                break  # detection never becomes certain

        pieces = 2 * tasks + 5
        if not flat:
            # Pay and risk have features of width sd: three points in each find every root.
            s_last, _ = _index(last, scratch, technology, theta)
            pieces = min(max(int((s_last - s) / sd * 3.0) + 3, 4), 2048)
        lam = first
        now, _ = _pressure(motives, y, weights, flat, low, standing, cut, sd, centre, s + carried)
        now -= lam
        for piece in range(pieces):
            root = first
            found = False
            if piece == 0:
                found = last - first <= _TOLERANCE or now <= 0.0
            else:
                end = last
                if flat:
                    end = _piece_end(lam, last, u, sd, theta, scratch, technology)
                elif piece < pieces - 1:
                    end = first + (last - first) * piece / (pieces - 1)
                s_end, slope_end = _index(end, scratch, technology, theta)
                then, _ = _pressure(
                    motives, y, weights, flat, low, standing, cut, sd, centre, s_end + carried
                )
                then -= end
                search = now > 0.0 and then <= 0.0
                left, right, root = lam, end, lam + (end - lam) * now / (now - then)
                if flat and u > 0.0 and not search:
                    if u > 1.0 and now > 0.0:  # convex: it may dip below zero
                        search, root = True, lam
                    elif u <= 1.0 and now <= 0.0:  # concave: it may rise above zero
                        search, root = True, end
                elif flat and u <= 0.0:
                    root = lam + now / (1.0 - now * u / sd * slope)
                found = search
                if search:
                    # Newton's method; where the signs differ, inside a shrinking bracket.
                    safe = now > 0.0 and then <= 0.0
                    before = end - lam  # steps must close in on the root, or else halve the bracket
                    for _ in range(100):
                        at, rise = _index(root, scratch, technology, theta)
                        f, bend = _pressure(
                            motives, y, weights, flat, low, standing, cut, sd, centre, at + carried
                        )
                        f -= root
                        if abs(f) < _TOLERANCE:
                            break
                        fall = 1.0 - bend * rise
                        if safe:
                            if f > 0.0:
                                left = root
                            else:
                                right = root
                            step = f / fall if fall > 0.0 else np.inf
                            if not left < root + step < right or abs(step) > 0.5 * before:
                                step = 0.5 * (left + right) - root
                            before = abs(step)
                        else:
                            step = f / fall if fall > 0.0 else 0.0
                            if fall <= 0.0 or not left <= root + step <= right:
                                found = False  # it turns before it reaches zero
                                break
                        root += step
                        if abs(step) < _TOLERANCE:
                            break
                elif end >= last and then > 0.0:
                    root, found = last, True
                lam, s, now, slope = end, s_end, then, slope_end
                u = cut - (s + carried - centre) / sd if standing > 0.0 else 0.0
            if found:
                seen, at, total = _worth_of(
                    root, theta, y, h, motives, technology, weights, carried, scratch
                )
                total -= price * min(1.0, seen)
                if standing > 0.0:
                    total -= standing * normal_cdf(cut - (at + carried - centre) / sd)
                if total > best or (branch == 1 and total > best - slack):
                    best = total
                    best_index = at
                    best_seen = seen
                    for j in range(tasks):
                        out[row, j] = scratch[3, j]
            if last - first <= _TOLERANCE or (piece > 0 and lam >= last):
                break
        if price <= 0.0:
            break  # no audit to escape from
    return best, best_index, best_seen


@inlined
def _piece_end(lam, last, u, sd, theta, scratch, technology):  # type: ignore[no-untyped-def]
    """Where flat pay's next piece of the pressure ends: there it is convex, concave or falling.

    A piece ends where an effort reaches a bound, and where the density of the risk turns: one
    and no standard deviation from the bar. From there on the pressure falls all along.
    """
    if u <= _NEAR:
        return last
    end = last
    start = lam + _NEAR * (1.0 + abs(lam))
    for j in range(scratch.shape[1]):
        if scratch[1, j] != 0.0:
            bound = -scratch[0, j] / scratch[1, j]
            if start < bound < end:
                end = bound
            bound += technology.cap[j] / (scratch[2, j] * scratch[1, j])
            if start < bound < end:
                end = bound
    _, slope = _index(0.5 * (lam + end), scratch, technology, theta)
    if slope > 0.0:
        turn = 1.0 if u > 1.0 + _NEAR else 0.0
        at = lam + (u - turn) * sd / slope
        if start < at < end:
            end = at
    return end


@inlined
def _worth_of(lam, theta, y, h, motives, technology, weights, carried, scratch):  # type: ignore[no-untyped-def]
    """Detection index, metric index, and utility but for what audits and dismissal cost.

    The efforts that ``lam`` calls for are left in row 3 of ``scratch``.
    """
    index = 0.0
    seen = 0.0
    total = 0.0
    for j in range(scratch.shape[1]):
        a = (scratch[0, j] + lam * scratch[1, j]) * scratch[2, j]
        a = min(max(a, 0.0), technology.cap[j])
        z = theta * a
        scratch[3, j] = a
        index += technology.loading[j] * z
        seen += technology.detectability[j] * z
        spent = a - technology.intrinsic[j]
        total += motives.worth[y, h, j] * z - 0.5 * motives.burden[y, h, j] * z * z
        total -= 0.5 * technology.cost[j] * spent * spent
    for i in range(weights.shape[0]):
        if weights[i] != 0.0:
            total += weights[i] * pay_value(motives, y, i, index + carried)
    return seen, index, total
