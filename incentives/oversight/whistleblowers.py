"""Whistleblowers."""

from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters


class Whistleblowers(Oversight):
    """Somebody inside tells, with some probability, of what there is to be seen.

    What is told needs no audit: nothing is spent where there is nothing to find. Nobody inside
    follows a calendar, or can be told to look away.
    """

    name = "whistleblowers"
    summary = "somebody inside may tell, in any quarter and without an audit"
    source = "Dyck, Morse and Zingales 2010, Who blows the whistle on corporate fraud?, JF 65"
    purpose = (
        "It deters in every quarter what can be seen from inside, also between audits, at the "
        "price of a hotline and no audit."
    )
    neutral = parameters(rate=0.0, hotline=0.0)

    rate: float = Field(
        0.05, ge=0, le=1, description="probability per quarter of telling what can be seen"
    )
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    hotline: float = Field(
        0.02, ge=0, le=1e6, description="hotline and protection, base pays per quarter"
    )

    def whistle(self) -> float:
        return self.rate

    def fine(self) -> float:
        return self.penalty

    def upkeep(self) -> float:
        return self.hotline
