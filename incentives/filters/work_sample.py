"""Work sample."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Graded, Measures


class WorkSample(Graded):
    """A trial project in the training technology, under watch, judged by its report.

    Applicants do what is best for them there, so the report tells of ability and of what they
    work for when watched, in a world that may have changed since.
    """

    name = "work-sample"
    summary = "a trial project under watch, in the technology from before any shift"
    source = (
        "Sackett, Zhang, Berry and Lievens 2022, JAP 107 (.33); Langosco et al. 2022, Goal "
        "misgeneralization in deep reinforcement learning, ICML"
    )
    purpose = (
        "It finds those who report most when watched in the old world; after a shift it selects "
        "for what used to be good."
    )
    measures: ClassVar[Measures] = "trial"

    validity: float = Field(
        0.33, ge=0, le=1, description="correlation of signal and report of the trial"
    )
