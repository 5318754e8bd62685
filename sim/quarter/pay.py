"""Step 5 of a quarter, for a block of firms: awards, accounts, clawback, pay."""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import inlined, lean
from incentives.arrays import Floats, Ints
from sim.quarter.blocks import (
    ACCOUNT,
    CLAWBACK,
    CLAWED,
    D_DEFERRED,
    FORFEITED,
    GRANTED,
    LANES,
    NOW,
    PAID,
    SITS,
    VESTED,
    VESTS,
)
from sim.quarter.rules import SettlementRules
from sim.quarter.state import Actions, Finished, Record, Seats


@inlined
def charge_former(
    plans: SettlementRules,
    plan_of_firm: Ints,
    until: Ints,
    seats: Seats,
    actions: Actions,
    finished: Finished,
    quarter: int,
    block: Floats,
) -> None:
    """Step 5: clawback from former authors, latest first, as long as any scheme's window is open.

    What a firm collects is left for :func:`settle_pay` in ``charged``, in base pays.
    """
    charged = actions.charged
    ever = 0
    for p in range(plans.longest_window.shape[0]):
        ever = max(ever, plans.longest_window[p])
    if ever > 0:
        for i in range(charged.shape[0]):
            charged[i] = 0.0
    longest = 0
    i = 0
    while i < plan_of_firm.shape[0]:
        longest = max(longest, plans.longest_window[plan_of_firm[i]])
        i = until[i]
    for end in range(quarter - 1, max(quarter - longest, 0) - 1, -1):
        row, last = finished.first[end], finished.first[end + 1]
        while row < last:
            i = finished.firm[row]
            p = plan_of_firm[i]
            stop = first_from(finished.firm, row, last, until[i])
            if quarter - end <= plans.longest_window[p]:
                charge(plans, p, quarter - end, seats, finished, row, stop, charged, block)
            row = stop


