"""Golden parachute."""

import numpy as np
from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class GoldenParachute(Scheme):
    """Pays ``amount`` to an executive whom the board dismisses, and nothing to the detected.

    It makes up for the seat, and no more: an executive to whom the seat is worth less is
    indifferent between both, and does not work for a dismissal, which would be one for cause.
    """

    name = "golden-parachute"
    summary = "a payment on dismissal: the seat is less worth lying, and working, for"
    source = (
        "Almazan and Suarez 2003, Entrenchment and severance pay, JF 58; Inderst and Mueller 2010, "
        "CEO replacement under private information, RFS 23"
    )
    purpose = (
        "Takes the sting out of dismissal, and with it the discipline and the window dressing "
        "that dismissal causes."
    )
    neutral = parameters(amount=0.0)

    amount: float = Field(4.0, ge=0, le=1e6, description="base pays on dismissal")

    def award(self, seen: Seen) -> Floats:
        return np.zeros_like(seen.metric)

    def severance(self) -> float:
        return self.amount
