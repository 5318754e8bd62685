"""Numbers from tables: means with intervals, pairs under the same luck, detection curves.

Imports ``sim.tables`` and what lies below. Start at ``means.py``.
"""
