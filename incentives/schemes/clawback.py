"""Clawback of all pay."""

import numpy as np
from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import Clawback, Scheme
from incentives.views import Floats, Seen


class ClawbackOfPay(Scheme):
    """Awards nothing; own harm that surfaces is charged to what all schemes have paid.

    In the seat ``rate`` per unit of harm is charged, up to what the package's schemes have paid in
    the tenure and not yet got back; base pay is not touched. After an exit the share ``recovery``
    of it can be collected, for ``window`` quarters.
    """

    name = "clawback"
    summary = "surfaced harm is charged to whatever the other schemes have paid, also after exit"
    source = (
        "Fried and Shilon 2011, Excess-pay clawbacks, J. Corp. L. 36; Chan, Chen, Chen and Yu "
        "2012, The effects of firm-initiated clawback provisions, JAE 54"
    )
    purpose = (
        "Makes harm that surfaces cost its author, also after the exit; it deters those who "
        "look ahead."
    )
    neutral = parameters(rate=0.0)

    rate: float = Field(0.5, ge=0, le=20, description="base pays charged per unit of surfaced harm")
    window: int = Field(8, ge=0, le=200, description="quarters after exit open to clawback")
    recovery: float = Field(0.5, ge=0, le=1, description="share recovered after exit")

    def award(self, seen: Seen) -> Floats:
        return np.zeros_like(seen.metric)

    def clawback(self) -> Clawback:
        return Clawback(self.rate, self.window, self.recovery, all_pay=True)
