"""Deception measured: what is withheld unwatched, when it begins, and what it costs.

Imports ``sim.observers``, ``sim.pictures`` and what lies below. Start at ``deception.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import offer

if TYPE_CHECKING:
    from sim.diagnosis.deception.deception import observe

__all__ = ["observe"]

__getattr__ = offer(__name__, {"observe": "sim.diagnosis.deception.deception"})
