"""Executives' problems before a quarter: what is known in advance, and room to work them out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.lanes import (
    BURDEN,
    CUT,
    LANES,
    PAY,
    PRICE,
    SPARE,
    STANDING,
    THETA,
    WORTH,
    new_lanes,
)
from agents.numerics.compile import inlined, lean
from agents.numerics.memory import blank
from agents.response import FLAT
from agents.search import ROWS
from agents.solver import ALONE, TOGETHER
from incentives.arrays import Floats, Ints
from sim.plan.oversight.combined import NEVER
from sim.plan.plan import PlanTables
from sim.quarter.state import Seats

_NEVER = NEVER / 2
STANCE, AWARE, FINE, SEAT, _PLACE, _GAIN, _PAR = range(SPARE, SPARE + 7)
"""More rows of a block. ``STANCE``: distance to the true bar, as ``CUT`` is to the perceived."""

(
    ROUTE,
    TESTED,  # 1 where it is measured what is withheld, after some reports
    MOTIVE,  # row of ``worth`` and ``burden``
    VALUE,  # where the seat's value by ability starts in ``values``
    KEEP,  # worth of the seat per unit of that value
    FINED,  # worth of not being fined
    AWARENESS,
    PAID,  # marginal pay, where it is the same everywhere
    FORFEIT,  # and on, per scheme: what an unvested base pay is worth that leaves with the seat
) = range(9)
"""Places in a row of ``Prospects.terms``."""

BY_RULE, VACANT = 2, 3
"""How an effort comes about, besides ``TOGETHER`` and ``ALONE``: by a learned rule, not at all."""


class Prospects(NamedTuple):
    """One row per plan, kind and tenure (see :func:`prospect`), and the plans' own flat tables."""

    kinds: int
    ages: int  # quarters of tenure
    terms: Floats  # (row, place): see ``ROUTE`` and so on; what is read together stands together
    weights: Floats  # (row, curve) what a base pay of each curve is worth
    worth: Floats  # (row, task)
    burden: Floats
    values: Floats


class Workspace(NamedTuple):
    """Workspace: problems that are solved together, and what belongs to the lanes of a block."""

    prospects: Prospects
    burdened: Ints  # (tasks,); 1 where the plan has quadratic losses
    block: Floats  # see agents.lanes; problems of consecutive firms
    rows: Ints  # (lanes,) of the prospects
    places: Ints  # (lanes,) in the prospects' values, then among their motives
    route: Ints  # (lanes,)
    tested: Ints  # (lanes,); 1 where what is withheld is measured in this quarter
    listed: Ints  # (lanes,); lanes for which more is to be done
    tests: Floats  # problems of some firms, on another side of the watch
    firm: Ints  # (lanes,) of the tests
    side: Ints  # (lanes,) of the tests; 1: watched, 2: unwatched
    queue: Ints  # firms whose responses are left to the general search, of one block
    queue_side: Ints  # 0: as it is; see ``side``
    scratch: Floats  # see agents.search; what comes out is in the last row


def new_workspace(plans: PlanTables, ages: int) -> Workspace:
    """An empty workspace for executives in the seat for less than ``ages`` quarters."""
    tasks = plans.loading.shape[1]
    return Workspace(
        prospects=new_prospects(plans, ages),
        burdened=_whole(tasks),
        block=new_lanes(),
        rows=_whole(LANES),
        places=_whole(LANES),
        route=_whole(LANES),
        tested=_whole(LANES),
        listed=_whole(LANES),
        tests=new_lanes(),
        firm=_whole(LANES),
        side=_whole(LANES),
        queue=_whole(4 * LANES),  # as they are, watched and unwatched, and tests from before
        queue_side=_whole(4 * LANES),
        scratch=np.zeros((ROWS + tasks + 1, tasks)),
    )


def _whole(n: int) -> Ints:
    return np.zeros(n, dtype=np.int64)


def wide_enough(workspace: Workspace, plans: PlanTables, seats: Seats) -> Workspace:
    """The workspace, or a new one if somebody has been in a seat for longer than it knows."""
    longest = int(seats.tenure.max())
    return workspace if longest < workspace.prospects.ages else new_workspace(plans, 2 * longest)


