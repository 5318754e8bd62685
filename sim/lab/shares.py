"""Shares of selections with exact intervals, which say something where all or none count, too."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.means import CONFIDENCE
from sim.lab.base import Triple


def exact_share(which: npt.ArrayLike) -> Triple:
    """The share of true values, with its interval (Clopper and Pearson 1934, Biometrika 26).

    None of 40 is no chance of 0: the interval reaches up to .09.

    Args:
        which: (selections,) whether it happened to each; missing where none is given.
    """
    from scipy.special import betaincinv

    flags: npt.NDArray[np.bool_] = np.asarray(which, dtype=np.bool_)
    count = flags.size
    if not count:
        return None, None, None
    hits = int(flags.sum())
    tail = 0.5 * (1.0 - CONFIDENCE)
    low: Any = betaincinv(hits, count - hits + 1, tail) if hits else 0.0
    high: Any = betaincinv(hits + 1, count - hits, 1.0 - tail) if hits < count else 1.0
    return hits / count, float(low), float(high)
