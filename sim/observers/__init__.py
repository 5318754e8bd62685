"""What watches a batch while it runs and changes nothing.

Turns, hidden harm, and alignment and capability by context. Imports ``sim.world`` and what lies
below. Start at ``turns.py`` for a watch, at ``alignment.py`` for the measure.
"""
