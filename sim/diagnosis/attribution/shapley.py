"""Shapley values: what each of several causes has cost, averaged over all orders of mending them.

Shapley 1953, A value for n-person games, in Contributions to the Theory of Games II. They sum to
what all causes have cost together, a cause that never matters gets exactly nothing, and no order
of mending is preferred.
"""

from __future__ import annotations

from math import factorial

import numpy as np

from incentives.arrays import Floats


def shapley(value: Floats) -> Floats:
    """What every cause is worth.

    Args:
        value: (2**n, ...) of a world in which the causes in the bits of the first index are mended.

    Returns:
        (n, ...) shares of ``value[-1] - value[0]``.
    """
    causes = value.shape[0].bit_length() - 1
    if causes < 1 or value.shape[0] != 1 << causes:
        raise ValueError(f"value has {value.shape[0]} rows; expected a power of 2, at least 2")
    found = np.zeros((causes, *value.shape[1:]))
    for cause in range(causes):
        for others in range(1 << causes):
            if not others >> cause & 1:
                mended = others.bit_count()
                weight = factorial(mended) * factorial(causes - mended - 1) / factorial(causes)
                found[cause] += weight * (value[others | 1 << cause] - value[others])
    return found
