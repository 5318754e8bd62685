"""Long-term incentive account."""

from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import NO_CLIFF, Clawback, Leaver, Sloped, Vesting


class IncentiveAccount(Sloped):
    """An account that moves by ``slope * metric`` and of which the share ``rate`` vests a quarter.

    Its sensitivity is the same in every quarter, whatever is in it, and it goes on vesting for
    ``after`` quarters after the exit, when the rest is paid. So there is no date at which a lift of
    the report pays more than at others. With ``rate`` 1 it is a linear bonus.
    """

    name = "incentive-account"
    summary = "an account of constant sensitivity that vests gradually, also after the exit"
    source = "Edmans, Gabaix, Sadzik and Sannikov 2012, Dynamic CEO compensation, JF 67"
    purpose = (
        "Leaves no date at which manipulation pays, because the account vests little by little, "
        "also after the exit."
    )
    neutral = parameters(slope=0.0)

    rate: float = Field(
        0.1, ge=1e-4, le=1, description="share of the account that vests per quarter"
    )
    after: int = Field(
        20, ge=0, le=200, description="quarters from an exit until the rest of it is paid"
    )
    leaver: Leaver = Field("continue", description="what poaching does to the account")
    malus: float = Field(
        1.0, ge=0, le=1, description="share taken of unvested pay earned through surfaced harm"
    )

    def vesting(self) -> Vesting:
        return Vesting(1.0, NO_CLIFF, self.leaver, self.after, self.rate)

    def clawback(self) -> Clawback:
        return Clawback(malus=self.malus)
