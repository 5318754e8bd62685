"""Interview."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Graded, Measures


class Interview(Graded):
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
