"""The rule that somebody has learned who repeats what was best while watched."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.plan.seat_value import SeatValues


def rule(seats: SeatValues) -> dict[str, Floats]:
    """What selection leaves behind: the response while watched.

    ``rule`` is (kinds, abilities, tasks) efforts, ``rule_gamble`` (kinds, abilities) the
    standard deviation that is added to reports.
    """
    primitives, enforcement = seats.primitives, seats.primitives.enforcement
    gamble = np.zeros((len(primitives.names), len(primitives.theta)))
    efforts = np.zeros((*gamble.shape, primitives.technology.value.size))
    watch = enforcement.most_watched()
    for kind, i in np.ndindex(gamble.shape):
        theta = float(primitives.theta[i])
        efforts[kind, i], _, variance = seats.respond(kind, theta, watch)
        gamble[kind, i] = np.sqrt(variance)
        if primitives.has_once:
            first, _, _ = seats.respond(kind, theta, watch, 0)
            efforts[kind, i] = np.where(primitives.table["once"] > 0, first, efforts[kind, i])
    return {"rule": efforts, "rule_gamble": gamble}
