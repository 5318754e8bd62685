"""An indicator of one's own."""

import numpy as np
from pydantic import Field

from incentives.metrics.base import Loadings, Measure, Metric, Tasks


class Indicator(Metric):
    """``loadings . z + shared * e + noise``, where ``e`` is the noise of the report.

    ``shared`` makes the noises of indicators and report correlated; an indicator of nothing but
    ``e`` filters the report (informativeness principle).
    """

    name = "indicator"
    summary = "a noisy indicator with loadings of its own, which a regime may shift"
    source = "Holmstrom 1979, Moral hazard and observability, Bell Journal 10"
    purpose = "Draws effort to a task that reports neglect, or filters noise out of them."

    loadings: Loadings = Field(
        default={"build": 1.0},
        max_length=16,
        description="metric units per unit of effect, by task",
    )
    shifted: tuple[Loadings, ...] = Field(
        (), max_length=16, description="loadings that change with each further shift of the regime"
    )
    noise: float = Field(
        0.6, ge=0, le=100, description="standard deviation of noise of its own, metric units"
    )
    shared: float = Field(0.0, ge=-100, le=100, description="weight of the report's own noise")

    def measure(self, tasks: Tasks) -> Measure:
        now = dict(self.loadings)
        for change in self.shifted[: tasks.regime]:
            now |= change
        return Measure(
            loading=tasks.row(now) if tasks.names else np.zeros(0),
            bend=np.zeros_like(tasks.value),
            report=self.shared,
            noise=self.noise,
        )
