"""Small steps uphill: what reinforcement on realised utility makes of the untrained effort.

Somebody who draws efforts around a mean and reinforces what paid moves the mean, in expectation,
along the gradient of expected utility (Williams 1992, theorem 1). Of small steps the expectation
is all that is left in the limit (Boergers and Sarin 1997), so a response is a function of the
problem, and no draw is in it:

    a_0 = untrained effort,    a_k+1 = clip(a_k + rate * gradient of U at a_k, 0, cap)

with the utility of :func:`agents.landscape.utility_of`. A step that would not raise utility is not
taken, and all later ones are half as long. So more steps never do worse, and they end at a local
optimum: where utility is concave and smooth, at the best response.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.landscape import detection, state, utility_of
from agents.numerics.compile import inlined, lean
from agents.numerics.normal import normal_cdf
from agents.problem import Objective, margin_at, pay_value
from agents.responses import (
    ADDED,
    REACHED,
    SEEN,
    UTILITY,
    Problems,
    Responses,
    World,
    objective_at,
)
from incentives.arrays import Floats, Ints

ROOM = 7
"""Rows of the workspace, see below."""
_SLOPE, _TRIAL, _DRIVE, _BRAKE, _METRIC, _SEEN, _PRIVATE = range(ROOM)
"""The slope of utility in each effort, and where a step would lead. Then what a unit of each effort
brings: ``drive - brake * effort / 2`` of utility, and of metric, detection and private benefit."""
_NOTHING = 1e-12  # effort; shorter steps lead nowhere
_EQUAL = 1e-14  # relative difference of utilities that is rounding: there slopes know better


class _Footing(NamedTuple):
    """Where a climber stands: utility up to a constant, and what it depends on."""

    height: float
    metric: float
    seen: float
    private: float


@lean
def climb(
    problems: Problems,
    count: int,
    world: World,
    steps: Ints,
    rate: Floats,
    room: Floats,
    out: Responses,
) -> None:
    """Respond to those of the first ``count`` problems whose kind climbs; others stay.

    Args:
        problems: What executives face; ``world``: what it has in common.
        count: How many.
        steps: (kinds,) how many steps.
        rate: (kinds,) effort per unit of slope, squared efforts per base pay; 0: does not climb.
        room: (``ROOM``, tasks) workspace.
        out: Responses, written.
    """
    joint = False
    for j in range(room.shape[1]):
        for k in range(j):
            joint |= world.form.cross[j, k] != 0.0
    for row in range(count):
        kind = problems.motive[row, 0]
        if rate[kind] <= 0.0:
            continue
        objective = objective_at(problems, row, world)
        _ascend(objective, steps[kind], rate[kind], joint, room, out.efforts[row])
        index, seen, _ = state(objective, out.efforts[row])
        out.outcome[row, UTILITY] = utility_of(objective, out.efforts[row])
        out.outcome[row, REACHED] = index
        out.outcome[row, SEEN] = seen
        out.outcome[row, ADDED] = 0.0


@lean
def _ascend(
    objective: Objective, steps: int, rate: float, joint: bool, room: Floats, efforts: Floats
) -> None:
    """Climb from the untrained efforts, in ``efforts``; ``joint``: whether costs of pairs count."""
    problem, technology = objective.problem, objective.problem.technology
    theta = problem.theta
    for j in range(efforts.shape[0]):
        efforts[j] = min(max(technology.intrinsic[j], 0.0), technology.cap[j])
        worth = problem.motives.worth[problem.kind, problem.row, j]
        burden = problem.motives.burden[problem.kind, problem.row, j]
        room[_DRIVE, j] = theta * worth + technology.cost[j] * technology.intrinsic[j]
        room[_BRAKE, j] = technology.cost[j] + burden * theta * theta
        room[_METRIC, j] = theta * technology.loading[j]
        room[_SEEN, j] = theta * technology.detectability[j]
        room[_PRIVATE, j] = theta * technology.private[j]
    here = _look(objective, joint, room, efforts)
    trial = room[_TRIAL]
    fresh = True  # whether slopes are still to be found
    for _ in range(steps):
        if fresh:
            _slope(objective, joint, here, room, efforts)
        moved = 0.0
        for j in range(efforts.shape[0]):
            trial[j] = min(max(efforts[j] + rate * room[_SLOPE, j], 0.0), technology.cap[j])
            moved = max(moved, abs(trial[j] - efforts[j]))
        if moved < _NOTHING:
            break
        there = _look(objective, joint, room, trial)
        fresh = there.height > here.height - _EQUAL * (1.0 + abs(here.height))
        if fresh:
            here = there
            for j in range(efforts.shape[0]):
                efforts[j] = trial[j]
        else:
            rate *= 0.5


@inlined
def _look(objective: Objective, joint: bool, room: Floats, efforts: Floats) -> _Footing:
    """Utility up to a constant, as :func:`agents.landscape.utility_of` has it."""
    problem, dismissal, pay = objective.problem, objective.dismissal, objective.pay
    height, metric, seen, private = 0.0, problem.carried, 0.0, 0.0
    for j in range(efforts.shape[0]):
        effort = efforts[j]
        height += (room[_DRIVE, j] - 0.5 * room[_BRAKE, j] * effort) * effort
        metric += room[_METRIC, j] * effort
        seen += room[_SEEN, j] * effort
        private += room[_PRIVATE, j] * effort
    if joint:
        height -= _joint_cost(objective, efforts)
    if pay.flat:
        height += pay.low * metric
    else:
        for i in range(problem.weights.shape[0]):
            if problem.weights[i] != 0.0:
                paid = pay_value(problem.motives, problem.kind, i, metric)
                height += problem.weights[i] * paid
    if dismissal.standing > 0.0:
        short = dismissal.cut - (metric - dismissal.centre) / dismissal.noise
        height -= dismissal.standing * normal_cdf(short)
    if objective.audit > 0.0:
        found, _, _ = detection(problem.form.exponential, seen, seen >= 1.0)
        owed = objective.restitution * max(private, 0.0)
        height -= objective.audit * found * (objective.loss + owed)
    return _Footing(height, metric, seen, private)


@inlined
def _joint_cost(objective: Objective, efforts: Floats) -> float:
    """What pairs of efforts cost besides."""
    cross, base = objective.problem.form.cross, objective.problem.technology.intrinsic
    total = 0.0
    for j in range(efforts.shape[0]):
        for k in range(j):
            total += cross[j, k] * (efforts[j] - base[j]) * (efforts[k] - base[k])
    return total


@inlined
def _slope(
    objective: Objective, joint: bool, here: _Footing, room: Floats, efforts: Floats
) -> None:
    """The gradient of utility into ``room``; at a corner that of the upper side."""
    form, base = objective.problem.form, objective.problem.technology.intrinsic
    margin, _ = margin_at(objective, here.metric)
    traced, repaid = 0.0, 0.0
    if objective.audit > 0.0:
        found, rise, _ = detection(form.exponential, here.seen, here.seen >= 1.0)
        owed = objective.restitution * max(here.private, 0.0)
        traced = objective.audit * rise * (objective.loss + owed)
        if here.private > 0.0:
            repaid = objective.audit * found * objective.restitution
    for j in range(efforts.shape[0]):
        slope = room[_DRIVE, j] - room[_BRAKE, j] * efforts[j] + room[_METRIC, j] * margin
        slope -= room[_SEEN, j] * traced + room[_PRIVATE, j] * repaid
        if joint:
            for k in range(efforts.shape[0]):
                slope -= form.cross[j, k] * (efforts[k] - base[k])
        room[_SLOPE, j] = slope
