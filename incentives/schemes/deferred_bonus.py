"""Deferred bonus with cliff vesting, malus and clawback."""

from pydantic import Field

from incentives.metrics.base import EARNINGS, MetricName
from incentives.parts import parameters
from incentives.schemes.base import Clawback, Leaver, Sloped, Vesting


class DeferredBonus(Sloped):
    """Award ``slope * metric``, most of it into an account that vests whole at each cliff.

    The account is a bonus bank: bad quarters reduce it. It is lost on dismissal and detection;
    ``leaver`` says what poaching does to it. Own harm that surfaces is charged to it first, then
    to what has been paid; ``malus`` takes back what the harm itself had earned.
    """

    name = "deferred-bonus"
    summary = "a linear bonus that vests at a cliff and is clawed back when harm surfaces"
    source = "Edmans, Gabaix, Sadzik and Sannikov 2012, Dynamic CEO compensation, JF 67; Laux 2012"
    purpose = (
        "Pay that waits can be taken back when harm surfaces, so harm that surfaces in time "
        "does not pay; what surfaces later still does."
    )
    neutral = parameters(slope=0.0, clawback_rate=0.0)

    deferred: float = Field(0.7, ge=0, le=1, description="share of an award that is deferred")
    cliff: int = Field(12, ge=1, le=401, description="quarters of tenure between vesting dates")
    leaver: Leaver = Field("forfeit", description="what poaching does to the account")
    settlement: int = Field(
        0, ge=0, le=80, description="quarters from an exit until the account is settled"
    )
    malus: float = Field(
        0.0, ge=0, le=1, description="share taken of unvested pay earned through surfaced harm"
    )
    clawback_rate: float = Field(
        0.5, ge=0, le=20, description="base pays charged per unit of surfaced harm"
    )
    window: int = Field(8, ge=0, le=200, description="quarters after exit open to clawback")
    recovery: float = Field(0.5, ge=0, le=1, description="share recovered after exit")
    metric: MetricName = EARNINGS

    def vesting(self) -> Vesting:
        return Vesting(self.deferred, self.cliff, self.leaver, self.settlement)

    def clawback(self) -> Clawback:
        return Clawback(self.clawback_rate, self.window, self.recovery, self.malus)
