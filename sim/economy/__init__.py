"""The Mesa face: one world as a ``mesa.Model``, its rows as agents, reporters, dossiers.

Imports ``sim.tables`` and what lies below. Start at ``model.py``; ``rows.py`` has the agents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import listing, offer

if TYPE_CHECKING:
    from sim.economy.dossier import Dossier
    from sim.economy.model import Economy
    from sim.economy.rows import Executive, Firm, Shareholder

__all__ = ["Dossier", "Economy", "Executive", "Firm", "Shareholder"]

_HOMES = {
    "Dossier": "sim.economy.dossier",
    "Economy": "sim.economy.model",
    "Executive": "sim.economy.rows",
    "Firm": "sim.economy.rows",
    "Shareholder": "sim.economy.rows",
}
__getattr__ = offer(__name__, _HOMES)  # Mesa takes a while
__dir__ = listing(__all__)
