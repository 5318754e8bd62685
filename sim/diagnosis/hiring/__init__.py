"""What filters let through: every round of hiring, observed.

Imports ``sim.analysis``, ``sim.pictures`` and what lies below. Start at ``evidence.py``.
"""
