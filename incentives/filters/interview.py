"""Interview."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Filter, Measures
from incentives.views import Applicants, Floats


class Interview(Filter):
    """A noisy look at ability that an applicant can prepare for."""

    name = "interview"
    summary = "measures ability; preparation lifts the impression at a cost"
    source = "Sackett, Zhang, Berry and Lievens 2022, JAP 107 (structured interviews: .42)"
    purpose = (
        "It finds ability, and with it the ability to prepare for interviews: the more the "
        "seat is worth, the more is spent on looking good."
    )
    measures: ClassVar[Measures] = "ability"

    validity: float = Field(0.4, ge=0, le=1, description="correlation of signal and ability")
    kappa: float = Field(
        4.0,
        gt=0,
        le=1e6,
        description="gaming cost, base pays per squared standard deviation of the signal",
    )

    def score(self, seen: Applicants) -> Floats:
        return seen.signal

    def correlation(self) -> float:
        return self.validity

    def gaming_cost(self) -> float:
        return self.kappa
