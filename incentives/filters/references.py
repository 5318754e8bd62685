"""References."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Filter, Formula, Measures


class References(Filter):
    """Former employers are asked what harm has come to light, and some of them tell.

    The score is less the harm told, in effect units. Newcomers, and those whose referees say
    nothing, count as clean.
    """

    name = "references"
    summary = "asks former employers for harm that has surfaced; some of them tell"
    source = (
        "Schmidt and Hunter 1998, Psychological Bulletin 124 (reference checks); Ryan and Lasek "
        "1991, Personnel Psychology 44, on referees who keep silent"
    )
    purpose = (
        "It keeps out those whose harm has surfaced elsewhere; whoever has no past, or a bomb that "
        "has not gone off yet, passes."
    )
    measures: ClassVar[Measures] = "harm"

    candour: float = Field(0.5, ge=0, le=1, description="probability that referees tell")

    def formula(self) -> Formula:
        return Formula(signal=-1.0)

    def newcomer_score(self) -> tuple[float, float]:
        return 0.0, 0.0

    def discovery(self) -> float:
        return self.candour
