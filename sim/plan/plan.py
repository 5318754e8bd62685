"""Plans: everything that can be known in advance about one governance package.

A plan belongs to one scenario, package, level of monitoring and regime. It holds the numbers
that the kernels read: the technology, expected pay as curves, the worth of a seat to every kind
of executive, and what shareholders can forecast. Plans of different scenarios are stacked, so
that worlds of different scenarios can ride in one batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, get_args

import numpy as np

from incentives.arrays import Floats, Ints
from incentives.schemes.base import Leaver

LEAVERS = get_args(Leaver)
"""What may become of the account of somebody who is poached, by number."""
FORFEIT, CONTINUE = LEAVERS.index("forfeit"), LEAVERS.index("continue")

_PER_SCHEME = {
    "deferred",
    "cliff",
    "cycle",
    "vest_rate",
    "leaver",
    "settlement",
    "malus",
    "vest_worth",
    "claw_rate",
    "claw_window",
    "claw_recovery",
    "reached",
    "severance",
    "curve_value",
    "curve_slope",
    "curve_low",
    "curve_high",
    "gamble_value",
    "gamble_slope",
    "gamble_low",
    "gamble_high",
    "gamble_sd",
    "gamble_toll",
    "gamble_step",
    "gamble_last",
}
"""Padded with what pays nothing, and offers no risk."""


_FROM_ONE = {"cliff", "cycle"}


class PlanTables(NamedTuple):
    """Stacked plans. Axes: p plan, y kind of executive, j task, i pay curve, n node, h horizon.

    Where there is a menu, ``y`` is kind and contract, see :mod:`sim.plan.pay.menus`;
    ``share_cumulated`` is over kinds alone.

    ``seat_value`` is (p, y, h, probation left, ability node), ``seat_end`` (p, y, quarters left,
    ability node), ``entry_value``, the worth of a seat at hiring, (p, y, ability node).
    ``vest_worth`` is (p, y, scheme, quarter of tenure, modulo the cycle if there is no limit);
    ``gain`` is (p, tenure). Curve 0 is what is paid at once, curve ``i + 1`` the deferred part of
    scheme ``i``. Rows of ``worth`` are quarters of foresight, then known retirements, then quarters
    of tenure (where pay depends on beliefs, or malus is at stake).
    """

    loading: Floats
    detectability: Floats
    cost: Floats
    cap: Floats
    intrinsic: Floats
    cross: Floats  # p j j
    exponential: Ints  # p; see agents.problem
    solver: Ints  # p; see agents.solver
    value: Floats
    visible: Floats
    curvature: Floats
    private: Floats
    later_cap: Floats  # p j; after the first quarter of a tenure
    later_intrinsic: Floats
    worth: Floats  # p y row j
    burden: Floats  # p y row j
    retirement_row: Ints  # p; first row of ``worth`` for known retirements
    tenure_row: Ints  # p; first row for quarters of tenure, 0 where there are none
    seat_value: Floats
    seat_end: Floats
    entry_value: Floats
    choice_value: Floats  # p y ability node; what contracts of a menu are compared by
    rule: Floats  # p y ability j
    rule_gamble: Floats  # p y ability
    curve_value: Floats  # p y i n
    curve_slope: Floats
    curve_low: Floats  # p y i
    curve_high: Floats
    curve_start: Floats  # p
    curve_step: Floats
    curve_last: Ints
    gambles: Ints  # p; whether risk is a choice. See agents.gambling:
    gamble_sd: Floats  # p level
    gamble_toll: Floats  # p level y
    gamble_value: Floats  # p level y i n
    gamble_slope: Floats
    gamble_low: Floats  # p level y i
    gamble_high: Floats
    gamble_step: Floats  # p level
    gamble_last: Ints
    gamble_worth: Floats  # p; true value per unit of a gamble's outcome
    gamble_cost: Floats  # p; and lost per unit of variance
    vest_worth: Floats
    pay_weight: Floats  # p y
    patience: Floats
    foresight: Ints
    awareness: Floats
    lying_cost: Floats
    follows_rule: Ints
    misaligned: Ints
    integrity: Floats
    share_cumulated: Floats
    kind_mean: Floats  # of ability
    kind_sd: Floats
    faking: Floats
    signal_noise: Floats  # NaN: the filter's
    ability_start: Floats  # p
    ability_step: Floats
    ability_mean: Floats  # of all candidates
    ability_sd: Floats
    gain: Floats
    reference: Floats  # p
    prior_mean: Floats
    by_expectation: Ints  # whether boards compare reports with what they expect
    conjecture: Floats  # p tenure; metric index that they expect
    conjectured_hidden: Floats  # p tenure; hidden value that they think is added per quarter
    talented: Ints  # p; whether anybody has talent at all
    talent_mean: Floats
    talent_sd: Floats
    talent_drift: Floats
    borrows: Ints  # p; whether any task brings value forward
    borrowed: Floats  # p j
    deferred: Floats  # p scheme
    cliff: Ints
    cycle: Ints  # quarters of tenure after which an account is as it was
    vest_rate: Floats  # share of an account that vests per quarter
    leaver: Ints
    settlement: Ints
    malus: Floats
    claw_rate: Floats
    claw_window: Ints
    claw_recovery: Floats
    reached: Ints  # p scheme; whether clawback reaches what has been paid
    severance: Floats  # p scheme; paid on dismissal
    longest_window: Ints  # p
    cushioned: Ints  # p; whether any scheme pays on dismissal
    has_once: Ints  # p; whether any task is done once, and
    has_open: Ints  # whether any account may outlive its executive's exit
    audit_pooled: Floats  # p
    bar_pooled: Floats
    bar_floor: Floats
    audit_watched: Floats
    audit_unwatched: Floats
    probation: Ints
    fine: Floats
    restitution: Floats
    audit_cost: Floats
    whistle: Floats
    upkeep: Floats
    monitoring: Floats
    monitoring_cost: Floats
    base_pay: Floats
    outside: Floats
    noise: Floats
    common_noise: Floats
    matured_weight: Floats
    maturing: Floats
    luck: Floats
    poaching: Floats
    poaching_slope: Floats
    retirement: Floats
    pool_exit: Floats
    detected_return: Floats
    tenure_limit: Ints
    gaming_cap: Floats
    reputation_weight: Floats
    deceptive: Floats
    experienced: Ints
    contracts: Ints  # p; of a menu, 1 if there is none


@dataclass(frozen=True)
class Forecast:
    """What shareholders expect per quarter of the firms under a plan, per unit of impact or pay.

    Attributes:
        value_now: True value realised at once, per unit of impact.
        value_later: True value that matures later, per unit of impact.
        cost: Pay, audits and filters, but no monitoring, in base pays.
        metric: Mean reported metric.
    """

    value_now: float
    value_later: float
    cost: float
    metric: float


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan, unstacked: fields of :class:`PlanTables` without the first axis.

    More are for :mod:`sim.hiring.market` alone: ``chance`` and ``rung`` of gaming; ``trial`` and
    ``bait``, see :mod:`sim.plan.trials`.
    """

    fields: dict[str, np.ndarray]
    forecast: Forecast


@lru_cache(maxsize=64)
def stack_plans(plans: tuple[Plan, ...]) -> PlanTables:
    """Plans along a first axis, padded to a common shape.

    A padded scheme pays nothing; other padding repeats the last entry and is never read, because
    the kernels stay within each plan's own counts.
    """
    stacked = {}
    for name in PlanTables._fields:
        arrays = [np.atleast_1d(plan.fields[name]) for plan in plans]
        if plans[0].fields[name].ndim == 0:
            stacked[name] = np.concatenate(arrays)
            continue
        shape = tuple(max(sizes) for sizes in zip(*(a.shape for a in arrays), strict=True))
        padded = []
        for a in arrays:
            room = [(0, n - m) for n, m in zip(shape, a.shape, strict=True)]
            if name in _PER_SCHEME:
                padded.append(np.pad(a, room, constant_values=1 if name in _FROM_ONE else 0))
            else:
                padded.append(np.pad(a, room, mode="edge"))
        stacked[name] = np.stack(padded)
    return PlanTables(**{name: np.ascontiguousarray(a) for name, a in stacked.items()})
