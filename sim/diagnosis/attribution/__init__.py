"""Where the value went: causes, twin worlds in which they are mended, Shapley values.

Imports ``sim.pictures`` and what lies below. Start at ``attribution.py``; the causes are in
``causes.py``, the contracts to compare with in ``contracts.py``.
"""
