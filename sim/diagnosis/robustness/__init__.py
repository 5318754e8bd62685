"""Which failures follow a shift: capability and alignment, before and after, by tenure.

Imports ``sim.observers``, ``sim.pictures`` and what lies below. Start at ``robustness.py``; what a
quadrant is, for arrays of any kind, is in ``sim/observers/quadrants.py``.
"""
