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

from agents.landscape import detection, rest, state, utility_of
from agents.numerics.compile import lean
from agents.problem import Objective, margin_at
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

ROOM = 2
"""Rows of the workspace: the slope of utility in each effort, and where a step would lead."""
_NOTHING = 1e-12  # effort; shorter steps lead nowhere


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
    for row in range(count):
        kind = problems.motive[row, 0]
        if rate[kind] <= 0.0:
            continue
        objective = objective_at(problems, row, world)
        utility = _ascend(objective, steps[kind], rate[kind], room, out.efforts[row])
        index, seen, _ = state(objective, out.efforts[row])
        out.outcome[row, UTILITY] = utility
        out.outcome[row, REACHED] = index
        out.outcome[row, SEEN] = seen
        out.outcome[row, ADDED] = 0.0


@lean
def _ascend(
    objective: Objective, steps: int, rate: float, room: Floats, efforts: Floats
) -> float:
    """Climb from the untrained efforts, in ``efforts``; return the utility there."""
    technology = objective.problem.technology
    for j in range(efforts.shape[0]):
        efforts[j] = min(max(technology.intrinsic[j], 0.0), technology.cap[j])
    here: float = utility_of(objective, efforts)
    slopes, trial = room[0], room[1]
    fresh = True  # whether slopes are still to be found
    for _ in range(steps):
        if fresh:
            _slope(objective, efforts, slopes)
        moved = 0.0
        for j in range(efforts.shape[0]):
            trial[j] = min(max(efforts[j] + rate * slopes[j], 0.0), technology.cap[j])
            moved = max(moved, abs(trial[j] - efforts[j]))
        if moved < _NOTHING:
            break
        there = utility_of(objective, trial)
        fresh = there > here
        if fresh:
            here = there
            for j in range(efforts.shape[0]):
                efforts[j] = trial[j]
        else:
            rate *= 0.5
    return here


@lean
def _slope(objective: Objective, efforts: Floats, out: Floats) -> None:
    """The gradient of utility, (tasks,); at a corner that of the upper side."""
    problem, technology = objective.problem, objective.problem.technology
    index, seen, private = state(objective, efforts)
    margin, _ = margin_at(objective, index + problem.carried)
    found, rise, _ = detection(problem.form.exponential, seen, seen >= 1.0)
    owing = objective.restitution > 0.0 and private > 0.0
    lost = objective.loss + (objective.restitution * private if owing else 0.0)
    repaid = objective.restitution if owing else 0.0
    for j in range(efforts.shape[0]):
        drive, brake = rest(objective, efforts, j)
        charge = rise * technology.detectability[j] * lost + found * repaid * technology.private[j]
        out[j] = drive - brake * efforts[j]
        out[j] += problem.theta * (technology.loading[j] * margin - objective.audit * charge)
