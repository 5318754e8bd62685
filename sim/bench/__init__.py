"""How fast the core is, and the same rules as plain Mesa objects to compare it with.

Imports ``sim.study``, ``sim.economy`` and what lies below. Start at ``measure.py``; the plain
model is in ``objects.py``, and whole jobs that users wait for are in ``jobs.py``.
"""

from sim.support.algebra import algebra_on_one_thread

algebra_on_one_thread()
