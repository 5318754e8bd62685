"""Screening."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Filter, Formula, Measures


class Screening(Filter):
    """A test of intent that turns down whoever looks misaligned, and leaves the rest to others.

    The evidence is standard normal for applicants whose goals are aligned, and shifted by the
    separation for the misaligned.
    """

    name = "screening"
    summary = "turns down applicants in whom a test of intent sees a misaligned goal"
    source = "Green and Swets 1966, Signal Detection Theory and Psychophysics, Wiley"
    purpose = (
        "It turns down the misaligned at the price of false alarms; what matters is how "
        "sensitive the test is once they know how to hide."
    )
    measures: ClassVar[Measures] = "intent"
    rejects: ClassVar[bool] = True

    dprime: float = Field(
        1.0, ge=-100, le=100, description="sensitivity d', standard deviations of the evidence"
    )
    gaming: float = Field(
        0.0, ge=0, le=1, description="share of it that the misaligned know how to hide"
    )
    cutoff: float = Field(
        1.0, ge=-100, le=100, description="evidence above which an applicant is turned down"
    )
    tie_break: float = Field(1e-6, ge=0, le=1, description="weight of chance in the score")

    def formula(self) -> Formula:
        return Formula(luck=self.tie_break, cutoff=self.cutoff)

    def separation(self) -> float:
        return self.dprime * (1.0 - self.gaming)
