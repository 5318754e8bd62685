"""What is known of executives' problems in advance: a table over plans, kinds and tenures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.gambling import Gambles
from agents.numerics.compile import inlined, lean
from agents.numerics.memory import blank
from agents.problem import FLAT, Motives, TaskTable
from agents.solver import ALONE, TOGETHER
from incentives.arrays import Floats
from sim.plan.plan import PlanTables

(
    ROUTE,
    TESTED,  # 1 where it is measured what is withheld, after some reports
    MOTIVE,  # row of ``worth`` and ``burden``
    SEAT_VALUE,  # where the seat's value by ability starts in ``values``
    KEEP,  # worth of the seat per unit of that value
    FINED,  # worth of a base pay of fine
    AWARENESS,
    MARGIN,  # marginal pay, where it is the same everywhere
    UNVESTED,  # and on, per scheme: what an unvested base pay is worth that leaves with the seat
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


def new_prospects(plans: PlanTables, ages: int) -> Prospects:
    """The table of the stacked ``plans`` for tenures of less than ``ages`` quarters."""
    kinds, schemes, tasks = plans.foresight.shape[1], plans.cliff.shape[1], plans.loading.shape[1]
    rows = plans.foresight.size * ages
    wide = -(-(UNVESTED + schemes) // 8) * 8  # whole lines
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
def prospect(prospects: Prospects, p: int, kind: int, age: int) -> np.uintp:
    """Row of the table; unsigned, which spares the kernels a look for negative indices."""
    return np.uintp((p * prospects.kinds + kind) * prospects.ages + age)


@inlined
def technology_of(plans: PlanTables, p: int, age: int) -> TaskTable:
    """The tasks of somebody in a quarter of tenure: some are done in the first only."""
    return TaskTable(
        plans.loading[p],
        plans.detectability[p],
        plans.cost[p],
        plans.cap[p] if age == 0 else plans.later_cap[p],
        plans.intrinsic[p] if age == 0 else plans.later_intrinsic[p],
        plans.value[p],
        plans.visible[p],
        plans.curvature[p],
        plans.private[p],
    )


@inlined
def motives_of(plans: PlanTables, p: int) -> Motives:
    """What drives executives under a plan, without risk of their own."""
    return Motives(
        plans.worth[p],
        plans.burden[p],
        plans.curve_value[p],
        plans.curve_slope[p],
        plans.curve_low[p],
        plans.curve_high[p],
        plans.curve_start[p],
        plans.curve_step[p],
        plans.curve_last[p],
    )


@inlined
def gambles_of(plans: PlanTables, p: int) -> Gambles:
    """The levels of risk under a plan."""
    return Gambles(
        plans.gamble_sd[p],
        plans.gamble_toll[p],
        plans.gamble_value[p],
        plans.gamble_slope[p],
        plans.gamble_low[p],
        plans.gamble_high[p],
        plans.gamble_step[p],
        plans.gamble_last[p],
    )


@lean
def _fill(plans: PlanTables, out: Prospects) -> None:
    """Fill the table."""
    kinds = plans.worth.shape[1]
    for c in range(out.terms.shape[0]):
        age = c % out.ages
        kind = c // out.ages % kinds
        p = c // out.ages // kinds
        _fill_seat(plans, p, kind, age, out.terms[c])
        _fill_accounts(plans, p, kind, age, out.terms[c], out.weights[c])
        _fill_route(plans, p, kind, age, out.terms[c], out.weights[c])


@inlined
def _fill_seat(plans: PlanTables, p: int, kind: int, age: int, terms: Floats) -> None:
    """What keeping the seat is worth, and where motives and the seat's value are found.

    A retirement that is known ends what the seat can bring; it ends no clawback.
    """
    _, kinds, motives, _ = plans.worth.shape
    _, _, horizon, lefts, nodes = plans.seat_value.shape
    h = plans.foresight[p, kind]
    row = h
    left = max(plans.probation[p] - age - 1, 0)
    value = (((p * kinds + kind) * horizon + h) * lefts + left) * nodes
    limit = plans.tenure_limit[p]
    if limit > 0:
        last = max(limit - 1 - age, 0)  # quarters until a known retirement
        if last < h:
            row = plans.retirement_row[p] + last
            value = plans.seat_value.size + ((p * kinds + kind) * horizon + last) * nodes
    if plans.tenure_row[p] > 0:
        row = min(plans.tenure_row[p] + age, motives - 1)
    terms[MOTIVE] = (p * kinds + kind) * motives + row
    terms[SEAT_VALUE] = value
    if h > 0:
        terms[KEEP] = plans.patience[p, kind] * (1.0 - plans.retirement[p])
        terms[FINED] = plans.pay_weight[p, kind]


@inlined
def _fill_accounts(
    plans: PlanTables, p: int, kind: int, age: int, terms: Floats, weights: Floats
) -> None:
    """What a base pay in each account is worth, and what of that is lost with the seat.

    All that is still unvested, unless it vests in this quarter: that is before anybody leaves.
    A retirement that is known releases the account.
    """
    weights[0] = 1.0
    limit = plans.tenure_limit[p]
    for s in range(plans.cliff.shape[1]):
        if plans.deferred[p, s] > 0.0:
            phase = age % plans.cycle[p, s]
            safe = plans.cycle[p, s] == plans.cliff[p, s] and phase == plans.cliff[p, s] - 1
            if limit > 0:
                phase = min(age, limit - 1)
            worth = plans.vest_worth[p, kind, s, phase]
            weights[s + 1] = worth
            terms[UNVESTED + s] = 0.0 if safe else plans.pay_weight[p, kind] * worth


@inlined
def _fill_route(
    plans: PlanTables, p: int, kind: int, age: int, terms: Floats, weights: Floats
) -> None:
    """Marginal pay, how an effort comes about, and whether it is measured what is withheld."""
    low = 0.0
    high = 0.0
    for i in range(weights.shape[0]):
        if weights[i] > 0.0:
            low += weights[i] * plans.curve_low[p, kind, i]
            high += weights[i] * plans.curve_high[p, kind, i]
    terms[MARGIN] = low
    terms[AWARENESS] = plans.awareness[p, kind]
    together = high - low <= FLAT and plans.solver[p] == TOGETHER
    if plans.has_once[p] == 1 and age == 0:
        together = False  # lanes are for those who have the same tasks
    terms[ROUTE] = TOGETHER if together else ALONE
    if plans.follows_rule[p, kind] == 1:
        terms[ROUTE] = BY_RULE
    watched = plans.audit_watched[p] > plans.audit_unwatched[p]
    terms[TESTED] = 1 if plans.awareness[p, kind] > 0.0 and watched else 0
