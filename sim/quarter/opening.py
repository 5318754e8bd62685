"""What there was when the burn-in was over: everything that is counted is counted from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints
from sim.quarter.state import Record

if TYPE_CHECKING:
    import numpy.typing as npt

_SUMS = (
    *("quarters", "accrual", "paid", "clawed", "detections", "accusations"),
    *("metric", "harm", "risk_taken"),
)
"""Fields of tenures that are summed over quarters."""


class Opening(NamedTuple):
    """What there was after the burn-in; arrays are (firm,).

    Attributes:
        quarter: Number of the first quarter that counts, from the first played.
        number: Of the tenures that were running.
        record: What they had come to.
        own_harm: Hidden harm of the incumbents, per unit of impact; ``hidden_harm``: all of it.
        maturing: Share of it that surfaces in a quarter.
        finished: How many tenures were over.
    """

    quarter: int
    number: Ints
    record: Record
    own_harm: Floats
    hidden_harm: Floats
    maturing: Floats
    finished: int

    def left(self, name: str, firm: Ints, number: Ints, until: Ints) -> npt.NDArray[Any] | int:
        """What of a field of some tenures was there before: to be taken off.

        Args:
            name: Of the field.
            firm, number: (tenures,) where, and the how manieth there.
            until: (tenures,) last quarter of each, from the first played.

        Returns:
            (tenures,) amounts; or 0, where nothing is to be taken off any.
        """
        if name in ("start", "end"):
            return self.quarter
        before = self.number[firm] == number
        if name in _SUMS:
            amount = getattr(self.record, name)[firm]
        elif name == "left_harm":
            later = np.maximum(until - self.quarter + 1, 0)
            amount = self.own_harm[firm] * (1.0 - self.maturing[firm]) ** later
        else:
            return 0
        found: npt.NDArray[Any] = np.where(before, amount, np.zeros((), amount.dtype))
        return found
