"""Steps 5 to 9 of a quarter, one block of firms after another: pay, beliefs, audits, exits, books.

What everybody goes through is reckoned in loops without branches, which compilers vectorise. Firms
do not look at each other except through sums over their own world, which are taken in the order of
firms; so the bits do not depend on the batch.
"""

from __future__ import annotations

from agents.numerics.compile import inlined, lean
from incentives.arrays import Floats
from sim.quarter.accounts import Accounts
from sim.quarter.audits import audit
from sim.quarter.beliefs import learn_from_surprise, update_beliefs
from sim.quarter.blocks import (
    AUDITED,
    DEFENCE,
    EXITED,
    FINES,
    GAMING,
    GOVERNANCE,
    LANES,
    LISTED,
    OUTSIDE,
    SITS,
    book,
    book_nothing,
    clear,
    count,
    total,
)
from sim.quarter.exits import grow_older, list_leavers, move_on, separate, tempt, write_down
from sim.quarter.ledger import SETTLEMENT, Ledger, rows_booked
from sim.quarter.pay import charge_former, settle_pay
from sim.quarter.rules import Setting, SettlementRules
from sim.quarter.state import (
    Actions,
    Comparison,
    Finished,
    People,
    Record,
    Seats,
    ThisQuarter,
)

_SETTLED = rows_booked(Ledger, SETTLEMENT)


@lean
def settle(
    setting: Setting[SettlementRules],
    seats: Seats,
    actions: Actions,
    record: Record,
    finished: Finished,
    accounts: Accounts,
    people: People,
    comparison: Comparison,
    now: ThisQuarter,
) -> None:
    """Steps 5 to 9; the ``series`` get the sums."""
    plans, firms, plan_of_firm = setting.plans, setting.firms, setting.plan_of_firm
    reference, common = comparison.reference, comparison.common
    quarter, series, block = now.number, now.series, now.block
    charge_former(plans, plan_of_firm, setting.until, seats, actions, finished, quarter, block)
    finished.first[quarter + 1] = finished.first[quarter]
    for w in range(reference.shape[0]):
        left = finished.first[quarter + 1]  # where those who leave this world will be
        clear(block)
        first, stop = w * firms, (w + 1) * firms
        while first < stop:
            p = plan_of_firm[first]
            last = min(first + LANES, stop, setting.until[first])
            settle_pay(plans, p, seats, actions, record, first, last, block)
            if plans.by_expectation[p] == 1:
                shock = plans.common_noise[p] * common[w]
                learn_from_surprise(plans, p, shock, seats, actions, record, first, last, block)
            else:
                update_beliefs(plans, p, reference[w], seats, actions, record, first, last, block)
            audit(plans, p, seats, actions, record, first, last, block)
            close_books(plans, p, seats, actions, first, last, block)
            tempt(plans, p, seats, actions, first, last, block)
            for k in range(list_leavers(block, last - first)):
                i = int(block[LISTED * LANES + k])
                firm = first + i
                separate(
                    plans, p, seats, actions, record, finished, accounts, quarter, firm, i, block
                )
            grow_older(seats, actions, first, last, block)
            for row in _SETTLED:
                if row == DEFENCE and plans.errs[p] == 0:  # nobody is accused
                    book_nothing(row, actions.books, first, last)
                else:
                    book(block, row, actions.books, first, last)
            count(block, EXITED, last - first)
            first = last
        write_down(seats, actions, record, finished, left, quarter)
        p = setting.plan_of_world[w]
        move_on(plans, p, w, firms, seats, actions, finished, people, left, quarter)
        for row in _SETTLED:
            series[w, row] = total(block, row)
        series[w, EXITED] = total(block, EXITED)


@inlined
def close_books(
    plans: SettlementRules,
    p: int,
    seats: Seats,
    actions: Actions,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """Step 9: the entries that do not depend on who leaves."""
    fine_due, pay = seats.fine_due[first:last], seats.base_pay[first:last]
    filter_due, gaming_due = seats.filter_due[first:last], seats.gaming_due[first:last]
    running = plans.monitoring_cost[p] * plans.monitoring[p] + plans.upkeep[p]
    audit_cost, outside = actions.audit_cost[first:last], plans.outside[p]
    vacancy = plans.vacancy_cost[p]
    for i in range(last - first):
        oversight = running + (audit_cost[i] if block[AUDITED * LANES + i] > 0.0 else 0.0)
        oversight += vacancy if block[SITS * LANES + i] == 0.0 else 0.0
        block[GOVERNANCE * LANES + i] = (oversight + filter_due[i]) * pay[i]
        block[GAMING * LANES + i] = gaming_due[i] * pay[i]
        block[FINES * LANES + i] = fine_due[i]
        block[OUTSIDE * LANES + i] = outside * pay[i] if block[SITS * LANES + i] > 0.0 else 0.0
    for i in range(last - first):
        filter_due[i] = 0.0
        gaming_due[i] = 0.0
        fine_due[i] = 0.0
