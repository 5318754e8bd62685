"""Everything that a run depends on, validated, as in docs/model/parameters.md.

The sections of the YAML file, the governance package, presets, and the firms that are drawn. It
imports ``incentives``, ``agents.goals`` and ``sim.support``, and neither Numba nor pandas, so that
``--help`` stays quick; ``firms.py`` is the one file that draws. Start at ``scenario.py``.
"""
