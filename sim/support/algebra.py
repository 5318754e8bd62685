"""Linear algebra on one thread: matrices here are small, and idle threads spin and cost time.

Imports nothing of the project, and has to be called before NumPy is loaded.
"""

from __future__ import annotations

import os


def algebra_on_one_thread() -> None:
    """Ask for it, where the user's environment does not say otherwise."""
    for library in ("OPENBLAS", "MKL", "VECLIB"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
