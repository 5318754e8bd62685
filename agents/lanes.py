"""The best response of many executives at once, where marginal pay is the same everywhere.

Then the problem of :mod:`agents.response` has one nonlinearity, the risk of dismissal, and one
root if the least effort passes the bar in the mean. The same steps are taken for all lanes of a
block in short loops, which compilers turn into vector instructions. A lane that is done is left
alone, so its result has the same bits whatever the others hold.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.kernel import inlined
from agents.normal import PEAK, lane_density

LANES = 64
MAX_TASKS = 16

(
    THETA,  # in: ability
    PAY,  # in: marginal pay
    STANDING,  # in: worth of the seat over the sd of the metric, 0 where nobody is dismissed
    CUT,  # in: distance to the bar, in sd, at metric index 0
    PRICE,  # in: what certain detection costs
    ROOT,  # marginal worth of the metric
    LEFT,
    RIGHT,
    STEP,  # size of the last step
    INDEX,  # out: metric index
    SLOPE,
    DETECTION,  # out: detection index
    HARD,  # out: 1 where there may be another optimum, so the general search is needed
    STANCE,  # for the caller: distance to the true bar, as CUT is to the perceived one
    SHORT,  # sd by which the least effort misses the bar
    PACE,  # sd gained per unit of marginal worth
) = range(16)
WORTH = 16  # in, a row per task: marginal worth; then effort at marginal worth 0 of the metric
BURDEN = WORTH + MAX_TASKS  # in, a row per task: quadratic loss; then effect of marginal worth
EFFORT = BURDEN + MAX_TASKS  # out, a row per task
_ROWS = EFFORT + MAX_TASKS
_TOLERANCE = 1e-11
_SMALL = 1e-6
_GUESSES = 2


def new_lanes() -> npt.NDArray[np.float64]:
    """A block in which every lane holds a problem that is solved at once."""
    lanes = np.zeros(_ROWS * LANES)
    lanes[THETA * LANES : (THETA + 1) * LANES] = 1.0
    return lanes


@inlined
def solve_lanes(b, technology, sd):  # type: ignore[no-untyped-def]
    """Solve all lanes of the block ``b``, (rows * lanes,), for one technology and metric noise.

    Rows are addressed by constant distances within one array: then the compiler knows without
    asking that they do not overlap.
    """
    n = LANES
    tasks = technology.loading.shape[0]
    inv_sd = 1.0 / sd
    for j in range(tasks):
        cost = technology.cost[j]
        free = technology.cost[j] * technology.intrinsic[j]
        load = technology.loading[j]
        seen = technology.detectability[j]
        o = j * n
        for i in range(n):
            theta = b[THETA * n + i]
            worth = b[o + WORTH * n + i]
            inverse = 1.0 / (cost + b[o + BURDEN * n + i] * theta * theta)
            scale = theta * inverse
            b[o + EFFORT * n + i] = free * inverse + worth * scale
            b[o + WORTH * n + i] = free * inverse + (worth - b[PRICE * n + i] * seen) * scale
            b[o + BURDEN * n + i] = load * scale
    # The first guess, as if no effort would reach a bound, from the point of inflection, one
    # standard deviation above the bar.
    for i in range(n):
        b[ROOT * n + i] = b[PAY * n + i]
    _index(b, technology, tasks)
    for i in range(n):
        first = b[PAY * n + i]
        u = b[CUT * n + i] - b[INDEX * n + i] * inv_sd
        risk = b[STANDING * n + i] * lane_density(u)
        room = risk if u <= 0.0 else b[STANDING * n + i] * PEAK
        b[HARD * n + i] = 1.0 if u > 0.0 and room > _TOLERANCE else 0.0
        b[LEFT * n + i] = first
        b[RIGHT * n + i] = first + room * (1.0 + 1e-9)
        b[STEP * n + i] = room
        b[SHORT * n + i] = u
        b[PACE * n + i] = b[SLOPE * n + i] * inv_sd
        b[ROOT * n + i] = min(max(1.0 + u, 0.0) / max(b[PACE * n + i], 1e-9), room)
    for _ in range(_GUESSES):
        for i in range(n):
            more = b[ROOT * n + i]
            pace = b[PACE * n + i]
            at = b[SHORT * n + i] - pace * more
            risk = b[STANDING * n + i] * lane_density(at)
            b[ROOT * n + i] = more + _step(risk - more, risk, at, pace)
    for i in range(n):
        room = b[STEP * n + i]
        b[ROOT * n + i] = b[PAY * n + i] + min(max(b[ROOT * n + i], 0.0), room)
    for _ in range(60):
        _index(b, technology, tasks)
        moving = 0
        for i in range(n):
            root = b[ROOT * n + i]
            u = b[CUT * n + i] - b[INDEX * n + i] * inv_sd
            risk = b[STANDING * n + i] * lane_density(u)
            f = b[PAY * n + i] + risk - root
            left = root if f > 0.0 else b[LEFT * n + i]
            right = b[RIGHT * n + i] if f > 0.0 else root
            step = _step(f, risk, u, inv_sd * b[SLOPE * n + i])
            # Halley's step, unless it leaves the bracket or does not close in on the root.
            inside = (left < root + step) and (root + step < right)
            halley = inside and abs(step) <= 0.5 * b[STEP * n + i]
            step = step if halley else 0.5 * (left + right) - root
            # Its error is of the order of the last step cubed; that of halving is not.
            done = b[STEP * n + i] < _SMALL or abs(f) < _TOLERANCE or b[HARD * n + i] > 0.0
            step = 0.0 if done else step
            b[LEFT * n + i] = left
            b[RIGHT * n + i] = right
            b[STEP * n + i] = abs(step) if halley or done else max(abs(step), 10.0 * _SMALL)
            b[ROOT * n + i] = root + step
            moving += 1 if b[STEP * n + i] >= _SMALL else 0
        if moving == 0:
            break
    # Could detection become certain, were it free to be detected?
    for i in range(n):
        b[DETECTION * n + i] = 0.0
    for j in range(tasks):
        cap = technology.cap[j]
        seen = technology.detectability[j]
        o = j * n
        if seen > 0.0:
            for i in range(n):
                rise = b[o + BURDEN * n + i]
                most = b[PAY * n + i] + (b[STANDING * n + i] * PEAK if rise > 0.0 else 0.0)
                a = min(max(b[o + EFFORT * n + i] + most * rise, 0.0), cap)
                b[DETECTION * n + i] += seen * a
    for i in range(n):
        certain = b[DETECTION * n + i] * b[THETA * n + i] > 1.0 and b[PRICE * n + i] > 0.0
        b[HARD * n + i] = 1.0 if certain else b[HARD * n + i]
        b[DETECTION * n + i] = 0.0
        b[INDEX * n + i] = 0.0
    for j in range(tasks):
        cap = technology.cap[j]
        load = technology.loading[j]
        seen = technology.detectability[j]
        o = j * n
        for i in range(n):
            a = b[o + WORTH * n + i] + b[ROOT * n + i] * b[o + BURDEN * n + i]
            a = min(max(a, 0.0), cap)
            b[o + EFFORT * n + i] = a
            b[INDEX * n + i] += load * (b[THETA * n + i] * a)
            b[DETECTION * n + i] += seen * (b[THETA * n + i] * a)


@inlined
def _step(f, risk, u, pace):  # type: ignore[no-untyped-def]
    """Halley's step to the root of ``f``, which falls by ``1 - pace * u * risk``."""
    fall = 1.0 - risk * u * pace
    bend = risk * pace * pace * (u * u - 1.0)
    return 2.0 * f * fall / (2.0 * fall * fall - f * bend)


@inlined
def _index(b, technology, tasks):  # type: ignore[no-untyped-def]
    """Metric index of the efforts that ``ROOT`` calls for, and its slope in ``ROOT``."""
    n = LANES
    for i in range(n):
        b[INDEX * n + i] = 0.0
        b[SLOPE * n + i] = 0.0
    for j in range(tasks):
        cap = technology.cap[j]
        load = technology.loading[j]
        o = j * n
        if load != 0.0:
            for i in range(n):
                rise = b[o + BURDEN * n + i]
                a = b[o + WORTH * n + i] + b[ROOT * n + i] * rise
                theta = b[THETA * n + i]
                b[SLOPE * n + i] += load * theta * rise if a > 0.0 and a < cap else 0.0
                b[INDEX * n + i] += load * theta * min(max(a, 0.0), cap)
