"""Step 10: vacancies are filled from new candidates and from executives between two seats.

Larger firms choose first. A free executive applies to at most one firm in a quarter. The kernels
do everything, unless a filter has to be asked for its scores (:mod:`sim.quarter.recruiting`).
"""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import inlined, kernel, lean
from agents.numerics.draws import (
    fill_rows,
    fill_slots,
    normal,
    philox,
    stream,
    to_normals,
    uniform,
)
from incentives.arrays import Floats, Ints, Words
from sim.hiring.applicants import Applications, ability, new_candidates, room_for
from sim.hiring.contracts import choose_contracts, chosen
from sim.hiring.market import LabourMarket
from sim.hiring.signals import test_applicants
from sim.hiring.stages import Stages, pass_stages
from sim.hiring.traits import SLOTS, Tests
from sim.quarter.rules import PopulationRules, Setting
from sim.quarter.state import (
    GONE,
    SEATED,
    ExecutiveTable,
    People,
    Pools,
    Record,
    Seats,
)

_MARKET = stream("market")
_ASKED = 1000  # people who are asked to be the first incumbent of a seat, at most


@kernel
def shrink_pools(
    pool_exit: Floats,
    plan_of_world: Ints,
    status: Ints,
    pools: Pools,
    seeds: Words,
    worlds: Ints,
    quarter: int,
    stream_id: int,
) -> None:
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
def list_vacancies(executive: Ints, order: Ints, first: int, last: int) -> Ints:
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


@kernel
def fill_vacancies(
    market: LabourMarket,
    tests: Tests,
    stages: Stages,
    firms: int,
    seats: Seats,
    record: Record,
    people: People,
    worlds: Ints,
    seed: np.uint64,
    quarter: int,
    rows: Ints,
    candidates: int,
) -> None:
    """Fill the vacant ``rows``, for each of which there are so many candidates."""
    out = room_for(rows, candidates, tests.kappa.shape[0])
    apply(market, tests, firms, people, worlds, seed, quarter, out)
    score, cost = np.empty((rows.shape[0], candidates)), np.empty(rows.shape[0])
    pass_stages(market, tests, stages, out, score.ravel(), cost)
    appoint(market, firms, seats, record, people, out, score, cost, quarter)


@kernel
def gather(
    market: LabourMarket,
    tests: Tests,
    firms: int,
    people: People,
    worlds: Ints,
    seed: np.uint64,
    quarter: int,
    out: Applications,
) -> None:
    """As :func:`apply`, for those who look at applicants before any is chosen."""
    apply(market, tests, firms, people, worlds, seed, quarter, out)


@inlined
def apply(
    market: LabourMarket,
    tests: Tests,
    firms: int,
    people: People,
    worlds: Ints,
    seed: np.uint64,
    quarter: int,
    out: Applications,
) -> None:
    """Fill ``out`` with the applicants for ``out.firm`` and with their signals.

    The order of the pools changes, as those who apply move to the end.
    """
    n = out.theta.shape[0]
    choice, lots = np.empty((4, out.firm.shape[0])), np.empty((4, n))
    fill_rows(seed, worlds, _MARKET, quarter, firms, out.firm, choice)
    draw_places(seed, worlds, tests.stream, quarter, firms, out.firm, lots, out.signal)
    to_normals(lots[0])
    to_normals(out.signal.ravel())
    new_candidates(market, lots, out)
    call_experienced(market, firms, people, choice, lots[2], out)
    if market.contracts > 1:
        choose_contracts(market, out)
    test_applicants(market, tests, out)


@kernel
def draw_places(
    seed: np.uint64,
    worlds: Ints,
    streams: Ints,
    quarter: int,
    firms: int,
    rows: Ints,
    lots: Floats,
    noise: Floats,
) -> None:
    """Uniforms of all applicants: ``SLOTS`` places of a vacancy per row of ``streams``."""
    vacancies = rows.shape[0]
    places = lots.shape[1] // max(vacancies, 1)
    if streams.shape[0] == 1:
        fill_slots(seed, worlds, streams[0], quarter, firms, rows, SLOTS, lots, noise)
        return
    for block in range(streams.shape[0]):
        first = block * SLOTS
        some = min(places - first, SLOTS)
        lot, own = np.empty((4, vacancies * some)), np.empty((noise.shape[0], vacancies * some))
        fill_slots(seed, worlds, streams[block], quarter, firms, rows, SLOTS, lot, own)
        spread(lot, some, lots, places, first)
        spread(own, some, noise, places, first)


