"""What watches a batch while it runs and changes nothing.

Turns, hidden harm, and alignment and capability by context. Imports ``sim.world`` and what lies
below. Start at ``turns.py`` for a watch. The measures are arrays in, arrays out, and know no firm:
``alignment.py``, ``capability.py``, ``quadrants.py``; ``standards.py`` and ``contexts.py`` apply
them to executives.
"""
