"""The best response of many executives at once, where marginal pay is the same everywhere.

Then the problem of :mod:`agents.response` has one nonlinearity, the risk of dismissal. The metric
is piecewise linear in its marginal worth: as long as no effort reaches or leaves a bound, two
numbers say it all, and the root is found in a few steps without looking at tasks again. The same
steps are taken for all lanes of a block in short loops, which compilers turn into vector
instructions. A lane that is done is left alone, so its result has the same bits whatever the
others hold.

Marginal worth is measured from marginal pay: ``ROOT`` is what the risk of dismissal adds to it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from agents.numerics.compile import inlined
from agents.numerics.normal import PEAK, lane_density

LANES = 64
MAX_TASKS = 16
_GROUP = 32  # lanes that go on together until all of them are done

(
    THETA,  # in: ability
    PAY,  # in: marginal pay
    STANDING,  # in: worth of the seat over the sd of the metric, 0 where nobody is dismissed
    CUT,  # in: distance to the bar, in sd, at metric index 0
    PRICE,  # in: what certain detection costs
    ROOT,  # marginal worth of the metric, less marginal pay
    STEP,  # size of the last step, in sd where an sd is more
    SHORT,  # sd by which the bar is missed at the root, if no further effort meets a bound
    OPEN,  # 1 until the root is known
    INDEX,  # out: metric index
    SLOPE,
    DETECTION,  # out: detection index
    REACH,  # detection index that cannot be exceeded, were it free to be detected
    HARD,  # out: 1 where there may be another optimum, so the general search is needed
) = range(14)
SPARE = 14  # rows from here to ``WORTH`` are for the caller
WORTH = 24  # in, a row per task: marginal worth; then effort at root 0
BURDEN = WORTH + MAX_TASKS  # in, a row per task: quadratic loss; then effect of the root
EFFORT = BURDEN + MAX_TASKS  # out, a row per task
_FREE = EFFORT + MAX_TASKS  # effort at root 0, were it free to be detected
_ROWS = _FREE + MAX_TASKS
_TOLERANCE = 1e-11
_SMALL = 1e-3
_ROUNDS = 20


def new_lanes() -> npt.NDArray[np.float64]:
    """A block in which every lane holds a problem that is solved at once."""
    lanes = np.zeros(_ROWS * LANES)
    lanes[THETA * LANES : (THETA + 1) * LANES] = 1.0
    return lanes


@inlined
def solve_lanes(b, technology, sd, burdened):  # type: ignore[no-untyped-def]
    """Solve all lanes of the block ``b``, (rows * lanes,), for one technology and metric noise.

    Rows are addressed by constant distances within one array: then the compiler knows without
    asking that they do not overlap. ``burdened``, (tasks,): 1 where quadratic losses may be other
    than 0; where they are not, their row is not read.
    """
    _efforts_without_risk(b, technology, sd, burdened)
    _guess(b)
    for first in range(0, LANES, _GROUP):
        group = b[first:]  # loops over it are of known length
        _efforts(group, technology, sd, False)
        _rule_out(group)
        for _ in range(_ROUNDS):
            _steps(group)
            _efforts(group, technology, sd, True)
            if _count_open(group) == 0:
                break
    _detect(b, technology, sd)


@inlined
def _efforts_without_risk(b, technology, sd, burdened):  # type: ignore[no-untyped-def]
    """What is done at root 0: efforts, and metric index and slope in sd and per ability."""
    n = LANES
    for i in range(n):
        b[INDEX * n + i] = 0.0
        b[SLOPE * n + i] = 0.0
    for j in range(technology.loading.shape[0]):
        if burdened[j] == 1:
            cost = technology.cost[j]
            o = j * n
            for i in range(n):  # divisions are dear
                theta = b[THETA * n + i]
                b[o + _FREE * n + i] = 1.0 / (cost + b[o + BURDEN * n + i] * theta * theta)
            _effort_without_risk(b, j, technology, sd, True, True)
        elif technology.detectability[j] > 0.0:
            _effort_without_risk(b, j, technology, sd, False, True)
        else:
            _effort_without_risk(b, j, technology, sd, False, False)


@inlined
def _effort_without_risk(b, j, technology, sd, burdened, seen):  # type: ignore[no-untyped-def]
    """The same for task ``j``; if ``burdened``, the inverse of what slows it is in its place."""
    n = LANES
    fond = technology.cost[j] * technology.intrinsic[j]
    load, cap = technology.loading[j], technology.cap[j]
    gain = load / sd
    detectability = technology.detectability[j]
    usual = 1.0 / technology.cost[j]
    o = j * n
    for i in range(n):
        inverse = b[o + _FREE * n + i] if burdened else usual
        scale = b[THETA * n + i] * inverse
        rise = load * scale
        a = fond * inverse + b[o + WORTH * n + i] * scale + b[PAY * n + i] * rise
        if seen:
            b[o + _FREE * n + i] = a
            a -= b[PRICE * n + i] * detectability * scale
        b[o + WORTH * n + i] = a
        b[o + BURDEN * n + i] = rise
        held = min(max(a, 0.0), cap)
        b[INDEX * n + i] += gain * held
        b[SLOPE * n + i] += gain * rise if held == a else 0.0


@inlined
def _guess(b):  # type: ignore[no-untyped-def]
    """A first guess, to 0.2 sd, as if no effort would meet a bound.

    Then ``w`` sd above the bar are reached that solve ``w = -u + k * density(w)``. For ``u`` 0 this
    is close to a rational function of ``k``, and far from the bar ``w`` is ``-u``.
    """
    n = LANES
    for i in range(n):
        standing = b[STANDING * n + i]
        u = b[CUT * n + i] - b[THETA * n + i] * b[INDEX * n + i]
        pace = b[THETA * n + i] * b[SLOPE * n + i]
        k = standing * pace
        w = k * (0.399371 + 0.00405423 * k) / (1.0 + k * (0.197847 + 0.00128260 * k))
        w -= u * (0.583062 - 0.173762 * w)
        gap = -u - w
        w += 0.5 * (gap + math.sqrt(gap * gap + 0.184664))
        risk = standing * lane_density(u)
        b[ROOT * n + i] = min(max((u + w) / max(pace, 1e-9), 0.0), risk)
        b[HARD * n + i] = 1.0 if u > 0.0 and standing > _TOLERANCE else 0.0


@inlined
def _rule_out(b):  # type: ignore[no-untyped-def]
    """Where the least effort misses the bar in the mean, is there one optimum all the same?

    Up to the bar the risk is at least as large as at the least effort. So there is no root below
    the bar if a marginal worth of that size, or less, leads over it; and above it there is one.
    """
    n = LANES
    for i in range(_GROUP):
        u = b[CUT * n + i] - b[THETA * n + i] * b[INDEX * n + i]
        b[HARD * n + i] = b[HARD * n + i] if u > 0.0 else 0.0
        b[OPEN * n + i] = 1.0 - b[HARD * n + i]


@inlined
def _steps(b):  # type: ignore[no-untyped-def]
    """Two steps to the root, or three, as if no effort would meet a bound on the way."""
    n = LANES
    for i in range(_GROUP):
        standing = b[STANDING * n + i]
        root = b[ROOT * n + i]
        u = b[CUT * n + i] - b[THETA * n + i] * b[INDEX * n + i]
        pace = b[THETA * n + i] * b[SLOPE * n + i]
        step = _step(standing * lane_density(u), root, u, pace)
        step = min(max(root + step, 0.0), standing * PEAK) - root
        step = step if b[OPEN * n + i] > 0.0 else 0.0
        b[SLOPE * n + i] = pace
        b[ROOT * n + i] = root + step
        b[SHORT * n + i] = u - pace * step
        b[STEP * n + i] = b[OPEN * n + i]
    if _step_on(b, 0.0) > 0:
        _step_on(b, _SMALL)


@inlined
def _step_on(b, least):  # type: ignore[no-untyped-def]
    """One step more where the last was larger than ``least``; count those that are large now."""
    n = LANES
    large = 0
    for i in range(_GROUP):
        u = b[SHORT * n + i]
        root = b[ROOT * n + i]
        pace = b[SLOPE * n + i]
        last = b[STEP * n + i]
        step = _step(b[STANDING * n + i] * lane_density(u), root, u, pace)
        step = step if last > least else 0.0
        size = abs(step) * max(pace, 1.0)
        b[STEP * n + i] = size if last > least else last
        b[ROOT * n + i] = root + step
        b[SHORT * n + i] = u - pace * step
        large += 1 if size > _SMALL else 0
    return large


@inlined
def _step(risk, root, u, pace):  # type: ignore[no-untyped-def]
    """Householder's step, of the third order, to where the risk is the root itself."""
    f = risk - root
    square = u * u
    first = risk * pace
    fall = 1.0 - first * u
    bend = first * pace * (square - 1.0)
    twist = first * pace * pace * u * (square - 3.0)
    half = fall * fall - 0.5 * f * bend
    return f * half / (fall * (half - 0.5 * f * bend) - f * f * twist * (1.0 / 6.0))


