"""Designs: which points of the levers a study plays.

A design other than a grid draws points of the unit cube, row by row, so that more points go on
where fewer end; only a Latin hypercube divides its ranges by the number of points and cannot.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.support.inputs import InputError

MOST_CELLS = 1_000_000


class DesignKind(NamedTuple):
    """A design.

    Attributes:
        text: What it does.
        grows: Whether more points go on where fewer end.
        draw: Points of the unit cube, (points, levers), of a seed; none if nothing is drawn.
    """

    text: str
    grows: bool
    draw: Callable[[int, int, int], Floats] | None


def _random(count: int, levers: int, seed: int) -> Floats:
    return np.random.Generator(np.random.Philox(seed)).random((count, levers))


def _hypercube(count: int, levers: int, seed: int) -> Floats:
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(levers, rng=np.random.default_rng(seed)).random(count))


def _sobol(count: int, levers: int, seed: int) -> Floats:
    """Blocks of levers + 2 rows: a row of A, its mixtures with B lever by lever, the row of B.

    A and B are the two halves of one scrambled Sobol sequence of twice the dimension (Saltelli
    2010), in the order of SALib; whoever wants no indices has points that fill the space.
    """
    from scipy.stats import qmc

    size = levers + 2
    blocks = -(-count // size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # lengths that are no power of 2
        sequence = qmc.Sobol(2 * levers, scramble=True, rng=np.random.default_rng(seed))
        both = np.asarray(sequence.random(blocks))
    a, b = both[:, :levers], both[:, levers:]
    rows = np.repeat(a[:, None, :], size, axis=1)
    for lever in range(levers):
        rows[:, lever + 1, lever] = b[:, lever]
    rows[:, -1, :] = b
    return rows.reshape(-1, levers)[:count]


MORRIS_LEVELS = 4


def _morris(count: int, levers: int, seed: int) -> Floats:
    """Trajectories of levers + 1 rows, each drawn by itself (Morris 1991), by SALib."""
    try:
        from SALib.sample import morris
    except ImportError:
        raise InputError(
            "design: morris needs SALib; expected it installed, as with pip install "
            "'proxyfight[sensitivity]'"
        ) from None
    problem = {
        "num_vars": levers,
        "names": [f"x{lever}" for lever in range(levers)],
        "bounds": [[0.0, 1.0]] * levers,
    }
    size = levers + 1
    seeds = np.random.SeedSequence(seed).spawn(-(-count // size))
    found = [
        morris.sample(problem, 1, num_levels=MORRIS_LEVELS, seed=int(one.generate_state(1)[0]))
        for one in seeds
    ]
    return np.concatenate(found)[:count]


DESIGNS: dict[str, DesignKind] = {
    "grid": DesignKind("every level of every lever with every other", True, None),
    "one-at-a-time": DesignKind("the base, then every level of every lever alone", True, None),
    "random": DesignKind("points drawn evenly and independently", True, _random),
    "latin-hypercube": DesignKind(
        "every lever's range is divided evenly; more points need another study", False, _hypercube
    ),
    "sobol": DesignKind("a scrambled Sobol sequence in blocks for Sobol indices", True, _sobol),
    "morris": DesignKind(
        "trajectories that move one lever at a time, for Morris indices", True, _morris
    ),
}
"""Designs by name; points that are listed or in a file need none."""


def block_size(design: str, levers: int) -> int:
    """Rows that belong together in a design; what estimates of indices count in."""
    return {"sobol": levers + 2, "morris": levers + 1}.get(design, 1)
