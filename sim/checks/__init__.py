"""Theory checks: textbook results, and what the simulator's own core makes of the same model.

Every other file here is one check. ``proxyfight validate`` runs them; docs/validation.md shows
what they found.
"""

from sim.checks.base import Check, Estimate, Result, run_check
from sim.checks.catalogue import catalogue, find

__all__ = ["Check", "Estimate", "Result", "catalogue", "find", "run_check"]
