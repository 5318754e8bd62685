"""Parts of the stacked plans: each kernel is given the fields that it reads, and no others.

What a kernel takes to compile grows with the number of arrays that are handed to it. Fields are
those of :class:`sim.plan.plan.PlanTables`, with its axes.
"""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

import numpy as np

from incentives.arrays import Floats, Ints
from sim.plan.plan import PlanTables


class EffortRules(NamedTuple):
    """What the usual best responses depend on: see :mod:`sim.quarter.effort`."""

    loading: Floats
    detectability: Floats
    cost: Floats
    cap: Floats
    value: Floats
    curvature: Floats
    later_cap: Floats
    later_intrinsic: Floats
    worth: Floats
    burden: Floats
    seat_value: Floats
    learns: Ints
    sure_nodes: Ints
    ease_nodes: Ints
    quits: Ints
    gambles: Ints
    pay_weight: Floats
    foresight: Ints
    ability_start: Floats
    ability_step: Floats
    gain: Floats
    by_expectation: Ints
    talented: Ints
    deferred: Floats
    severance: Floats
    cushioned: Ints
    audit_pooled: Floats
    bar_pooled: Floats
    bar_floor: Floats
    audit_watched: Floats
    audit_unwatched: Floats
    probation: Ints
    fine_pooled: Floats
    fine_watched: Floats
    fine_unwatched: Floats
    whistle: Floats
    detection_dismisses: Floats
    false_positive: Floats
    accused_cost: Floats
    accused_dismissed: Floats
    errs: Ints
    noise: Floats
    matured_weight: Floats
    maturing: Floats


class SearchRules(NamedTuple):
    """What else responses depend on that are found one by one."""

    gamble_cost: Floats
    restitution_pooled: Floats
    restitution_watched: Floats
    restitution_unwatched: Floats


class LearnedRules(NamedTuple):
    """What those do who repeat what they have learned."""

    rule: Floats
    rule_gamble: Floats


class ReportRules(NamedTuple):
    """What comes of efforts, and what is reported: see :mod:`sim.quarter.production`."""

    loading: Floats
    cost: Floats
    intrinsic: Floats
    cross: Floats
    solver: Ints
    value: Floats
    visible: Floats
    curvature: Floats
    private: Floats
    later_intrinsic: Floats
    gambles: Ints
    gamble_worth: Floats
    gamble_cost: Floats
    talented: Ints
    borrows: Ints
    borrowed: Floats
    has_once: Ints
    noise: Floats
    common_noise: Floats
    matured_weight: Floats
    maturing: Floats
    luck: Floats


class SettlementRules(NamedTuple):
    """Pay, beliefs, audits and exits: see :mod:`sim.quarter.settle`."""

    exponential: Ints
    private: Floats
    gain: Floats
    by_expectation: Ints
    conjecture: Floats
    conjectured_hidden: Floats
    deferred: Floats
    cliff: Ints
    vest_rate: Floats
    leaver: Ints
    settlement: Ints
    malus: Floats
    claw_rate: Floats
    claw_window: Ints
    claw_recovery: Floats
    reached: Ints
    severance: Floats
    longest_window: Ints
    has_open: Ints
    whistle: Floats
    upkeep: Floats
    monitoring: Floats
    monitoring_cost: Floats
    base_pay: Floats
    outside: Floats
    vacancy_cost: Floats
    quits: Ints
    pay_weight: Floats
    patience: Floats
    vest_worth: Floats
    cycle: Ints
    common_noise: Floats
    matured_weight: Floats
    maturing: Floats
    poaching: Floats
    poaching_slope: Floats
    retirement_drawn: Floats
    acquisition: Floats
    detected_return: Floats
    detection_dismisses: Floats
    false_positive: Floats
    accused_cost: Floats
    accusation_cost: Floats
    accused_dismissed: Floats
    errs: Ints
    tenure_limit: Ints


class PopulationRules(NamedTuple):
    """Who is out there: see :func:`sim.quarter.labour_market.seat_incumbents`."""

    choice_value: Floats
    accepts: Floats
    share_cumulated: Floats
    kind_mean: Floats
    kind_sd: Floats
    ability_start: Floats
    ability_step: Floats
    prior_mean: Floats
    tenure_limit: Ints
    contracts: Ints


Rules = TypeVar(
    "Rules",
    PlanTables,
    EffortRules,
    SearchRules,
    LearnedRules,
    ReportRules,
    SettlementRules,
    PopulationRules,
)


Read = TypeVar(
    "Read", EffortRules, SearchRules, LearnedRules, ReportRules, SettlementRules, PopulationRules
)


class Setting(NamedTuple, Generic[Rules]):
    """Which rules hold where: firm ``i`` is in world ``i // firms``, as many as each world has.

    The ``plans`` are the stacked ones, or the part of them that a kernel reads. What a scenario
    says is the same in all plans of its worlds, so that of the world will do; what a package says
    may differ from firm to firm.
    """

    plans: Rules
    plan_of_world: Ints  # (world,) row of ``plans``, that of one of its firms
    firms: int
    plan_of_firm: Ints  # (firm,) row of ``plans``
    until: Ints  # (firm,) first row after it that is under another plan, see :func:`runs_of`


def reading(setting: Setting[PlanTables], part: type[Read]) -> Setting[Read]:
    """The same setting for a kernel that reads only a part of the stacked plans."""
    return Setting(rules_of(setting.plans, part), *setting[1:])


def runs_of(plan_of_firm: Ints) -> Ints:
    """(firm,) where the run of equal plans ends that a firm is in."""
    ends = np.append(np.flatnonzero(np.diff(plan_of_firm)) + 1, plan_of_firm.size)
    return np.repeat(ends, np.diff(ends, prepend=0))


def rules_of(plans: PlanTables, part: type[Rules]) -> Rules:
    """The fields of the stacked ``plans`` that a ``part`` has; no copies."""
    return part(*(getattr(plans, name) for name in part._fields))
