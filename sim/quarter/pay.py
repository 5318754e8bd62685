"""Step 5 of a quarter, for a block of firms: awards, accounts, clawback, pay."""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import inlined, lean
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


@inlined
def charge_former(plans, plan_of_world, firms, seats, actions, finished, quarter, b):  # type: ignore[no-untyped-def]
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
    executive, charged = seats.executive[first:last], actions.charged[first:last]
    if plans.longest_window[p] > 0:
        for i in range(last - first):
            b[CLAWBACK * n + i] = charged[i]
    else:
        for i in range(last - first):
            b[CLAWBACK * n + i] = 0.0
    for i in range(last - first):
        b[SITS * n + i] = 1.0 if executive[i] >= 0 else 0.0
        b[GRANTED * n + i] = 0.0
        b[VESTED * n + i] = 0.0
        b[FORFEITED * n + i] = 0.0
        b[D_DEFERRED * n + i] = 0.0
        b[CLAWED * n + i] = 0.0
    for s in range(actions.awards.shape[0]):
        rate = plans.claw_rate[p, s]
        reached = plans.reached[p, s]
        if plans.deferred[p, s] == 0.0 and rate == 0.0:
            pay_out(reached, actions.awards[s], seats, first, last, b)
            continue
        award(plans.deferred[p, s], actions.awards[s], seats.unvested[s], first, last, b)
        if plans.malus[p, s] > 0.0:
            tainted, earned = seats.tainted[s, first:last], actions.earned[s, first:last]
            take_back(plans.malus[p, s], plans.maturing[p], tainted, earned, b)
        if rate > 0.0:
            claim(rate, actions, seats, first, last, b)
        if plans.vest_rate[p, s] > 0.0:
            vest_gradually(plans.vest_rate[p, s], seats, s, first, last, b)
        else:
            vest(plans.cliff[p, s], seats, seats.unvested[s], first, last, b)
            if plans.malus[p, s] > 0.0:
                clear_vested(seats.tainted[s, first:last], b)
        if reached == 1:
            expose(seats.reach[first:last], b)
    base_pay = plans.base_pay[p]
    pay, paid = seats.base_pay[first:last], record.paid[first:last]
    for i in range(last - first):
        due = (base_pay + b[VESTED * n + i]) * pay[i]
        b[PAID * n + i] = due if b[SITS * n + i] > 0.0 else 0.0
        b[GRANTED * n + i] *= pay[i]
        b[VESTED * n + i] *= pay[i]
        b[FORFEITED * n + i] *= pay[i]
        b[D_DEFERRED * n + i] *= pay[i]
        b[CLAWBACK * n + i] *= pay[i]
    for i in range(last - first):
        paid[i] += b[PAID * n + i]
    owing = False
    for s in range(actions.awards.shape[0]):
        owing = owing or plans.claw_rate[p, s] > 0.0 or plans.malus[p, s] > 0.0
    if owing:
        clawed = record.clawed[first:last]
        for i in range(last - first):
            clawed[i] += b[CLAWED * n + i] * pay[i]


@inlined
def pay_out(reached, awards, seats, first, last, b):  # type: ignore[no-untyped-def]
    """A scheme without an account: its awards are paid at once."""
    n = LANES
    awarded, reach = awards[first:last], seats.reach[first:last]
    for i in range(last - first):
        granted = awarded[i] if b[SITS * n + i] > 0.0 else 0.0
        b[GRANTED * n + i] += granted
        b[VESTED * n + i] += granted
    if reached == 1:
        for i in range(last - first):
            reach[i] += awarded[i] if b[SITS * n + i] > 0.0 else 0.0


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


@lean
def take_back(malus, maturing, tainted, earned, b):  # type: ignore[no-untyped-def]
    """Malus on what was earned through harm that surfaces now; this quarter's award is exposed."""
    n = LANES
    for i in range(tainted.shape[0]):
        surfaced = maturing * tainted[i] if b[SITS * n + i] > 0.0 else 0.0
        tainted[i] += (earned[i] if b[SITS * n + i] > 0.0 else 0.0) - surfaced
        b[ACCOUNT * n + i] -= malus * surfaced
        b[FORFEITED * n + i] += malus * surfaced
        b[CLAWED * n + i] += malus * surfaced


@lean
def clear_vested(tainted, b):  # type: ignore[no-untyped-def]
    """What has vested is beyond the reach of malus."""
    for i in range(tainted.shape[0]):
        tainted[i] = 0.0 if b[VESTS * LANES + i] > 0.0 else tainted[i]


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
def vest(cliff, seats, account, first, last, b):  # type: ignore[no-untyped-def]
    """Accounts whose cliff has come vest whole."""
    n = LANES
    tenure, unvested = seats.tenure[first:last], account[first:last]
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


@inlined
def vest_gradually(share, seats, s, first, last, b):  # type: ignore[no-untyped-def]
    """A share of every account of scheme ``s`` vests, and with it as much of what is tainted."""
    n = LANES
    unvested, tainted = seats.unvested[s, first:last], seats.tainted[s, first:last]
    for i in range(last - first):
        now = share * b[ACCOUNT * n + i]
        left = b[ACCOUNT * n + i] - now
        b[NOW * n + i] += now
        unvested[i] = left
        tainted[i] *= 1.0 - share
        b[D_DEFERRED * n + i] += left
        b[VESTED * n + i] += b[NOW * n + i]


@inlined
def expose(reach, b):  # type: ignore[no-untyped-def]
    """What a scheme has paid out is within the reach of clawback."""
    for i in range(reach.shape[0]):
        reach[i] += b[NOW * LANES + i]
