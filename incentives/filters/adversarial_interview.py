"""Adversarial interview."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Filter, Formula, Measures


class AdversarialInterview(Filter):
    """An honest-looking chance to defect; whoever takes it is turned down.

    An applicant suspects a test with probability ``awareness * (1 - disguise)``. Whoever suspects
    nothing takes the chance if it has something to offer, whoever does only if that is more than
    the seat is worth times an equal chance of being hired.
    """

    name = "adversarial-interview"
    summary = "stages a temptation and turns down whoever takes it"
    source = (
        "Prenzler and Ronken 2001, Police integrity testing in Australia, Criminal Justice 1; "
        "Hubinger et al. 2019, Risks from learned optimization, arXiv 1906.01820"
    )
    purpose = (
        "It catches those whose goals are not the owners', as far as they do not see through it; "
        "those who do behave, and are hired."
    )
    measures: ClassVar[Measures] = "temptation"
    rejects: ClassVar[bool] = True

    disguise: float = Field(
        0.5, ge=0, le=1, description="probability that even the aware suspect nothing"
    )

    def formula(self) -> Formula:
        return Formula(cutoff=0.0)

    def suspicion(self) -> float:
        return 1.0 - self.disguise