@inlined
def _efforts(b, technology, sd, keep):  # type: ignore[no-untyped-def]
    """Efforts that ``ROOT`` calls for, to ``keep`` or not, and what they come to.

    That is metric index and slope in sd and per ability.
    """
    n = LANES
    for i in range(_GROUP):
        b[INDEX * n + i] = 0.0
        b[SLOPE * n + i] = 0.0
    for j in range(technology.loading.shape[0]):
        cap = technology.cap[j]
        gain = technology.loading[j] / sd
        o = j * n
        for i in range(_GROUP):
            rise = b[o + BURDEN * n + i]
            a = b[o + WORTH * n + i] + b[ROOT * n + i] * rise
            held = min(max(a, 0.0), cap)
            if keep:
                b[o + EFFORT * n + i] = held
            b[INDEX * n + i] += gain * held
            b[SLOPE * n + i] += gain * rise if held == a else 0.0


@inlined
def _count_open(b):  # type: ignore[no-untyped-def]
    """Lanes whose last step was no small one, or met a bound: the error is its fourth power."""
    n = LANES
    count = 0
    for i in range(_GROUP):
        u = b[CUT * n + i] - b[THETA * n + i] * b[INDEX * n + i]
        error = abs(u - b[SHORT * n + i])
        known = error <= _TOLERANCE * (1.0 + abs(u)) and b[STEP * n + i] <= _SMALL
        b[OPEN * n + i] = 0.0 if known else 1.0
        count += 0 if known else 1
    return count


