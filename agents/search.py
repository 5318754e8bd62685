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
    Problem,
    best_on_line,
    detection,
    line_along,
    margin_at,
    rest,
    state,
    utility_of,
)
from agents.numerics.compile import inlined, lean
from agents.numerics.normal import PEAK
from agents.response import FLAT, respond

ROWS = 6
"""Rows of the workspace, besides one per task. The last is for :mod:`agents.gambling`."""
_SWEEPS = 500
_STEPS = 8  # of Newton's method between two sweeps
_FEW, _MANY = 9, 33  # marginal worths of the metric from which to start


@inlined
def best_response(  # type: ignore[no-untyped-def]
    theta,
    y,
    h,
    motives,
    technology,
    form,
    weights,
    carried,
    seat,
    fine,
    repaid,
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
    """The response by the solver that the form of the problem needs; as :func:`search`."""
    if form.general == 1:
        return search(
            theta,
            y,
            h,
            motives,
            technology,
            form,
            weights,
            carried,
            seat,
            fine,
            repaid,
            audit,
            belief,
            dismissal_bar,
            gain,
            sd,
            reference,
            scratch,
            out,
            row,
        )
    return respond(
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
        scratch[:4],
        out,
        row,
    )


@lean
def search(  # type: ignore[no-untyped-def]
    theta,
    y,
    h,
    motives,
    technology,
    form,
    weights,
    carried,
    seat,
    fine,
    repaid,
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

    Arguments are those of :func:`agents.response.respond`, and ``form``; ``repaid`` is what paying
    back a unit of private benefit costs; ``scratch`` is (``ROWS`` + tasks, tasks).
    """
    tasks = technology.loading.shape[0]
    risky = seat > 0.0 and gain > 0.0 and dismissal_bar > -1e5
    low = 0.0
    high = 0.0
    for i in range(weights.shape[0]):
        if weights[i] > 0.0:
            low += weights[i] * motives.low[y, i]
            high += weights[i] * motives.high[y, i]
    problem = Problem(
        theta,
        y,
        h,
        motives,
        technology,
        form,
        weights,
        carried,
        seat if risky else 0.0,
        (dismissal_bar - belief) / (gain * sd) if risky else 0.0,
        reference + belief,
        sd,
        audit if fine + seat > 0.0 or repaid > 0.0 else 0.0,
        fine + seat,
        repaid,
        high - low < FLAT,
        low,
        high,
    )
    if tasks == 1:
        best = _ascend(problem, scratch, tasks - 1)
        out[row, 0] = scratch[0, 0]
    else:
        best = _best_of_starts(problem, scratch, out, row)
    index, seen, _ = state(problem, out[row])
    return best, index, seen


@lean
def _best_of_starts(p, scratch, out, row):  # type: ignore[no-untyped-def]
    """Climb from every response to constant margins that is better than its neighbours."""
    span = p.high - p.low + p.standing * PEAK / p.sd
    count = 1
    if span >= FLAT:  # the risk of dismissal bends on one scale, pay may on another
        count = _FEW if p.flat else _MANY
    best = -np.inf
    for stage in range(3 if p.audit > 0.0 else 1):
        before = -np.inf
        rising = False
        for trial in range(count + 1):
            utility = -np.inf
            if trial < count:
                lam = p.low + span * trial / max(count - 1, 1)
                utility = _start(p, lam, 0.5 * stage, scratch, 1 + trial % 2)
            if utility < before and rising:
                top = _ascend(p, scratch, 1 + (trial - 1) % 2)
                if top > best:
                    best = top
                    for j in range(scratch.shape[1]):
                        out[row, j] = scratch[0, j]
            rising = utility >= before
            before = utility
    return best


@lean
def _start(p, lam, certainty, scratch, row):  # type: ignore[no-untyped-def]
    """Put the response to a constant marginal worth of the metric into ``row``; its utility.

    Of the price of detection the share ``certainty`` is sunk.
    """
    a, more = scratch[row], scratch[3]
    for j in range(a.shape[0]):
        worth = lam * p.technology.loading[j]
        worth -= p.audit * (1.0 - certainty) * p.loss * p.technology.detectability[j]
        worth -= p.audit * certainty * p.repaid * p.technology.private[j]
        more[j] = p.theta * worth
        a[j] = p.technology.intrinsic[j]
    for _ in range(50):
        moved = 0.0
        for j in range(a.shape[0]):
            drive, brake = rest(p, a, j)
            drive += more[j]
            t = p.technology.cap[j] if drive >= 0.0 else 0.0
            if brake > 0.0:
                t = min(max(drive / brake, 0.0), p.technology.cap[j])
            moved = max(moved, abs(t - a[j]))
            a[j] = t
        if moved < 1e-6:
            break
    return utility_of(p, a)


@lean
def _ascend(p, scratch, start):  # type: ignore[no-untyped-def]
    """Improve the efforts in row ``start`` until none moves, in row 0; return the utility."""
    a = scratch[0]
    for j in range(a.shape[0]):
        a[j] = scratch[start, j]
    for _ in range(_SWEEPS):
        moved = 0.0
        for j in range(a.shape[0]):
            t = best_on_line(p, line_along(p, a, j), p.technology.cap[j])
            moved = max(moved, abs(t - a[j]) / (1.0 + abs(t)))
            a[j] = t
        if moved < SETTLED or a.shape[0] == 1:
            break
        for _ in range(_STEPS):
            if _step(p, scratch) < SETTLED:
                break
    return utility_of(p, a)


@lean
def _step(p, scratch):  # type: ignore[no-untyped-def]
    """A Newton step in all efforts inside their bounds, if that improves; return its size."""
    tasks = scratch.shape[1]
    a, move, matrix = scratch[0], scratch[3], scratch[ROWS:]
    index, seen, private = state(p, a)
    margin, bend = margin_at(p, index + p.carried)
    found, rise, turn = detection(p.form.exponential, seen, seen >= 1.0)
    owing = p.repaid > 0.0 and private > 0.0
    lost = p.loss + (p.repaid * private if owing else 0.0)
    repaid = p.repaid if owing else 0.0
    for j in range(tasks):
        inside = 0.0 < a[j] < p.technology.cap[j]
        scratch[4, j] = 1.0 if inside else 0.0
        drive, brake = rest(p, a, j)
        up = p.technology.loading[j]
        trace, benefit = p.technology.detectability[j], p.technology.private[j]
        move[j] = drive - brake * a[j] + p.theta * up * margin
        move[j] -= p.theta * p.audit * (rise * trace * lost + found * repaid * benefit)
        move[j] *= scratch[4, j]
        for k in range(j + 1):
            both = scratch[4, j] * scratch[4, k]
            curve = -p.form.cross[j, k] - (brake if k == j else 0.0)
            charge = turn * trace * p.technology.detectability[k] * lost
            charge += rise * repaid * trace * p.technology.private[k]
            charge += rise * repaid * benefit * p.technology.detectability[k]
            curve += p.theta**2 * (bend * up * p.technology.loading[k] - p.audit * charge)
            matrix[j, k] = -both * curve
        if not inside:
            matrix[j, j] = 1.0
    if not _solve(matrix, move):
        return 0.0
    share = 1.0
    for j in range(tasks):
        if a[j] + share * move[j] < 0.0:
            share = a[j] / -move[j]
        elif a[j] + share * move[j] > p.technology.cap[j]:
            share = (p.technology.cap[j] - a[j]) / move[j]
    for j in range(tasks):
        scratch[4, j] = min(max(a[j] + share * move[j], 0.0), p.technology.cap[j])
    if not utility_of(p, scratch[4]) >= utility_of(p, a):
        return 0.0
    moved = 0.0
    for j in range(tasks):
        moved = max(moved, abs(scratch[4, j] - a[j]) / (1.0 + a[j]))
        a[j] = scratch[4, j]
    return moved


@lean
def _solve(matrix, x):  # type: ignore[no-untyped-def]
    """Solve for ``x`` in place by Cholesky; whether the matrix (lower half) allows it."""
    n = x.shape[0]
    for j in range(n):
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
    for j in range(n):
        for k in range(j):
            x[j] -= matrix[j, k] * x[k]
        x[j] /= matrix[j, j]
    for j in range(n - 1, -1, -1):
        for k in range(j + 1, n):
            x[j] -= matrix[k, j] * x[k]
        x[j] /= matrix[j, j]
    return True
