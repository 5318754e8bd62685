"""Steps 5 to 9 of a quarter, one block of firms after another: pay, beliefs, audits, exits, books.

What everybody goes through is reckoned in loops without branches, which compilers vectorise. Firms
do not look at each other except through sums over their own world, which are taken in the order of
firms; so the bits do not depend on the batch.
"""

from __future__ import annotations

import math

from agents.numerics.compile import inlined, lean
from sim.beliefs import learn_from_surprise
from sim.blocks import (
    AUDITED,
    CAUGHT,
    CHANCE,
    CLAWBACK,
    D_DEFERRED,
    EXITS,
    FINES,
    FIRED,
    FORFEITED,
    GAMING,
    GOVERNANCE,
    GRANTED,
    LANES,
    LISTED,
    OUTSIDE,
    PAID,
    SITS,
    VESTED,
    book,
    clear,
    count,
    total,
)
from sim.exits import grow_older, list_leavers, move_on, separate, tempt, write_down
from sim.pay import charge_former, settle_pay
from sim.plan import NEVER
from sim.state import DETECTED, DISMISSED, RUNNING

_NEVER = NEVER / 2
_BOOKED = (
    PAID,
    CLAWBACK,
    FINES,
    GOVERNANCE,
    GRANTED,
    VESTED,
    FORFEITED,
    D_DEFERRED,
    GAMING,
    OUTSIDE,
)


@lean
def settle(  # type: ignore[no-untyped-def]
    plans,
    plan_of_world,
    firms,
    seats,
    actions,
    record,
    finished,
    accounts,
    executives,
    pools,
    reference,
    common,
    quarter,
    series,
    b,
):
    """Steps 5 to 9; ``series`` gets the sums, ``b`` is workspace, see :mod:`sim.blocks`."""
    charge_former(plans, plan_of_world, firms, seats, actions, finished, quarter, b)
    finished.first[quarter + 1] = finished.first[quarter]
    for w in range(reference.shape[0]):
        p = plan_of_world[w]
        left = finished.first[quarter + 1]  # where those who leave this world will be
        clear(b)
        for first in range(w * firms, (w + 1) * firms, LANES):
            last = min(first + LANES, (w + 1) * firms)
            settle_pay(plans, p, seats, actions, record, first, last, b)
            if plans.by_expectation[p] == 1:
                shock = plans.common_noise[p] * common[w]
                learn_from_surprise(plans, p, shock, seats, actions, record, first, last, b)
            else:
                update_beliefs(plans, p, reference[w], seats, actions, record, first, last, b)
            audit(plans, p, seats, actions, first, last, b)
            close_books(plans, p, seats, first, last, b)
            tempt(plans, p, seats, actions, first, last, b)
            for k in range(list_leavers(b, last - first)):
                i = int(b[LISTED * LANES + k])
                firm = first + i
                separate(plans, p, seats, actions, record, finished, accounts, quarter, firm, i, b)
            grow_older(seats, actions, first, last, b)
            for row in _BOOKED:
                book(b, row, actions.books, first, last)
            count(b, EXITS, last - first)
        write_down(seats, actions, record, finished, left, quarter)
        move_on(plans, p, w, firms, seats, actions, finished, executives, pools, left, quarter)
        for row in _BOOKED:
            series[w, row] = total(b, row)
        series[w, EXITS] = total(b, EXITS)


@inlined
def update_beliefs(plans, p, reference, seats, actions, record, first, last, b):  # type: ignore[no-untyped-def]
    """Step 6: the board's Kalman update on the report relative to all firms of the world."""
    n = LANES
    longest = plans.gain.shape[1] - 1
    gains, reports = plans.gain[p], record.quarters[first:last]
    belief, metric = seats.belief[first:last], actions.metric[first:last]
    for i in range(last - first):
        before = min(max(reports[i] - 1, 0), longest)
        gain = gains[before] if b[SITS * n + i] > 0.0 else 0.0
        belief[i] += gain * (metric[i] - reference - belief[i])


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


@inlined
def close_books(plans, p, seats, first, last, b):  # type: ignore[no-untyped-def]
    """Step 9: the entries that do not depend on who leaves."""
    n = LANES
    fine_due, pay = seats.fine_due[first:last], seats.base_pay[first:last]
    filter_due, gaming_due = seats.filter_due[first:last], seats.gaming_due[first:last]
    running = plans.monitoring_cost[p] * plans.monitoring[p] + plans.upkeep[p]
    audit_cost, outside = plans.audit_cost[p], plans.outside[p]
    for i in range(last - first):
        oversight = running + (audit_cost if b[AUDITED * n + i] > 0.0 else 0.0)
        b[GOVERNANCE * n + i] = (oversight + filter_due[i]) * pay[i]
        b[GAMING * n + i] = gaming_due[i] * pay[i]
        b[FINES * n + i] = fine_due[i]
        b[OUTSIDE * n + i] = outside * pay[i] if b[SITS * n + i] > 0.0 else 0.0
    for i in range(last - first):
        filter_due[i] = 0.0
        gaming_due[i] = 0.0
        fine_due[i] = 0.0
