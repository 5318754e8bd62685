"""Audits: how likely they are and where the bars stand (step 1), what is found and told (7)."""

from __future__ import annotations

import math

from agents.numerics.compile import inlined, lean
from incentives.arrays import Floats, Ints
from sim.plan.oversight.combined import LOWEST_BAR
from sim.quarter.blocks import (
    AUDITED,
    CAUGHT,
    CHANCE,
    DEFENCE,
    FIRED,
    LANES,
    SITS,
)
from sim.quarter.rules import SettlementRules
from sim.quarter.state import (
    ACCUSED,
    CLEARED,
    DETECTED,
    DISMISSED,
    FOUND,
    RUNNING,
    WRONGED,
    Actions,
    Record,
    Seats,
)


@lean
def look_up(rates: Floats, bars: Floats, tenure: Ints, audit: Floats, bar: Floats) -> None:
    """Step 1: rate and bar of given tenures; those beyond the last have the last."""
    longest = rates.shape[0] - 1
    for i in range(audit.shape[0]):
        t = min(tenure[i], longest)
        audit[i] = rates[t]
        bar[i] = bars[t]


@inlined
def audit(
    plans: SettlementRules,
    p: int,
    seats: Seats,
    actions: Actions,
    record: Record,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """Step 7: audits take place, somebody may tell; what is found is the executive's exit.

    A board that has just decided to dismiss audits no more. Conditional on that, detection has
    the probability that makes it ``rate * detection`` before the report is known:
    dismissal and detection are disjoint, as the executive's problem has it.
    """
    rate, risk = actions.audit[first:last], actions.risk[first:last]
    bar, belief = actions.bar[first:last], seats.belief[first:last]
    lot, detection = actions.audit_lot[first:last], actions.detection[first:last]
    audited, reason = actions.audited[first:last], actions.exit[first:last]
    for i in range(last - first):
        block[CHANCE * LANES + i] = rate[i] / max(1.0 - risk[i], 1e-9)
        fired = bar[i] > LOWEST_BAR and belief[i] < bar[i]
        block[FIRED * LANES + i] = block[SITS * LANES + i] if fired else 0.0
    for i in range(last - first):
        chance = block[CHANCE * LANES + i]
        open_ = block[SITS * LANES + i] - block[FIRED * LANES + i]
        block[AUDITED * LANES + i] = open_ if lot[i] < chance else 0.0
        found = lot[i] < chance * min(1.0, detection[i])
        block[CAUGHT * LANES + i] = block[AUDITED * LANES + i] if found else 0.0
    if plans.exponential[p] == 1:
        for i in range(last - first):
            found = lot[i] < block[CHANCE * LANES + i] * -math.expm1(-detection[i])
            block[CAUGHT * LANES + i] = block[AUDITED * LANES + i] if found else 0.0
    if plans.whistle[p] > 0.0:
        listen(plans, p, rate, risk, lot, detection, block)
    for i in range(last - first):
        audited[i] = 1 if block[AUDITED * LANES + i] > 0.0 else 0
        caught = DETECTED if block[CAUGHT * LANES + i] > 0.0 else RUNNING
        reason[i] = DISMISSED if block[FIRED * LANES + i] > 0.0 else caught
    if plans.errs[p] == 1:
        judge(plans, p, seats, actions, record, first, last, block)


@inlined
def listen(
    plans: SettlementRules,
    p: int,
    rate: Floats,
    risk: Floats,
    lot: Floats,
    detection: Floats,
    block: Floats,
) -> None:
    """What is not audited may still be told; the lots beside those of audits decide."""
    for i in range(rate.shape[0]):
        found = min(1.0, detection[i])
        if plans.exponential[p] == 1:
            found = -math.expm1(-detection[i])
        told = plans.whistle[p] * (1.0 - rate[i]) / max(1.0 - risk[i], 1e-9)
        past = lot[i] - block[CHANCE * LANES + i]
        if 0.0 <= past < told * found:
            block[CAUGHT * LANES + i] = block[SITS * LANES + i] - block[FIRED * LANES + i]


@inlined
def judge(
    plans: SettlementRules,
    p: int,
    seats: Seats,
    actions: Actions,
    record: Record,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """Step 7: who is found out may keep the seat, and who is not may be accused all the same.

    Of an audit that finds something, one that finds nothing, or a tip the lot is still uniform over
    the stretch in which it falls: where it falls decides.
    """
    for i in range(last - first):
        firm = first + i
        verdict, reason = CLEARED, actions.exit[firm]
        block[DEFENCE * LANES + i] = 0.0
        found = min(1.0, actions.detection[firm])
        if plans.exponential[p] == 1:
            found = -math.expm1(-actions.detection[firm])
        chance, past = block[CHANCE * LANES + i], actions.audit_lot[firm]
        audited = block[AUDITED * LANES + i] > 0.0
        if block[CAUGHT * LANES + i] > 0.0:
            verdict, stretch = FOUND, chance * found
            if not audited:
                left = max(1.0 - actions.risk[firm], 1e-9)
                past -= chance
                stretch = plans.whistle[p] * (1.0 - actions.audit[firm]) / left * found
            if past >= plans.detection_dismisses[p] * stretch:
                reason = RUNNING
        elif audited:
            past -= chance * found
            stretch = plans.false_positive[p] * chance * (1.0 - found)
            if past < stretch:
                verdict = WRONGED
                record.accusations[firm] += 1
                block[DEFENCE * LANES + i] = plans.accused_cost[p] * seats.base_pay[firm]
                seats.filter_due[firm] += plans.accusation_cost[p]
                if past < plans.accused_dismissed[p] * stretch:
                    reason = ACCUSED
                    block[FIRED * LANES + i] = 1.0  # step 8 looks at whoever goes
        actions.verdict[firm] = verdict
        actions.exit[firm] = reason
