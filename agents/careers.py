"""What reports are worth where pay depends on what a board or a market believes.

A Kalman filter moves the belief by the gain ``K_t`` of the executive's ``t``-th report times its
surprise. Pay that is linear in the belief makes a report worth something today and in all quarters
in which the belief still remembers it (Holmstrom 1999, REStud 66; Stein 1989, QJE 104).
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats


def kalman_gains(prior_variance: float, noise: float, quarters: int, drift: float = 0.0) -> Floats:
    """Kalman gain by quarter of tenure: ``v_t / (v_t + noise**2)``.

    Args:
        prior_variance: ``v_0``.
        noise: Standard deviation of what hides quality in a report.
        quarters: How many.
        drift: Standard deviation of what is added to quality every quarter, so that
            ``v_(t+1) = v_t * (1 - K_t) + drift**2``. 0: quality stays what it is.
    """
    if drift > 0.0:
        gains = np.empty(quarters)
        variance = prior_variance
        for t in range(quarters):
            gains[t] = variance / (variance + noise**2)
            variance = noise**2 * gains[t] + drift**2
        return gains
    if prior_variance == 0:
        return np.zeros(quarters)
    constant: Floats = 1.0 / (1.0 + np.arange(float(quarters)) + noise**2 / prior_variance)
    return constant


def worth_of_reports(
    gains: Floats, before: Floats | float, after: Floats | float, discount: float, horizon: int
) -> Floats:
    """Worth of one more unit of a report to somebody who is paid on the belief.

    Args:
        gains: (tenures,) Kalman gain of each report; the last one holds for good.
        before: Pay per unit of the belief that is held before the quarter's report; a number, or
            (tenures, horizon + 1) by quarter of tenure and quarters to go.
        after: Pay per unit of the belief after it, likewise.
        discount: Patience times the chance of keeping the seat, per quarter.
        horizon: Quarters that are looked ahead.

    Returns:
        (tenures, horizon + 1): in the ``t``-th quarter of a tenure with ``n`` quarters to go,
        ``K_t * (after + discount * B[t+1, n-1])``, where
        ``B[t, n] = before + (1 - K_t) * (after + discount * B[t+1, n-1])`` is the worth of a unit
        of belief and ``B[., -1] = 0``; ``before`` and ``after`` are those of ``[t, n]``.
    """
    shape = (gains.size, horizon + 1)
    before, after = np.broadcast_to(before, shape), np.broadcast_to(after, shape)
    later = np.zeros(gains.size)
    worth = np.empty(shape)
    for n in range(horizon + 1):
        worth[:, n] = gains * (after[:, n] + discount * later)
        believed = before[:, n] + (1.0 - gains) * (after[:, n] + discount * later)
        later = np.append(believed[1:], believed[-1])
    return worth


def worth_of_hidden(worth: Floats, maturing: float, discount: float) -> Floats:
    """What one unit of value hidden today is worth through the reports in which it matures.

    ``worth`` is that of reports, (tenures, horizon + 1); so is the result:
    ``discount * M[t+1, n-1]`` with ``M[t, n] = maturing * worth[t, n] + (1 - maturing) * discount *
    M[t+1, n-1]``.
    """
    later = np.zeros(worth.shape[0])
    back = np.empty_like(worth)
    for n in range(worth.shape[1]):
        back[:, n] = discount * later
        stock = maturing * worth[:, n] + (1.0 - maturing) * discount * later
        later = np.append(stock[1:], stock[-1])
    return back
