"""What is known of executives' problems in advance: a table over plans, kinds and tenures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined
from agents.numerics.memory import blank
from agents.planning import between
from agents.problem import FLAT
from agents.solver import ALONE, TOGETHER
from incentives.arrays import Floats, Ints
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
    beliefs: Floats  # (belief, place): the same for those who learn; see agents.learning


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
        beliefs=_by_belief(plans) if plans.learns.any() else np.zeros((0, 0)),
    )
    _fill(plans, found)
    return found


@inlined
def prospect(prospects: Prospects, p: int, kind: int, age: int) -> np.uintp:
    """Row of the table; unsigned, which spares the kernels a look for negative indices."""
    return np.uintp((p * prospects.kinds + kind) * prospects.ages + age)


def _by_belief(plans: PlanTables) -> Floats:
    """Values by belief, in the places of ``Prospects.values``."""
    found = []
    for wanted, table in (
        (plans.seat_value, plans.believed_value),
        (plans.seat_end, plans.believed_end),
    ):
        shape = (table.shape[1], *wanted.shape)
        moved = np.swapaxes(table, 0, 1)
        room = [(0, n - m) for n, m in zip(shape, moved.shape, strict=True)]
        found.append(np.pad(moved, room, mode="edge").reshape(shape[0], -1))
    return np.concatenate(found, axis=1)


@inlined
def value_believed(
    prospects: Prospects, nodes: tuple[int, int], sure: float, ease: float, at: np.uintp
) -> float:
    """What stands at a place of the values, for somebody who believes so about its monitor."""
    many, few = nodes
    low, share = between(many - 1, 0.0, 1.0 / max(many - 1, 1), sure)
    near, part = between(few - 1, 0.0, 1.0 / max(few - 1, 1), ease)
    value = 0.0
    for up in range(2):
        for along in range(2):
            weight = share if up == 1 else 1.0 - share
            weight *= part if along == 1 else 1.0 - part
            if weight > 0.0:
                belief = np.uintp((low + up) * few + near + along)
                value += weight * prospects.beliefs[belief, at]
    return value


def _fill(plans: PlanTables, out: Prospects) -> None:
    """Fill the table: arrays are (plans, kinds, ages, ...)."""
    shape = (*plans.foresight.shape, out.ages)
    terms = out.terms.reshape(*shape, -1)
    weights = out.weights.reshape(*shape, -1)
    age = np.arange(out.ages)
    _fill_seats(plans, age, terms)
    _fill_accounts(plans, age, terms, weights)
    _fill_routes(plans, age, terms, weights)


def _fill_seats(plans: PlanTables, age: Ints, terms: Floats) -> None:
    """What keeping the seat is worth, and where motives and the seat's value are found.

    A retirement that is known ends what the seat can bring; it ends no clawback.
    """
    motives = plans.worth.shape[2]
    _, _, horizon, lefts, nodes = plans.seat_value.shape
    h = plans.foresight[:, :, None]
    row = np.repeat(h, age.size, axis=2)
    own = np.arange(plans.foresight.size).reshape(*plans.foresight.shape, 1)  # plan and kind
    left = np.maximum(plans.probation[:, None, None] - age - 1, 0)
    value = ((own * horizon + h) * lefts + left) * nodes
    limit = plans.tenure_limit[:, None, None]
    last = np.maximum(limit - 1 - age, 0)  # quarters until a known retirement
    known = (limit > 0) & (last < h)
    row = np.where(known, plans.retirement_row[:, None, None] + last, row)
    ends = plans.seat_value.size + (own * horizon + last) * nodes
    value = np.where(known, ends, value)
    first = plans.tenure_row[:, None, None]
    row = np.where(first > 0, np.minimum(first + age, motives - 1), row)
    terms[..., MOTIVE] = own * motives + row
    terms[..., SEAT_VALUE] = value
    kept = plans.patience * ((1.0 - plans.retirement) * (1.0 - plans.acquisition))[:, None]
    terms[..., KEEP] = np.where(plans.foresight > 0, kept, 0.0)[:, :, None]
    terms[..., FINED] = np.where(plans.foresight > 0, plans.pay_weight, 0.0)[:, :, None]


def _fill_accounts(plans: PlanTables, age: Ints, terms: Floats, weights: Floats) -> None:
    """What a base pay in each account is worth, and what of that is lost with the seat.

    All that is still unvested, unless it vests in this quarter: that is before anybody leaves.
    A retirement that is known releases the account.
    """
    weights[..., 0] = 1.0
    for p, s in np.argwhere(plans.deferred > 0.0).tolist():
        cliff, cycle, limit = plans.cliff[p, s], plans.cycle[p, s], plans.tenure_limit[p]
        phase = age % cycle
        safe = (cycle == cliff) & (phase == cliff - 1)
        if limit > 0:
            phase = np.minimum(age, limit - 1)
        worth = plans.vest_worth[p, :, s, phase].T
        weights[p, :, :, s + 1] = worth
        lost = plans.pay_weight[p, :, None] * worth
        terms[p, :, :, UNVESTED + s] = np.where(safe, 0.0, lost)


def _fill_routes(plans: PlanTables, age: Ints, terms: Floats, weights: Floats) -> None:
    """Marginal pay, how an effort comes about, and whether it is measured what is withheld."""
    low, high = np.zeros(weights.shape[:3]), np.zeros(weights.shape[:3])
    for i in range(weights.shape[3]):
        weight = weights[..., i]
        low += np.where(weight > 0.0, weight * plans.curve_low[:, :, i, None], 0.0)
        high += np.where(weight > 0.0, weight * plans.curve_high[:, :, i, None], 0.0)
    terms[..., MARGIN] = low
    terms[..., AWARENESS] = plans.awareness[:, :, None]
    together = (high - low <= FLAT) & (plans.solver == TOGETHER)[:, None, None]
    # lanes are for those who have the same tasks
    together &= ~((plans.has_once == 1)[:, None, None] & (age == 0))
    together &= ((plans.draws == 0) & (plans.rate == 0.0))[:, :, None]
    route = np.where(together, TOGETHER, ALONE)
    terms[..., ROUTE] = np.where((plans.follows_rule == 1)[:, :, None], BY_RULE, route)
    watched = (plans.audit_watched > plans.audit_unwatched)[:, None]
    terms[..., TESTED] = ((plans.awareness > 0.0) & watched)[:, :, None]
