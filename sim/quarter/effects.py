"""What follows from efforts, however they were chosen: risk of dismissal, what is withheld."""

from __future__ import annotations

import math

import numpy as np

from agents.numerics.compile import inlined, lean
from agents.numerics.normal import lane_cdf
from incentives.arrays import Ints
from sim.quarter.problems import distance
from sim.quarter.rules import EffortRules
from sim.quarter.state import Actions, Record, Seats


@lean
def weigh(
    plans: EffortRules,
    p: int,
    expected: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    rows: Ints,
) -> None:
    """Metric, detection and risk of dismissal that follow from the efforts of the given firms."""
    for place in range(rows.shape[0]):
        i = rows[place]
        index = 0.0
        detection = 0.0
        for j in range(actions.effort.shape[0]):
            z = seats.theta[i] * actions.effort[j, i]
            index += plans.loading[p, j] * z
            detection += plans.detectability[p, j] * z
        take_effect(plans, p, expected, seats, actions, record, i, index, detection)


@inlined
def take_effect(
    plans: EffortRules,
    p: int,
    expected: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    i: int,
    index: float,
    detection: float,
) -> None:
    """Metric and detection index of what is done, and the risk of dismissal that follows.

    A gamble is known by then; it is the executive's, and boards learn as if there were none.
    """
    gain, carried, par = standing_of(plans, p, expected, seats, actions, record, i)
    centre = par + seats.belief[i] - carried
    per_gain = 1.0 / gain if gain > 0.0 else np.inf
    sd = plans.noise[p]
    if plans.gambles[p] == 1:
        sd = math.hypot(sd, actions.gamble[i])
    per_sd = 1.0 / sd
    stance = distance(actions.bar[i], per_gain, per_sd, seats.belief[i], centre)
    actions.metric_index[i] = index
    actions.detection[i] = detection
    actions.risk[i] = lane_cdf(stance - index * per_sd)


@inlined
def withhold(seats: Seats, record: Record, i: int, side: int, value: float) -> None:
    """Book the true value of a response: watched (side 1) less unwatched (side 2)."""
    gap = value if side == 1 else -value
    record.withheld[i] += gap * seats.impact[i] / seats.base_pay[i]


@inlined
def standing_of(
    plans: EffortRules,
    p: int,
    expected: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    i: int,
) -> tuple[float, float, float]:
    """The board's gain, the metric that comes without effort, and the report that is par."""
    reports = record.quarters[i]  # so far, for incumbents too
    gain = plans.gain[p, min(reports, plans.gain.shape[1] - 1)]
    carried = plans.matured_weight[p] * plans.maturing[p] * pending_value(seats, i)
    if plans.talented[p] == 1:
        carried += actions.talent[i]
    par = expected
    if plans.by_expectation[p] == 1:
        par = actions.conjecture[i] - seats.belief[i]
    return gain, carried, par


@inlined
def pending_value(seats: Seats, i: int) -> float:
    """Hidden consequences of firm ``i`` that are still to come, per unit of impact."""
    benefit = seats.own_benefit[i] + seats.old_benefit[i]
    pending: float = benefit - seats.own_harm[i] - seats.old_harm[i]
    return pending
