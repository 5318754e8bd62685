"""Oversight: how often books are audited, what detection costs, and when the board lets go."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from incentives.parts import Part, expect
from incentives.views import Floats, Seen


class Oversight(Part):
    """Oversight parts are combined: audits are independent, fines and restitution add up.

    Of several bars the hardest counts.

    Every method answers per firm of ``seen``, or per foreseen context when plans are made.
    """

    family: ClassVar[str] = "oversight"

    def check(self) -> None:
        zero = np.zeros(8)
        seen = Seen(np.arange(8), np.arange(8), zero, zero, 0.6)
        rate = self.audit_rate(seen)
        expect("audit_rate", rate, zero.shape)
        if ((rate < 0) | (rate > 1)).any():
            raise ValueError(f"audit_rate returned {rate}; expected probabilities")
        expect("dismissal_bar", self.dismissal_bar(seen), zero.shape, infinite=True)

    def audit_rate(self, seen: Seen) -> Floats:
        """Probability of an audit by this part in this quarter; shape of ``seen.tenure``."""
        return np.zeros(seen.tenure.shape)

    def dismissal_bar(self, seen: Seen) -> Floats:
        """Belief below which the board dismisses; ``-inf`` for never."""
        return np.full(seen.tenure.shape, -np.inf)

    def probation(self) -> int:
        """Quarters of tenure that count as probation."""
        return 0

    def fine(self) -> float:
        """Base pays that a detected executive owes; due in the next quarter."""
        return 0.0

    def restitution(self) -> float:
        """Multiple of the quarter's private benefit that the detected pay back, with the fine."""
        return 0.0

    def audit_cost(self) -> float:
        """Base pays that one audit costs the firm."""
        return 0.0
