"""Step 8 of a quarter: who leaves, what is settled then, and what is remembered of a tenure.

Who may leave is marked in loops without branches and looked at one by one, in the order of firms.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from agents.numerics.compile import inlined
from incentives.arrays import Floats
from sim.plan.plan import FORFEIT
from sim.quarter.accounts import Accounts, keep_open, keeps_account, stays_open
from sim.quarter.blocks import (
    CAUGHT,
    D_DEFERRED,
    EXITED,
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
from sim.quarter.labour_market import left_firm
from sim.quarter.rules import SettlementRules
from sim.quarter.state import (
    ACCUSED,
    ACQUIRED,
    DETECTED,
    DISMISSED,
    FREE,
    GONE,
    POACHED,
    QUIT,
    RETIRED,
    RUNNING,
    SOLD,
    Actions,
    Finished,
    People,
    Record,
    Seats,
)


@inlined
def tempt(
    plans: SettlementRules,
    p: int,
    seats: Seats,
    actions: Actions,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """Step 8: mark who leaves, and everybody whose lot is low enough that they may.

    Poaching has probability ``poaching * exp(slope * belief)``; here it is replaced by a bound,
    ``exp(x) <= (1 - x / 16)**-16``, which needs no call.
    """
    limit = plans.tenure_limit[p] if plans.tenure_limit[p] > 0 else 1 << 40
    slope, poaching = plans.poaching_slope[p], plans.poaching[p]
    whoever = plans.retirement_drawn[p] + plans.acquisition[p]
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
        gone = block[FIRED * LANES + i] + block[CAUGHT * LANES + i] > 0.0
        may = lot[i] < most + whoever or tenure[i] + 1 >= limit
        block[LEAVES * LANES + i] = block[SITS * LANES + i] if gone or may else 0.0
    if plans.quits[p] == 1:
        staying = actions.staying[first:last]
        for i in range(last - first):
            if staying[i] < 0.0:
                block[LEAVES * LANES + i] = block[SITS * LANES + i]
        for s in range(seats.unvested.shape[0]):
            if plans.deferred[p, s] > 0.0:  # an account may be owed, and left behind
                account = seats.unvested[s, first:last]
                for i in range(last - first):
                    if account[i] < 0.0:
                        block[LEAVES * LANES + i] = block[SITS * LANES + i]


@inlined
def list_leavers(block: Floats, some: int) -> int:
    """Lanes of those who leave or may leave, into the row ``LISTED``; return how many they are."""
    count = 0
    for i in range(some):
        block[np.uintp(LISTED * LANES + count)] = i
        count += 1 if block[LEAVES * LANES + i] > 0.0 else 0
    return count


@inlined
def separate(
    plans: SettlementRules,
    p: int,
    seats: Seats,
    actions: Actions,
    record: Record,
    finished: Finished,
    accounts: Accounts,
    quarter: int,
    i: int,
    lane: int,
    block: Floats,
) -> None:
    """Step 8: poaching, retirement, acquisition; whoever leaves firm ``i`` is settled with."""
    if block[CAUGHT * LANES + lane] > 0.0:
        punish(plans, p, seats, actions, record, i)
    if actions.exit[i] == RUNNING:
        poached = plans.poaching[p]
        if poached > 0.0:
            factor = math.exp(plans.poaching_slope[p] * seats.belief[i])
            poached = min(poached * factor, max(0.5, poached))
        lot = actions.lot[i]
        if lot <= SOLD:
            actions.exit[i] = ACQUIRED
        elif lot < 0.0 or 0 < plans.tenure_limit[p] <= seats.tenure[i] + 1:  # by age, or by term
            actions.exit[i] = RETIRED
        elif lot < poached:
            actions.exit[i] = POACHED
        elif lot < poached + plans.retirement_drawn[p]:
            actions.exit[i] = RETIRED
        elif lot < poached + plans.retirement_drawn[p] + plans.acquisition[p]:
            actions.exit[i] = ACQUIRED
        elif plans.quits[p] == 1 and seats.tenure[i] > 0 and not stays(plans, p, seats, actions, i):
            actions.exit[i] = QUIT
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
                block[D_DEFERRED * LANES + lane] -= account
                if kept:  # a good leaver keeps the account
                    block[VESTED * LANES + lane] += account
                    block[PAID * LANES + lane] += account
                    record.paid[i] += account
                    if plans.reached[p, s] == 1:
                        seats.reach[i] += seats.unvested[s, i]
                else:
                    block[FORFEITED * LANES + lane] += account
                seats.unvested[s, i] = 0.0
                seats.tainted[s, i] = 0.0
            if reason == DISMISSED and plans.severance[p, s] > 0.0:
                severance = plans.severance[p, s] * pay
                block[GRANTED * LANES + lane] += severance
                block[VESTED * LANES + lane] += severance
                block[PAID * LANES + lane] += severance
                record.paid[i] += severance
                if plans.reached[p, s] == 1:
                    seats.reach[i] += plans.severance[p, s]


@inlined
def punish(
    plans: SettlementRules, p: int, seats: Seats, actions: Actions, record: Record, i: int
) -> None:
    """Whoever is found out owes the fine, and pays back; due in the next quarter."""
    pay = seats.base_pay[i]
    record.detections[i] += 1
    seats.fine_due[i] = actions.fine[i] * pay
    if actions.restitution[i] > 0.0:
        took = 0.0
        for j in range(actions.effort.shape[0]):
            took += plans.private[p, j] * seats.theta[i] * actions.effort[j, i]
        seats.fine_due[i] += actions.restitution[i] * max(took, 0.0) * pay


@inlined
def stays(plans: SettlementRules, p: int, seats: Seats, actions: Actions, i: int) -> bool:
    """Whether the seat is worth more than the outside option, with what a leaver would forfeit.

    Whoever has neither been poached nor retired decides, so only patience discounts the seat.
    """
    kind, age = seats.kind[i], seats.tenure[i] + 1
    known = (1.0 - plans.retirement_drawn[p]) * (1.0 - plans.acquisition[p])
    worth = actions.staying[i] / max(known, 1e-9)
    for s in range(seats.unvested.shape[0]):
        if plans.deferred[p, s] > 0.0 and plans.leaver[p, s] == FORFEIT:
            if plans.tenure_limit[p] > 0:
                age = min(age, plans.tenure_limit[p] - 1)
            ahead = plans.vest_worth[p, kind, s, age % plans.cycle[p, s]] * seats.unvested[s, i]
            worth += plans.patience[p, kind] * plans.pay_weight[p, kind] * ahead
    return bool(worth >= 0.0)


@inlined
def write_down(
    seats: Seats, actions: Actions, record: Record, finished: Finished, left: int, quarter: int
) -> None:
    """The tenures that have ended join the finished ones, from row ``left`` on.

    Column by column, so that the processor fetches what is far away in the memory at once.
    """
    stop = finished.first[quarter + 1]
    for row in range(left, stop):
        finished.end[row] = quarter
    copy_down(actions.exit, finished, finished.exit, left, stop)
    copy_down(actions.exit, finished, finished.announced, left, stop)
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
    hand_over(record.detections, finished, finished.detections, left, stop)
    hand_over(record.accusations, finished, finished.accusations, left, stop)
    hand_over(record.metric, finished, finished.metric, left, stop)
    hand_over(record.harm, finished, finished.harm, left, stop)
    hand_over(record.risk_taken, finished, finished.risk_taken, left, stop)
    hand_over(record.withheld, finished, finished.withheld, left, stop)
    hand_over(record.gaming, finished, finished.gaming, left, stop)
    hand_over(record.score, finished, finished.score, left, stop)


@inlined
def copy_down(
    column: npt.NDArray[np.generic],
    finished: Finished,
    out: npt.NDArray[np.generic],
    left: int,
    stop: int,
) -> None:
    """``column`` of the firms that have been left, into ``out``."""
    firm, found = finished.firm[left:stop], out[left:stop]
    for row in range(stop - left):
        found[row] = column[np.uintp(firm[row])]


@inlined
def hand_over(
    column: npt.NDArray[np.generic],
    finished: Finished,
    out: npt.NDArray[np.generic],
    left: int,
    stop: int,
) -> None:
    """The same, and ``column`` starts afresh."""
    firm, found = finished.firm[left:stop], out[left:stop]
    for row in range(stop - left):
        i = np.uintp(firm[row])
        found[row] = column[i]
        column[i] = 0


@inlined
def move_on(
    plans: SettlementRules,
    p: int,
    w: int,
    firms: int,
    seats: Seats,
    actions: Actions,
    finished: Finished,
    people: People,
    left: int,
    quarter: int,
) -> None:
    """Step 8: seats are vacated; who may take another goes to the pool."""
    executives, pools = people.executives, people.pools
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
        last_firm = left_firm(i - w * firms)
        executives.firm[w, e] = last_firm
        stays = 0.0 <= actions.lot[i] < plans.detected_return[p]
        returns = reason in (DETECTED, ACCUSED) and stays
        if reason in (POACHED, DISMISSED, ACQUIRED, QUIT) or returns:
            executives.status[w, e] = FREE
            pools.executive[w, pools.waiting[w]] = e
            pools.left[w, pools.waiting[w]] = last_firm
            pools.waiting[w] += 1
        else:
            executives.status[w, e] = GONE


@inlined
def grow_older(seats: Seats, actions: Actions, first: int, last: int, block: Floats) -> None:
    """Count the exits; everybody else has been in the seat for another quarter."""
    tenure, reason = seats.tenure[first:last], actions.exit[first:last]
    for i in range(last - first):
        leaves = reason[i] != RUNNING
        block[EXITED * LANES + i] = 1.0 if leaves else 0.0
        tenure[i] += 0 if leaves or block[SITS * LANES + i] == 0.0 else 1
