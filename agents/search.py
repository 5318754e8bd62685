"""The best response where the problem has not the form that :mod:`agents.response` needs.

Efforts are improved one at a time, each to the best place of its whole range (see
:mod:`agents.landscape`). With one task this is the global optimum. With several it is repeated
until nothing moves, with Newton steps in all efforts inside their bounds, from several starts:
the best responses to constant marginal worths of the metric and constant prices of detection.
That is exact where the problem is concave; elsewhere an optimum that only a joint change of
several efforts would reach can be missed.
"""

from __future__ import annotations

import math

import numpy as np

from agents.landscape import (
    SETTLED,
    SURE,
    UNCAPPED,
    best_on_line,
    detection,
    line_along,
    line_on_ridge,
    rest,
    state,
    utility_of,
)
from agents.numerics.compile import inlined, lean
from agents.numerics.normal import PEAK
from agents.problem import (
    FLAT,
    Beliefs,
    Form,
    Objective,
    Problem,
    Stakes,
    margin_at,
    objective_of,
)
from agents.response import Response, respond
from incentives.arrays import Floats

ROWS = 6
"""Rows of the workspace, besides one per task. The last is for :mod:`agents.gambling`."""
_NOW, _MOVE, _NEXT = 0, 3, 4
"""Of them: the efforts so far, what drives or moves them, and a mark or trial of each. In rows 1
and 2 are efforts from which to start."""
_SWEEPS = 500
_NEWTON_STEPS = 8  # at most, between two sweeps
_FAINT = 0.3  # detection index up to which its price is all but the same
_FEW, _MANY = 9, 33  # marginal worths of the metric from which to start


@inlined
def best_response(
    problem: Problem,
    stakes: Stakes,
    audit: float,
    bar: float,
    beliefs: Beliefs,
    scratch: Floats,
    out: Floats,
    row: int,
) -> Response:
    """The response by the solver that the form of the problem needs.

    Args:
        problem: Who chooses, and what for; ``stakes``: what may be lost.
        audit: Perceived audit rate; ``bar``: dismissal bar; ``beliefs``: of the board.
        scratch: (``ROWS`` + tasks, tasks) workspace.
        out: (rows, tasks) efforts, of which ``row`` is written.
    """
    objective = objective_of(problem, stakes, audit, bar, beliefs)
    found: Response
    if problem.form.general == 1:
        found = search(objective, scratch, out, row)
    else:
        found = respond(objective, scratch[:4], out, row)
    return found


@lean
def search(objective: Objective, scratch: Floats, out: Floats, row: int) -> Response:
    """Write the best effort into ``out[row]``; return what it comes to.

    Args:
        objective: What is maximised.
        scratch: (``ROWS`` + tasks, tasks) workspace.
        out: (rows, tasks) efforts, of which ``row`` is written.
    """
    tasks = scratch.shape[1]
    if tasks == 1:
        scratch[_NOW, 0] = 0.0  # not where the last executive's search ended
        best = _ascend(objective, scratch, _NOW)
        out[row, 0] = scratch[_NOW, 0]
    else:
        best = _best_of_starts(objective, scratch, out, row)
    index, seen, _ = state(objective, out[row])
    return Response(best, index, seen)


@lean
def _best_of_starts(objective: Objective, scratch: Floats, out: Floats, row: int) -> float:
    """Climb from every response to constant margins that is better than its neighbours."""
    pay, dismissal = objective.pay, objective.dismissal
    span = pay.high - pay.low + dismissal.standing * PEAK / dismissal.noise
    count = 1
    if span >= FLAT:  # the risk of dismissal bends on one scale, pay may on another
        count = _FEW if pay.flat else _MANY
    linear, joint = objective.problem.form.exponential == 0, _costs_are_joint(objective)
    apart = objective.restitution > 0.0 and linear
    stages = 3 if objective.audit > 0.0 else 1
    if stages > 1 and not joint and _most_seen(objective, span) < (1.0 if linear else _FAINT):
        stages = 1  # detection never becomes certain, or by far not
    best = -np.inf
    for j in range(scratch.shape[1]):
        out[row, j] = 0.0
    for stage in range(stages):
        before = -np.inf
        rising = False
        for trial in range(count + 1):
            utility = -np.inf
            if trial < count:
                lam = pay.low + span * trial / max(count - 1, 1)
                utility = _start(objective, lam, 0.5 * stage, joint, scratch, 1 + trial % 2)
            if utility < before and rising:
                start = 1 + (trial - 1) % 2
                if apart and stage != 1:
                    _ascend(_one_side(objective, stage), scratch, start)
                    start = _NOW
                top = _ascend(objective, scratch, start)
                if top > best:
                    best = top
                    for j in range(scratch.shape[1]):
                        out[row, j] = scratch[_NOW, j]
            rising = utility >= before
            before = utility
    return best


