"""Integrity test."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Graded, Measures


class IntegrityTest(Graded):
    """A questionnaire about temptations that an applicant can answer as expected."""

    name = "integrity-test"
    summary = "measures how much harm an applicant's goals invite; answers can be faked"
    source = "Sackett et al. 2022, JAP 107 (.31); Ones, Viswesvaran and Schmidt 1993, JAP 78"
    purpose = (
        "It keeps out some of those whose goals invite harm, as long as they do not know what "
        "to answer, and tells owners that there is less to audit."
    )
    measures: ClassVar[Measures] = "integrity"

    validity: float = Field(0.31, ge=0, le=1, description="correlation of signal and integrity")
