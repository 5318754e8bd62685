"""proxyfight: an agent-based laboratory of the principal-agent problem.

``from sim import run, sweep, compare, Study`` is for notebooks and scripts; ``Scenario`` and
``simulate`` are what lies below. Imports its own packages only when they are asked for. Start at
``scenario/scenario.py`` for what a run depends on, at ``world/worlds.py`` for how it is played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import listing, offer
from sim.support.moved import find_moved

if TYPE_CHECKING:
    from sim.api import compare, run, sweep
    from sim.economy.model import Economy
    from sim.scenario.scenario import Scenario
    from sim.study.store.study import Study
    from sim.tables.simulate import simulate

__version__ = "0.1.0"
__all__ = ["Economy", "Scenario", "Study", "__version__", "compare", "run", "simulate", "sweep"]

_HOMES = {
    "Economy": "sim.economy.model",
    "Scenario": "sim.scenario.scenario",
    "Study": "sim.study.store.study",
    "compare": "sim.api",
    "run": "sim.api",
    "simulate": "sim.tables.simulate",
    "sweep": "sim.api",
}
__getattr__ = offer(__name__, _HOMES)  # so that ``import sim`` stays light
__dir__ = listing(__all__)
find_moved()
