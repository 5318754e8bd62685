"""The rule that somebody has learned who repeats what was best while watched."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.plan.seat_value import Seats


def rule(seats: Seats) -> dict[str, Floats]:
    """What selection leaves behind: the response while watched.

    ``rule`` is (kinds, abilities, tasks) efforts, ``rule_gamble`` (kinds, abilities) the
    standard deviation that is added to reports.
    """
    setting, scrutiny = seats.setting, seats.setting.scrutiny
    gamble = np.zeros((len(setting.names), len(setting.theta)))
    efforts = np.zeros((*gamble.shape, setting.technology.value.size))
    watched = np.unravel_index(np.argmax(scrutiny.rates), scrutiny.rates.shape)
    audit = np.full(len(scrutiny.chance), scrutiny.rates[watched])
    bar = float(scrutiny.bars[watched])
    for y, i in np.ndindex(gamble.shape):
        theta = float(setting.theta[i])
        efforts[y, i], _, variance = seats.respond(y, theta, audit, bar)
        gamble[y, i] = np.sqrt(variance)
        if setting.has_once:
            first, _, _ = seats.respond(y, theta, audit, bar, 0)
            efforts[y, i] = np.where(setting.table["once"] > 0, first, efforts[y, i])
    return {"rule": efforts, "rule_gamble": gamble}
