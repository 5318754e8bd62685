"""Step 10: vacancies are filled from new candidates and from executives between two seats.

Larger firms choose first. A free executive applies to at most one firm in a quarter. The kernels
do everything but the score, which is the filters' (NumPy, on the vacancies only).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.candidates import gaming
from agents.kernel import inlined, kernel, lean
from agents.planning import interpolate
from sim.randomness import normal, philox, uniform
from sim.state import GONE, SEATED

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SLOTS = 64
"""Applicants per vacancy at most; the entity of a candidate's draws is firm * SLOTS + place."""


class Round(NamedTuple):
    """Applicants of one quarter; arrays are (vacancies, applicants) unless said otherwise."""

    firm: Ints  # (vacancies,) rows of the firms
    executive: Ints  # row of an experienced applicant, -1 for a new candidate
    kind: Ints
    theta: Floats
    reputation: Floats
    lot: Floats
    worth: Floats  # of the seat to the applicant, base pays
    lift: Floats  # gaming so far, over all filters
    spent: Floats  # what it cost, base pays


def new_round(rows: Ints, count: int) -> Round:
    """Room for ``count`` applicants at each of the vacant ``rows``."""
    shape = (rows.size, count)
    executive, kind = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.int64)
    return Round(rows, executive, kind, *(np.zeros(shape) for _ in range(6)))


@lean
def shrink_pools(plans, plan_of_world, executives, pools, worlds, seeds, quarter, stream_id):  # type: ignore[no-untyped-def]
    """Free executives leave the market at a constant hazard; the order of the pool is kept."""
    for w in range(worlds.shape[0]):
        hazard = plans.pool_exit[plan_of_world[w]]
        kept = 0
        for place in range(pools.waiting[w]):
            e = pools.executive[w, place]
            x0, _, _, _ = philox(e, quarter, stream_id, worlds[w], seeds[w])
            if uniform(x0) < hazard:
                executives.status[w, e] = GONE
            else:
                pools.executive[w, kept] = e
                kept += 1
        pools.waiting[w] = kept


@kernel
def list_vacancies(seats, order, first, last):  # type: ignore[no-untyped-def]
    """Rows of the vacant seats of worlds ``first`` to ``last - 1``, larger firms first."""
    firms = order.shape[1]
    rows = np.empty((last - first) * firms, dtype=np.int64)
    count = 0
    for w in range(first, last):
        for rank in range(firms):
            i = w * firms + order[w, rank]
            if seats.executive[i] < 0:
                rows[count] = i
                count += 1
    return rows[:count].copy()


@lean
def gather(  # type: ignore[no-untyped-def]
    plans, plan_of_world, firms, executives, pools, worlds, seeds, quarter, stream_id, draws, out
):
    """Fill ``out`` with the applicants for ``out.firm``.

    ``draws`` is (4, vacancies * applicants): a normal for the ability of a new candidate, uniforms
    for its kind, for the choice from the pool, and the lot. ``stream_id`` numbers the stream of
    the market.
    """
    taken = 0  # free executives of this world that have applied already
    world = -1
    places = out.executive.shape[1]
    for v in range(out.firm.shape[0]):
        i = out.firm[v]
        w = i // firms
        p = plan_of_world[w]
        local = i - w * firms
        if w != world:
            world = w
            taken = 0
        x = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
        if plans.experienced[p] > 0 and pools.waiting[w] > taken:
            x = philox(local, quarter, stream_id, worlds[w], seeds[w])
        for c in range(places):
            k = v * places + c
            out.lot[v, c] = draws[3, k]
            free = pools.waiting[w] - taken
            e = -1
            if c < plans.experienced[p] and free > 0:
                # A random place among those who have not applied yet; they move to the end.
                lot = uniform(x[c]) if c < 4 else draws[2, k]
                pick = min(int(lot * free), free - 1)
                e = pools.executive[w, pick]
                if executives.firm[w, e] == left_firm(local):
                    e = -1  # nobody applies where they have just left
            if e >= 0:
                pools.executive[w, pick] = pools.executive[w, free - 1]
                pools.executive[w, free - 1] = e
                taken += 1
                y = executives.kind[w, e]
                theta = executives.theta[w, e]
                out.reputation[v, c] = executives.reputation[w, e]
            else:
                y, theta = new_candidate(plans, p, draws[0, k], draws[1, k])
                out.reputation[v, c] = np.nan
            out.executive[v, c] = e
            out.kind[v, c] = y
            out.theta[v, c] = theta
            if plans.follows_rule[p, y] == 0:
                out.worth[v, c] = interpolate(
                    plans.seat_value[p, y, plans.foresight[p, y], plans.probation[p]],
                    plans.ability_start[p],
                    plans.ability_step[p],
                    theta,
                )


