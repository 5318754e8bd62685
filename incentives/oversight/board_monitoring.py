"""Monitoring by the board."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class BoardMonitoring(Oversight):
    """The board looks into the books, and all shareholders pay for it by contract.

    Watching with the extra rate ``intensity`` costs ``cost*intensity**2`` per quarter, found or
    not. Shareholders may monitor besides (``shareholders.monitoring_levels``): each for itself.
    """

    name = "board-monitoring"
    summary = "closer watch by the board, paid for by all shareholders whatever each would choose"
    source = (
        "Hermalin and Weisbach 1998, Endogenously chosen boards of directors, AER 88; Shleifer "
        "and Vishny 1986, JPE 94; Grossman and Hart 1980, Bell Journal 11"
    )
    purpose = (
        "It watches where dispersed owners free-ride on each other and nobody else would; a "
        "sole owner needs it less."
    )
    neutral = parameters(intensity=0.0)

    intensity: float = Field(0.1, ge=0, le=1, description="extra probability of an audit")
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    cost: float = Field(
        10.0, ge=0, le=1e6, description="base pays per quarter and squared extra probability"
    )

    def audit_rate(self, seen: Seen) -> Floats:
        return np.full(seen.tenure.shape, self.intensity)

    def fine(self) -> float:
        return self.penalty

    def upkeep(self) -> float:
        return self.cost * self.intensity**2
