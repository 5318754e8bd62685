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

from agents.numerics.compile import inlined, lean
from agents.numerics.normal import PEAK, normal_cdf, normal_density
from agents.problem import TIE, Objective, Problem, margin_at, pay_value
from incentives.arrays import Floats

_TOLERANCE = 1e-11
_NEAR = 1e-12  # what counts as the same place

_DRIVE, _PULL, _EASE, _TRIED = range(4)
"""Rows of the workspace, by task. A marginal worth ``lam`` of the metric calls for the efforts
``(drive + lam * pull) * ease``, inside their bounds; ``_TRIED`` are efforts that were valued."""


class Response(NamedTuple):
    """What a response comes to; its efforts are written elsewhere.

    Attributes:
        utility: In the executive's weights, per base pay of its firm.
        metric_index, detection: The indices of the efforts.
    """

    utility: float
    metric_index: float
    detection: float


class _Point(NamedTuple):
    """A marginal worth of the metric that efforts respond to, and what they reach.

    Attributes:
        lam: The marginal worth.
        reached: Metric index of the efforts; ``slope``: its derivative in ``lam``.
        excess: Marginal worth of the metric there, less ``lam``. It is 0 at an optimum.
        short: Standard deviations by which the bar is missed; 0 where nobody is dismissed.
    """

    lam: float
    reached: float
    slope: float
    excess: float
    short: float


@lean
def respond(objective: Objective, scratch: Floats, out: Floats, row: int) -> Response:
    """Write the best effort into ``out[row]``; return what it comes to.

    Args:
        objective: What is maximised; of the usual form.
        scratch: (4, tasks) workspace.
        out: (rows, tasks) efforts, of which ``row`` is written.
    """
    problem = objective.problem
    price = objective.audit * objective.loss
    slack = _brake(problem, price, scratch)
    best = Response(-np.inf, 0.0, 0.0)
    for branch in range(2):  # detection is uncertain, or certain
        _drive(problem, price if branch == 0 else 0.0, scratch)
        last = _largest_margin(objective, scratch)
        if branch == 1 and _most_seen(objective, last, scratch) <= 1.0:
            break  # detection never becomes certain
        lead = slack if branch == 1 else 0.0
        best = _best_on_branch(objective, last, lead, best, scratch, out, row)
        if price <= 0.0:
            break  # no audit to escape from
    return best


@inlined
def _brake(problem: Problem, price: float, scratch: Floats) -> float:
    """Put into the workspace what does not depend on the branch.

    Returns:
        What a later optimum may be short of the best one, and be taken all the same.
    """
    technology, theta, slack = problem.technology, problem.theta, 0.0
    for j in range(scratch.shape[1]):
        burden = problem.motives.burden[problem.kind, problem.row, j]
        scratch[_PULL, j] = theta * technology.loading[j]
        if technology.cost[j] + burden <= 0.0:
            slack = TIE * price
        brake = technology.cost[j] + burden * theta * theta
        scratch[_EASE, j] = 1.0 / brake if brake > 0.0 else 1.0
    return slack


@inlined
def _drive(problem: Problem, charged: float, scratch: Floats) -> None:
    """Put into the workspace what drives efforts on a branch, where detection is ``charged``."""
    technology, motives = problem.technology, problem.motives
    for j in range(scratch.shape[1]):
        worth = motives.worth[problem.kind, problem.row, j] - charged * technology.detectability[j]
        drive = problem.theta * worth + technology.cost[j] * technology.intrinsic[j]
        if technology.cost[j] + motives.burden[problem.kind, problem.row, j] <= 0.0:
            near = TIE * charged * technology.detectability[j]
            drive = technology.cap[j] if worth >= -near else 0.0
        scratch[_DRIVE, j] = drive


@inlined
def _index(problem: Problem, lam: float, scratch: Floats) -> tuple[float, float]:
    """Metric index of the efforts that ``lam`` calls for, and its slope in ``lam``."""
    technology = problem.technology
    total = 0.0
    slope = 0.0
    for j in range(scratch.shape[1]):
        effort = (scratch[_DRIVE, j] + lam * scratch[_PULL, j]) * scratch[_EASE, j]
        if effort > 0.0:
            if effort < technology.cap[j]:
                slope += technology.loading[j] * scratch[_PULL, j] * scratch[_EASE, j]
            else:
                effort = technology.cap[j]
            total += technology.loading[j] * effort
    return total * problem.theta, slope * problem.theta


