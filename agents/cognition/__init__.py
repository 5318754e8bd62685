"""How an executive arrives at its efforts. Every file here is one way to decide.

Ways to decide are found as schemes are: by folder, or through the entry-point group
``proxyfight.parts``. Imports ``incentives`` and ``agents.selection``. Start at ``base.py``, which
says what the model asks of them.
"""

from agents.cognition.base import (
    Climb,
    Cognition,
    Learning,
    RandomSearch,
    Selection,
    catalogue,
    find,
)

__all__ = ["Climb", "Cognition", "Learning", "RandomSearch", "Selection", "catalogue", "find"]
