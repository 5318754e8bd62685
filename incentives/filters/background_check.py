"""Background check."""

from typing import ClassVar

from pydantic import Field

from incentives.filters.base import Filter, Formula, Measures


class BackgroundCheck(Filter):
    """A search of public records, which turns down whoever is found to have been detected."""

    name = "background-check"
    summary = "turns down applicants with a public record of having been detected"
    source = "Egan, Matvos and Seru 2019, The market for financial adviser misconduct, JPE 127"
    purpose = (
        "It shuts out those who were once detected; where they leave the market anyway it changes "
        "nothing, and it knows nobody who was never found out."
    )
    measures: ClassVar[Measures] = "record"
    rejects: ClassVar[bool] = True

    coverage: float = Field(0.9, ge=0, le=1, description="probability that a record is found")

    def formula(self) -> Formula:
        return Formula(cutoff=0.0)

    def newcomer_score(self) -> tuple[float, float]:
        return 0.0, 0.0

    def discovery(self) -> float:
        return self.coverage
