"""Shareholders vote, then a batch of worlds plays quarter after quarter.

Imports ``sim.quarter`` and what lies below. Start at ``worlds.py: Worlds.step``; how a batch comes
to its packages is in ``election.py``.
"""
