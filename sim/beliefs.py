"""Talent, what brings value forward, and boards that compare reports with what they expect.

Kernels for worlds whose plans ask for it; nothing here runs in others.
"""

from __future__ import annotations

from agents.numerics.compile import inlined, lean
from agents.numerics.draws import normal, philox, uniform
from sim.blocks import (
    ACCRUAL,
    HARM,
    LANES,
    LIFT,
    METRIC,
    REALISED,
    SITS,
    VALUE,
    VISIBLE,
)


@lean
def draw_talent(  # type: ignore[no-untyped-def]
    plans,
    plan_of_world,
    firms,
    seats,
    actions,
    record,
    executives,
    worlds,
    seeds,
    stream_id,
    quarter,
):
    """Step 1: talent is drawn in the first quarter of a first seat, and drifts in all others."""
    for w in range(worlds.shape[0]):
        p = plan_of_world[w]
        if plans.talented[p] == 0:
            continue
        for f in range(firms):
            i = w * firms + f
            e = seats.executive[i]
            if e < 0:
                actions.talent[i] = 0.0
                continue
            x0, x1, _, _ = philox(f, quarter, stream_id, worlds[w], seeds[w])
            if record.quarters[i] > 0:
                executives.talent[w, e] += plans.talent_drift[p] * normal(uniform(x1))
            elif executives.seats[w, e] == 1:
                own = plans.talent_sd[p] * normal(uniform(x0))
                executives.talent[w, e] = plans.talent_mean[p] + own
            actions.talent[i] = executives.talent[w, e]


@lean
def expect(plans, plan_of_world, firms, seats, actions):  # type: ignore[no-untyped-def]
    """Step 1: the report that boards expect of each executive, before the shock to all firms.

    They reckon with the hidden consequences that the average executive would have left at the
    firm by now, and go on counting these.
    """
    longest = plans.conjecture.shape[1] - 1
    for w in range(plan_of_world.shape[0]):
        p = plan_of_world[w]
        if plans.by_expectation[p] == 0:
            continue
        maturing, weight = plans.maturing[p], plans.matured_weight[p]
        for i in range(w * firms, (w + 1) * firms):
            t = min(seats.tenure[i], longest)
            matured = maturing * seats.conjectured[i]
            seats.conjectured[i] -= matured
            actions.conjecture[i] = 0.0
            if seats.executive[i] >= 0:
                own = plans.conjecture[p, t] + weight * matured
                actions.conjecture[i] = own + seats.belief[i]
                seats.conjectured[i] += plans.conjectured_hidden[p, t]


@inlined
def bring_forward(plans, p, seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Value that is realised now and owed back later joins what the efforts bring."""
    n = LANES
    theta = seats.theta[first:last]
    for j in range(actions.effort.shape[0]):
        rate, load = plans.borrowed[p, j], plans.loading[p, j]
        worth, bend = plans.value[p, j], 0.5 * plans.curvature[p, j]
        effort = actions.effort[j, first:last]
        if rate > 0.0:
            for i in range(last - first):
                z = theta[i] * effort[i]
                b[VISIBLE * n + i] += rate * z
                b[HARM * n + i] += rate * z
                b[LIFT * n + i] += load * z if worth * z - bend * z * z >= 0.0 else 0.0


@inlined
def add_talent(seats, actions, record, first, last, b):  # type: ignore[no-untyped-def]
    """Talent joins report and value."""
    n = LANES
    talent, metric = actions.talent[first:last], actions.metric[first:last]
    impact, reports = seats.impact[first:last], record.metric[first:last]
    accrual = record.accrual[first:last]
    for i in range(last - first):
        gift = talent[i] if b[SITS * n + i] > 0.0 else 0.0
        metric[i] += gift
        reports[i] += gift
        accrual[i] += gift * impact[i]
        b[METRIC * n + i] += gift
        b[VALUE * n + i] += gift if impact[i] > 0.0 else 0.0
        b[ACCRUAL * n + i] += gift * impact[i]
        b[REALISED * n + i] += gift * impact[i]


@inlined
def learn_from_surprise(plans, p, shock, seats, actions, record, first, last, b):  # type: ignore[no-untyped-def]
    """Step 6: the board's Kalman update on the report relative to what it has expected."""
    n = LANES
    longest = plans.gain.shape[1] - 1
    gains, reports = plans.gain[p], record.quarters[first:last]
    belief, metric = seats.belief[first:last], actions.metric[first:last]
    conjecture = actions.conjecture[first:last]
    for i in range(last - first):
        before = min(max(reports[i] - 1, 0), longest)
        gain = gains[before] if b[SITS * n + i] > 0.0 else 0.0
        belief[i] += gain * (metric[i] - shock - conjecture[i])
