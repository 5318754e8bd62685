"""Where the value went: causes, twin worlds in which they are mended, Shapley values.

Imports ``sim.analysis``, ``sim.pictures`` and what lies below. Start at ``attribution.py``; the
causes are in ``causes.py``, the contracts to compare with in ``contracts.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import offer

if TYPE_CHECKING:
    from sim.diagnosis.attribution.attribution import attribute

__all__ = ["attribute"]

__getattr__ = offer(__name__, {"attribute": "sim.diagnosis.attribution.attribution"})