@inlined
def _detect(b, technology, sd):  # type: ignore[no-untyped-def]
    """Detection index; could it become certain, were it free to be detected?

    Then more is done that is seen. If that is bad for the metric, by ``drag`` sd at most, the root
    may be larger than it is, up to the risk at a bar so much farther.
    """
    n = LANES
    tasks = technology.loading.shape[0]
    for i in range(n):
        b[SLOPE * n + i] = 0.0
        b[DETECTION * n + i] = 0.0
        b[REACH * n + i] = 0.0
    for j in range(tasks):
        cap = technology.cap[j]
        loss = -technology.loading[j] / sd
        o = j * n
        if technology.detectability[j] > 0.0 and loss > 0.0:
            for i in range(n):
                most = b[o + _FREE * n + i] + b[ROOT * n + i] * b[o + BURDEN * n + i]
                b[SLOPE * n + i] += loss * min(max(most, 0.0) - b[o + EFFORT * n + i], cap)
    for i in range(n):
        drag = b[THETA * n + i] * b[SLOPE * n + i]
        # Not what a step foretold: whether there was another one depends on the neighbours.
        u = min(b[CUT * n + i] - b[THETA * n + i] * b[INDEX * n + i] + drag, 0.0)
        b[SLOPE * n + i] = b[STANDING * n + i] * lane_density(u)
    for j in range(tasks):
        cap = technology.cap[j]
        seen = technology.detectability[j]
        o = j * n
        if seen > 0.0:
            for i in range(n):
                most = b[o + _FREE * n + i] + b[SLOPE * n + i] * max(b[o + BURDEN * n + i], 0.0)
                b[REACH * n + i] += seen * min(max(most, 0.0), cap)
                b[DETECTION * n + i] += seen * b[o + EFFORT * n + i]
    for i in range(n):
        theta = b[THETA * n + i]
        certain = b[REACH * n + i] * theta > 1.0 and b[PRICE * n + i] > 0.0
        b[HARD * n + i] = 1.0 if certain or b[OPEN * n + i] > 0.0 else b[HARD * n + i]
        b[DETECTION * n + i] *= theta
        b[INDEX * n + i] *= theta * sd
