"""Step 10: the pool of free executives, and who takes which seat.

Larger firms choose first. The kernels do everything but the score, which is the filters' (NumPy, on
the vacancies only).
"""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import inlined, kernel, lean
from agents.numerics.draws import normal, philox, uniform
from sim.hiring.applicants import ability
from sim.hiring.contracts import chosen
from sim.quarter.state import GONE, SEATED


@kernel
def shrink_pools(pool_exit, plan_of_world, status, pools, worlds, seeds, quarter, stream_id):  # type: ignore[no-untyped-def]
    """Free executives leave the market at a constant hazard; the order of the pool is kept."""
    lots = np.empty(pools.executive.shape[1])
    for w in range(worlds.shape[0]):
        hazard = pool_exit[plan_of_world[w]]
        waiting, left = pools.executive[w, : pools.waiting[w]], pools.left[w]
        for place in range(waiting.shape[0]):
            x0, _, _, _ = philox(waiting[place], quarter, stream_id, worlds[w], seeds[w])
            lots[place] = uniform(x0)
        kept = 0
        for place in range(waiting.shape[0]):
            e = waiting[place]
            waiting[kept] = e
            left[kept] = left[place]
            if lots[place] < hazard:
                status[w, e] = GONE
            else:
                kept += 1
        pools.waiting[w] = kept


@kernel
def list_vacancies(executive, order, first, last):  # type: ignore[no-untyped-def]
    """Rows of the vacant seats of worlds ``first`` to ``last - 1``, larger firms first.

    Args:
        executive: (firm,) who sits in each seat, see ``Seats``.
        order: (world, rank) firms of each world by size.
    """
    firms = order.shape[1]
    rows = np.empty((last - first) * firms, dtype=np.int64)
    count = 0
    for w in range(first, last):
        for rank in range(firms):
            i = w * firms + order[w, rank]
            rows[count] = i  # stays if the seat is vacant
            count += 1 if executive[i] < 0 else 0
    return rows[:count].copy()


@lean
def appoint(  # type: ignore[no-untyped-def]
    market, firms, seats, record, executives, pools, applications, score, cost, quarter
):
    """Seat the applicants with the highest ``score``, (vacancies, applicants); -inf never.

    Chance decides between equals. ``cost``, (vacancies,), is that of the filters.
    """
    vacancies, places = score.shape
    applied = 0  # executives of this world who did; they stand at the end of the pool
    for v in range(vacancies):
        i = applications.firm[v]
        w = i // firms
        seats.filter_due[i] = cost[v]
        best = -np.inf
        luckiest = np.inf  # nobody is hired who never is
        winner = -1
        spent = seats.gaming_due[i]
        for c in range(places):
            k = v * places + c
            spent += applications.spent[k]  # losers have spent theirs too
            applied += 1 if applications.executive[k] >= 0 else 0
            tied = (score[v, c] == best) & (applications.lot[k] > luckiest)
            wins = (score[v, c] > best) | tied
            best = score[v, c] if wins else best
            luckiest = applications.lot[k] if wins else luckiest
            winner = k if wins else winner
        seats.gaming_due[i] = spent
        if winner >= 0:
            e = applications.executive[winner]
            belief = market.prior_mean
            if e < 0:
                e = pools.hired[w]
                pools.hired[w] += 1
                executives.theta[w, e] = applications.theta[winner]
                executives.reputation[w, e] = 0.0
                executives.seats[w, e] = 0
            else:
                belief += market.reputation_weight * (applications.reputation[winner] - belief)
            executives.kind[w, e] = applications.kind[winner]  # the contract is a new one
            take_seat(firms, seats, record, executives, i, e, belief, quarter + 1, 0)
            record.gaming[i] = applications.lift[winner]
            record.score[i] = best
        if v + 1 == vacancies or applications.firm[v + 1] // firms != w:
            close_pool(executives, pools, w, applied)
            applied = 0


@inlined
def close_pool(executives, pools, w, applied):  # type: ignore[no-untyped-def]
    """Take those out of a pool who have a seat now; they are among the last ``applied``."""
    kept = pools.waiting[w] - applied
    for place in range(kept, pools.waiting[w]):
        e = pools.executive[w, place]
        pools.executive[w, kept] = e
        pools.left[w, kept] = pools.left[w, place]
        kept += 1 if executives.status[w, e] != SEATED else 0
    pools.waiting[w] = kept


@inlined
def take_seat(firms, seats, record, executives, i, e, belief, start, tenure):  # type: ignore[no-untyped-def]
    """Executive ``e`` of the world takes the seat of firm ``i``; its first quarter is ``start``."""
    w = i // firms
    seats.executive[i] = e
    seats.kind[i] = executives.kind[w, e]
    seats.theta[i] = executives.theta[w, e]
    seats.tenure[i] = tenure
    seats.belief[i] = belief
    seats.number[i] += 1
    executives.status[w, e] = SEATED
    executives.firm[w, e] = i - w * firms
    executives.seats[w, e] += 1
    record.start[i] = start - tenure  # the rest was cleared when the last tenure ended


@lean
def seat_incumbents(  # type: ignore[no-untyped-def]
    plans, plan_of_world, firms, seats, record, executives, pools, worlds, seeds, tenure, stream_id
):
    """Before the first quarter: every seat has an executive drawn from the population."""
    for w in range(worlds.shape[0]):
        p = plan_of_world[w]
        limit = plans.tenure_limit[p]
        mean = plans.prior_mean[p]
        for f in range(firms):
            x0, x1, _, _ = philox(f, 0, stream_id, worlds[w], seeds[w])
            kind = 0
            for y in range(plans.share_cumulated.shape[1] - 1):
                kind += 1 if uniform(x1) >= plans.share_cumulated[p, y] else 0
            kind *= plans.contracts[p]
            theta = ability(plans.kind_mean[p, kind], plans.kind_sd[p, kind], normal(uniform(x0)))
            if plans.contracts[p] > 1:
                start, step = plans.ability_start[p], plans.ability_step[p]
                kind = chosen(plans.choice_value[p], start, step, plans.contracts[p], kind, theta)
            executives.kind[w, f] = kind
            executives.theta[w, f] = theta
            executives.reputation[w, f] = 0.0
            executives.seats[w, f] = 0
            age = tenure[w, f]
            if limit > 0:
                age = age % limit
            take_seat(firms, seats, record, executives, w * firms + f, f, mean, 0, age)
            record.score[w * firms + f] = np.nan
        pools.hired[w] = firms
