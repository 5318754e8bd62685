"""Panel."""

from math import sqrt

from pydantic import Field, model_validator

from incentives.filters.interview import Interview


class Panel(Interview):
    """Several raters in one room, averaged.

    The mean of ``k`` ratings that correlate by ``r`` has standard deviation ``s = sqrt((1 + (k - 1)
    * r) / k)`` and validity ``validity / s``. A performance impresses all raters at once, so a
    standard deviation of the mean costs ``kappa * s**2``: less than one of a single rating.
    """

    name = "panel"
    summary = "several raters, averaged: less noise, and the same bluff impresses them all"
    source = (
        "Spearman 1910 and Brown 1910, British Journal of Psychology 3; Sackett et al. 2022, JAP "
        "107 (validity .42); Huffcutt, Culbertson and Weyhrauch 2013, IJSA 21 (agreement)"
    )
    purpose = (
        "It averages the raters' errors, not the applicants' bluff: more ability is found, and "
        "gaming pays better than with one rater."
    )

    cost_each: float = Field(0.03, ge=0, le=100, description="base pays per applicant who takes it")
    raters: int = Field(3, ge=1, le=100, description="who rate the same performance")
    agreement: float = Field(0.44, ge=0, le=1, description="correlation of two raters' ratings")
    validity: float = Field(
        0.42, ge=0, le=1, description="correlation of one rater's rating and ability"
    )
    kappa: float = Field(
        6.0,
        ge=1e-6,
        le=1e6,
        description="gaming cost, base pays per squared standard deviation of one rating",
    )

    @model_validator(mode="after")
    def _possible(self) -> "Panel":
        if self.validity > self.spread():
            raise ValueError(
                f"validity is {self.validity} with agreement {self.agreement}; expected at most "
                f"{self.spread():.4g}, for raters who agree so little share less with ability"
            )
        return self

    def spread(self) -> float:
        """Standard deviation of the mean rating, in those of one rating."""
        return sqrt((1.0 + (self.raters - 1) * self.agreement) / self.raters)

    def correlation(self) -> float:
        return min(self.validity / self.spread(), 1.0)

    def gaming_cost(self) -> float:
        return self.kappa * self.spread() ** 2