@inlined
def _short_of_bar(objective: Objective, index: float) -> float:
    """Standard deviations by which a metric index misses the bar; 0 where there is none."""
    dismissal = objective.dismissal
    if dismissal.standing > 0.0:
        metric = index + objective.problem.carried
        return dismissal.cut - (metric - dismissal.centre) / dismissal.noise
    return 0.0


@inlined
def _largest_margin(objective: Objective, scratch: Floats) -> float:
    """A bound of the marginal worth of the metric at what the least one calls for, and beyond."""
    dismissal = objective.dismissal
    index, _ = _index(objective.problem, objective.pay.low, scratch)
    short = _short_of_bar(objective, index)
    last = objective.pay.high
    if dismissal.standing > 0.0:
        if short > 0.0:
            last += dismissal.standing * PEAK / dismissal.noise
        else:
            density = normal_density(short)
            last += dismissal.standing / dismissal.noise * density * (1.0 + 1e-9)
    return last


@inlined
def _most_seen(objective: Objective, last: float, scratch: Floats) -> float:
    """The largest detection index that marginal worths up to ``last`` could call for."""
    technology = objective.problem.technology
    reach = 0.0
    for j in range(scratch.shape[1]):
        lam = last if scratch[_PULL, j] > 0.0 else objective.pay.low
        effort = (scratch[_DRIVE, j] + lam * scratch[_PULL, j]) * scratch[_EASE, j]
        reach += technology.detectability[j] * min(max(effort, 0.0), technology.cap[j])
    return reach * objective.problem.theta


@inlined
def _best_on_branch(
    objective: Objective,
    last: float,
    slack: float,
    best: Response,
    scratch: Floats,
    out: Floats,
    row: int,
) -> Response:
    """Go from the least marginal worth to ``last``, piece by piece; take what is better.

    An optimum is taken if it is better than the ``best`` so far, less the ``slack``.
    """
    first = objective.pay.low
    narrow = last - first <= _TOLERANCE
    pieces = _count_pieces(objective, last, scratch)
    here = _point(objective, first, scratch)
    root, found = first, narrow or here.excess <= 0.0
    for piece in range(pieces):
        if piece > 0:
            end = last
            if objective.pay.flat:
                end = _piece_end(objective, here, last, scratch)
            elif piece < pieces - 1:
                end = first + (last - first) * piece / (pieces - 1)
            there = _point(objective, end, scratch)
            root, found = _find_root(objective, here, there, last, scratch)
            here = there
        if found:
            tried = _value(objective, root, scratch)
            if tried.utility > best.utility - slack:
                best = tried
                for j in range(scratch.shape[1]):
                    out[row, j] = scratch[_TRIED, j]
        if narrow or (piece > 0 and here.lam >= last):
            break
    return best


@inlined
def _count_pieces(objective: Objective, last: float, scratch: Floats) -> int:
    """Pieces to look at, and one for the start: as many as flat pay may have, or as pay bends.

    Pay and risk have features as wide as the noise: three points in each find every root.
    """
    if objective.pay.flat:
        bounds: int = 2 * scratch.shape[1]
        return bounds + 5
    low, _ = _index(objective.problem, objective.pay.low, scratch)
    high, _ = _index(objective.problem, last, scratch)
    trials = int((high - low) / objective.dismissal.noise * 3.0) + 3
    return min(max(trials, 4), 2048)


@inlined
def _point(objective: Objective, lam: float, scratch: Floats) -> _Point:
    """What the efforts that ``lam`` calls for reach."""
    index, slope = _index(objective.problem, lam, scratch)
    margin, _ = margin_at(objective, index + objective.problem.carried)
    return _Point(lam, index, slope, margin - lam, _short_of_bar(objective, index))


