"""Points that stand for the base policy of random plans, and the errors that plans come with.

An error is how much more would be reported than the efforts bring.
Somebody who searches by a measure finds plans that the measure is wrong about. In Gao, Schulman and
Hilton (2023, ICML 40) the proxy of a sample is its true reward and an error that belongs to the
sample. What that does depends on the tail of the error (Kwa, Thomas and Garriga-Alonso 2024, arXiv
2407.14503): a normal's is light; heavy is that of Student's t with three degrees of freedom, scaled
to the same standard deviation.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from agents.numerics.compile import lean
from agents.numerics.draws import to_normals
from incentives.arrays import Floats

FREEDOM = 3
"""Degrees of freedom of the heavy tail."""
_LEAST, _MOST = 256, 8192  # points
_PER_DRAW = 16  # points per draw: means are good to a seventh of a standard deviation


@lru_cache(maxsize=32)
def base_points(draws: int, tasks: int) -> Floats:
    """(points, tasks) standard normals that stand for the base policy, for so many draws."""
    from scipy.stats.qmc import Sobol

    wanted = min(max(_PER_DRAW * draws, _LEAST), _MOST)
    count = 1 << (wanted - 1).bit_length()
    # unscrambled, in the middle of cells: the same for everybody, for ever
    found = Sobol(tasks, scramble=False).random(count) + 0.5 / count
    flat = np.ascontiguousarray(found).ravel()
    to_normals(flat)
    flat.flags.writeable = False
    return flat.reshape(count, tasks)


@lru_cache(maxsize=32)
def base_errors(draws: int, tasks: int, heavy: bool) -> Floats:
    """(points,) errors of standard deviation 1 that come with these points, as evenly spread."""
    from scipy.stats.qmc import Sobol

    count = len(base_points(draws, tasks))
    # the next dimension of the same sequence, so the points are as they are without it
    found = np.ascontiguousarray(Sobol(tasks + 1, scramble=False).random(count)[:, tasks])
    found += 0.5 / count
    if heavy:
        heavy_tailed(found)
    else:
        to_normals(found)
    found.flags.writeable = False
    return found


@lean
def heavy_tailed(x: Floats) -> None:
    """Turn uniforms on (0, 1) in place into t with three degrees of freedom, of sd 1.

    With ``t = sqrt(3) / tan(d / 2)`` the upper tail of that distribution is ``(d - sin(d)) / 2 pi``
    (from its closed form, e.g. Johnson, Kotz and Balakrishnan 1995, chapter 28), so ``d`` solves
    ``d - sin(d) = 2 pi u``; and the standard deviation of t is the root of 3.
    """
    for i in range(x.shape[0]):
        upper = x[i] > 0.5
        share = 2.0 * math.pi * min(x[i], 1.0 - x[i])
        d = (6.0 * share) ** (1.0 / 3.0)  # below the root, for d - sin(d) < d**3 / 6
        for _ in range(30):
            rise = 1.0 - math.cos(d)
            step = (share - d + math.sin(d)) / rise
            d += step
            if abs(step) <= 1e-14 * d:
                break
        size = 1.0 / math.tan(0.5 * d)
        x[i] = size if upper else -size
