"""Tenure limit."""

from pydantic import Field

from incentives.oversight.base import Oversight


class TenureLimit(Oversight):
    """A term after which everybody has to go; everybody knows it from the first day."""

    name = "tenure-limit"
    summary = "a term after which everybody has to go, known from the first day"
    source = (
        "Dechow and Sloan 1991, Executive incentives and the horizon problem, JAE 14; "
        "Hermalin and Weisbach 1998, AER 88, on boards that get weaker with tenure"
    )
    purpose = (
        "It ends bad matches and careers of harm at a known date, and invites whatever comes due "
        "after that date."
    )
    neutral = (
        "a term that is never reached is still a known end, which accounts and plans count from"
    )

    quarters: int = Field(32, ge=1, le=400, description="of a tenure, at most")

    def term(self) -> int:
        return self.quarters
