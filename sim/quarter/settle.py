"""Steps 5 to 9 of a quarter, one block of firms after another: pay, beliefs, audits, exits, books.

What everybody goes through is reckoned in loops without branches, which compilers vectorise. Firms
do not look at each other except through sums over their own world, which are taken in the order of
firms; so the bits do not depend on the batch.
"""

from __future__ import annotations

from agents.numerics.compile import inlined, lean
from sim.quarter.audits import audit
from sim.quarter.beliefs import learn_from_surprise, update_beliefs
from sim.quarter.blocks import (
    AUDITED,
    EXITS,
    FINES,
    GAMING,
    GOVERNANCE,
    LANES,
    LISTED,
    OUTSIDE,
    SITS,
    book,
    clear,
    count,
    total,
)
from sim.quarter.exits import grow_older, list_leavers, move_on, separate, tempt, write_down
from sim.quarter.ledger import SETTLEMENT, Ledger, rows_booked
from sim.quarter.pay import charge_former, settle_pay

_BOOKED = rows_booked(Ledger, SETTLEMENT)


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
    """Steps 5 to 9; ``series`` gets the sums, ``b`` is workspace, see :mod:`sim.quarter.blocks`."""
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
