"""How fast the core is, and the same rules as plain Mesa objects to compare it with.

Imports ``sim.tables`` and what lies below. Start at ``measure.py``; the plain model is in
``objects.py``.
"""

from sim.support.algebra import algebra_on_one_thread

algebra_on_one_thread()
