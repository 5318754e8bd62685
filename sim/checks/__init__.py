"""Theory checks: textbook models, against the simulator's own numbers.

One file per check, found by its class. Imports ``sim.lab``, ``sim.pictures`` and what lies
below. Start at ``base.py``, then ``baker.py``.
"""

from sim.checks.base import Check, Estimate, Result, run_check
from sim.checks.catalogue import catalogue, find

__all__ = ["Check", "Estimate", "Result", "catalogue", "find", "run_check"]
