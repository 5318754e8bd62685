"""Step 7: audits, and those who tell."""

from __future__ import annotations

import math

from agents.numerics.compile import inlined
from sim.plan.oversight.combined import NEVER
from sim.quarter.blocks import (
    AUDITED,
    CAUGHT,
    CHANCE,
    FIRED,
    LANES,
    SITS,
)
from sim.quarter.state import DETECTED, DISMISSED, RUNNING

_NEVER = NEVER / 2


@inlined
def audit(plans, p, seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Step 7: audits take place, somebody may tell; what is found is the executive's exit.

    A board that has just decided to dismiss audits no more. Conditional on that, detection has
    the probability that makes it ``rate * detection`` before the report is known:
    dismissal and detection are disjoint, as the executive's problem has it.
    """
    n = LANES
    rate, risk = actions.audit[first:last], actions.risk[first:last]
    bar, belief = actions.bar[first:last], seats.belief[first:last]
    lot, detection = actions.audit_lot[first:last], actions.detection[first:last]
    audited, reason = actions.audited[first:last], actions.exit[first:last]
    for i in range(last - first):
        b[CHANCE * n + i] = rate[i] / max(1.0 - risk[i], 1e-9)
        fired = bar[i] > _NEVER and belief[i] < bar[i]
        b[FIRED * n + i] = b[SITS * n + i] if fired else 0.0
    for i in range(last - first):
        chance = b[CHANCE * n + i]
        open_ = b[SITS * n + i] - b[FIRED * n + i]
        b[AUDITED * n + i] = open_ if lot[i] < chance else 0.0
        found = lot[i] < chance * min(1.0, detection[i])
        b[CAUGHT * n + i] = b[AUDITED * n + i] if found else 0.0
    if plans.exponential[p] == 1:
        for i in range(last - first):
            found = lot[i] < b[CHANCE * n + i] * -math.expm1(-detection[i])
            b[CAUGHT * n + i] = b[AUDITED * n + i] if found else 0.0
    if plans.whistle[p] > 0.0:
        listen(plans, p, rate, risk, lot, detection, b)
    for i in range(last - first):
        audited[i] = 1 if b[AUDITED * n + i] > 0.0 else 0
        caught = DETECTED if b[CAUGHT * n + i] > 0.0 else RUNNING
        reason[i] = DISMISSED if b[FIRED * n + i] > 0.0 else caught


@inlined
def listen(plans, p, rate, risk, lot, detection, b):  # type: ignore[no-untyped-def]
    """What is not audited may still be told; the lots beside those of audits decide."""
    n = LANES
    for i in range(rate.shape[0]):
        found = min(1.0, detection[i])
        if plans.exponential[p] == 1:
            found = -math.expm1(-detection[i])
        told = plans.whistle[p] * (1.0 - rate[i]) / max(1.0 - risk[i], 1e-9)
        past = lot[i] - b[CHANCE * n + i]
        if 0.0 <= past < told * found:
            b[CAUGHT * n + i] = b[SITS * n + i] - b[FIRED * n + i]
