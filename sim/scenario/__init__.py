"""Everything that a run depends on, validated, as in docs/model/parameters.md.

The sections of the YAML file, the governance package, presets, and the firms that are drawn.
Imports ``sim.support``, ``agents`` (goals and names of cognitions) and ``incentives``. Reading a
scenario loads neither Numba nor pandas, so that ``--help`` stays quick; only ``firms.py`` draws,
and ``own_firms`` reads files of firms.
Start at ``scenario.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import listing, offer

if TYPE_CHECKING:
    from sim.scenario.presets import load_scenario
    from sim.scenario.scenario import Scenario

__all__ = ["Scenario", "load_scenario"]

__getattr__ = offer(
    __name__, {"Scenario": "sim.scenario.scenario", "load_scenario": "sim.scenario.presets"}
)
__dir__ = listing(__all__)
