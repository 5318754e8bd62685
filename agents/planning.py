"""What an executive expects of a seat: continuation values, leads, and the learned rule.

The value of a seat with ``n`` quarters of foresight left and ``c`` quarters of probation left is

    V[n, c] = max_a {...} + pay_weight * (base - outside) - replacement
              + patience * (1 - retirement) * V[n-1, max(c-1, 0)],      V[0, c] = 0

with the best response of :mod:`agents.response`, in which losing the seat costs the last term.
It is tabulated over ability for every kind of executive,
because kinds differ by goal and traits only and the problem is free of firm size.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.kernel import kernel
from agents.search import ROWS, best_response

Floats = npt.NDArray[np.float64]


def lead(patience: float, survival: float, maturing: float, horizon: int) -> Floats:
    """Present worth of one unit of hidden value that matures while its author has the seat.

    Returns:
        (horizon + 1,) with entry ``h`` = sum over s <= h of
        ``patience**s * survival**s * maturing * (1 - maturing)**(s - 1)``.
    """
    s = np.arange(1, horizon + 1)
    terms = (patience * survival) ** s * maturing * (1 - maturing) ** (s - 1)
    return np.concatenate([[0.0], np.cumsum(terms)])


def clawback_lead(
    patience: float,
    survival: float,
    maturing: float,
    horizon: int,
    window: int,
    recovery: float,
    stay: int | None = None,
) -> Floats:
    """Present worth of the part of one unit of hidden harm that will be charged to its author.

    In the seat all of it is charged; of what surfaces up to ``window`` quarters after the exit
    the share ``recovery``. The seat is lost at the end of every quarter, this one included, with
    probability ``1 - survival``, and for sure after ``stay`` more quarters, if that is known.
    Returns an array (horizon + 1,) like :func:`lead`.
    """
    s = np.arange(1, horizon + 1)
    stay = horizon if stay is None else min(stay, horizon)
    charged = np.where(s <= stay, survival**s, 0.0)
    for left in range(stay + 1):  # the last quarter in the seat
        leaves = survival**left * (1.0 if left == stay else 1 - survival)
        late = s - left
        charged = charged + leaves * recovery * ((late >= 1) & (late <= window))
    terms = patience**s * maturing * (1 - maturing) ** (s - 1) * charged
    return np.concatenate([[0.0], np.cumsum(terms)])


@kernel
def interpolate(table, start, step, theta):  # type: ignore[no-untyped-def]
    """Linear interpolation over ability in the last axis of ``table``; constant outside."""
    last = table.shape[0] - 1
    if last == 0 or step <= 0.0:
        return table[0]
    position = (theta - start) / step
    if position <= 0.0:
        return table[0]
    if position >= last:
        return table[last]
    i = int(position)
    t = position - i
    return table[i] * (1.0 - t) + table[i + 1] * t


@kernel
def continuation(  # type: ignore[no-untyped-def]
    theta,
    y,
    motives,
    technology,
    form,
    weights,
    fine,
    repaid,
    audit,
    bar,
    gain,
    sd,
    reference,
    belief,
    talent,
    flow,
    patience,
    survival,
    value,
):
    """Fill ``value`` with the worth of a seat for one kind of executive.

    Args:
        theta: (nodes,) abilities.
        y: The kind; ``motives`` and ``technology`` as for :func:`agents.response.respond`.
        form: What the problem has beyond the usual one.
        weights: (curves,) average worth of a base pay of each curve.
        fine: Worth of not being fined; ``repaid``: of not paying back a unit of private benefit.
        audit: (probation + 1,) perceived audit rate by quarters of probation left.
        bar: (probation + 1,) perceived dismissal bar likewise.
        gain: Kalman gain of a settled board; ``sd``: metric noise; ``reference``: mean metric.
        belief: What the board thinks of the executive; ``talent``: what it adds to the metric.
        flow: Pay less the outside option and less what a replacement would deliver anyway.
        patience: Discount factor; ``survival``: probability of not retiring.
        value: (horizon + 1, probation + 1, nodes), output.
    """
    tasks = technology.loading.shape[0]
    scratch = np.empty((ROWS + tasks, tasks))
    effort = np.empty((1, tasks))
    row = effort.shape[0] - 1  # not a literal: that would be another type, compiled once more
    value[0] = 0.0
    for n in range(1, value.shape[0]):
        for c in range(value.shape[1]):
            after = max(c - 1, 0)
            for i in range(theta.shape[0]):
                later = patience * survival * value[n - 1, after, i]
                utility, _, _ = best_response(
                    theta[i],
                    y,
                    n - 1,
                    motives,
                    technology,
                    form,
                    weights,
                    talent,
                    max(later, 0.0),
                    fine if n > 1 else 0.0,
                    repaid if n > 1 else 0.0,
                    audit[c],
                    belief,
                    bar[c],
                    gain,
                    sd,
                    reference,
                    scratch,
                    effort,
                    row,
                )
                value[n, c, i] = utility + flow + later
