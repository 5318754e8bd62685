"""Everything that a run depends on, validated, as in docs/model/parameters.md.

The sections of the YAML file, the governance package, presets, and the firms that are drawn. It
imports ``incentives``, ``agents.goals`` and ``sim.support``, and neither Numba nor pandas, so that
``--help`` stays quick; ``firms.py`` is the one file that draws. Start at ``scenario.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.support.lazy import offer

if TYPE_CHECKING:
    from sim.scenario.presets import load_scenario
    from sim.scenario.scenario import Scenario

__all__ = ["Scenario", "load_scenario"]

__getattr__ = offer(
    __name__, {"Scenario": "sim.scenario.scenario", "load_scenario": "sim.scenario.presets"}
)
