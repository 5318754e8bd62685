"""What boards do at a meeting: look at another firm, or try something; and who fails.

Everything is decided on what was before the meeting. Arrays are (worlds, firms); a firm without a
result, because nothing has been seen of its package yet, neither imitates nor is imitated.
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Bools, Floats, Ints


def others(lot: Floats) -> Ints:
    """Another firm of the world for every firm, each as likely; ``lot``: uniforms.

    A firm that is alone in its world meets itself.
    """
    firms = lot.shape[-1]
    some: Ints = np.minimum((lot * max(firms - 1, 1)).astype(np.int64), max(firms - 2, 0))
    if firms > 1:
        some += some >= np.arange(firms)
    return some


def adopting(own: Floats, other: Floats, strength: float) -> Floats:
    """Probability of adopting what another has: Fermi's, ``1/(1 + exp(-strength*(other - own)))``.

    0 where a result is missing.
    """
    gap = np.clip(strength * (other - own), -700.0, 700.0)
    found: Floats = np.nan_to_num(1.0 / (1.0 + np.exp(-gap)))
    return found


def imitate(point: Ints, result: Floats, lots: Floats, rate: float, strength: float) -> Ints:
    """Points after a meeting of boards that imitate.

    Args:
        point: Of the firms; ``result``: theirs, NaN where there is none.
        lots: (worlds, firms, at least 3) uniforms: who looks, at whom, and whether it adopts.
        rate: Share of boards that look.
        strength: Of selection.
    """
    met = others(lots[..., 1])
    model = np.take_along_axis(result, met, axis=1)
    adopts = (lots[..., 0] < rate) & (lots[..., 2] < adopting(result, model, strength))
    return np.where(adopts, np.take_along_axis(point, met, axis=1), point)


def mutate(point: Ints, places: Ints, lots: Floats, rate: float) -> Ints:
    """Points after some boards have moved to a neighbouring value of one parameter.

    At the end of an axis a step beyond it is none.

    Args:
        point: Of the firms.
        places: (points, axes) of the lattice, in the order of :class:`sim.learning.lattice`.
        lots: (worlds, firms, at least 3) uniforms: who tries, which parameter, which way.
        rate: Share of boards that try.
    """
    sizes = places.max(axis=0) + 1
    wide = np.flatnonzero(sizes > 1)
    if rate == 0.0 or not wide.size:
        return point
    axis = wide[np.minimum((lots[..., 1] * wide.size).astype(np.int64), wide.size - 1)]
    step = np.where(lots[..., 2] < 0.5, -1, 1)
    here = places[point, axis]
    moved = np.clip(here + step, 0, sizes[axis] - 1) - here
    stride = np.append(np.cumprod(sizes[:0:-1])[::-1], 1)
    return np.where(lots[..., 0] < rate, point + moved * stride[axis], point)


def failing(surplus: Floats, lot: Floats, hazard: float, floor: float) -> Bools:
    """Which firms fail: hazard ``hazard*(floor - surplus)`` per quarter where that is above 0.

    Args:
        surplus: Of the firms, per unit of size; NaN where nothing has been seen yet.
        lot: Uniforms.
    """
    found: Bools = lot < -np.expm1(-hazard * np.maximum(floor - np.nan_to_num(surplus), 0.0))
    return found & ~np.isnan(surplus)
