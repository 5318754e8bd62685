"""The normal distribution in forms that compile into short loops."""

from __future__ import annotations

import math

import numpy as np

from agents.numerics.compile import inlined

_STEPS = 32  # nodes of the table per unit
EDGE = 8.0
"""Beyond it the distribution function is 0 or 1 to rounding."""
PEAK = 1.0 / math.sqrt(2.0 * math.pi)
"""Largest value of the density."""
_GRID = np.linspace(-EDGE, EDGE, int(2 * EDGE * _STEPS) + 1)
_DENSITY = np.exp(-0.5 * _GRID**2) / math.sqrt(2.0 * math.pi)
_CDF = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in _GRID])
_NODES = _GRID.shape[0]
_TOP = (  # of the tail over ``exp(-x**2 / 2)``, highest power first; see lane_cdf
    3.52624965998911e-2,
    0.700383064443688,
    6.37396220353165,
    33.912866078383,
    112.079291497871,
    221.213596169931,
    220.206867912376,
)
_BOTTOM = (
    8.83883476483184e-2,
    1.75566716318264,
    16.064177579207,
    86.7807322029461,
    296.564248779674,
    637.333633378831,
    793.826512519948,
    440.413735824752,
)


@inlined
def normal_cdf(u: float) -> float:
    """Normal distribution function, to 4e-9: cubic Hermite on a table with its density."""
    if u <= -EDGE:
        return 0.0
    if u >= EDGE:
        return 1.0
    return _between(u)


@inlined
def _between(u: float) -> float:
    """The distribution function between the edges."""
    position = (u + EDGE) * _STEPS
    i = np.uintp(min(int(position), _NODES - 2))  # unsigned: no look for negative indices
    t = position - i
    gap = 1.0 - t
    found: float = (
        gap * gap * (1.0 + 2.0 * t) * _CDF[i]
        + t * t * (3.0 - 2.0 * t) * _CDF[i + np.uintp(1)]
        + t * gap * (gap * _DENSITY[i] - t * _DENSITY[i + np.uintp(1)]) / _STEPS
    )
    return found


@inlined
def normal_density(u: float) -> float:
    """Normal density."""
    return math.exp(-0.5 * u * u) * PEAK


@inlined
def lane_density(u: float) -> float:
    """Normal density without a call, for vectors: relative error 1e-11 within five sd, 1e-8 beyond.

    ``exp(x)`` is the 256th power of Taylor's polynomial of ``exp(x / 256)``.
    """
    x = max(-0.5 * u * u, -40.0) * (1.0 / 256.0)
    square = x * x
    low = 1.0 + x + square * (1.0 / 2.0 + x * (1.0 / 6.0))
    high = 1.0 / 24.0 + x * (1.0 / 120.0) + square * (1.0 / 720.0)
    y = low + square * square * high
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    return y * PEAK


@inlined
def lane_cdf(u: float) -> float:
    """Normal distribution function without a branch or a table, for vectors, to 1e-13.

    In the lower tail to 1e-11 of its size within five sd, 4e-8 beyond. The tail over the density is
    a ratio of polynomials (Hart et al. 1968, Computer Approximations, 5666; in this form West 2005,
    Better approximations to cumulative normal functions).
    """
    x = min(abs(u), EDGE)
    top, bottom = _TOP[0], _BOTTOM[0]
    for i in range(1, 7):
        top = top * x + _TOP[i]
        bottom = bottom * x + _BOTTOM[i]
    tail = lane_density(x) * top / (PEAK * (bottom * x + _BOTTOM[7]))
    inside = tail if u <= 0.0 else 1.0 - tail
    some = inside if u > -EDGE else 0.0
    return some if u < EDGE else 1.0
