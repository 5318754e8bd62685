"""Shareholders vote, then a batch of worlds plays quarter after quarter.

It imports ``sim.quarter.production`` and what lies below. Start at ``worlds.py: Worlds.step``; how a batch
comes to its packages is in ``election.py``.
"""
