"""The board's assessment."""

from pydantic import Field

from incentives.metrics.base import Measure, Metric, Tasks


class Assessment(Metric):
    """The board's own, noisy view of the true value that the quarter has added."""

    name = "assessment"
    summary = "accrued true value as the board sees it: undistorted, but noisy"
    source = "Baker, Gibbons and Murphy 1994, Subjective performance measures, QJE 109"
    purpose = (
        "Takes the distortion out of pay at the price of noise, which only those who shun risk "
        "mind."
    )

    noise: float = Field(
        1.0, ge=0, le=100, description="standard deviation of the board's error, metric units"
    )

    def measure(self, tasks: Tasks) -> Measure:
        return Measure(
            loading=tasks.value, bend=tasks.curvature, talent=1.0, spent=1.0, noise=self.noise
        )
