"""Pictures of what a study answers: effects and indices, curves, surfaces, the Pareto front.

Frames are those that the methods of ``Study`` give. Columns that are added here begin with ``_``,
as no lever can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.pictures.charts import (
    GRID,
    INK,
    LINE_COLOURS,
    QUIET,
    Chart,
    inline,
    painted,
    shades,
    styled,
    title_of,
    tooltip,
)
from sim.pictures.contours import even_levels, isolines
from sim.support.words import words

if TYPE_CHECKING:
    import pandas as pd

    from incentives.arrays import Floats

_WIDE, _HIGH = 560, 420
_MOST_SHOWN = 30
_MOST_LEVELS = 24
_FEWEST_BINS, _MOST_HOLES = 5, 0.2
"""For lines of equal means: bins in each direction, and the share of them without a point."""


def tornado(frame: pd.DataFrame, title: str, series: Mapping[str, str] | None = None) -> Chart:
    """Levers as bars with 95% intervals, the largest on top; of very many the largest.

    Args:
        frame: Of ``Study.effects``, ``sobol`` or ``morris``: ``lever``, and columns of numbers
            with their ``_low`` and ``_high``.
        title: Of the axis: what the numbers are.
        series: Columns to show and what they are called, the one that orders last; left out, the
            size of effects.
    """
    import altair as alt
    import pandas as pd

    series = series or {"size": "size"}
    once = frame.drop_duplicates("lever")
    order = once.iloc[np.argsort(-once[list(series)[-1]].abs().to_numpy(), kind="stable")]
    order = order.head(_MOST_SHOWN)
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "_lever": order["lever"].map(words),
                    "_series": name,
                    "_value": order[column],
                    "_low": order[f"{column}_low"],
                    "_high": order[f"{column}_high"],
                }
            )
            for column, name in series.items()
        ]
    )
    names = list(series.values())
    several = len(names) > 1
    encodings: dict[str, Any] = {
        "y": alt.Y("_lever:N", sort=[words(name) for name in order["lever"]], title=None)
    }
    if several:
        encodings["yOffset"] = alt.YOffset("_series:N", sort=names)
    colour = alt.Color(
        "_series:N",
        sort=names,
        scale=alt.Scale(domain=names, range=LINE_COLOURS[: len(names)]),
        legend=alt.Legend(title=None, orient="top") if several else None,
    )
    base = alt.Chart(inline(rows)).encode(**encodings)
    bars = base.mark_bar(opacity=0.8).encode(
        x=alt.X("_value:Q", title=title),
        color=colour,
        tooltip=[
            alt.Tooltip("_lever:N", title="lever"),
            *(alt.Tooltip(f"_{part}:Q", title=part) for part in ("value", "low", "high")),
        ],
    )
    whiskers = base.mark_rule(color=INK, strokeWidth=1.5).encode(x="_low:Q", x2="_high:Q")
    zero = alt.Chart(inline(rows.head(1))).mark_rule(color=QUIET, strokeWidth=0.5)
    layers = bars + whiskers + zero.encode(x=alt.datum(0))
    return styled(layers.properties(width=_WIDE, height=alt.Step(18 if several else 30)))


def curves(frame: pd.DataFrame, measure: str, columns: int = 3) -> Chart:
    """How a measure responds to every lever: means with 95% bands, on one scale for all.

    Numbers become an axis with a line, at bins where the design samples; labels a row of points.

    Args:
        frame: Of ``Study.effects``.
        measure: Which measure it is.
        columns: Panels beside each other.
    """
    import altair as alt

    ends = frame[["low", "mean", "high"]].to_numpy(dtype=float)
    ends = ends[np.isfinite(ends)]
    domain = [float(ends.min()), float(ends.max())] if len(ends) else [0.0, 0.0]
    if domain[0] == domain[1]:
        domain = [domain[0] - 1.0, domain[1] + 1.0]
    panels = []
    for place, (lever, part) in enumerate(frame.groupby("lever", sort=False)):
        y = alt.Y(
            "mean:Q",
            title=_in_lines(title_of(measure)) if place % columns == 0 else None,
            scale=alt.Scale(domain=domain, zero=False),
        )
        data = part[["at", "level", "mean", "low", "high"]].copy()
        data["level"] = data["level"].astype(str)
        base = alt.Chart(inline(data))
        if part["at"].notna().all():
            x: Any = alt.X("at:Q", title=words(str(lever)), scale=alt.Scale(zero=False))
            chart = base.mark_area(opacity=0.18, color=LINE_COLOURS[0]).encode(
                x=x, y=alt.Y("low:Q", scale=alt.Scale(domain=domain, zero=False)), y2="high:Q"
            ) + base.mark_line(
                color=LINE_COLOURS[0],
                strokeWidth=2,
                point=alt.OverlayMarkDef(size=30, color=LINE_COLOURS[0]),
            ).encode(x=x, y=y, tooltip=["level:N", "mean:Q", "low:Q", "high:Q"])
        else:
            axis = alt.Axis(labelAngle=-45 if len(data) > 4 else 0, labelLimit=120)
            x = alt.X("level:N", sort=list(data["level"]), title=words(str(lever)), axis=axis)
            chart = base.mark_rule(color=LINE_COLOURS[0], strokeWidth=2).encode(
                x=x, y=alt.Y("low:Q", scale=alt.Scale(domain=domain, zero=False)), y2="high:Q"
            ) + base.mark_point(color=LINE_COLOURS[0], filled=True, size=70, opacity=1).encode(
                x=x, y=y, tooltip=["level:N", "mean:Q", "low:Q", "high:Q"]
            )
        panels.append(chart.properties(width=210, height=170))
    return styled(alt.concat(*panels, columns=columns))


def _in_lines(title: str) -> str | list[str]:
    """A title beside a small panel: what is too long for it has its unit below."""
    name, bracket, unit = title.partition(" (")
    return [name, f"({unit}"] if bracket and len(title) > _HIGH // 10 else title


def surface(
    frame: pd.DataFrame,
    levers: tuple[str, str],
    measure: str,
    bins: int | None = None,
    spread: bool = False,
) -> Chart:
    """Means over the plane of two levers of numbers, and lines where they are equal.

    The plane is coloured by what was played: by the levels of a grid, or by bins of equal width
    where points are drawn; whatever other levers do there is averaged. Only the lines interpolate
    between neighbours, where there are enough of them: colours that did would hide how few points
    there are. They are those of ``shades``.

    Args:
        frame: Of ``Study.summary`` for one measure: a row per cell, with the levers and ``mean``.
        levers: Across, and upwards.
        measure: Which measure it is.
        bins: In each direction; left out, the levels if these are few, else as many as leave about
            four points in each.
        spread: As for ``shades``.
    """
    import altair as alt

    across, up = levers
    known = frame[frame[[across, up, "mean"]].notna().all(axis=1)]
    table = known[["mean"]].assign(_points=1)
    middles = {}
    for name, axis in ((across, "x"), (up, "y")):
        values = known[name].to_numpy(dtype=float)
        edges, middles[axis] = _edges(values, bins, len(known))
        count = len(middles[axis])
        place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, count - 1)
        table[f"_{axis}"], table[f"_{axis}2"] = edges[place], edges[place + 1]
        table[f"_{axis}at"] = place
    keys = ["_x", "_x2", "_y", "_y2", "_xat", "_yat"]
    rows = table.groupby(keys).agg(mean=("mean", "mean"), _points=("_points", "sum")).reset_index()
    plain: dict[str, Any] = {
        "scale": alt.Scale(zero=False, nice=False),
        "axis": alt.Axis(grid=False),
    }
    fill = alt.Chart(inline(rows.drop(columns=["_xat", "_yat"])))
    chart = fill.mark_rect().encode(
        x=alt.X("_x:Q", title=words(across), **plain),
        x2="_x2:Q",
        y=alt.Y("_y:Q", title=words(up), **plain),
        y2="_y2:Q",
        color=alt.Color(
            "mean:Q",
            scale=painted(shades(rows["mean"].tolist(), measure, spread)),
            legend=alt.Legend(
                title=title_of(measure), orient="bottom", gradientLength=280, titleLimit=600
            ),
        ),
        tooltip=["mean:Q", alt.Tooltip("_points:Q", title="points")],
    )
    grid = np.full((len(middles["y"]), len(middles["x"])), np.nan)
    grid[rows["_yat"], rows["_xat"]] = rows["mean"]
    if min(grid.shape) >= _FEWEST_BINS and np.isnan(grid).mean() <= _MOST_HOLES:
        chart = chart + _lines(middles["x"], middles["y"], grid)
    return styled(chart.properties(width=_HIGH, height=_HIGH))


def _edges(values: Floats, bins: int | None, points: int) -> tuple[Floats, Floats]:
    """Where bins begin and end, and their middles: the levels if these are few."""
    levels = np.unique(values)
    if bins is None and 2 <= len(levels) <= _MOST_LEVELS:
        between = (levels[1:] + levels[:-1]) / 2
        first, last = 2 * levels[0] - between[0], 2 * levels[-1] - between[-1]
        return np.concatenate([[first], between, [last]]), levels
    count = bins or int(np.clip(np.sqrt(points / 4), 2, _MOST_LEVELS))
    edges = np.linspace(values.min(), values.max(), count + 1)
    return edges, (edges[1:] + edges[:-1]) / 2


def _lines(x: Floats, y: Floats, grid: Floats) -> Chart:
    """Lines of equal means, each with its value where it is longest."""
    import altair as alt
    import pandas as pd

    spots, tags = [], []
    known = grid[~np.isnan(grid)]
    for level in even_levels(float(known.min()), float(known.max())):
        lines = isolines(x, y, grid, level)
        for place, line in enumerate(lines):
            name = f"{level:g} {place}"
            spots += [(name, order, *spot) for order, spot in enumerate(line)]
        if lines:
            longest = max(lines, key=len)
            tags.append((f"{level:g}", *longest[len(longest) // 2]))
    drawn = pd.DataFrame(spots, columns=["_line", "_order", "_x", "_y"])
    named = pd.DataFrame(tags, columns=["_text", "_x", "_y"])
    lines_ = alt.Chart(inline(drawn)).mark_line(color=INK, strokeWidth=1, opacity=0.7)
    texts = alt.Chart(inline(named)).mark_text(color=INK, fontSize=11, dy=-6)
    return lines_.encode(x="_x:Q", y="_y:Q", detail="_line:N", order="_order:Q") + texts.encode(
        x="_x:Q", y="_y:Q", text="_text:N"
    )


def front(frame: pd.DataFrame, measures: tuple[str, str], levers: Sequence[str] = ()) -> Chart:
    """Cells by two measures: those on the Pareto front, those that may be, and the others.

    Args:
        frame: Of ``Study.front``.
        measures: Across, and upwards.
        levers: Columns that a tooltip names.
    """
    import altair as alt

    across, up = measures
    groups = ["on the front", "may be", "beaten"]
    data = frame.copy()
    data["_group"] = np.where(data["front"], groups[0], np.where(data["near"], *groups[1:]))
    best = inline(data[data["front"]])
    group = alt.Color(
        "_group:N",
        sort=groups,
        scale=alt.Scale(domain=groups, range=[LINE_COLOURS[0], LINE_COLOURS[1], "#b9b9b9"]),
        legend=alt.Legend(title=None, orient="top"),
    )
    x = alt.X(f"{across}:Q", title=title_of(across), scale=alt.Scale(zero=False))
    y = alt.Y(f"{up}:Q", title=title_of(up), scale=alt.Scale(zero=False))
    told = [tooltip(name) for name in levers]
    points = (
        alt.Chart(inline(data.sort_values("front")))
        .mark_point(filled=True, size=50, opacity=0.9)
        .encode(x=x, y=y, color=group, tooltip=[*told, f"{across}:Q", f"{up}:Q"])
    )
    line = alt.Chart(best).mark_line(color=GRID, strokeWidth=2).encode(x=x, y=y)
    sideways = alt.Chart(best).mark_rule(color=LINE_COLOURS[0], opacity=0.5)
    upwards = alt.Chart(best).mark_rule(color=LINE_COLOURS[0], opacity=0.5)
    chart = (
        line
        + sideways.encode(x=alt.X(f"{across}_low:Q", title=""), x2=f"{across}_high:Q", y=y)
        + upwards.encode(x=x, y=alt.Y(f"{up}_low:Q", title=""), y2=f"{up}_high:Q")
        + points
    )
    return styled(chart.properties(width=_WIDE, height=_HIGH))
