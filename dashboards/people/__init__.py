"""The parts of the page *People*: the film of a world, a person's file, and the guess at a goal.

Imports ``sim.diagnosis`` and what lies below, and of the dashboard nothing above controls and
words. Start at ``data.py``.
"""
