"""What seats are worth to executives who have come to believe something else of their monitor."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.plan.seat_value import SeatValues


def beliefs(seats: SeatValues) -> dict[str, npt.NDArray[Any]]:
    """Fields of the plan about kinds that learn, see :mod:`agents.learning`.

    The worth of seats is tabulated over beliefs, as if each of them lasted; everybody else, and
    pay, are as in these seats. The tables have one entry where nobody learns, and are not read.
    """
    priors = seats.primitives.priors
    learns = priors.learns()
    value, end = np.zeros((1, 1, 1, 1, 1)), np.zeros((1, 1, 1, 1))
    sure, ease = priors.beliefs()
    if learns:
        value, end = _tabulate(seats, sure, ease)
    return {
        "learns": np.asarray(int(learns)),
        "audit_strong": priors.strong,
        "audit_weak": priors.weak,
        "sure": priors.sure,
        "slack": priors.slack,
        "sure_nodes": np.asarray(sure.size),
        "ease_nodes": np.asarray(ease.size),
        "believed_value": value,
        "believed_end": end,
    }


def _tabulate(seats: SeatValues, sure: Floats, ease: Floats) -> tuple[Floats, Floats]:
    """Worth of seats, and of those with a known end, by belief: ``sure`` first, then ``ease``."""
    solved = seats.profile, seats.pay, seats.tasks, seats.solver
    primitives, value, end = seats.primitives, [], []
    for one in sure.tolist():
        for other in ease.tolist():
            known = primitives.believing(one if sure.size > 1 else None, other)
            found = SeatValues(known, *solved, everybody=True)
            value.append(found.value)
            end.append(found.end)
    return np.array(value), np.array(end)
