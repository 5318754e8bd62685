"""Types of arrays, and their sums: defined once, imported everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
"""Such as seeds: nothing is reckoned with them but draws."""

Table = dict[str, npt.NDArray[Any]]
"""Columns by name."""


def sum_rows(rows: Floats) -> Floats:
    """(n,) the sum over the first axis of (rows, n), one row after another.

    NumPy's own has other bits for a single column than for several, from eight rows on; then a
    firm's numbers would depend on whether it has neighbours.
    """
    total = np.zeros(rows.shape[1])
    for row in rows:
        total += row
    return total
