"""Deferred bonus with cliff vesting and clawback."""

from pydantic import Field

from incentives.schemes.base import Clawback, Scheme, Vesting
from incentives.views import Floats, Seen


class DeferredBonus(Scheme):
    """Award ``slope * metric``, most of it into an account that vests whole at each cliff.

    The account is a bonus bank: bad quarters reduce it. It is lost on dismissal, detection and
    poaching. Own harm that surfaces is charged to it first, then to what has been paid.
    """

    name = "deferred-bonus"
    summary = "a linear bonus that vests at a cliff and is clawed back when harm surfaces"
    source = "Edmans, Gabaix, Sadzik and Sannikov 2012, Dynamic CEO compensation, JF 67"

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of the metric")
    deferred: float = Field(0.7, ge=0, le=1, description="share of an award that is deferred")
    cliff: int = Field(12, ge=1, le=80, description="quarters of tenure between vesting dates")
    clawback_rate: float = Field(
        0.5, ge=0, le=20, description="base pays charged per unit of surfaced harm"
    )
    window: int = Field(8, ge=0, le=200, description="quarters after exit open to clawback")
    recovery: float = Field(0.5, ge=0, le=1, description="share recovered after exit")

    def award(self, seen: Seen) -> Floats:
        return self.slope * seen.metric

    def expected_award(self, seen: Seen) -> Floats:
        return self.slope * seen.metric

    def vesting(self) -> Vesting:
        return Vesting(self.deferred, self.cliff)

    def clawback(self) -> Clawback:
        return Clawback(self.clawback_rate, self.window, self.recovery)
