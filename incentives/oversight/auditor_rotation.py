"""Auditor rotation."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import MOST_CONTEXTS, Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class AuditorRotation(Oversight):
    """Auditors grow close to those whom they audit, until the next one starts afresh.

    So many ``years`` after the last rotation the rate is ``rate*(1 - capture)**years``.
    """

    name = "auditor-rotation"
    summary = "audits that wear off with the years of an auditor at the firm, until the next comes"
    source = (
        "Bazerman, Morgan and Loewenstein 1997, The impossibility of auditor independence, Sloan "
        "Management Review 38; Lennox, Wu and Zhang 2014, Accounting Review 89"
    )
    purpose = (
        "Harm is done late in an auditor's term and not after a rotation: everybody knows when "
        "the next auditor comes."
    )
    neutral = parameters(rate=0.0)

    rate: float = Field(0.1, ge=0, le=1, description="probability of an audit by a new auditor")
    capture: float = Field(0.2, ge=0, le=1, description="share of the rate lost per year")
    every: int = Field(
        20, ge=1, le=MOST_CONTEXTS, description="quarters between rotations, the first in quarter 0"
    )
    penalty: float = Field(1.0, ge=0, le=1e6, description="fine on detection, base pays")
    cost: float = Field(0.1, ge=0, le=1e6, description="base pays per audit")

    def audit_rate(self, seen: Seen) -> Floats:
        years = np.asarray(seen.quarter) % self.every / 4
        return np.full(seen.tenure.shape, self.rate * (1 - self.capture) ** years)

    def period(self) -> int:
        return self.every if self.rate * self.capture > 0.0 else super().period()

    def fine(self) -> float:
        return self.penalty

    def audit_cost(self) -> float:
        return self.cost
