"""Single executives: what their files say, what can be read off them, and the twin in full view.

Imports ``sim.analysis``, ``sim.observers`` and what lies below. Start at ``reading.py``.
"""
