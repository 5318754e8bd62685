"""Deception measured: what is withheld unwatched, when it begins, and what it costs.

Imports ``sim.observers``, ``sim.pictures`` and what lies below. Start at ``deception.py``.
"""
