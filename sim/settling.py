"""Steps 5 to 9 of a quarter: pay, beliefs, audits, exits, books, one block of firms at a time.

What everybody goes through is reckoned in loops without branches; who may leave is looked at one
by one, in the order of firms. So the bits do not depend on the batch.
"""

from __future__ import annotations

import math

import numpy as np

from agents.kernel import inlined, lean
from sim.blocks import (
    ACCOUNT,
    AUDITED,
    CAUGHT,
    CHANCE,
    CLAWBACK,
    CLAWED,
    D_DEFERRED,
    EXITS,
    FINES,
    FIRED,
    FORFEITED,
    GAMING,
    GOVERNANCE,
    GRANTED,
    LANES,
    LEAVES,
    NOW,
    OUTSIDE,
    PAID,
    SITS,
    VESTED,
    VESTS,
    book,
    clear,
    count,
    total,
)
from sim.plan import NEVER
from sim.state import DETECTED, DISMISSED, FREE, GONE, POACHED, RETIRED, RUNNING

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
    executives,
    pools,
    reference,
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
            update_beliefs(plans, p, reference[w], seats, actions, record, first, last, b)
            audit(seats, actions, first, last, b)
            close_books(plans, p, seats, first, last, b)
            tempt(plans, p, seats, actions, first, last, b)
            for i in range(last - first):
                if b[LEAVES * LANES + i] > 0.0:
                    separate(plans, p, seats, actions, record, finished, quarter, first + i, i, b)
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
def charge_former(plans, plan_of_world, firms, seats, actions, finished, quarter, b):  # type: ignore[no-untyped-def]
    """Step 5: clawback from former authors, latest first, as long as any scheme's window is open.

    What a firm collects goes into its books in base pays; :func:`settle_pay` goes on from there.
    """
    charged = actions.books[CLAWBACK]
    for i in range(charged.shape[0]):
        charged[i] = 0.0
    longest = 0
    worlds = plan_of_world.shape[0]
    for w in range(worlds):
        longest = max(longest, plans.longest_window[plan_of_world[w]])
    for end in range(quarter - 1, max(quarter - longest, 0) - 1, -1):
        row = finished.first[end]
        w = 0
        while w < worlds:
            p = plan_of_world[w]
            while w < worlds and plan_of_world[w] == p:
                w += 1
            stop = first_from(finished.firm, row, finished.first[end + 1], w * firms)
            if quarter - end <= plans.longest_window[p]:
                charge(plans, p, quarter - end, seats, finished, row, stop, charged, b)
            row = stop


