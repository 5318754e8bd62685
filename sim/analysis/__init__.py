"""Numbers from tables: means with intervals, pairs under the same luck, detection curves.

Of studies also effects of levers, indices of sensitivity, regions (PRIM) and Pareto fronts, from
plain arrays: ``axes.py`` says what these are.

Imports ``sim.tables`` and what lies below. Start at ``means.py``.
"""