@inlined
def _one_side(objective: Objective, stage: int) -> Objective:
    """The objective if detection were linear without a cap (stage 0), or certain anyhow.

    An optimum on one side of the corner of ``min(1, x)`` is one of these, and there is none on the
    corner, where utility bends upwards. What is paid back makes each other than a start reckons.
    """
    problem = objective.problem
    form = Form(problem.form.cross, UNCAPPED if stage == 0 else SURE, problem.form.general)
    return Objective(
        Problem(
            problem.theta,
            problem.kind,
            problem.row,
            problem.motives,
            problem.technology,
            form,
            problem.weights,
            problem.carried,
        ),
        objective.pay,
        objective.dismissal,
        objective.audit,
        objective.loss,
        objective.restitution,
    )


@lean
def _costs_are_joint(objective: Objective) -> bool:
    """Whether what one task costs depends on the others."""
    cross = objective.problem.form.cross
    for j in range(cross.shape[0]):
        for k in range(j):
            if cross[j, k] != 0.0:
                return True
    return False


@lean
def _most_seen(objective: Objective, span: float) -> float:
    """A bound of the detection index of any best response, where costs are not joint."""
    technology, theta = objective.problem.technology, objective.problem.theta
    total = 0.0
    for j in range(technology.cap.shape[0]):
        drive, brake = rest(objective, technology.intrinsic, j)
        up = technology.loading[j]
        drive += theta * max(up * objective.pay.low, up * (objective.pay.low + span))
        effort = technology.cap[j]
        if brake > 0.0 and not (objective.restitution > 0.0 and technology.private[j] < 0.0):
            effort = min(max(drive / brake, 0.0), effort)
        total += technology.detectability[j] * effort
    return theta * total


@lean
def _start(
    objective: Objective, lam: float, certainty: float, joint: bool, scratch: Floats, row: int
) -> float:
    """Put the response to a constant marginal worth of the metric into ``row``; its utility.

    Of the price of detection the share ``certainty`` is sunk. Where costs are ``joint``, efforts
    respond to each other.
    """
    problem, technology = objective.problem, objective.problem.technology
    efforts, more = scratch[row], scratch[_MOVE]
    for j in range(efforts.shape[0]):
        worth = lam * technology.loading[j]
        price = objective.audit * (1.0 - certainty) * objective.loss
        worth -= price * technology.detectability[j]
        repaid = objective.audit * certainty * objective.restitution
        worth -= repaid * technology.private[j]
        more[j] = problem.theta * worth
        efforts[j] = technology.intrinsic[j]
    for _ in range(50 if joint else 1):
        moved = 0.0
        for j in range(efforts.shape[0]):
            drive, brake = rest(objective, efforts, j)
            drive += more[j]
            effort = technology.cap[j] if drive >= 0.0 else 0.0
            if brake > 0.0:
                effort = min(max(drive / brake, 0.0), technology.cap[j])
            moved = max(moved, abs(effort - efforts[j]))
            efforts[j] = effort
        if moved < 1e-6:
            break
    utility: float = utility_of(objective, efforts)
    return utility


@lean
def _ascend(objective: Objective, scratch: Floats, start: int) -> float:
    """Improve the efforts in row ``start`` until none moves, in row 0; return the utility."""
    efforts = scratch[_NOW]
    for j in range(efforts.shape[0]):
        efforts[j] = scratch[start, j]
    if efforts.shape[0] > 1:  # lines are dear: look along them where there is little to climb
        _climb(objective, scratch)
    for _ in range(_SWEEPS):
        moved = 0.0
        for j in range(efforts.shape[0]):
            line = line_along(objective, efforts, j)
            effort = best_on_line(objective, line, objective.problem.technology.cap[j])
            moved = max(moved, abs(effort - efforts[j]) / (1.0 + abs(effort)))
            efforts[j] = effort
        if _on_ridge(objective, efforts):
            moved = max(moved, _move_on_ridge(objective, scratch))
        if moved < SETTLED or efforts.shape[0] == 1:
            break
        _climb(objective, scratch)
    utility: float = utility_of(objective, efforts)
    return utility


@lean
def _climb(objective: Objective, scratch: Floats) -> None:
    """Newton steps while they help."""
    for _ in range(_NEWTON_STEPS):
        if _step(objective, scratch) < SETTLED:
            break


@lean
def _on_ridge(objective: Objective, efforts: Floats) -> bool:
    """Whether private benefit is just 0, where utility has a ridge.

    More of it is paid back, less is not: so no single effort may pay, though two together do.
    """
    if not (objective.audit > 0.0 and objective.restitution > 0.0):
        return False
    gained, lost = 0.0, 0.0
    for j in range(efforts.shape[0]):
        benefit = objective.problem.technology.private[j] * efforts[j]
        gained += max(benefit, 0.0)
        lost -= min(benefit, 0.0)
    return gained > 0.0 and abs(gained - lost) <= 1e-12 * gained


