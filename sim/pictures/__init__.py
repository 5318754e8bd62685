"""How pictures look, and the general ones.

A picture of one subject stands beside its subject as ``charts.py``. Imports ``sim.tables`` and what
lies below. Start at ``charts.py``.
"""
