"""The Mesa face: one world as a ``mesa.Model``, its rows as agents, reporters, dossiers.

Imports ``sim.tables`` and what lies below. Start at ``model.py``; ``rows.py`` has the agents.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.economy.dossier import Dossier
    from sim.economy.model import Economy
    from sim.economy.rows import Executive, Firm, Shareholder

__all__ = ["Dossier", "Economy", "Executive", "Firm", "Shareholder"]

_HOMES = {
    "dossier": ("Dossier",),
    "model": ("Economy",),
    "rows": ("Executive", "Firm", "Shareholder"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: Mesa takes a while."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"sim.economy.{home}"), name)
    raise AttributeError(f"module 'sim.economy' has no attribute {name!r}")
