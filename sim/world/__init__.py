"""Shareholders vote, then a batch of worlds plays quarter after quarter.

Imports ``sim.learning`` and what lies below. Start at ``worlds.py: Worlds.step``; how a batch comes
to its packages is in ``election.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import offer

if TYPE_CHECKING:
    from sim.world.worlds import Worlds

__all__ = ["Worlds"]

__getattr__ = offer(__name__, {"Worlds": "sim.world.worlds"})
