"""Lottery."""

from incentives.filters.base import Filter, Formula


class Lottery(Filter):
    """Every applicant has the same chance."""

    name = "lottery"
    summary = "hire at random: nothing is measured, so nothing can be gamed"
    source = "the control of a selection study; see Sackett et al. 2022, JAP 107"
    purpose = (
        "Whoever is hired is as good as the average, and nobody wastes anything on the "
        "contest: the control for all other filters."
    )

    def formula(self) -> Formula:
        return Formula(luck=1.0)

    def newcomer_score(self) -> tuple[float, float]:
        return 0.0, 1.0
