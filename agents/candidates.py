"""Candidates: what an applicant gains by gaming a filter, and how far it goes.

An applicant to whom the seat is worth ``V`` lifts a signal by ``e`` at cost ``kappa * e**2 / 2``
plus a lying cost ``l * e``. With ``n`` applicants whose scores are normal and alike, a small lift
raises the chance of winning by ``E[M_n] / n`` per standard deviation of the score, ``M_n`` the
largest of ``n`` standard normals (integration by parts of ``(n-1) * phi**2 * Phi**(n-2)``). Hence
``e = max(0, (awareness * V * E[M_n] / n - l) / kappa)``: rivals first sharpen, then dull it.

Before a bar the chance is no straight line: it is steep where a lift carries over the bar, and flat
beyond. Then it is known at some lifts, straight in between, and the best lift is searched.
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