@inlined
def left_firm(firm):  # type: ignore[no-untyped-def]
    """How ``Executives.firm`` remembers the last employer of somebody without a seat."""
    return -2 - firm


@inlined
def new_candidate(plans, p, standing, lot):  # type: ignore[no-untyped-def]
    """Kind and ability of somebody who enters the market, from a normal and a uniform."""
    mean, sd = plans.ability_mean[p], plans.ability_sd[p]
    theta = mean + sd * min(max(standing, -5.0), 5.0)
    kind = 0
    while kind < plans.share_cumulated.shape[1] - 1 and lot >= plans.share_cumulated[p, kind]:
        kind += 1
    return kind, max(theta, 0.05)


@lean
def test_applicants(  # type: ignore[no-untyped-def]
    plans, plan_of_world, firms, round_, noise, trait, validity, kappa, chance, signal
):
    """Signals of one filter, gaming included; ``trait`` is 1 for ability, 2 for integrity.

    ``noise`` is (vacancies * applicants,) standard normals.
    """
    rest = np.sqrt(max(1.0 - validity * validity, 0.0))
    places = signal.shape[1]
    for v in range(signal.shape[0]):
        p = plan_of_world[round_.firm[v] // firms]
        sd = plans.ability_sd[p]
        for c in range(places):
            y = round_.kind[v, c]
            standing = plans.integrity[p, y]
            if trait == 1:
                standing = (round_.theta[v, c] - plans.ability_mean[p]) / sd if sd > 0.0 else 0.0
            lift = 0.0
            if plans.follows_rule[p, y] == 0:
                lying_cost = plans.lying_cost[p, y]
                lift = gaming(
                    round_.worth[v, c],
                    plans.awareness[p, y],
                    lying_cost,
                    chance,
                    kappa,
                    plans.gaming_cap[p],
                )
                round_.lift[v, c] += lift
                round_.spent[v, c] += 0.5 * kappa * lift * lift if lift > 0.0 else 0.0
                round_.spent[v, c] += lying_cost * lift
            signal[v, c] = validity * standing + rest * noise[v * places + c] + lift


@lean
def appoint(  # type: ignore[no-untyped-def]
    plans, plan_of_world, firms, seats, record, executives, pools, round_, winner, quarter
):
    """Seat the winners; ``winner`` is a place, or -1 where nobody passed."""
    for v in range(winner.shape[0]):
        i = round_.firm[v]
        w = i // firms
        p = plan_of_world[w]
        seats.filter_due[i] = plans.filter_cost[p]
        for applicant in range(round_.spent.shape[1]):
            seats.gaming_due[i] += round_.spent[v, applicant]  # losers have spent theirs too
        c = winner[v]
        if c < 0:
            continue
        e = round_.executive[v, c]
        belief = 0.0
        if e < 0:
            e = pools.hired[w]
            pools.hired[w] += 1
            executives.kind[w, e] = round_.kind[v, c]
            executives.theta[w, e] = round_.theta[v, c]
            executives.reputation[w, e] = 0.0
            executives.seats[w, e] = 0
        else:
            belief = plans.reputation_weight[p] * executives.reputation[w, e]
            kept = 0
            for place in range(pools.waiting[w]):
                if pools.executive[w, place] != e:
                    pools.executive[w, kept] = pools.executive[w, place]
                    kept += 1
            pools.waiting[w] = kept
        take_seat(firms, seats, record, executives, i, e, belief, quarter + 1, 0)
        record.gaming[i] = round_.lift[v, c]


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
    record.start[i] = start - tenure
    record.quarters[i] = 0
    record.accrual[i] = 0.0
    record.paid[i] = 0.0
    record.clawed[i] = 0.0
    record.metric[i] = 0.0
    record.harm[i] = 0.0
    record.withheld[i] = 0.0
    record.gaming[i] = 0.0


@lean
def seat_incumbents(  # type: ignore[no-untyped-def]
    plans, plan_of_world, firms, seats, record, executives, pools, worlds, seeds, tenure, stream_id
):
    """Before the first quarter: every seat has an executive drawn from the population."""
    for w in range(worlds.shape[0]):
        p = plan_of_world[w]
        limit = plans.tenure_limit[p]
        for f in range(firms):
            x0, x1, _, _ = philox(f, 0, stream_id, worlds[w], seeds[w])
            executives.kind[w, f], executives.theta[w, f] = new_candidate(
                plans, p, normal(uniform(x0)), uniform(x1)
            )
            executives.reputation[w, f] = 0.0
            executives.seats[w, f] = 0
            age = tenure[w, f]
            if limit > 0:
                age = age % limit
            take_seat(firms, seats, record, executives, w * firms + f, f, 0.0, 0, age)
        pools.hired[w] = firms
