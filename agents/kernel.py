"""How the numerical kernels are compiled.

All are cached on disk and follow IEEE arithmetic without reordering (no ``fastmath``), so that a
result has the same bits whatever else is computed with it.
"""

from __future__ import annotations

from typing import Any

from numba import njit

_compile: Any = njit

kernel = _compile(cache=True, error_model="numpy")
"""Decorator of an ordinary kernel."""

inlined = _compile(cache=True, error_model="numpy", inline="always")
"""Decorator of a small function that is compiled into its callers."""

try:
    lean = _compile(cache=True, error_model="numpy", _nrt=False)
    """Decorator of a kernel that creates no array, hence needs no counts of references: counting
    them costs half the time of a best response."""
except (KeyError, TypeError):  # a Numba without this switch is slower, not wrong
    lean = kernel