def new_prospects(plans: PlanTables, ages: int) -> Prospects:
    """The table of the stacked ``plans`` for tenures of less than ``ages`` quarters."""
    kinds, schemes, tasks = plans.foresight.shape[1], plans.cliff.shape[1], plans.loading.shape[1]
    rows = plans.foresight.size * ages
    wide = -(-(FORFEIT + schemes) // 8) * 8  # whole lines
    found = Prospects(
        kinds=kinds,
        ages=ages,
        terms=blank((rows, wide)),
        weights=np.zeros((rows, 1 + schemes)),
        worth=plans.worth.reshape(-1, tasks),
        burden=plans.burden.reshape(-1, tasks),
        values=np.concatenate([plans.seat_value.ravel(), plans.seat_end.ravel()]),
    )
    _fill(plans, found)
    return found


@inlined
def prospect(prospects, p, y, age):  # type: ignore[no-untyped-def]
    """Row of the table; unsigned, which spares the kernels a look for negative indices."""
    return np.uintp((p * prospects.kinds + y) * prospects.ages + age)


@inlined
def gather(plans, p, firms, seats, record, expected, workspace, start, stop):  # type: ignore[no-untyped-def]
    """Put the problems of consecutive firms in the workspace; return how many lanes are listed.

    Quadratic losses only of tasks that have any in this plan: see ``Desk.burdened``.
    """
    n = LANES
    b = workspace.block
    known = workspace.prospects
    tasks = plans.loading.shape[1]
    top = plans.seat_value.shape[4] - 1
    reports_known = plans.gain.shape[1] - 1
    ability = plans.ability_start[p]
    per_step = 1.0 / plans.ability_step[p] if plans.ability_step[p] > 0.0 else 0.0
    theta = seats.theta[start:stop]
    for lane in range(stop - start):
        b[THETA * n + lane] = theta[lane]
        b[_PLACE * n + lane] = min(max((theta[lane] - ability) * per_step, 0.0), 1.0 * top)
    own_benefit, own_harm = seats.own_benefit[start:stop], seats.own_harm[start:stop]
    old_benefit, old_harm = seats.old_benefit[start:stop], seats.old_harm[start:stop]
    for lane in range(stop - start):
        b[_PAR * n + lane] = own_benefit[lane] + old_benefit[lane] - own_harm[lane] - old_harm[lane]
    matured = plans.matured_weight[p] * plans.maturing[p]
    kind, tenure = seats.kind[start:stop], seats.tenure[start:stop]
    executive, quarters = seats.executive[start:stop], record.quarters[start:stop]
    unvested = seats.unvested[:, start:stop]
    gain = plans.gain[p]
    w = start // firms
    for lane in range(stop - start):
        w += 1 if start + lane >= (w + 1) * firms else 0
        reports = min(quarters[lane], reports_known)
        b[_GAIN * n + lane] = gain[np.uintp(reports)]
        b[_PAR * n + lane] = expected[np.uintp(w)] - matured * b[_PAR * n + lane]
    # In short loops, so that what many lanes look up is on its way at the same time.
    rows = workspace.rows
    for lane in range(stop - start):
        rows[lane] = (p * known.kinds + kind[lane]) * known.ages + tenure[lane]
    for lane in range(stop - start):
        node = max(min(int(b[_PLACE * n + lane]), top - 1), 0)
        b[_PLACE * n + lane] -= node
        workspace.places[lane] = int(known.terms[np.uintp(rows[lane]), VALUE]) + node
    for lane in range(stop - start):
        at = np.uintp(workspace.places[lane])
        t = b[_PLACE * n + lane]
        value = known.values[at] * (1.0 - t)
        if t > 0.0:
            value += known.values[at + np.uintp(1)] * t
        terms = known.terms[np.uintp(rows[lane])]
        b[SEAT * n + lane] = max(terms[KEEP] * value, 0.0)
        b[PAY * n + lane] = terms[PAID]
        b[FINE * n + lane] = terms[FINED]
        b[AWARE * n + lane] = terms[AWARENESS]
    for s in range(unvested.shape[0]):
        if plans.deferred[p, s] > 0.0:  # else nothing is ever in the account
            account, place = unvested[s], np.uintp(FORFEIT + s)
            for lane in range(stop - start):
                lost = known.terms[np.uintp(rows[lane]), place] * account[lane]
                b[SEAT * n + lane] += max(lost, 0.0)
    for lane in range(stop - start):
        workspace.places[lane] = int(known.terms[np.uintp(rows[lane]), MOTIVE])
    for j in range(tasks):
        worth = b[(WORTH + j) * n :]
        for lane in range(stop - start):
            worth[lane] = known.worth[np.uintp(workspace.places[lane]), j]
        if workspace.burdened[j] == 1:
            burden = b[(BURDEN + j) * n :]
            for lane in range(stop - start):
                burden[lane] = known.burden[np.uintp(workspace.places[lane]), j]
    probation = plans.probation[p]
    listed = 0
    for lane in range(stop - start):
        usual = int(known.terms[np.uintp(rows[lane]), ROUTE])
        marked = int(known.terms[np.uintp(rows[lane]), TESTED])
        reports = quarters[lane]
        route = usual if executive[lane] >= 0 else VACANT
        due = 1 if (reports == 0) | (reports == probation) else 0
        tested = marked * due * (1 if route <= ALONE else 0)
        workspace.route[lane] = route
        workspace.tested[lane] = tested
        workspace.listed[np.uintp(listed)] = lane
        listed += 1 if (tested == 1) | (route != TOGETHER) else 0
    if plans.cushioned[p] == 1:
        for lane in range(stop - start):
            cushion = min(severance(plans, p, kind[lane]), b[SEAT * n + lane])
            b[SEAT * n + lane] -= cushion
            b[FINE * n + lane] += cushion
    return listed


@inlined
def severance(plans, p, y):  # type: ignore[no-untyped-def]
    """What being dismissed pays, to a kind of executive with foresight.

    At most the worth of the seat counts. Detection costs that as well: it is moved from the seat
    to the fine, so that dismissal costs the seat, and detection seat and fine, as ever.
    """
    paid = 0.0
    for s in range(plans.severance.shape[1]):
        paid += plans.severance[p, s]
    return plans.pay_weight[p, y] * paid if plans.foresight[p, y] > 0 else 0.0


@inlined
def foresee(plans, p, firms, seats, actions, expected, b, start, stop):  # type: ignore[no-untyped-def]
    """Reckon with talent, and with what boards expect where they do not compare firms."""
    n = LANES
    for lane in range(stop - start):
        i = start + lane
        if plans.talented[p] == 1:
            b[_PAR * n + lane] -= actions.talent[i]
        if plans.by_expectation[p] == 1:
            b[_PAR * n + lane] += actions.conjecture[i] - seats.belief[i] - expected[i // firms]


@inlined
def perceive(plans, p, seats, actions, b, start, stop):  # type: ignore[no-untyped-def]
    """Complete the problems by what executives reckon with: audits, and the bar."""
    n = LANES
    per_sd = 1.0 / plans.noise[p]
    rate = actions.foreseen[start:stop]
    bar, belief = actions.bar[start:stop], seats.belief[start:stop]
    for lane in range(stop - start):
        aware = b[AWARE * n + lane]
        gain = b[_GAIN * n + lane]
        per_gain = 1.0 / gain if gain > 0.0 else np.inf
        par = b[_PAR * n + lane] + belief[lane]
        seen = perceived_bar(plans, p, aware, bar[lane])
        b[STANCE * n + lane] = distance(bar[lane], per_gain, per_sd, belief[lane], par)
        b[CUT * n + lane] = distance(seen, per_gain, per_sd, belief[lane], par)
        risky = gain > 0.0 and seen > _NEVER
        b[STANDING * n + lane] = b[SEAT * n + lane] * per_sd if risky else 0.0
        price = perceived_rate(plans, p, aware, rate[lane], 0)
        b[PRICE * n + lane] = price * (b[FINE * n + lane] + b[SEAT * n + lane])


@inlined
def distance(bar, per_gain, per_sd, belief, centre):  # type: ignore[no-untyped-def]
    """Standard deviations to the bar at metric index 0; far below it where nobody is dismissed.

    ``per_gain`` and ``per_sd`` are what a division would divide by, inverted; infinite where
    the board learns nothing.
    """
    found = ((bar - belief) * per_gain + centre) * per_sd
    return found if per_gain < np.inf and bar > _NEVER else -1e9


@inlined
def perceived_rate(plans, p, aware, rate, side):  # type: ignore[no-untyped-def]
    """The audit rate that an executive reckons with, or would on another side of the watch."""
    if side == 1:
        rate = plans.audit_watched[p]
    elif side == 2:
        rate = plans.audit_unwatched[p]
    return aware * rate + (1.0 - aware) * plans.audit_pooled[p]


@inlined
def perceived_bar(plans, p, aware, bar):  # type: ignore[no-untyped-def]
    """The dismissal bar that an executive reckons with."""
    blurred = aware * max(bar, plans.bar_floor[p]) + (1.0 - aware) * plans.bar_pooled[p]
    return bar if aware >= 1.0 else blurred


@lean
def _fill(plans, out):  # type: ignore[no-untyped-def]
    """Fill the table.

    What is still unvested is lost with the seat, unless it vests in this quarter. A retirement
    that is known ends what the seat can bring, and releases the account; it ends no clawback.
    """
    _, kinds, motives, _ = plans.worth.shape
    _, _, horizon, lefts, nodes = plans.seat_value.shape
    for c in range(out.terms.shape[0]):
        terms = out.terms[c]
        age = c % out.ages
        y = c // out.ages % kinds
        p = c // out.ages // kinds
        h = plans.foresight[p, y]
        row = h
        left = max(plans.probation[p] - age - 1, 0)
        value = (((p * kinds + y) * horizon + h) * lefts + left) * nodes
        limit = plans.tenure_limit[p]
        if limit > 0:
            last = max(limit - 1 - age, 0)  # quarters until a known retirement
            if last < h:
                row = plans.retirement_row[p] + last
                value = plans.seat_value.size + ((p * kinds + y) * horizon + last) * nodes
        if plans.tenure_row[p] > 0:
            row = min(plans.tenure_row[p] + age, motives - 1)
        terms[MOTIVE] = (p * kinds + y) * motives + row
        terms[VALUE] = value
        if h > 0:
            terms[KEEP] = plans.patience[p, y] * (1.0 - plans.retirement[p])
            terms[FINED] = plans.pay_weight[p, y] * plans.fine[p]
        out.weights[c, 0] = 1.0
        for s in range(plans.cliff.shape[1]):
            if plans.deferred[p, s] > 0.0:
                phase = age % plans.cycle[p, s]
                # It vests before anybody leaves.
                safe = plans.cycle[p, s] == plans.cliff[p, s] and phase == plans.cliff[p, s] - 1
                if limit > 0:
                    phase = min(age, limit - 1)
                worth = plans.vest_worth[p, y, s, phase]
                out.weights[c, s + 1] = worth
                terms[FORFEIT + s] = 0.0 if safe else plans.pay_weight[p, y] * worth
        low = 0.0
        high = 0.0
        for i in range(out.weights.shape[1]):
            if out.weights[c, i] > 0.0:
                low += out.weights[c, i] * plans.curve_low[p, y, i]
                high += out.weights[c, i] * plans.curve_high[p, y, i]
        terms[PAID] = low
        terms[AWARENESS] = plans.awareness[p, y]
        straight = high - low <= FLAT and plans.solver[p] == TOGETHER
        if plans.has_once[p] == 1 and age == 0:
            straight = False  # lanes are for those who have the same tasks
        terms[ROUTE] = TOGETHER if straight else ALONE
        if plans.follows_rule[p, y] == 1:
            terms[ROUTE] = BY_RULE
        watched = plans.audit_watched[p] > plans.audit_unwatched[p]
        terms[TESTED] = 1 if plans.awareness[p, y] > 0.0 and watched else 0