@inlined
def first_from(firm, low, high, least):  # type: ignore[no-untyped-def]
    """The first of the rows ``low`` to ``high``, which are in order, at ``least`` or beyond."""
    while low < high:
        middle = (low + high) // 2
        if firm[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def charge(plans, p, late, seats, finished, row, stop, charged, b):  # type: ignore[no-untyped-def]
    """Charge the authors of some tenures under one plan, all finished ``late`` quarters ago."""
    n = LANES
    maturing = plans.maturing[p]
    share = 0.0
    for s in range(plans.claw_window.shape[1]):
        if late <= plans.claw_window[p, s]:
            share += plans.claw_rate[p, s] * plans.claw_recovery[p, s]
    for first in range(row, stop, LANES):
        last = min(first + LANES, stop)
        pending, reach = finished.pending_harm[first:last], finished.reach[first:last]
        clawed, firm = finished.clawed[first:last], finished.firm[first:last]
        for i in range(last - first):
            surfaced = maturing * pending[i]
            cash = min(share * surfaced, max(reach[i], 0.0))
            pending[i] -= surfaced
            reach[i] -= cash
            b[CLAWED * n + i] = cash
        for i in range(last - first):
            clawed[i] += b[CLAWED * n + i] * seats.base_pay[firm[i]]
            charged[firm[i]] += b[CLAWED * n + i]


@inlined
def settle_pay(plans, p, seats, actions, record, first, last, b):  # type: ignore[no-untyped-def]
    """Step 5: awards are granted, harm that surfaced is charged, accounts vest, pay is paid."""
    n = LANES
    executive, charged = seats.executive[first:last], actions.books[CLAWBACK, first:last]
    for i in range(last - first):
        b[SITS * n + i] = 1.0 if executive[i] >= 0 else 0.0
        b[CLAWBACK * n + i] = charged[i]
        b[GRANTED * n + i] = 0.0
        b[VESTED * n + i] = 0.0
        b[FORFEITED * n + i] = 0.0
        b[D_DEFERRED * n + i] = 0.0
        b[CLAWED * n + i] = 0.0
    for s in range(actions.awards.shape[0]):
        rate = plans.claw_rate[p, s]
        if plans.deferred[p, s] == 0.0 and rate == 0.0:
            pay_out(actions.awards[s], first, last, b)
            continue
        award(plans.deferred[p, s], actions.awards[s], seats.unvested[s], first, last, b)
        if rate > 0.0:
            claim(rate, actions, seats, first, last, b)
        vest(plans.cliff[p, s], rate, seats, seats.unvested[s], first, last, b)
    base_pay = plans.base_pay[p]
    pay, paid, clawed = (
        seats.base_pay[first:last],
        record.paid[first:last],
        record.clawed[first:last],
    )
    for i in range(last - first):
        due = (base_pay + b[VESTED * n + i]) * pay[i]
        b[PAID * n + i] = due if b[SITS * n + i] > 0.0 else 0.0
        b[GRANTED * n + i] *= pay[i]
        b[VESTED * n + i] *= pay[i]
        b[FORFEITED * n + i] *= pay[i]
        b[D_DEFERRED * n + i] *= pay[i]
        b[CLAWBACK * n + i] *= pay[i]
        b[CLAWED * n + i] *= pay[i]
    for i in range(last - first):
        paid[i] += b[PAID * n + i]
        clawed[i] += b[CLAWED * n + i]


@inlined
def pay_out(awards, first, last, b):  # type: ignore[no-untyped-def]
    """A scheme without an account: its awards are paid at once."""
    n = LANES
    awarded = awards[first:last]
    for i in range(last - first):
        granted = awarded[i] if b[SITS * n + i] > 0.0 else 0.0
        b[GRANTED * n + i] += granted
        b[VESTED * n + i] += granted


@inlined
def award(deferred, awards, unvested, first, last, b):  # type: ignore[no-untyped-def]
    """A scheme's awards: into the account, or to be paid at once."""
    n = LANES
    awarded, before = awards[first:last], unvested[first:last]
    for i in range(last - first):
        granted = awarded[i] if b[SITS * n + i] > 0.0 else 0.0
        b[GRANTED * n + i] += granted
        b[ACCOUNT * n + i] = before[i] + deferred * granted
        b[NOW * n + i] = (1.0 - deferred) * granted
        b[D_DEFERRED * n + i] -= before[i]


@inlined
def claim(rate, actions, seats, first, last, b):  # type: ignore[no-untyped-def]
    """Own harm that surfaced is charged to the account, then to what has been paid."""
    n = LANES
    surfaced, reach = actions.surfaced_own[first:last], seats.reach[first:last]
    for i in range(last - first):
        owed = rate * surfaced[i] if b[SITS * n + i] > 0.0 else 0.0
        malus = min(owed, max(b[ACCOUNT * n + i], 0.0))
        cash = min(owed - malus, max(reach[i], 0.0))
        reach[i] -= cash
        b[ACCOUNT * n + i] -= malus
        b[FORFEITED * n + i] += malus
        b[CLAWBACK * n + i] += cash
        b[CLAWED * n + i] += malus + cash


@inlined
def vest(cliff, rate, seats, account, first, last, b):  # type: ignore[no-untyped-def]
    """Accounts whose cliff has come vest whole; what may be clawed back is within reach."""
    n = LANES
    tenure, unvested, reach = seats.tenure[first:last], account[first:last], seats.reach[first:last]
    for i in range(last - first):
        cliffs = (tenure[i] + 1.0) / cliff
        b[VESTS * n + i] = b[SITS * n + i] if cliffs == np.floor(cliffs) else 0.0
    for i in range(last - first):
        vests = b[VESTS * n + i] > 0.0
        left = b[ACCOUNT * n + i]
        b[NOW * n + i] += left if vests else 0.0
        unvested[i] = 0.0 if vests else left
        b[D_DEFERRED * n + i] += 0.0 if vests else left
        b[VESTED * n + i] += b[NOW * n + i]
    if rate > 0.0:
        for i in range(last - first):
            reach[i] += b[NOW * n + i]


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
def audit(seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Step 7: audits take place; what they find is the executive's exit.

    A board that has just decided to dismiss audits no more. Conditional on that, detection has
    the probability that makes it ``rate * min(1, detection index)`` before the report is known:
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
    for i in range(last - first):
        audited[i] = 1 if b[AUDITED * n + i] > 0.0 else 0
        caught = DETECTED if b[CAUGHT * n + i] > 0.0 else RUNNING
        reason[i] = DISMISSED if b[FIRED * n + i] > 0.0 else caught


@inlined
def tempt(plans, p, seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Step 8: mark who leaves, and everybody whose lot is low enough that they may.

    Poaching has probability ``poaching * exp(slope * belief)``; here it is replaced by a bound,
    ``exp(x) <= (1 - x / 16)**-16``, which needs no call.
    """
    n = LANES
    limit = plans.tenure_limit[p] if plans.tenure_limit[p] > 0 else 1 << 40
    slope, poaching, retirement = plans.poaching_slope[p], plans.poaching[p], plans.retirement[p]
    belief, tenure = seats.belief[first:last], seats.tenure[first:last]
    lot = actions.lot[first:last]
    for i in range(last - first):
        x = slope * belief[i] / 16.0
        bound = 1.0 / (1.0 - x) if x < 0.5 else 2.0
        bound *= bound
        bound *= bound
        bound *= bound
        bound *= bound
        most = min(poaching * bound * (1.0 + 1e-9), 0.5) if x < 0.5 else 0.5
        gone = b[FIRED * n + i] + b[CAUGHT * n + i] > 0.0
        may = lot[i] < most + retirement or tenure[i] + 1 >= limit
        b[LEAVES * n + i] = b[SITS * n + i] if gone or may else 0.0


@inlined
def separate(plans, p, seats, actions, record, finished, quarter, i, lane, b):  # type: ignore[no-untyped-def]
    """Step 8: poaching and retirement; whoever leaves firm ``i`` is settled with."""
    n = LANES
    if actions.exit[i] == RUNNING:
        poached = plans.poaching[p]
        if poached > 0.0:
            poached = min(poached * math.exp(plans.poaching_slope[p] * seats.belief[i]), 0.5)
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
            account = seats.unvested[s, i] * pay
            if account != 0.0:
                b[D_DEFERRED * n + lane] -= account
                if reason == RETIRED:  # a good leaver keeps the account
                    b[VESTED * n + lane] += account
                    b[PAID * n + lane] += account
                    record.paid[i] += account
                    if plans.claw_rate[p, s] > 0.0:
                        seats.reach[i] += seats.unvested[s, i]
                else:
                    b[FORFEITED * n + lane] += account
                seats.unvested[s, i] = 0.0
        if reason == DETECTED:
            seats.fine_due[i] = plans.fine[p] * pay


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
    copy_down(record.start, finished, finished.start, left, stop)
    copy_down(record.quarters, finished, finished.quarters, left, stop)
    copy_down(record.accrual, finished, finished.accrual, left, stop)
    copy_down(record.paid, finished, finished.paid, left, stop)
    copy_down(record.clawed, finished, finished.clawed, left, stop)
    copy_down(record.metric, finished, finished.metric, left, stop)
    copy_down(record.harm, finished, finished.harm, left, stop)
    copy_down(record.withheld, finished, finished.withheld, left, stop)
    copy_down(record.gaming, finished, finished.gaming, left, stop)


@inlined
def copy_down(column, finished, out, left, stop):  # type: ignore[no-untyped-def]
    """``column`` of the firms that have been left, into ``out``."""
    for row in range(left, stop):
        out[row] = column[finished.firm[row]]


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
        executives.firm[w, e] = -2 - (i - w * firms)  # the last employer, see hiring.left_firm
        returns = reason == DETECTED and actions.lot[i] < plans.detected_return[p]
        if reason in (POACHED, DISMISSED) or returns:
            executives.status[w, e] = FREE
            pools.executive[w, pools.waiting[w]] = e
            pools.waiting[w] += 1
        else:
            executives.status[w, e] = GONE


@inlined
def close_books(plans, p, seats, first, last, b):  # type: ignore[no-untyped-def]
    """Step 9: the entries that do not depend on who leaves."""
    n = LANES
    fine_due, pay = seats.fine_due[first:last], seats.base_pay[first:last]
    filter_due, gaming_due = seats.filter_due[first:last], seats.gaming_due[first:last]
    monitoring = plans.monitoring_cost[p] * plans.monitoring[p]
    audit_cost, outside = plans.audit_cost[p], plans.outside[p]
    for i in range(last - first):
        oversight = monitoring + (audit_cost if b[AUDITED * n + i] > 0.0 else 0.0)
        b[GOVERNANCE * n + i] = (oversight + filter_due[i]) * pay[i]
        b[GAMING * n + i] = gaming_due[i] * pay[i]
        b[FINES * n + i] = fine_due[i]
        b[OUTSIDE * n + i] = outside * pay[i] if b[SITS * n + i] > 0.0 else 0.0
    for i in range(last - first):
        filter_due[i] = 0.0
        gaming_due[i] = 0.0
        fine_due[i] = 0.0


@inlined
def grow_older(seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Count the exits; everybody else has been in the seat for another quarter."""
    tenure, reason = seats.tenure[first:last], actions.exit[first:last]
    for i in range(last - first):
        leaves = reason[i] != RUNNING
        b[EXITS * LANES + i] = 1.0 if leaves else 0.0
        tenure[i] += 0 if leaves or b[SITS * LANES + i] == 0.0 else 1
