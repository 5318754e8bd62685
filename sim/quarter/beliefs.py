"""Talent, what brings value forward, and boards that compare reports with what they expect.

Kernels for worlds whose plans ask for it; nothing here runs in others.
"""

from __future__ import annotations

from agents.numerics.compile import inlined, lean
from incentives.arrays import Floats
from sim.quarter.blocks import LANES, SITS
from sim.quarter.rules import Setting, SettlementRules
from sim.quarter.state import Actions, Record, Seats


@lean
def expect(setting: Setting[SettlementRules], seats: Seats, actions: Actions) -> None:
    """Step 1: the report that boards expect of each executive, before the shock to all firms.

    They reckon with the hidden consequences that the average executive would have left at the
    firm by now, and go on counting these.
    """
    plans, firms = setting.plans, setting.firms
    longest = plans.conjecture.shape[1] - 1
    for w in range(setting.plan_of_world.shape[0]):
        p = setting.plan_of_world[w]
        if plans.by_expectation[p] == 0:
            continue
        maturing, weight = plans.maturing[p], plans.matured_weight[p]
        for i in range(w * firms, (w + 1) * firms):
            p = setting.plan_of_firm[i]
            t = min(seats.tenure[i], longest)
            matured = maturing * seats.conjectured[i]
            seats.conjectured[i] -= matured
            actions.conjecture[i] = 0.0
            if seats.executive[i] >= 0:
                own = plans.conjecture[p, t] + weight * matured
                actions.conjecture[i] = own + seats.belief[i]
                seats.conjectured[i] += plans.conjectured_hidden[p, t]


@inlined
def learn_from_surprise(
    plans: SettlementRules,
    p: int,
    shock: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """Step 6: the board's Kalman update on the report relative to what it has expected."""
    longest = plans.gain.shape[1] - 1
    gains, reports = plans.gain[p], record.quarters[first:last]
    belief, metric = seats.belief[first:last], actions.metric[first:last]
    conjecture = actions.conjecture[first:last]
    for i in range(last - first):
        before = min(max(reports[i] - 1, 0), longest)
        gain = gains[before] if block[SITS * LANES + i] > 0.0 else 0.0
        belief[i] += gain * (metric[i] - shock - conjecture[i])


@inlined
def update_beliefs(
    plans: SettlementRules,
    p: int,
    reference: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """Step 6: the board's Kalman update on the report relative to all firms of the world."""
    longest = plans.gain.shape[1] - 1
    gains, reports = plans.gain[p], record.quarters[first:last]
    belief, metric = seats.belief[first:last], actions.metric[first:last]
    for i in range(last - first):
        before = min(max(reports[i] - 1, 0), longest)
        gain = gains[before] if block[SITS * LANES + i] > 0.0 else 0.0
        belief[i] += gain * (metric[i] - reference - belief[i])
