"""Candidates: what an applicant gains by gaming a filter, and how far it goes.

An applicant to whom the seat is worth ``V`` lifts a signal by ``e`` at cost ``kappa * e**2 / 2``
plus a lying cost ``l * e``. With ``n`` applicants whose scores are normal and alike, a small lift
raises the chance of winning by ``E[M_n] / n`` per standard deviation of the score, ``M_n`` the
largest of ``n`` standard normals (integration by parts of ``(n-1) * phi**2 * Phi**(n-2)``). Hence
``e = max(0, (awareness * V * E[M_n] / n - l) / kappa)``: rivals first sharpen, then dull it.

That is the margin. The chance is no straight line: among many rivals little is gained by a small
lift and a lot by a large one, and before a bar it is steep where a lift carries over the bar and
flat beyond. It is known at some lifts, straight in between, and the best lift is searched.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from agents.numerics.compile import inlined, kernel
from incentives.arrays import Floats


@cache
def expected_maximum(n: int) -> float:
    """Mean of the largest of ``n`` independent standard normals, by quadrature."""
    if n < 1:
        raise ValueError("expected at least one draw")
    from math import erfc, sqrt

    x = np.linspace(-9.0, 9.0, 7201)
    below = np.array([0.5 * erfc(-value / sqrt(2.0)) for value in x])
    density = np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
    return float(np.trapezoid(n * x * density * below ** (n - 1), x))


def chance_per_lift(n: int, spread: float) -> float:
    """Marginal chance of winning per unit of signal; ``spread`` is the sd of the total score."""
    if n == 1 or spread <= 0.0:
        return 0.0
    return expected_maximum(n) / n / spread


@inlined
def gaming(
    seat: float, awareness: float, lying_cost: float, chance: float, kappa: float, cap: float
) -> float:
    """Best lift of one signal, in standard deviations."""
    if not kappa < np.inf:
        return 0.0
    return min(max((awareness * max(seat, 0.0) * chance - lying_cost) / kappa, 0.0), cap)


@kernel
def gaming_on_curve(
    seat: float,
    awareness: float,
    lying_cost: float,
    chance: Floats,
    step: float,
    kappa: float,
    cap: float,
) -> float:
    """The same where ``chance`` is (pieces,), the gain per unit in every piece of length ``step``.

    Utility is concave within a piece, so the best of all pieces is the best there is. Nothing is
    gained beyond the last; of equally good lifts the least is taken.
    """
    if not kappa < np.inf:
        return 0.0
    best = most = won = 0.0
    for i in range(chance.shape[0]):
        low = i * step
        if low >= cap:
            break
        high = min(low + step, cap)
        stake = awareness * max(seat, 0.0) * chance[i]
        lift = min(max((stake - lying_cost) / kappa, low), high)
        utility = won + stake * (lift - low) - (0.5 * kappa * lift + lying_cost) * lift
        if utility > most:
            most = utility
            best = lift
        won += stake * (high - low)
    return best


@kernel
def turning_stakes(
    lying_cost: float,
    chance: Floats,
    step: float,
    kappa: float,
    cap: float,
    most: float,
    out: Floats,
) -> int:
    """Stakes ``awareness * V`` at which the best lift on a curve jumps or has a kink.

    The best utility of a later piece, less that of an earlier one, grows in the stake, so it is
    overtaken once: a scan as for the upper hull of lines finds which pieces are ever the best, and
    from which stake on.

    Args:
        lying_cost, chance, step, kappa, cap: As for :func:`gaming_on_curve`.
        most: The highest stake of interest.
        out: Room for ``3 * pieces + 1`` of them.

    Returns:
        How many there are.
    """
    pieces = 0
    while pieces < chance.shape[0] and pieces * step < cap:
        pieces += 1
    if pieces == 0 or not kappa < np.inf:
        return 0
    hull = np.empty(pieces, dtype=np.int64)
    since = np.empty(pieces)
    won = np.zeros(pieces)
    for i in range(1, pieces):
        won[i] = won[i - 1] + step * chance[i - 1]
    hull[0], since[0], last = 0, 0.0, 0
    for j in range(1, pieces):
        while True:
            i = hull[last]
            start = since[last]
            at = _overtakes(lying_cost, chance, won, step, kappa, cap, i, j, start, most)
            if at > start or last == 0:
                break
            last -= 1
        if at < most:
            last += 1
            hull[last], since[last] = j, at
    count = 0
    for k in range(last + 1):
        i = hull[k]
        if k > 0:
            out[count] = since[k]
            count += 1
        if chance[i] > 0.0:
            until = since[k + 1] if k < last else most
            low, high = i * step, min((i + 1) * step, cap)
            for lift in (low, high):
                stake = (kappa * lift + lying_cost) / chance[i]
                if since[k] < stake < until:
                    out[count] = stake
                    count += 1
    return count


@inlined
def _best_in(
    stake: float,
    lying_cost: float,
    slope: float,
    won: float,
    low: float,
    high: float,
    kappa: float,
) -> tuple[float, float]:
    """Best utility of a lift within a piece, and the chance gained by that lift."""
    lift = min(max((stake * slope - lying_cost) / kappa, low), high)
    gained = won + slope * (lift - low)
    return stake * gained - (0.5 * kappa * lift + lying_cost) * lift, gained


@kernel
def _overtakes(
    lying_cost: float,
    chance: Floats,
    won: Floats,
    step: float,
    kappa: float,
    cap: float,
    i: int,
    j: int,
    start: float,
    most: float,
) -> float:
    """Stake between ``start`` and ``most`` from which on piece ``j`` beats ``i``; else the end.

    Newton's steps, and halves where they leave the bracket.
    """
    low_i, low_j = i * step, j * step
    high_i, high_j = min(low_i + step, cap), min(low_j + step, cap)
    mine, _ = _best_in(start, lying_cost, chance[i], won[i], low_i, high_i, kappa)
    other, _ = _best_in(start, lying_cost, chance[j], won[j], low_j, high_j, kappa)
    if other >= mine:
        return start
    below, above = start, most
    stake = most
    for _ in range(80):
        mine, gained = _best_in(stake, lying_cost, chance[i], won[i], low_i, high_i, kappa)
        other, more = _best_in(stake, lying_cost, chance[j], won[j], low_j, high_j, kappa)
        ahead = other - mine
        if ahead > 0.0:
            above = stake
        else:
            below = stake
            if stake == most:
                return most
        if above - below <= 1e-15 * above:
            break
        steep = more - gained
        stake = stake - ahead / steep if steep > 0.0 else below
        if not below < stake < above:
            stake = 0.5 * (below + above)
        elif ahead != 0.0 and abs(ahead) <= 1e-15 * abs(mine):
            break
    return stake
