"""Panels that pictures of parts are put together from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.pictures.charts import LINE_COLOURS, Chart, styled

WIDTH, HEIGHT = 290, 200
_DASHES = [[1, 0], [6, 4], [2, 2], [8, 2, 2, 2]]
PanelNumbers = npt.NDArray[Any]
Lines = Mapping[str, tuple[PanelNumbers, PanelNumbers]]


def panel(
    lines: Lines, x: str, y: str, *, steps: bool = False, between: tuple[float, float] | None = None
) -> Any:
    """Lines by label.

    Args:
        lines: Places and values of each.
        x, y: Titles of the axes, with units.
        steps: Whether a value holds until the next place.
        between: The values that the axis shows at least.
    """
    import altair as alt
    import pandas as pd

    rows = [
        (label, float(a), float(b))
        for label, (across, up) in lines.items()
        for a, b in zip(*(_to_the_end(across, up) if steps else (across, up)), strict=True)
    ]
    data = pd.DataFrame(rows, columns=["what", "x", "y"])
    labels = list(lines)
    start, stop = (float(f(f(across) for across, _ in lines.values())) for f in (min, max))
    colour = alt.Color(
        "what:N",
        sort=labels,
        scale=alt.Scale(domain=labels, range=LINE_COLOURS[: len(labels)]),
        legend=alt.Legend(title=None, orient="top", labelLimit=280, columns=1),
    )
    up = alt.Y(
        "y:Q",
        title=y,
        scale=alt.Scale(zero=True, domain=between or alt.Undefined),
        axis=alt.Axis(tickCount=5),
    )
    return (
        alt.Chart(data)
        .mark_line(strokeWidth=2, interpolate="step-after" if steps else "linear")
        .encode(
            x=alt.X(
                "x:Q",
                title=x,
                scale=alt.Scale(zero=False, nice=False, domain=[start, stop]),
                axis=alt.Axis(grid=False, tickCount=6),
            ),
            y=up,
            color=colour,
            strokeDash=alt.StrokeDash(
                "what:N", sort=labels, scale=alt.Scale(domain=labels, range=_DASHES), legend=None
            ),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )


def _to_the_end(across: PanelNumbers, up: PanelNumbers) -> tuple[PanelNumbers, PanelNumbers]:
    """Where there is a value, and the end of the last step."""
    known = np.isfinite(up)
    x, y = across[known], up[known]
    end = min(x[-1] + 1.0, across[-1])
    return np.append(x, end), np.append(y, y[-1])


def beside(left: Any, right: Any) -> Chart:
    """Two panels, each with a legend of its own."""
    import altair as alt

    return styled(
        alt.hconcat(left, right, spacing=36).resolve_scale(
            color="independent", strokeDash="independent"
        )
    )
