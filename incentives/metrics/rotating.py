"""Rotating indicators."""

from typing import Literal

import numpy as np
from pydantic import Field

from incentives.metrics.base import Loadings, Measure, Metric, Tasks


class Rotating(Metric):
    """One of several indicators counts in a quarter.

    Undisclosed, it is drawn for every firm when the quarter is over, so executives work for the
    mean of all; by season everybody knows which it is and works for that one alone.
    """

    name = "rotating"
    summary = "several indicators of which one counts, known before or only afterwards"
    source = "Ederer, Holden and Meyer 2018, Gaming and strategic opacity, RAND Journal 49"
    purpose = (
        "Spreads effort evenly if nobody knows what will count, and makes it follow the "
        "calendar if everybody does."
    )

    turns: tuple[Loadings, ...] = Field(
        default=({"build": 1.0}, {"operate": 1.0}),
        min_length=1,
        max_length=8,
        description="metric units per unit of effect, by task, of every indicator",
    )
    disclosed: Literal["afterwards", "season"] = Field(
        "afterwards", description="whether it is known which one counts, as it goes by the season"
    )
    noise: float = Field(
        0.6, ge=0, le=100, description="standard deviation of noise of its own, metric units"
    )

    def measure(self, tasks: Tasks) -> Measure:
        rows = [tasks.row(turn) if tasks.names else np.zeros(0) for turn in self.turns]
        return Measure(
            loading=np.mean(rows, axis=0),
            bend=np.zeros_like(tasks.value),
            noise=self.noise,
            turns=np.array(rows),
            turn="random" if self.disclosed == "afterwards" else "season",
        )