@lean
def spread(block: Floats, some: int, out: Floats, places: int, first: int) -> None:
    """Put ``some`` numbers of each vacancy, row by row, among its ``places`` from ``first`` on."""
    for row in range(block.shape[0]):
        for v in range(block.shape[1] // some):
            for c in range(some):
                out[row, v * places + first + c] = block[row, v * some + c]


@lean
def call_experienced(
    market: LabourMarket,
    firms: int,
    people: People,
    choice: Floats,
    late_choice: Floats,
    out: Applications,
) -> None:
    """Executives from the pool apply at the first places of each vacancy.

    ``choice`` is (4, vacancies) uniforms for the first four places, ``late_choice`` (vacancies *
    applicants,) for the others.
    """
    executives, pools = people.executives, people.pools
    places = out.theta.shape[0] // max(out.firm.shape[0], 1)
    taken = 0  # free executives of this world that have applied already
    world = -1
    for v in range(out.firm.shape[0]):
        w = out.firm[v] // firms
        if w != world:
            world = w
            taken = 0
        last_firm = left_firm(out.firm[v] - w * firms)
        for c in range(min(places, market.experienced)):
            free = pools.waiting[w] - taken
            if free <= 0:
                break
            # A random place among those who have not applied yet; they move to the end.
            k = v * places + c
            lot = choice[c, v] if c < 4 else late_choice[k]
            pick = min(int(lot * free), free - 1)
            e = pools.executive[w, pick]
            left = pools.left[w, pick]
            if left != last_firm:  # nobody applies where they have just left
                pools.executive[w, pick] = pools.executive[w, free - 1]
                pools.executive[w, free - 1] = e
                pools.left[w, pick] = pools.left[w, free - 1]
                pools.left[w, free - 1] = left
                taken += 1
                out.executive[k] = e
    # In a loop of its own, so that what is far away in the memory is fetched for many at once.
    for v in range(out.firm.shape[0]):
        w = out.firm[v] // firms
        for k in range(v * places, v * places + min(places, market.experienced)):
            e = out.executive[k]
            if e >= 0:
                out.kind[k] = executives.kind[w, e]
                out.theta[k] = executives.theta[w, e]
                out.reputation[k] = executives.reputation[w, e]


@inlined
def left_firm(firm: int) -> int:
    """How ``Executives.firm`` remembers the last employer of somebody without a seat."""
    return -2 - firm


@lean
def appoint(
    market: LabourMarket,
    firms: int,
    seats: Seats,
    record: Record,
    people: People,
    applications: Applications,
    score: Floats,
    cost: Floats,
    quarter: int,
) -> None:
    """Seat the applicants with the highest ``score``, (vacancies, applicants); -inf never.

    Whoever would not take the seat gets that score.

    Chance decides between equals. ``cost``, (vacancies,), is that of the filters.
    """
    executives, pools = people.executives, people.pools
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
            if market.choosy and applications.theta[k] < market.accepts[applications.kind[k]]:
                score[v, c] = -np.inf
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
            close_pool(people, w, applied)
            applied = 0


@inlined
def close_pool(people: People, w: int, applied: int) -> None:
    """Take those out of a pool who have a seat now; they are among the last ``applied``."""
    executives, pools = people.executives, people.pools
    kept = pools.waiting[w] - applied
    for place in range(kept, pools.waiting[w]):
        e = pools.executive[w, place]
        pools.executive[w, kept] = e
        pools.left[w, kept] = pools.left[w, place]
        kept += 1 if executives.status[w, e] != SEATED else 0
    pools.waiting[w] = kept


@inlined
def take_seat(
    firms: int,
    seats: Seats,
    record: Record,
    executives: ExecutiveTable,
    i: int,
    e: int,
    belief: float,
    start: int,
    tenure: int,
) -> None:
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
def seat_incumbents(
    setting: Setting[PopulationRules],
    seats: Seats,
    record: Record,
    people: People,
    seeds: Words,
    worlds: Ints,
    tenure: Ints,
    stream_id: int,
) -> None:
    """Before the first quarter: every seat has an executive drawn from the population.

    Whoever would not take the seat is replaced by the next who is drawn; if that goes on for long,
    the seat is vacant.
    """
    plans, firms = setting.plans, setting.firms
    executives, pools = people.executives, people.pools
    for w in range(worlds.shape[0]):
        for f in range(firms):
            p = setting.plan_of_firm[w * firms + f]
            limit = plans.tenure_limit[p]
            mean = plans.prior_mean[p]
            accepts = False
            kind = 0
            theta = 0.0
            for draw in range(_ASKED):
                x0, x1, _, _ = philox(f, draw, stream_id, worlds[w], seeds[w])
                kind = 0
                for y in range(plans.share_cumulated.shape[1] - 1):
                    kind += 1 if uniform(x1) >= plans.share_cumulated[p, y] else 0
                kind *= plans.contracts[p]
                own = normal(uniform(x0))
                theta = ability(plans.kind_mean[p, kind], plans.kind_sd[p, kind], own)
                if plans.contracts[p] > 1:
                    start, step = plans.ability_start[p], plans.ability_step[p]
                    worth = plans.choice_value[p]
                    kind = chosen(worth, start, step, plans.contracts[p], kind, theta)
                accepts = theta >= plans.accepts[p, kind]
                if accepts:
                    break
            executives.kind[w, f] = kind
            executives.theta[w, f] = theta
            executives.reputation[w, f] = 0.0
            executives.seats[w, f] = 0
            if not accepts:
                executives.status[w, f] = GONE
                executives.firm[w, f] = left_firm(f)
                continue
            age = tenure[w, f]
            if limit > 0:
                age = age % limit
            take_seat(firms, seats, record, executives, w * firms + f, f, mean, 0, age)
            record.score[w * firms + f] = np.nan
        pools.hired[w] = firms
