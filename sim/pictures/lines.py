"""Means along a lever as lines with bands, or as points with intervals, labelled directly.

Cells that lack worlds, as the column ``_short`` says, are hollow. Columns that are added here
begin with ``_``, as no lever can.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.pictures.charts import INK, LINE_COLOURS, QUIET, Chart, inline, styled, title_of, told
from sim.support.words import words

if TYPE_CHECKING:
    import pandas as pd

_DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])
_MOST_LABELS = 12
_MOST_TICKS = 16
_LABEL = 0.24
"""Room for labels beside the lines, as a share of what the lever spans."""


def along(
    frame: pd.DataFrame,
    levers: Sequence[str],
    measure: str,
    *,
    spread: bool = False,
    pick: str = "",
    domain: tuple[float, float] | None = None,
) -> Chart:
    """Means along the first lever, a line or a row of points for every level of the second.

    Args:
        frame: Of ``so_far``, or rows of ``summarise`` for one measure; levers as text.
        levers: At most two.
        measure: Which measure it is.
        spread: Whether the axis of the measure begins where its values do, and not at 0.
        pick: A column that tells cells apart, where one can be chosen with a click.
        domain: Ends of the axis of the measure, where pictures stand beside each other.
    """
    import altair as alt

    data = frame.copy()
    first = levers[0] if levers else "_all"
    if not levers:
        data[first] = "all worlds"
    data["_series"] = data[levers[1]].astype(str) if levers[1:] else ""
    data["_short"] = data.get("_short", False)
    names = list(dict.fromkeys(data["_series"]))
    try:
        data["_at"] = [float(level) for level in data[first]]
    except ValueError:
        data["_at"] = None
    ends: Any = alt.Undefined if domain is None else list(domain)
    scale = alt.Scale(zero=not spread, domain=ends, nice=domain is None)
    colour = alt.Color(
        "_series:N",
        legend=None,
        sort=names,
        scale=alt.Scale(
            domain=names, range=[LINE_COLOURS[k % len(LINE_COLOURS)] for k in range(len(names))]
        ),
    )
    # One lever without numbers, or with a single level, makes rows of points
    draw = _lines if levers and data["_at"].notna().all() and data["_at"].nunique() > 1 else _rows
    chart = draw(
        data, first, levers[1:], names, (scale, colour, told(levers), title_of(measure)), pick
    )
    return styled(chart)


def _points(base: Any, pick: str, says: list[Any], colour: Any, **places: Any) -> Any:
    """Full where a cell has its worlds, hollow where it lacks some."""
    import altair as alt

    full = base.transform_filter("!datum._short").mark_point(filled=True, size=64, opacity=1)
    hollow = base.transform_filter("datum._short").mark_point(filled=False, size=64, opacity=1)
    full = full.encode(color=colour, tooltip=says, **places)
    if pick:
        full = full.add_params(alt.selection_point(name="cell", fields=[pick]))
    return full + hollow.encode(color=colour, tooltip=says, **places)


def _lines(
    data: pd.DataFrame,
    first: str,
    by: Sequence[str],
    names: list[str],
    looks: tuple[Any, Any, list[Any], str],
    pick: str,
) -> Chart:
    import altair as alt

    scale, colour, says, title = looks
    places = sorted(set(data["_at"]))
    labelled = bool(by) and len(names) <= _MOST_LABELS
    axis = alt.Axis(
        grid=False,
        values=places if len(places) <= _MOST_TICKS else alt.Undefined,
        labelOverlap=True,
        format=".4~g",
    )
    base = alt.Chart(inline(data[data["mean"].notna()]))
    room = places[-1] + (_LABEL if labelled else 0.02) * (places[-1] - places[0])
    across = alt.Scale(domain=[places[0], room], nice=False)
    x = alt.X("_at:Q", title=words(first), axis=axis, scale=across)
    y = alt.Y("mean:Q", title=title, scale=scale)
    dash = alt.StrokeDash(
        "_series:N",
        legend=None,
        sort=names,
        scale=alt.Scale(
            domain=names,
            range=[_DASHES[k // len(LINE_COLOURS) % len(_DASHES)] for k in range(len(names))],
        ),
    )
    chart = (
        base.mark_area(opacity=0.15).encode(
            x=x, y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q", color=colour
        )
        + base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash)
        + _points(base, pick, says, colour, x=x, y=y)
    )
    if labelled:
        known = data[data["mean"].notna()]
        ends = known.sort_values("_at").groupby("_series", sort=False).tail(1).copy()
        ends["_name"] = [f"{words(by[0])} {level}" for level in ends["_series"]]
        ends = _apart(ends, data)
        texts = alt.Chart(inline(ends)).mark_text(align="left", dx=8, fontSize=12, limit=150)
        chart = chart + texts.encode(
            x=x, y=alt.Y("_beside:Q", title=title, scale=scale), text="_name:N", color=colour
        )
    return chart.properties(width=560, height=340)


def _apart(ends: pd.DataFrame, data: pd.DataFrame) -> pd.DataFrame:
    """Heights of labels, moved so far apart that they can be read."""
    span = float(data["high"].fillna(data["mean"]).max() - data["low"].fillna(data["mean"]).min())
    room = max(span, 1e-12) * 0.055
    ends = ends.sort_values("mean")
    heights: list[float] = []
    for mean in ends["mean"]:
        heights.append(mean if not heights else max(mean, heights[-1] + room))
    return ends.assign(_beside=heights)


def _rows(
    data: pd.DataFrame,
    first: str,
    by: Sequence[str],
    names: list[str],
    looks: tuple[Any, Any, list[Any], str],
    pick: str,
) -> Chart:
    import altair as alt

    scale, colour, says, title = looks
    levels = list(dict.fromkeys(data[first]))
    base = alt.Chart(inline(data[data["mean"].notna()]))
    y = alt.Y(
        f"{first}:N",
        sort=levels if len(levels) <= 1000 else None,
        title=None if first == "_all" else words(first),
        scale=alt.Scale(domain=levels),
        axis=alt.Axis(labelOverlap=True if len(levels) > 60 else alt.Undefined, labelLimit=180),
    )
    offset: dict[str, Any] = {}
    if by:
        offset["yOffset"] = alt.YOffset("_series:N", sort=names, scale=alt.Scale(domain=names))
    zero = alt.Chart(inline(data.head(1))).mark_rule(color=QUIET, strokeWidth=0.5)
    bars = base.mark_rule(strokeWidth=2).encode(
        y=y, x=alt.X("low:Q", title=title, scale=scale), x2="high:Q", color=colour, **offset
    )
    x = alt.X("mean:Q", title=title, scale=scale)
    chart = zero.encode(x=alt.datum(0)) + bars if scale.zero else bars
    chart = chart + _points(base, pick, says, colour, x=x, y=y, **offset)
    if by and len(names) <= _MOST_LABELS:
        data = data.assign(_name=data["_series"])
        right = alt.Chart(inline(data[data["mean"].notna()])).mark_text(
            align="left", dx=8, fontSize=11, color=INK, limit=150
        )
        chart = chart + right.encode(
            x=alt.X("_end:Q", title=title, scale=scale), y=y, text="_name:N", **offset
        ).transform_calculate(_end="isValid(datum.high) ? datum.high : datum.mean")
    high = max(34, 20 * max(1, len(names) if by else 1))
    step = high if len(levels) <= 60 else max(60 * high / len(levels), 1.0)
    return chart.properties(width=560, height=max(90, step * len(levels)))