@inlined
def _piece_end(objective: Objective, here: _Point, last: float, scratch: Floats) -> float:
    """Where flat pay's next piece ends: in it the marginal worth is convex, concave or falling.

    A piece ends where an effort reaches a bound, and where the density of the risk turns: one
    and no standard deviation from the bar. From there on the marginal worth falls all along.
    """
    if here.short <= _NEAR:
        return last
    end = last
    start = here.lam + _NEAR * (1.0 + abs(here.lam))
    for j in range(scratch.shape[1]):
        if scratch[_PULL, j] != 0.0:
            bound = -scratch[_DRIVE, j] / scratch[_PULL, j]
            if start < bound < end:
                end = bound
            bound += objective.problem.technology.cap[j] / (scratch[_EASE, j] * scratch[_PULL, j])
            if start < bound < end:
                end = bound
    _, slope = _index(objective.problem, 0.5 * (here.lam + end), scratch)
    if slope > 0.0:
        turn = 1.0 if here.short > 1.0 + _NEAR else 0.0
        at = here.lam + (here.short - turn) * objective.dismissal.noise / slope
        if start < at < end:
            end = at
    return end


@inlined
def _find_root(
    objective: Objective, here: _Point, there: _Point, last: float, scratch: Floats
) -> tuple[float, bool]:
    """The marginal worth of an optimum between two points, and whether there is one."""
    crossed = here.excess > 0.0 and there.excess <= 0.0
    found = crossed
    root = here.lam + (there.lam - here.lam) * here.excess / (here.excess - there.excess)
    if objective.pay.flat and here.short > 0.0 and not crossed:
        if here.short > 1.0 and here.excess > 0.0:  # convex: it may dip below zero
            found, root = True, here.lam
        elif here.short <= 1.0 and here.excess <= 0.0:  # concave: it may rise above zero
            found, root = True, there.lam
    elif objective.pay.flat and here.short <= 0.0:
        noise = objective.dismissal.noise
        root = here.lam + here.excess / (1.0 - here.excess * here.short / noise * here.slope)
    if found:
        root, found = _polish(objective, root, here.lam, there.lam, crossed, scratch)
    elif there.lam >= last and there.excess > 0.0:
        root, found = last, True
    return root, found


@inlined
def _polish(
    objective: Objective, root: float, left: float, right: float, safe: bool, scratch: Floats
) -> tuple[float, bool]:
    """Newton's method from ``root``; if ``safe``, inside a bracket that shrinks.

    Where it is not, there may be no root, and the method finds out: it turns before it is there.
    """
    found = True
    before = right - left  # steps must close in on the root, or else halve the bracket
    for _ in range(100):
        index, rise = _index(objective.problem, root, scratch)
        margin, bend = margin_at(objective, index + objective.problem.carried)
        excess = margin - root
        if abs(excess) < _TOLERANCE:
            break
        fall = 1.0 - bend * rise
        if safe:
            if excess > 0.0:
                left = root
            else:
                right = root
            step = excess / fall if fall > 0.0 else np.inf
            if not left < root + step < right or abs(step) > 0.5 * before:
                step = 0.5 * (left + right) - root
            before = abs(step)
        else:
            step = excess / fall if fall > 0.0 else 0.0
            if fall <= 0.0 or not left <= root + step <= right:
                found = False
                break
        root += step
        if abs(step) < _TOLERANCE:
            break
    return root, found


@inlined
def _value(objective: Objective, lam: float, scratch: Floats) -> Response:
    """What the efforts come to that ``lam`` calls for; they are left in the workspace."""
    problem, dismissal = objective.problem, objective.dismissal
    technology, motives, theta = problem.technology, problem.motives, problem.theta
    index = 0.0
    seen = 0.0
    utility = 0.0
    for j in range(scratch.shape[1]):
        effort = (scratch[_DRIVE, j] + lam * scratch[_PULL, j]) * scratch[_EASE, j]
        effort = min(max(effort, 0.0), technology.cap[j])
        effect = theta * effort
        scratch[_TRIED, j] = effort
        index += technology.loading[j] * effect
        seen += technology.detectability[j] * effect
        spent = effort - technology.intrinsic[j]
        worth = motives.worth[problem.kind, problem.row, j]
        burden = motives.burden[problem.kind, problem.row, j]
        utility += worth * effect - 0.5 * burden * effect * effect
        utility -= 0.5 * technology.cost[j] * spent * spent
    metric = index + problem.carried
    for i in range(problem.weights.shape[0]):
        if problem.weights[i] != 0.0:
            utility += problem.weights[i] * pay_value(motives, problem.kind, i, metric)
    utility -= objective.audit * objective.loss * min(1.0, seen)
    if dismissal.standing > 0.0:
        short = dismissal.cut - (metric - dismissal.centre) / dismissal.noise
        utility -= dismissal.standing * normal_cdf(short)
    return Response(utility, index, seen)
