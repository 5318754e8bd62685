"""Published agent-based studies, as configurations of the simulator's parts.

Whoever is paid responds as executives do (``agents.response``) to a scheme (``incentives.schemes``)
under luck that has an address (``agents.numerics.draws``); what only such studies have is one file
each: a utility of pay, a belief rule, a search for contracts. Imports ``sim.pictures``,
``sim.analysis`` and what lies below. Start at ``agency.py`` for the parts, at ``hidden_action.py``
for the study; ``targets/`` holds what was published.
"""

from sim.replication import published
from sim.replication.hidden_action import (
    REPLICATIONS,
    SHOWN_MEASURES,
    Condition,
    HiddenAction,
    Replicate,
    agreement_of,
    find,
)

__all__ = [
    "REPLICATIONS",
    "SHOWN_MEASURES",
    "Condition",
    "HiddenAction",
    "Replicate",
    "agreement_of",
    "find",
    "published",
]
