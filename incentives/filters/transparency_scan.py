"""Transparency scan."""

from statistics import NormalDist
from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Filter, Formula, Measures


class TransparencyScan(Filter):
    """A reading of the goal that is right with probability ``accuracy``, whatever the goal is.

    The evidence is normal with ``d' = 2 * Phi^-1(accuracy)`` between aligned and misaligned goals,
    cut half way. The misaligned may know how to hide a share of it.
    """

    name = "transparency-scan"
    summary = "reads goals with some accuracy, at a price, and turns down the misaligned"
    source = (
        "Green and Swets 1966, Signal Detection Theory and Psychophysics, Wiley; Hubinger et al. "
        "2019, Risks from learned optimization (transparency)"
    )
    purpose = (
        "It looks at the goal instead of at conduct, so there is nothing to act; what it is worth "
        "depends on accuracy, on price, and on how rare the misaligned are."
    )
    measures: ClassVar[Measures] = "intent"
    rejects: ClassVar[bool] = True

    cost_each: float = Field(0.1, ge=0, le=100, description="base pays per applicant who takes it")
    accuracy: float = Field(
        0.8, ge=0.5, le=1, description="probability of a right reading; 0.5 knows nothing"
    )
    hidden: float = Field(
        0.0, ge=0, le=1, description="share of the evidence that the misaligned know how to hide"
    )
    tie_break: float = Field(1e-6, ge=0, le=1, description="weight of chance in the score")

    def dprime(self) -> float:
        """Distance of the means of the evidence, standard deviations."""
        return 2.0 * NormalDist().inv_cdf(min(self.accuracy, 1.0 - 1e-16))

    def formula(self) -> Formula:
        return Formula(luck=self.tie_break, cutoff=0.5 * self.dprime())

    def separation(self) -> float:
        return self.dprime() * (1.0 - self.hidden)
