"""What follows from efforts that executives have not chosen themselves: see ``decisions.py``."""

from __future__ import annotations

from agents.numerics.compile import lean
from incentives.arrays import Ints
from sim.plan.plan import PlanTables
from sim.quarter.effort import take_effect
from sim.quarter.state import Actions, Record, Seats


@lean
def weigh(
    plans: PlanTables,
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
