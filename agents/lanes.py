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
from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, lean
from agents.numerics.normal import PEAK, lane_density
from incentives.arrays import Floats, Ints

STRIDE = 64
"""Lanes of a block: so far apart are its rows."""
MAX_TASKS = 16
_GROUP = 32  # lanes that go on together until all of them are done

(
    THETA,  # in: ability
    MARGINAL_PAY,  # in: marginal pay
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
RESPONSE = BURDEN + MAX_TASKS  # out, a row per task: effort
_FREE = RESPONSE + MAX_TASKS  # effort at root 0, were it free to be detected
_HEIGHT = _FREE + MAX_TASKS
_TOLERANCE = 1e-11
_SMALL = 1e-3
_ROUNDS = 20


class LaneTasks(NamedTuple):
    """What lanes know of tasks; (tasks,) each, see :class:`agents.problem.TaskTable`."""

    loading: Floats
    detectability: Floats
    cost: Floats
    cap: Floats
    intrinsic: Floats


def new_lanes() -> Floats:
    """A block, (rows * lanes,), in which every lane holds a problem that is solved at once."""
    block = np.zeros(_HEIGHT * STRIDE)
    block[THETA * STRIDE : (THETA + 1) * STRIDE] = 1.0
    return block


@lean
def solve_lanes(block: Floats, technology: LaneTasks, noise: float, burdened: Ints) -> None:
    """Solve all lanes of a ``block``, (rows * lanes,), for one technology and metric noise.

    Rows are addressed by constant distances within one array: then the compiler knows without
    asking that they do not overlap. ``burdened``, (tasks,): 1 where quadratic losses may be other
    than 0; where they are not, their row is not read.
    """
    _efforts_without_risk(block, technology, noise, burdened)
    _guess(block)
    for first in range(0, STRIDE, _GROUP):
        group = block[first:]  # loops over it are of known length
        _efforts(group, technology, noise, False)
        _rule_out(group)
        for _ in range(_ROUNDS):
            _steps(group)
            _efforts(group, technology, noise, True)
            if _count_open(group) == 0:
                break
    _detect(block, technology, noise)


@inlined
def _efforts_without_risk(
    block: Floats, technology: LaneTasks, noise: float, burdened: Ints
) -> None:
    """What is done at root 0: efforts, and metric index and slope in sd and per ability."""
    for i in range(STRIDE):
        block[INDEX * STRIDE + i] = 0.0
        block[SLOPE * STRIDE + i] = 0.0
    for j in range(technology.loading.shape[0]):
        if burdened[j] == 1:
            cost = technology.cost[j]
            at = j * STRIDE
            for i in range(STRIDE):  # divisions are dear
                theta = block[THETA * STRIDE + i]
                brake = cost + block[at + BURDEN * STRIDE + i] * theta * theta
                block[at + _FREE * STRIDE + i] = 1.0 / brake
            _effort_without_risk(block, j, technology, noise, True, True)
        elif technology.detectability[j] > 0.0:
            _effort_without_risk(block, j, technology, noise, False, True)
        else:
            _effort_without_risk(block, j, technology, noise, False, False)


@inlined
def _effort_without_risk(
    block: Floats, j: int, technology: LaneTasks, noise: float, burdened: bool, seen: bool
) -> None:
    """The same for task ``j``; if ``burdened``, the inverse of what slows it is in its place."""
    fond = technology.cost[j] * technology.intrinsic[j]
    load, cap = technology.loading[j], technology.cap[j]
    gain = load / noise
    detectability = technology.detectability[j]
    usual = 1.0 / technology.cost[j]
    at = j * STRIDE
    for i in range(STRIDE):
        inverse = block[at + _FREE * STRIDE + i] if burdened else usual
        scale = block[THETA * STRIDE + i] * inverse
        rise = load * scale
        effort = fond * inverse + block[at + WORTH * STRIDE + i] * scale
        effort += block[MARGINAL_PAY * STRIDE + i] * rise
        if seen:
            block[at + _FREE * STRIDE + i] = effort
            effort -= block[PRICE * STRIDE + i] * detectability * scale
        block[at + WORTH * STRIDE + i] = effort
        block[at + BURDEN * STRIDE + i] = rise
        held = min(max(effort, 0.0), cap)
        block[INDEX * STRIDE + i] += gain * held
        block[SLOPE * STRIDE + i] += gain * rise if held == effort else 0.0


@inlined
def _guess(block: Floats) -> None:
    """A first guess, to 0.2 sd, as if no effort would meet a bound.

    Then so many sd ``above`` the bar are reached that
    ``above = -short + lift * density(above)``. For ``short`` 0 this is close to a rational
    function of ``lift``, and far from the bar it is ``-short``.
    """
    for i in range(STRIDE):
        standing = block[STANDING * STRIDE + i]
        short = block[CUT * STRIDE + i] - block[THETA * STRIDE + i] * block[INDEX * STRIDE + i]
        pace = block[THETA * STRIDE + i] * block[SLOPE * STRIDE + i]
        lift = standing * pace
        above = lift * (0.399371 + 0.00405423 * lift)
        above /= 1.0 + lift * (0.197847 + 0.00128260 * lift)
        above -= short * (0.583062 - 0.173762 * above)
        gap = -short - above
        above += 0.5 * (gap + math.sqrt(gap * gap + 0.184664))
        risk = standing * lane_density(short)
        block[ROOT * STRIDE + i] = min(max((short + above) / max(pace, 1e-9), 0.0), risk)
        block[HARD * STRIDE + i] = 1.0 if short > 0.0 and standing > _TOLERANCE else 0.0


@inlined
def _rule_out(block: Floats) -> None:
    """Where the least effort misses the bar in the mean, is there one optimum all the same?

    Up to the bar the risk is at least as large as at the least effort. So there is no root below
    the bar if a marginal worth of that size, or less, leads over it; and above it there is one.
    """
    for i in range(_GROUP):
        short = block[CUT * STRIDE + i] - block[THETA * STRIDE + i] * block[INDEX * STRIDE + i]
        block[HARD * STRIDE + i] = block[HARD * STRIDE + i] if short > 0.0 else 0.0
        block[OPEN * STRIDE + i] = 1.0 - block[HARD * STRIDE + i]


@inlined
def _steps(block: Floats) -> None:
    """Two steps to the root, or three, as if no effort would meet a bound on the way."""
    for i in range(_GROUP):
        standing = block[STANDING * STRIDE + i]
        root = block[ROOT * STRIDE + i]
        short = block[CUT * STRIDE + i] - block[THETA * STRIDE + i] * block[INDEX * STRIDE + i]
        pace = block[THETA * STRIDE + i] * block[SLOPE * STRIDE + i]
        step = _step(standing * lane_density(short), root, short, pace)
        step = min(max(root + step, 0.0), standing * PEAK) - root
        step = step if block[OPEN * STRIDE + i] > 0.0 else 0.0
        block[SLOPE * STRIDE + i] = pace
        block[ROOT * STRIDE + i] = root + step
        block[SHORT * STRIDE + i] = short - pace * step
        block[STEP * STRIDE + i] = block[OPEN * STRIDE + i]
    if _step_on(block, 0.0) > 0:
        _step_on(block, _SMALL)


@inlined
def _step_on(block: Floats, least: float) -> int:
    """One step more where the last was larger than ``least``; count those that are large now."""
    large = 0
    for i in range(_GROUP):
        short = block[SHORT * STRIDE + i]
        root = block[ROOT * STRIDE + i]
        pace = block[SLOPE * STRIDE + i]
        last = block[STEP * STRIDE + i]
        step = _step(block[STANDING * STRIDE + i] * lane_density(short), root, short, pace)
        step = step if last > least else 0.0
        size = abs(step) * max(pace, 1.0)
        block[STEP * STRIDE + i] = size if last > least else last
        block[ROOT * STRIDE + i] = root + step
        block[SHORT * STRIDE + i] = short - pace * step
        large += 1 if size > _SMALL else 0
    return large


@inlined
def _step(risk: float, root: float, short: float, pace: float) -> float:
    """Householder's step, of the third order, to where the risk is the root itself."""
    miss = risk - root
    square = short * short
    first = risk * pace
    fall = 1.0 - first * short
    bend = first * pace * (square - 1.0)
    twist = first * pace * pace * short * (square - 3.0)
    half = fall * fall - 0.5 * miss * bend
    return miss * half / (fall * (half - 0.5 * miss * bend) - miss * miss * twist * (1.0 / 6.0))


@inlined
def _efforts(block: Floats, technology: LaneTasks, noise: float, keep: bool) -> None:
    """Efforts that ``ROOT`` calls for, to ``keep`` or not, and what they come to.

    That is metric index and slope in sd and per ability.
    """
    for i in range(_GROUP):
        block[INDEX * STRIDE + i] = 0.0
        block[SLOPE * STRIDE + i] = 0.0
    for j in range(technology.loading.shape[0]):
        cap = technology.cap[j]
        gain = technology.loading[j] / noise
        at = j * STRIDE
        for i in range(_GROUP):
            rise = block[at + BURDEN * STRIDE + i]
            effort = block[at + WORTH * STRIDE + i] + block[ROOT * STRIDE + i] * rise
            held = min(max(effort, 0.0), cap)
            if keep:
                block[at + RESPONSE * STRIDE + i] = held
            block[INDEX * STRIDE + i] += gain * held
            block[SLOPE * STRIDE + i] += gain * rise if held == effort else 0.0


@inlined
def _count_open(block: Floats) -> int:
    """Lanes whose last step was no small one, or met a bound: the error is its fourth power."""
    count = 0
    for i in range(_GROUP):
        short = block[CUT * STRIDE + i] - block[THETA * STRIDE + i] * block[INDEX * STRIDE + i]
        error = abs(short - block[SHORT * STRIDE + i])
        known = error <= _TOLERANCE * (1.0 + abs(short)) and block[STEP * STRIDE + i] <= _SMALL
        block[OPEN * STRIDE + i] = 0.0 if known else 1.0
        count += 0 if known else 1
    return count


@inlined
def _detect(block: Floats, technology: LaneTasks, noise: float) -> None:
    """Detection index; could it become certain, were it free to be detected?

    Then more is done that is seen. If that is bad for the metric, by ``drag`` sd at most, the root
    may be larger than it is, up to the risk at a bar so much farther.
    """
    tasks = technology.loading.shape[0]
    for i in range(STRIDE):
        block[SLOPE * STRIDE + i] = 0.0
        block[DETECTION * STRIDE + i] = 0.0
        block[REACH * STRIDE + i] = 0.0
    for j in range(tasks):
        cap = technology.cap[j]
        loss = -technology.loading[j] / noise
        at = j * STRIDE
        if technology.detectability[j] > 0.0 and loss > 0.0:
            for i in range(STRIDE):
                rise = block[at + BURDEN * STRIDE + i]
                most = block[at + _FREE * STRIDE + i] + block[ROOT * STRIDE + i] * rise
                more = max(most, 0.0) - block[at + RESPONSE * STRIDE + i]
                block[SLOPE * STRIDE + i] += loss * min(more, cap)
    for i in range(STRIDE):
        drag = block[THETA * STRIDE + i] * block[SLOPE * STRIDE + i]
        # Not what a step foretold: whether there was another one depends on the neighbours.
        short = block[CUT * STRIDE + i] - block[THETA * STRIDE + i] * block[INDEX * STRIDE + i]
        density = lane_density(min(short + drag, 0.0))
        block[SLOPE * STRIDE + i] = block[STANDING * STRIDE + i] * density
    for j in range(tasks):
        cap = technology.cap[j]
        seen = technology.detectability[j]
        at = j * STRIDE
        if seen > 0.0:
            for i in range(STRIDE):
                rise = max(block[at + BURDEN * STRIDE + i], 0.0)
                most = block[at + _FREE * STRIDE + i] + block[SLOPE * STRIDE + i] * rise
                block[REACH * STRIDE + i] += seen * min(max(most, 0.0), cap)
                block[DETECTION * STRIDE + i] += seen * block[at + RESPONSE * STRIDE + i]
    for i in range(STRIDE):
        theta = block[THETA * STRIDE + i]
        certain = block[REACH * STRIDE + i] * theta > 1.0 and block[PRICE * STRIDE + i] > 0.0
        hard = 1.0 if certain or block[OPEN * STRIDE + i] > 0.0 else block[HARD * STRIDE + i]
        block[HARD * STRIDE + i] = hard
        block[DETECTION * STRIDE + i] *= theta
        block[INDEX * STRIDE + i] *= theta * noise
