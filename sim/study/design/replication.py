"""How many worlds a cell gets where precision decides: the rule as it is written."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from incentives.explained import Inside
from sim.scenario.base import Spec
from sim.support.inputs import InputError
from sim.tables.columns import measures_of


class Until(Spec):
    """How precise the mean of a measure has to be in a cell before it gets no more worlds."""

    measure: str = Field(description="a column of the table runs, or an outcome")
    half_width: float = Field(gt=0, description="of the 95% interval of its mean, at most")


class Precision(Spec):
    """Adaptive replication: cells get worlds until a mean is known precisely enough."""

    until: Until = Field(description="what has to be known, and how precisely")
    at_least: int = Field(16, ge=2, le=10_000_000, description="worlds that every cell gets")
    at_most: int = Field(1024, ge=2, le=10_000_000, description="worlds that no cell exceeds")

    def refuse_unknown(self, outcomes: Iterable[str]) -> None:
        """Refuse a measure that is no column of runs and none of these outcomes.

        Raises:
            ValueError: See ``Inside``.
        """
        try:
            measures_of([self.until.measure], "", outcomes)
        except InputError as error:
            raise Inside("until.measure", str(error)) from None