@lean
def _move_on_ridge(objective: Objective, scratch: Floats) -> float:
    """Improve pairs of efforts whose private benefits keep cancelling; return the largest move."""
    technology = objective.problem.technology
    efforts, move, start = scratch[_NOW], scratch[_MOVE], scratch[_NEXT]
    moved = 0.0
    for j in range(efforts.shape[0]):
        for k in range(j):
            one, other = technology.private[k], -technology.private[j]
            if one != 0.0 and other != 0.0:
                trace = one * technology.detectability[j] + other * technology.detectability[k]
                scale = 1.0 / max(abs(one), abs(other))
                if trace < 0.0:
                    scale = -scale
                for i in range(efforts.shape[0]):
                    move[i] = 0.0
                    start[i] = efforts[i]
                move[j], move[k] = one * scale, other * scale
                back, ahead = -np.inf, np.inf
                for i in (j, k):
                    to_none = -efforts[i] / move[i]
                    to_cap = (technology.cap[i] - efforts[i]) / move[i]
                    back = max(back, min(to_none, to_cap))
                    ahead = min(ahead, max(to_none, to_cap))
                for i in (j, k):
                    start[i] = min(max(efforts[i] + back * move[i], 0.0), technology.cap[i])
                line = line_on_ridge(objective, start, move)
                best = best_on_line(objective, line, ahead - back)
                for i in (j, k):
                    effort = min(max(start[i] + best * move[i], 0.0), technology.cap[i])
                    moved = max(moved, abs(effort - efforts[i]) / (1.0 + effort))
                    efforts[i] = effort
    return moved


@lean
def _step(objective: Objective, scratch: Floats) -> float:
    """A Newton step in all efforts inside their bounds, if that improves; return its size."""
    caps = objective.problem.technology.cap
    efforts, move, trial = scratch[_NOW], scratch[_MOVE], scratch[_NEXT]
    _derive(objective, scratch)
    if not _solve(scratch[ROWS:], move):
        return 0.0
    share = 1.0
    for j in range(efforts.shape[0]):
        if efforts[j] + share * move[j] < 0.0:
            share = efforts[j] / -move[j]
        elif efforts[j] + share * move[j] > caps[j]:
            share = (caps[j] - efforts[j]) / move[j]
    for j in range(efforts.shape[0]):
        trial[j] = min(max(efforts[j] + share * move[j], 0.0), caps[j])
    if not utility_of(objective, trial) >= utility_of(objective, efforts):
        return 0.0
    moved = 0.0
    for j in range(efforts.shape[0]):
        moved = max(moved, abs(trial[j] - efforts[j]) / (1.0 + efforts[j]))
        efforts[j] = trial[j]
    return moved


@inlined
def _derive(objective: Objective, scratch: Floats) -> None:
    """Put the gradient of utility and minus its matrix of second derivatives into the workspace.

    Of the matrix the lower half, after the first rows; where an effort is at a bound, its row and
    column are those of the unit matrix and its slope is 0.
    """
    problem, technology = objective.problem, objective.problem.technology
    efforts, slopes, inside = scratch[_NOW], scratch[_MOVE], scratch[_NEXT]
    matrix = scratch[ROWS:]
    index, seen, private = state(objective, efforts)
    margin, bend = margin_at(objective, index + problem.carried)
    found, rise, turn = detection(problem.form.exponential, seen, seen >= 1.0)
    owing = objective.restitution > 0.0 and private > 0.0
    lost = objective.loss + (objective.restitution * private if owing else 0.0)
    repaid = objective.restitution if owing else 0.0
    for j in range(efforts.shape[0]):
        free = 0.0 < efforts[j] < technology.cap[j]
        inside[j] = 1.0 if free else 0.0
        drive, brake = rest(objective, efforts, j)
        up = technology.loading[j]
        trace, benefit = technology.detectability[j], technology.private[j]
        slopes[j] = drive - brake * efforts[j] + problem.theta * up * margin
        charge = rise * trace * lost + found * repaid * benefit
        slopes[j] -= problem.theta * objective.audit * charge
        slopes[j] *= inside[j]
        for k in range(j + 1):
            both = inside[j] * inside[k]
            curve = -problem.form.cross[j, k] - (brake if k == j else 0.0)
            charge = turn * trace * technology.detectability[k] * lost
            charge += rise * repaid * trace * technology.private[k]
            charge += rise * repaid * benefit * technology.detectability[k]
            pull = bend * up * technology.loading[k] - objective.audit * charge
            curve += problem.theta**2 * pull
            matrix[j, k] = -both * curve
        if not free:
            matrix[j, j] = 1.0


@lean
def _solve(matrix: Floats, x: Floats) -> bool:
    """Solve for ``x`` in place by Cholesky; whether the matrix (lower half) allows it."""
    size = x.shape[0]
    for j in range(size):
        for k in range(j + 1):
            total = matrix[j, k]
            for i in range(k):
                total -= matrix[j, i] * matrix[k, i]
            if k < j:
                matrix[j, k] = total / matrix[k, k]
            elif total > 1e-14 * matrix[j, j] and total > 0.0:
                matrix[j, j] = math.sqrt(total)
            else:
                return False
    for j in range(size):
        for k in range(j):
            x[j] -= matrix[j, k] * x[k]
        x[j] /= matrix[j, j]
    for j in range(size - 1, -1, -1):
        for k in range(j + 1, size):
            x[j] -= matrix[k, j] * x[k]
        x[j] /= matrix[j, j]
    return True
