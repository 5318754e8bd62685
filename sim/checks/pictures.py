"""Pictures of checks: theory as a line, simulation as points with two standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.checks.base import Estimate
from sim.pictures.charts import LINE_COLOURS, styled


class Curve(NamedTuple):
    """One quantity over a parameter: ``theory`` at the places of ``line``, estimates at ``at``."""

    label: str
    line: Sequence[float]
    theory: Sequence[float]
    at: Sequence[float]
    simulated: Sequence[Estimate]


def curves(found: Sequence[Curve], x: str, y: str, *, zero: bool = False) -> Any:
    """A chart of several quantities; ``x`` and ``y`` are the titles of its axes, with units.

    ``zero`` says that no value can be negative, so that intervals are cut off there.
    """
    import altair as alt
    import pandas as pd

    line = pd.DataFrame(
        [(c.label, a, t) for c in found for a, t in zip(c.line, c.theory, strict=True)],
        columns=["what", "x", "y"],
    )
    dots = pd.DataFrame(
        [
            (
                c.label,
                a,
                e.value,
                max(e.value - 2 * e.standard_error, 0.0 if zero else -np.inf),
                e.value + 2 * e.standard_error,
            )
            for c in found
            for a, e in zip(c.at, c.simulated, strict=True)
        ],
        columns=["what", "x", "y", "low", "high"],
    )
    colour = alt.Color(
        "what:N",
        sort=[c.label for c in found],
        scale=alt.Scale(range=LINE_COLOURS),
        legend=alt.Legend(title=None, orient="top") if len(found) > 1 else None,
    )
    across = alt.X(
        "x:Q", title=x, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(grid=False)
    )
    up = alt.Y("y:Q", title=y)
    chart = (
        alt.Chart(line).mark_line(strokeWidth=2).encode(x=across, y=up, color=colour)
        + alt.Chart(dots)
        .mark_rule(strokeWidth=1.5)
        .encode(x=across, y=alt.Y("low:Q", title=y), y2="high:Q", color=colour)
        + alt.Chart(dots)
        .mark_point(filled=True, size=45, opacity=1)
        .encode(x=across, y=up, color=colour)
    )
    return styled(chart.properties(width=460, height=260))
