"""What the tail of an error does to the best of n: a derivation beside ``over-optimization``.

Somebody takes the plan with the largest proxy ``U = V + X`` of ``n`` that are drawn. True value
``V`` is standard normal, the error ``X`` independent of it with standard deviation 1: normal (a
light tail) or Student's t with three degrees of freedom, scaled (a heavy one). With ``F`` and ``f``
the distribution of ``U``, and ``m(u) = E[V | U = u]``, the true value that is taken is

    E[V | best of n] = int m(u) n F(u)**(n - 1) f(u) du

For a normal error ``m(u) = u/2``, so it is the expected largest of n over the root of 2 and rises
without limit. For the heavy one ``m(u)`` goes to 0 as u grows, since a very large ``U`` is almost
surely a large ``X``: value rises, and comes back to what one draw has. Kwa, Thomas and
Garriga-Alonso (2024, arXiv 2407.14503) show the same of policies that are optimal under a penalty
on divergence.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from incentives.arrays import Floats

Tail = Literal["light", "heavy"]
TAILS: tuple[Tail, Tail] = ("light", "heavy")
HEAVY = 3.0
"""Degrees of freedom of the heavy tail."""


def best_value(draws: Floats, tail: Tail) -> Floats:
    """(points,) expected true value of the best of so many by the proxy, sds of true value.

    Args:
        draws: (points,) how many plans are drawn, at least 1.
        tail: Of the error.
    """
    values, weights = _normal()
    proxies = np.sinh(np.linspace(-14.0, 14.0, 4001))  # up to 6e5 on either side
    likelihoods = _density(proxies[:, None] - values, tail) * weights
    density = likelihoods.sum(axis=1)
    expected = (likelihoods @ values) / np.maximum(density, 1e-300)
    widths = np.gradient(proxies)
    chance = density * widths
    below = np.cumsum(chance) - 0.5 * chance
    total = float(chance.sum())
    below, chance = below / total, chance / total
    most = np.log(np.clip(below, 1e-300, 1.0)) * (draws[:, None] - 1)
    taken = np.exp(most) * chance
    found: Floats = (taken @ expected) / taken.sum(axis=1)
    return found


def _normal() -> tuple[Floats, Floats]:
    """Points of true value, and their weights."""
    values = np.linspace(-9.0, 9.0, 721)
    weights = np.exp(-0.5 * values**2)
    return values, weights / weights.sum()


def _density(error: Floats, tail: Tail) -> Floats:
    """Density of an error of standard deviation 1."""
    if tail == "light":
        found: Floats = np.exp(-0.5 * error**2) / (2 * np.pi) ** 0.5
        return found
    scale = ((HEAVY - 2) / HEAVY) ** 0.5
    peak = 2 / (np.pi * HEAVY**0.5)  # of t with three degrees of freedom
    found = peak * (1 + (error / scale) ** 2 / HEAVY) ** (-(HEAVY + 1) / 2) / scale
    return found
