"""Types of arrays: defined once, imported everywhere."""

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
