"""Holdback until some time after the exit."""

from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import NO_CLIFF, Clawback, Leaver, Sloped, Vesting


class Holdback(Sloped):
    """Award ``slope * metric``; a share of it is held back until ``after`` quarters after the exit.

    Nothing held back vests in the seat. Of what harm has earned, ``malus`` is taken as the harm
    surfaces, until the account is settled. Dismissal and detection forfeit the account. Executives
    count it as far as they can foresee an exit, and the quarters after it, and at a discount.
    """

    name = "holdback"
    summary = "a linear bonus of which a part is held back until some years after the exit"
    source = (
        "Bebchuk and Fried 2010, Paying for long-term performance, UPLR 158; Edmans, Gabaix, "
        "Sadzik and Sannikov 2012, Dynamic CEO compensation, JF 67"
    )
    purpose = "Ties pay to what surfaces after the exit, for those who look that far ahead."
    neutral = parameters(slope=0.0)

    held: float = Field(0.5, ge=0, le=1, description="share of an award that is held back")
    after: int = Field(8, ge=0, le=200, description="quarters from an exit until it is paid")
    leaver: Leaver = Field("accelerate", description="what poaching does to the account")
    malus: float = Field(
        1.0, ge=0, le=1, description="share taken of pay held back that surfaced harm had earned"
    )

    def vesting(self) -> Vesting:
        return Vesting(self.held, NO_CLIFF, self.leaver, self.after)

    def clawback(self) -> Clawback:
        return Clawback(malus=self.malus)
