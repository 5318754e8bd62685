"""Which failures follow a shift: capability and alignment, before and after, by tenure.

Imports ``sim.observers``, ``sim.pictures`` and what lies below. Start at ``robustness.py``; what a
quadrant is, for arrays of any kind, is in ``sim/observers/quadrants.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import offer

if TYPE_CHECKING:
    from sim.diagnosis.robustness.robustness import observe

__all__ = ["observe"]

__getattr__ = offer(__name__, {"observe": "sim.diagnosis.robustness.robustness"})
