"""Track record."""

from pydantic import Field

from incentives.filters.base import Filter, Formula


class TrackRecord(Filter):
    """The best reported record wins; applicants without one count as average.

    A record is made of reports, so it is as honest as the metrics were.
    """

    name = "track-record"
    summary = "hires the best reported record: what surfaced after the exit is not in it"
    source = "Fama 1980, Agency problems and the theory of the firm, JPE 88; Holmstrom 1999"
    purpose = (
        "It rewards what was reported elsewhere, so it hires those whose harm surfaced after "
        "they had left."
    )

    newcomer: float = Field(0.0, ge=-5, le=5, description="record imputed to a newcomer")
    tie_break: float = Field(1e-6, ge=0, le=1, description="weight of chance in the score")

    def formula(self) -> Formula:
        return Formula(newcomer=self.newcomer, luck=self.tie_break)

    def newcomer_score(self) -> tuple[float, float]:
        return self.newcomer, self.tie_break
