"""Step 8 of a quarter: who leaves, what is settled then, and what is remembered of a tenure.

Who may leave is marked in loops without branches and looked at one by one, in the order of firms.
"""

from __future__ import annotations

import math

import numpy as np

from agents.numerics.compile import inlined
from sim.quarter.accounts import keep_open, keeps_account, stays_open
from sim.quarter.blocks import (
    CAUGHT,
    D_DEFERRED,
    EXITS,
    FIRED,
    FORFEITED,
    GRANTED,
    LANES,
    LEAVES,
    LISTED,
    PAID,
    SITS,
    VESTED,
)
from sim.quarter.state import DETECTED, DISMISSED, FREE, GONE, POACHED, RETIRED, RUNNING


@inlined
def tempt(plans, p, seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Step 8: mark who leaves, and everybody whose lot is low enough that they may.

    Poaching has probability ``poaching * exp(slope * belief)``; here it is replaced by a bound,
    ``exp(x) <= (1 - x / 16)**-16``, which needs no call.
    """
    n = LANES
    limit = plans.tenure_limit[p] if plans.tenure_limit[p] > 0 else 1 << 40
    slope, poaching, retirement = plans.poaching_slope[p], plans.poaching[p], plans.retirement[p]
    ceiling = max(0.5, poaching)
    belief, tenure = seats.belief[first:last], seats.tenure[first:last]
    lot = actions.lot[first:last]
    for i in range(last - first):
        x = slope * belief[i] / 16.0
        bound = 1.0 / (1.0 - x) if x < 0.5 else 2.0
        bound *= bound
        bound *= bound
        bound *= bound
        bound *= bound
        most = min(poaching * bound * (1.0 + 1e-9), ceiling) if x < 0.5 else ceiling
        gone = b[FIRED * n + i] + b[CAUGHT * n + i] > 0.0
        may = lot[i] < most + retirement or tenure[i] + 1 >= limit
        b[LEAVES * n + i] = b[SITS * n + i] if gone or may else 0.0


@inlined
def list_leavers(b, some):  # type: ignore[no-untyped-def]
    """Lanes of those who leave or may leave, into the row ``LISTED``; return how many they are."""
    n = LANES
    count = 0
    for i in range(some):
        b[np.uintp(LISTED * n + count)] = i
        count += 1 if b[LEAVES * n + i] > 0.0 else 0
    return count


@inlined
def separate(  # type: ignore[no-untyped-def]
    plans, p, seats, actions, record, finished, accounts, quarter, i, lane, b
):
    """Step 8: poaching and retirement; whoever leaves firm ``i`` is settled with."""
    n = LANES
    if actions.exit[i] == RUNNING:
        poached = plans.poaching[p]
        if poached > 0.0:
            factor = math.exp(plans.poaching_slope[p] * seats.belief[i])
            poached = min(poached * factor, max(0.5, poached))
        lot = actions.lot[i]
        if 0 < plans.tenure_limit[p] <= seats.tenure[i] + 1:
            actions.exit[i] = RETIRED
        elif lot < poached:
            actions.exit[i] = POACHED
        elif lot < poached + plans.retirement[p]:
            actions.exit[i] = RETIRED
    reason = actions.exit[i]
    if reason != RUNNING:
        row = finished.first[quarter + 1]
        finished.first[quarter + 1] = row + 1
        finished.firm[row] = i
        pay = seats.base_pay[i]
        for s in range(seats.unvested.shape[0]):
            account = 0.0
            if plans.deferred[p, s] > 0.0:  # else nothing is ever in the account, nor at hand
                account = seats.unvested[s, i] * pay
            later = 0
            if account != 0.0 and plans.has_open[p] == 1:
                later = stays_open(plans, p, s, seats.tenure[i], reason)
            if later > 0:
                kept = keeps_account(plans, p, s, reason)
                keep_open(accounts, row, s, quarter + later, kept, seats, i)
            elif account != 0.0:
                kept = keeps_account(plans, p, s, reason)
                b[D_DEFERRED * n + lane] -= account
                if kept:  # a good leaver keeps the account
                    b[VESTED * n + lane] += account
                    b[PAID * n + lane] += account
                    record.paid[i] += account
                    if plans.reached[p, s] == 1:
                        seats.reach[i] += seats.unvested[s, i]
                else:
                    b[FORFEITED * n + lane] += account
                seats.unvested[s, i] = 0.0
                seats.tainted[s, i] = 0.0
            if reason == DISMISSED and plans.severance[p, s] > 0.0:
                severance = plans.severance[p, s] * pay
                b[GRANTED * n + lane] += severance
                b[VESTED * n + lane] += severance
                b[PAID * n + lane] += severance
                record.paid[i] += severance
                if plans.reached[p, s] == 1:
                    seats.reach[i] += plans.severance[p, s]
        if reason == DETECTED:
            seats.fine_due[i] = plans.fine[p] * pay
            if plans.restitution[p] > 0.0:
                took = 0.0
                for j in range(actions.effort.shape[0]):
                    took += plans.private[p, j] * seats.theta[i] * actions.effort[j, i]
                seats.fine_due[i] += plans.restitution[p] * max(took, 0.0) * pay


@inlined
def write_down(seats, actions, record, finished, left, quarter):  # type: ignore[no-untyped-def]
    """The tenures that have ended join the finished ones, from row ``left`` on.

    Column by column, so that the processor fetches what is far away in the memory at once.
    """
    stop = finished.first[quarter + 1]
    for row in range(left, stop):
        finished.end[row] = quarter
    copy_down(actions.exit, finished, finished.exit, left, stop)
    copy_down(seats.number, finished, finished.number, left, stop)
    copy_down(seats.executive, finished, finished.executive, left, stop)
    copy_down(seats.kind, finished, finished.kind, left, stop)
    copy_down(seats.theta, finished, finished.theta, left, stop)
    copy_down(seats.own_harm, finished, finished.left_harm, left, stop)
    copy_down(seats.own_harm, finished, finished.pending_harm, left, stop)
    copy_down(seats.reach, finished, finished.reach, left, stop)
    hand_over(record.start, finished, finished.start, left, stop)
    hand_over(record.quarters, finished, finished.quarters, left, stop)
    hand_over(record.accrual, finished, finished.accrual, left, stop)
    hand_over(record.paid, finished, finished.paid, left, stop)
    hand_over(record.clawed, finished, finished.clawed, left, stop)
    hand_over(record.metric, finished, finished.metric, left, stop)
    hand_over(record.harm, finished, finished.harm, left, stop)
    hand_over(record.risk_taken, finished, finished.risk_taken, left, stop)
    hand_over(record.withheld, finished, finished.withheld, left, stop)
    hand_over(record.gaming, finished, finished.gaming, left, stop)
    hand_over(record.score, finished, finished.score, left, stop)


@inlined
def copy_down(column, finished, out, left, stop):  # type: ignore[no-untyped-def]
    """``column`` of the firms that have been left, into ``out``."""
    firm, found = finished.firm[left:stop], out[left:stop]
    for row in range(stop - left):
        found[row] = column[np.uintp(firm[row])]


@inlined
def hand_over(column, finished, out, left, stop):  # type: ignore[no-untyped-def]
    """The same, and ``column`` starts afresh."""
    firm, found = finished.firm[left:stop], out[left:stop]
    for row in range(stop - left):
        i = np.uintp(firm[row])
        found[row] = column[i]
        column[i] = 0


@inlined
def move_on(  # type: ignore[no-untyped-def]
    plans, p, w, firms, seats, actions, finished, executives, pools, left, quarter
):
    """Step 8: seats are vacated; who may take another goes to the pool."""
    for row in range(left, finished.first[quarter + 1]):
        i = finished.firm[row]
        seats.old_benefit[i] += seats.own_benefit[i]
        seats.old_harm[i] += seats.own_harm[i]
        seats.own_benefit[i] = 0.0
        seats.own_harm[i] = 0.0
        seats.reach[i] = 0.0
        seats.executive[i] = -1
    for row in range(left, finished.first[quarter + 1]):
        i = finished.firm[row]
        e = finished.executive[row]
        reason = finished.exit[row]
        executives.reputation[w, e] = seats.belief[i]
        last_firm = -2 - (i - w * firms)  # see hiring.left_firm
        executives.firm[w, e] = last_firm
        returns = reason == DETECTED and actions.lot[i] < plans.detected_return[p]
        if reason in (POACHED, DISMISSED) or returns:
            executives.status[w, e] = FREE
            pools.executive[w, pools.waiting[w]] = e
            pools.left[w, pools.waiting[w]] = last_firm
            pools.waiting[w] += 1
        else:
            executives.status[w, e] = GONE


@inlined
def grow_older(seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Count the exits; everybody else has been in the seat for another quarter."""
    tenure, reason = seats.tenure[first:last], actions.exit[first:last]
    for i in range(last - first):
        leaves = reason[i] != RUNNING
        b[EXITS * LANES + i] = 1.0 if leaves else 0.0
        tenure[i] += 0 if leaves or b[SITS * LANES + i] == 0.0 else 1