@inlined
def first_from(firm: Ints, low: int, high: int, least: int) -> int:
    """The first of the rows ``low`` to ``high``, which are in order, at ``least`` or beyond."""
    while low < high:
        middle = (low + high) // 2
        if firm[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def charge(
    plans: SettlementRules,
    p: int,
    late: int,
    seats: Seats,
    finished: Finished,
    row: int,
    stop: int,
    charged: Floats,
    block: Floats,
) -> None:
    """Charge the authors of some tenures under one plan, all finished ``late`` quarters ago."""
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
            block[CLAWED * LANES + i] = cash
        for i in range(last - first):
            clawed[i] += block[CLAWED * LANES + i] * seats.base_pay[firm[i]]
            charged[firm[i]] += block[CLAWED * LANES + i]


@inlined
def settle_pay(
    plans: SettlementRules,
    p: int,
    seats: Seats,
    actions: Actions,
    record: Record,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """Step 5: awards are granted, harm that surfaced is charged, accounts vest, pay is paid."""
    executive, charged = seats.executive[first:last], actions.charged[first:last]
    if plans.longest_window[p] > 0:
        for i in range(last - first):
            block[CLAWBACK * LANES + i] = charged[i]
    else:
        for i in range(last - first):
            block[CLAWBACK * LANES + i] = 0.0
    for i in range(last - first):
        block[SITS * LANES + i] = 1.0 if executive[i] >= 0 else 0.0
        block[GRANTED * LANES + i] = 0.0
        block[VESTED * LANES + i] = 0.0
        block[FORFEITED * LANES + i] = 0.0
        block[D_DEFERRED * LANES + i] = 0.0
        block[CLAWED * LANES + i] = 0.0
    for s in range(actions.awards.shape[0]):
        rate = plans.claw_rate[p, s]
        reached = plans.reached[p, s]
        if plans.deferred[p, s] == 0.0 and rate == 0.0:
            pay_out(reached, actions.awards[s], seats, s, first, last, block)
            continue
        award(plans.deferred[p, s], actions.awards[s], seats.unvested[s], first, last, block)
        if plans.malus[p, s] > 0.0:
            tainted, earned = seats.tainted[s, first:last], actions.earned[s, first:last]
            take_back(plans.malus[p, s], plans.maturing[p], tainted, earned, block)
        if rate > 0.0:
            claim(rate, actions, seats, first, last, block)
        if plans.vest_rate[p, s] > 0.0:
            vest_gradually(plans.vest_rate[p, s], seats, s, first, last, block)
        else:
            vest(plans.cliff[p, s], seats, seats.unvested[s], first, last, block)
            if plans.malus[p, s] > 0.0:
                clear_vested(seats.tainted[s, first:last], block)
        if reached == 1:
            expose(seats.reach[first:last], block)
    base_pay = plans.base_pay[p]
    pay, paid = seats.base_pay[first:last], record.paid[first:last]
    for i in range(last - first):
        due = (base_pay + block[VESTED * LANES + i]) * pay[i]
        block[PAID * LANES + i] = due if block[SITS * LANES + i] > 0.0 else 0.0
        block[GRANTED * LANES + i] *= pay[i]
        block[VESTED * LANES + i] *= pay[i]
        block[FORFEITED * LANES + i] *= pay[i]
        block[D_DEFERRED * LANES + i] *= pay[i]
        block[CLAWBACK * LANES + i] *= pay[i]
    for i in range(last - first):
        paid[i] += block[PAID * LANES + i]
    owing = False
    for s in range(actions.awards.shape[0]):
        owing = owing or plans.claw_rate[p, s] > 0.0 or plans.malus[p, s] > 0.0
    if owing:
        clawed = record.clawed[first:last]
        for i in range(last - first):
            clawed[i] += block[CLAWED * LANES + i] * pay[i]


@inlined
def pay_out(
    reached: int, awards: Floats, seats: Seats, s: int, first: int, last: int, block: Floats
) -> None:
    """Scheme ``s`` has no account: its awards are paid at once.

    So is what a former package has left in one.
    """
    awarded, reach = awards[first:last], seats.reach[first:last]
    unvested = seats.unvested[s, first:last]
    for i in range(last - first):
        granted = awarded[i] if block[SITS * LANES + i] > 0.0 else 0.0
        block[GRANTED * LANES + i] += granted
        block[VESTED * LANES + i] += granted
    if reached == 1:
        for i in range(last - first):
            reach[i] += awarded[i] if block[SITS * LANES + i] > 0.0 else 0.0
    for i in range(last - first):
        if unvested[i] != 0.0:
            block[VESTED * LANES + i] += unvested[i]
            block[D_DEFERRED * LANES + i] -= unvested[i]
            if reached == 1:
                reach[i] += unvested[i]
            unvested[i] = 0.0


@inlined
def award(
    deferred: float, awards: Floats, unvested: Floats, first: int, last: int, block: Floats
) -> None:
    """A scheme's awards: into the account, or to be paid at once."""
    awarded, before = awards[first:last], unvested[first:last]
    for i in range(last - first):
        granted = awarded[i] if block[SITS * LANES + i] > 0.0 else 0.0
        block[GRANTED * LANES + i] += granted
        block[ACCOUNT * LANES + i] = before[i] + deferred * granted
        block[NOW * LANES + i] = (1.0 - deferred) * granted
        block[D_DEFERRED * LANES + i] -= before[i]
    if deferred == 0.0:  # a former package may have left something
        for i in range(last - first):
            block[NOW * LANES + i] += before[i]
            block[ACCOUNT * LANES + i] = 0.0


@lean
def take_back(
    malus: float, maturing: float, tainted: Floats, earned: Floats, block: Floats
) -> None:
    """Malus on what was earned through harm that surfaces now; this quarter's award is exposed."""
    for i in range(tainted.shape[0]):
        surfaced = maturing * tainted[i] if block[SITS * LANES + i] > 0.0 else 0.0
        tainted[i] += (earned[i] if block[SITS * LANES + i] > 0.0 else 0.0) - surfaced
        block[ACCOUNT * LANES + i] -= malus * surfaced
        block[FORFEITED * LANES + i] += malus * surfaced
        block[CLAWED * LANES + i] += malus * surfaced


@lean
def clear_vested(tainted: Floats, block: Floats) -> None:
    """What has vested is beyond the reach of malus."""
    for i in range(tainted.shape[0]):
        tainted[i] = 0.0 if block[VESTS * LANES + i] > 0.0 else tainted[i]


@inlined
def claim(
    rate: float, actions: Actions, seats: Seats, first: int, last: int, block: Floats
) -> None:
    """Own harm that surfaced is charged to the account, then to what has been paid."""
    surfaced, reach = actions.surfaced_own[first:last], seats.reach[first:last]
    for i in range(last - first):
        owed = rate * surfaced[i] if block[SITS * LANES + i] > 0.0 else 0.0
        malus = min(owed, max(block[ACCOUNT * LANES + i], 0.0))
        cash = min(owed - malus, max(reach[i], 0.0))
        reach[i] -= cash
        block[ACCOUNT * LANES + i] -= malus
        block[FORFEITED * LANES + i] += malus
        block[CLAWBACK * LANES + i] += cash
        block[CLAWED * LANES + i] += malus + cash


@inlined
def vest(cliff: int, seats: Seats, account: Floats, first: int, last: int, block: Floats) -> None:
    """Accounts whose cliff has come vest whole."""
    tenure, unvested = seats.tenure[first:last], account[first:last]
    for i in range(last - first):
        cliffs = (tenure[i] + 1.0) / cliff
        block[VESTS * LANES + i] = block[SITS * LANES + i] if cliffs == np.floor(cliffs) else 0.0
    for i in range(last - first):
        vests = block[VESTS * LANES + i] > 0.0
        left = block[ACCOUNT * LANES + i]
        block[NOW * LANES + i] += left if vests else 0.0
        unvested[i] = 0.0 if vests else left
        block[D_DEFERRED * LANES + i] += 0.0 if vests else left
        block[VESTED * LANES + i] += block[NOW * LANES + i]


@inlined
def vest_gradually(
    share: float, seats: Seats, s: int, first: int, last: int, block: Floats
) -> None:
    """A share of every account of scheme ``s`` vests, and with it as much of what is tainted."""
    unvested, tainted = seats.unvested[s, first:last], seats.tainted[s, first:last]
    for i in range(last - first):
        now = share * block[ACCOUNT * LANES + i]
        left = block[ACCOUNT * LANES + i] - now
        block[NOW * LANES + i] += now
        unvested[i] = left
        tainted[i] *= 1.0 - share
        block[D_DEFERRED * LANES + i] += left
        block[VESTED * LANES + i] += block[NOW * LANES + i]


@inlined
def expose(reach: Floats, block: Floats) -> None:
    """What a scheme has paid out is within the reach of clawback."""
    for i in range(reach.shape[0]):
        reach[i] += block[NOW * LANES + i]
