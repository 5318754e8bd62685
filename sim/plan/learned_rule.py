"""The rule that somebody has learned who repeats what was best while watched."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.plan.seat_value import SeatValues
from sim.plan.selected_rule import Selections


def rule(seats: SeatValues) -> dict[str, Floats]:
    """What selection leaves behind: the response while watched, of those who follow rules.

    Or what it has found, of those who were selected; see :mod:`sim.plan.selected_rule`.

    ``rule`` is (kinds, abilities, tasks) efforts, ``rule_gamble`` (kinds, abilities) the
    standard deviation that is added to reports. Both are 0 for kinds that follow none.
    """
    primitives, enforcement = seats.primitives, seats.primitives.enforcement
    gamble = np.zeros((len(primitives.names), len(primitives.theta)))
    efforts = np.zeros((*gamble.shape, primitives.technology.value.size))
    watch, selections = enforcement.most_watched(), Selections(seats)
    for kind in np.flatnonzero(primitives.follows_rule).tolist():
        selection = primitives.selections[kind]
        if selection is not None:
            efforts[kind] = selections.rule_of(kind, selection)
            continue
        case = [(kind, primitives.theta, watch)]
        found = seats.best_of(case)
        efforts[kind], gamble[kind] = found.effort, np.sqrt(found.variance)
        if primitives.has_once:
            first = seats.best_of(case, 0).effort
            efforts[kind] = np.where(primitives.table["once"] > 0, first, efforts[kind])
    return {"rule": efforts, "rule_gamble": gamble}
