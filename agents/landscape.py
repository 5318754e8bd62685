"""An executive's problem in its general form: utility, its derivatives, the best single effort.

The objective is that of :mod:`agents.response` with three things added: costs of pairs of tasks,
``-sum cross_jk * (a_j - intrinsic_j) * (a_k - intrinsic_k) / 2``; detection that may have
probability ``1 - exp(-x)``; and paying back a multiple of the quarter's private benefit, so that
an audit costs ``detection(x) * (fine + seat + restitution * max(private.z, 0))``.

Along one effort the derivative is followed piece by piece, between corners, in steps of a third of
the metric's sd; every local maximum is bracketed and polished by Newton's method.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, lean
from agents.numerics.normal import normal_cdf
from agents.problem import TIE, Objective, margin_at, pay_value
from incentives.arrays import Floats

SETTLED = 1e-13
"""Relative change of an effort that is none."""
_EQUAL = 1e-10  # relative difference of two optima that are equally good
_MOST_TRIALS = 65_536  # along one effort
_CERTAIN = 40.0  # detection index beyond which exp(-x) is nothing

UNCAPPED, SURE = 2, 3
"""Besides 0 and 1 as ``Form.exponential``: detection has probability ``x``, beyond 1 as well, or 1
anyhow. So is ``min(1, x)`` on either side of its corner, and smooth on the other as well."""


class _Line(NamedTuple):
    """The objective along one effort, by what the others contribute and what a unit of it adds.

    Attributes:
        metric: At effort 0; ``metric_rise``: per unit of effort.
        seen: Detection index, likewise; ``private``: private benefit.
        drive: The rest of utility is ``drive * effort - brake * effort**2 / 2``.
    """

    metric: float
    metric_rise: float
    seen: float
    seen_rise: float
    private: float
    private_rise: float
    drive: float
    brake: float


class _Side(NamedTuple):
    """On which sides of its corners the objective is: they are its pieces.

    Attributes:
        certain: Whether detection is; ``owing``: whether private benefit is to be paid back.
    """

    certain: bool
    owing: bool


@lean
def rest(objective: Objective, efforts: Floats, j: int) -> tuple[float, float]:
    """Linear and quadratic part of utility along effort ``j`` but for pay, audits and dismissal."""
    problem, technology = objective.problem, objective.problem.technology
    cost = technology.cost[j]
    worth = problem.motives.worth[problem.kind, problem.row, j]
    drive = problem.theta * worth + cost * technology.intrinsic[j]
    for k in range(efforts.shape[0]):
        drive -= problem.form.cross[j, k] * (efforts[k] - technology.intrinsic[k])
    burden = problem.motives.burden[problem.kind, problem.row, j]
    return drive, cost + burden * problem.theta * problem.theta


@lean
def state(objective: Objective, efforts: Floats) -> tuple[float, float, float]:
    """Metric index, detection index and private benefit."""
    technology = objective.problem.technology
    index = 0.0
    seen = 0.0
    private = 0.0
    for j in range(efforts.shape[0]):
        effect = objective.problem.theta * efforts[j]
        index += technology.loading[j] * effect
        seen += technology.detectability[j] * effect
        private += technology.private[j] * effect
    return index, seen, private


@lean
def line_along(objective: Objective, efforts: Floats, j: int) -> _Line:
    """The objective along effort ``j``, the other efforts as they are."""
    problem, technology = objective.problem, objective.problem.technology
    index, seen, private = state(objective, efforts)
    drive, brake = rest(objective, efforts, j)
    up = problem.theta * technology.loading[j]
    trace = problem.theta * technology.detectability[j]
    benefit = problem.theta * technology.private[j]
    return _Line(
        index - up * efforts[j] + problem.carried,
        up,
        max(seen - trace * efforts[j], 0.0),
        trace,
        private - benefit * efforts[j],
        benefit,
        drive,
        brake,
    )


@lean
def line_on_ridge(objective: Objective, start: Floats, move: Floats) -> _Line:
    """The objective along ``start + t * move``, both (tasks,), where private benefit stays 0.

    The detection index may not fall along it.
    """
    problem, technology = objective.problem, objective.problem.technology
    index, seen, _ = state(objective, start)
    up, trace, total, bend = 0.0, 0.0, 0.0, 0.0
    for j in range(start.shape[0]):
        if move[j] != 0.0:
            up += problem.theta * technology.loading[j] * move[j]
            trace += problem.theta * technology.detectability[j] * move[j]
            drive, brake = rest(objective, start, j)
            total += (drive - brake * start[j]) * move[j]
            bend += brake * move[j] * move[j]
            for k in range(j):
                bend += 2.0 * problem.form.cross[j, k] * move[j] * move[k]
    return _Line(index + problem.carried, up, seen, max(trace, 0.0), 0.0, 0.0, total, bend)


@inlined
def detection(exponential: int, seen: float, certain: bool) -> tuple[float, float, float]:
    """Probability of detection by an audit, and its first two derivatives in the index ``seen``."""
    if exponential == 1:
        missed = math.exp(-seen)
        return -math.expm1(-seen), missed, -missed
    if exponential == SURE or (certain and exponential != UNCAPPED):
        return 1.0, 0.0, 0.0
    return seen, 1.0, 0.0


@lean
def _reward(objective: Objective, metric: float) -> float:
    """Pay less the risk of dismissal at a metric, old consequences included."""
    problem, dismissal = objective.problem, objective.dismissal
    total = 0.0
    for i in range(problem.weights.shape[0]):
        if problem.weights[i] != 0.0:
            total += problem.weights[i] * pay_value(problem.motives, problem.kind, i, metric)
    if dismissal.standing > 0.0:
        short = dismissal.cut - (metric - dismissal.centre) / dismissal.noise
        total -= dismissal.standing * normal_cdf(short)
    return total


@lean
def utility_of(objective: Objective, efforts: Floats) -> float:
    """The objective at given efforts, (tasks,)."""
    problem, technology = objective.problem, objective.problem.technology
    index, seen, private = state(objective, efforts)
    total: float = _reward(objective, index + problem.carried)
    for j in range(efforts.shape[0]):
        effect = problem.theta * efforts[j]
        spent = efforts[j] - technology.intrinsic[j]
        burden = problem.motives.burden[problem.kind, problem.row, j]
        worth = problem.motives.worth[problem.kind, problem.row, j]
        total += worth * effect - 0.5 * burden * effect * effect
        total -= 0.5 * technology.cost[j] * spent * spent
        for k in range(j):
            total -= problem.form.cross[j, k] * spent * (efforts[k] - technology.intrinsic[k])
    if objective.audit > 0.0:
        found, _, _ = detection(problem.form.exponential, seen, seen >= 1.0)
        owed = objective.restitution * max(private, 0.0)
        total -= objective.audit * found * (objective.loss + owed)
    return total


@lean
def _value_at(objective: Objective, line: _Line, effort: float) -> float:
    """Utility along a line, up to a constant."""
    total: float = line.drive * effort - 0.5 * line.brake * effort * effort
    total += _reward(objective, line.metric + line.metric_rise * effort)
    if objective.audit > 0.0:
        seen = line.seen + line.seen_rise * effort
        found, _, _ = detection(objective.problem.form.exponential, seen, seen >= 1.0)
        owed = objective.restitution * max(line.private + line.private_rise * effort, 0.0)
        total -= objective.audit * found * (objective.loss + owed)
    return total


@inlined
def _slope_at(objective: Objective, line: _Line, effort: float, side: _Side) -> tuple[float, float]:
    """First two derivatives of utility along a line, on the given side of corners."""
    slope = line.drive - line.brake * effort
    bend = -line.brake
    if line.metric_rise != 0.0:
        margin, turn = margin_at(objective, line.metric + line.metric_rise * effort)
        slope += line.metric_rise * margin
        bend += line.metric_rise * line.metric_rise * turn
    if objective.audit > 0.0:
        seen = line.seen + line.seen_rise * effort
        found, rise, turn = detection(objective.problem.form.exponential, seen, side.certain)
        rise *= line.seen_rise
        turn *= line.seen_rise * line.seen_rise
        owed = 0.0
        more = 0.0
        if side.owing:
            owed = objective.restitution * (line.private + line.private_rise * effort)
            more = objective.restitution * line.private_rise
        slope -= objective.audit * (rise * (objective.loss + owed) + found * more)
        bend -= objective.audit * (turn * (objective.loss + owed) + 2.0 * rise * more)
    return slope, bend


@lean
def best_on_line(objective: Objective, line: _Line, cap: float) -> float:
    """The best effort between 0 and ``cap``; the largest of equally good ones."""
    best = 0.0
    value = _value_at(objective, line, 0.0)
    slack = _EQUAL * abs(value)
    if line.brake <= 0.0:
        slack += TIE * (abs(line.drive) * cap + objective.audit * objective.loss)
    left = 0.0
    while left < cap:
        end = _corner(objective, line, left, cap)
        side = _side(objective, line, 0.5 * (left + end))
        trials = _count_trials(objective, line, left, end)
        here = left
        slope, bend = 0.0, 0.0
        for trial in range(trials + 1):
            there = left + (end - left) * trial / trials if trial < trials else end
            slope_there, bend_there = _slope_at(objective, line, there, side)
            if trial == 0:
                slope, bend = slope_there, bend_there
            start, stop = here, there
            found = slope > 0.0 and slope_there <= 0.0
            turning = slope <= 0.0 and slope_there <= 0.0 and bend > 0.0 and bend_there < 0.0
            dipping = slope > 0.0 and slope_there > 0.0 and bend < 0.0 and bend_there > 0.0
            if turning or dipping:  # the slope may change its sign twice in between
                middle, at = _turn(objective, line, here, there, turning, side)
                found = at > 0.0 if turning else at < 0.0
                if turning:
                    start = middle
                else:
                    stop = middle
            if found:
                effort = _root(objective, line, start, stop, side)
                own = _value_at(objective, line, effort)
                curved = 0.5 * _EQUAL * max(line.brake, 0.0) * effort * effort
                if own > value - (slack + curved):
                    best, value = effort, own
            here, slope, bend = there, slope_there, bend_there
        own = _value_at(objective, line, end)
        if own > value - slack:
            best, value = end, own
        left = end
    return best


@inlined
def _side(objective: Objective, line: _Line, effort: float) -> _Side:
    """On which sides of all corners an effort is."""
    certain = line.seen + line.seen_rise * effort >= 1.0
    owing = objective.restitution > 0.0 and line.private + line.private_rise * effort > 0.0
    return _Side(certain, owing)


@inlined
def _count_trials(objective: Objective, line: _Line, left: float, end: float) -> int:
    """Into how many parts a piece is cut, so that every part has one optimum at most."""
    trials = 1
    bends = objective.dismissal.standing > 0.0 or not objective.pay.flat
    if line.metric_rise != 0.0 and bends:
        width = 3.0 * abs(line.metric_rise) * (end - left) / objective.dismissal.noise
        trials = int(min(width, _MOST_TRIALS)) + 3
    fading = objective.audit > 0.0 and objective.problem.form.exponential == 1
    if fading and line.seen + line.seen_rise * left < _CERTAIN:
        trials = max(trials, int(4.0 * line.seen_rise * (end - left)) + 4)
    return trials


@lean
def _corner(objective: Objective, line: _Line, left: float, cap: float) -> float:
    """Where the next corner right of ``left`` is: of detection or of what is paid back."""
    end = cap
    if objective.audit > 0.0:
        if line.seen_rise > 0.0:
            full = _CERTAIN if objective.problem.form.exponential == 1 else 1.0
            corner = (full - line.seen) / line.seen_rise
            if left < corner < end:
                end = corner
        if objective.restitution > 0.0 and line.private_rise != 0.0:
            corner = -line.private / line.private_rise
            if left < corner < end:
                end = corner
    return end


@lean
def _turn(
    objective: Objective, line: _Line, left: float, right: float, rising: bool, side: _Side
) -> tuple[float, float]:
    """Where the slope turns between two places (its peak if it is ``rising`` first), and it."""
    middle, slope = left, 0.0
    for _ in range(60):
        middle = 0.5 * (left + right)
        slope, bend = _slope_at(objective, line, middle, side)
        if (bend > 0.0) == rising:
            left = middle
        else:
            right = middle
    return middle, slope


@lean
def _root(objective: Objective, line: _Line, left: float, right: float, side: _Side) -> float:
    """Where the slope falls through zero: Newton's method inside a shrinking bracket."""
    effort = 0.5 * (left + right)
    before = right - left
    for _ in range(200):
        slope, bend = _slope_at(objective, line, effort, side)
        if slope > 0.0:
            left = effort
        else:
            right = effort
        step = -slope / bend if bend < 0.0 else np.inf
        if not left <= effort + step <= right or abs(step) > 0.5 * before:
            step = 0.5 * (left + right) - effort
        before = abs(step)
        effort += step
        if before <= 0.1 * SETTLED * (1.0 + abs(effort)):
            break
    return effort
