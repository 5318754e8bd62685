"""Pictures of a study: a frame of means in, an Altair chart out.

Columns that are added here begin with ``_``, as no lever can: a lever may be called ``panel``.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.pictures.hatching import hatched
from sim.support.words import decimals, number, words
from sim.tables.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

Chart = Any
"""An Altair chart of any kind."""

LINE_COLOURS = ["#1f5a94", "#bd5418", "#5c7f2b", "#7a4f9a", "#7a5f18", "#2f7f7f"]
_MANY = 60  # categories on an axis, beyond which they share the room that these would take
_FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
INK, QUIET, GRID = "#1c1c1c", "#5f5f5f", "#e4e4e4"
BAD, NEUTRAL, GOOD = "#b2402a", "#f6f4ef", "#1f5a94"
LESS_IS_BETTER = (
    "deceptive_share",
    "empty_chair_share",
    "not_worth_pay_share",
    "misaligned_share",
    "metric_truth_gap",
    "waste",
)
"""Measures of harm: more of them is painted in the colour of harm, and a front has little."""
_MIDDLE = 0.179
"""The luminance on which black and white stand out alike, by a contrast of 4.58 (WCAG 2.2)."""


def overview(frame: pd.DataFrame, levers: Sequence[str], measure: str) -> Chart:
    """The picture that fits the design.

    Args:
        frame: Rows of ``summarise`` for one measure.
        levers: Columns of the levers, in order.
        measure: Which measure it is.
    """
    numeric = bool(levers) and _numbers(frame[levers[0]]) is not None
    if len(levers) < 2 or (numeric and frame[levers[0]].nunique() >= 5):
        return interval_chart(frame, levers, measure)
    return heat_map(frame, levers, measure)


def shades(
    values: Sequence[float], measure: str, spread: bool = False
) -> tuple[list[float], list[str]]:
    """Numbers and their colours: one hue from 0, or two around it where both signs occur.

    Dark is more. Harm is painted in the colour of harm, whichever side of 0 it lies on.

    Args:
        values: What is painted; what is not known is left out.
        measure: Which measure it is.
        spread: From the lowest to the highest value instead, where these have one sign.
    """
    known = [float(value) for value in values if value is not None and value == value]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    less, more = (GOOD, BAD) if measure in LESS_IS_BETTER else (BAD, GOOD)
    if low < 0 < high:
        bound = max(-low, high)
        return [-bound, 0.0, bound], [less, NEUTRAL, more]
    if high <= 0 and low < 0:
        return [low, high if spread and high > low else 0.0], [less, NEUTRAL]
    return [low if spread and high > low else 0.0, max(high, 1e-12)], [NEUTRAL, more]


def painted(shade: tuple[list[float], list[str]]) -> Any:
    """The scale of these numbers and colours."""
    import altair as alt

    return alt.Scale(domain=shade[0], range=shade[1], interpolate="lab", clamp=True)


def heat_map(
    frame: pd.DataFrame,
    levers: Sequence[str],
    measure: str,
    narrow: bool = False,
    *,
    among: Sequence[float] | None = None,
    spread: bool = False,
    pick: str = "",
) -> Chart:
    """Means as colours and numbers: first lever down, second across, the others as panels.

    Colours are those of ``shades``. A cell without a mean is hatched; one that lacks worlds, as
    the column ``_short`` says where there is one, has three dots behind its number.

    Args:
        frame: Rows of ``summarise`` for one measure.
        levers: Columns of the levers, in order.
        measure: Which measure it is.
        narrow: For pages that may be: names break at hyphens, and the legend is short.
        among: All means that share the colours, where other pictures stand beside this one.
        spread: As for ``shades``.
        pick: A column that tells cells apart, where one can be chosen with a click.
    """
    import altair as alt

    down, across, *others = levers
    data = _with_panel(frame, others)
    shade = shades(data["mean"].tolist() if among is None else among, measure, spread)
    _written(data, shade[0])
    crowded = data[across].nunique() > 10
    broken = narrow and not crowded and _numbers(data[across]) is None
    base = alt.Chart(inline(data)).encode(
        x=alt.X(
            f"{across}:N",
            sort=_order(frame, across),
            title=words(across),
            axis=alt.Axis(
                labelAngle=-45 if crowded else 0,
                labelLimit=160,
                labelExpr="split(datum.label, '-')" if broken else alt.Undefined,
                labelOverlap=True if crowded or narrow else alt.Undefined,
            ),
        ),
        y=alt.Y(
            f"{down}:N",
            sort=_order(frame, down),
            title=words(down),
            axis=alt.Axis(
                labelOverlap=True if data[down].nunique() > _MANY else alt.Undefined,
                labelLimit=140 if narrow else alt.Undefined,
            ),
        ),
    )
    colour = alt.Color(
        "mean:Q",
        scale=painted(shade),
        legend=alt.Legend(
            title=words(measure) if narrow else title_of(measure),
            orient="bottom",
            gradientLength=180 if narrow else 280,
            titleLimit=600,
        ),
    )
    dense = data[across].nunique() > _MANY or data[down].nunique() > _MANY
    known = base.transform_filter("isValid(datum.mean)")
    layers = known.mark_rect(stroke="white", strokeWidth=0 if dense else 2).encode(
        color=colour, tooltip=told(levers)
    )
    if pick:
        layers = layers.add_params(alt.selection_point(name="cell", fields=[pick]))
    chart = layers
    if data["mean"].isna().any():
        gap = base.transform_filter("!isValid(datum.mean)")
        chart = chart + hatched(gap, f"{across}:N", f"{down}:N", QUIET, 1 if dense else 3)
    if data[across].nunique() <= 16:
        chart = chart + known.mark_text(fontSize=14).encode(text="_text:N", color=readable("mean"))
    size = {
        "width": alt.Step(_step(data[across].nunique(), 52 if crowded else 104)),
        "height": alt.Step(_step(data[down].nunique(), 46)),
    }
    chart = chart.properties(**size)
    if others:
        chart = _panels(chart, data, columns=2)
    return styled(chart)


def readable(field: str) -> Any:
    """Black or white, whichever stands out more from the colour of a field, in either theme.

    Ink would not do: between it and white there are colours from which neither stands out by 4.5.
    """
    import altair as alt

    dark = f"luminance(scale('color', datum[{json.dumps(field)}])) < {_MIDDLE}"
    return alt.condition(dark, alt.value("rgb(255, 255, 255)"), alt.value("rgb(0, 0, 0)"))


def _written(data: pd.DataFrame, domain: Sequence[float]) -> None:
    """What stands in the cells of a map."""
    digits = decimals(max(abs(domain[0]), abs(domain[-1])))
    short = data["_short"] if "_short" in data else [False] * len(data)
    data["_text"] = [
        number(mean, digits) + ("\N{HORIZONTAL ELLIPSIS}" if some else "")
        for mean, some in zip(data["mean"], short, strict=True)
    ]


def interval_chart(frame: pd.DataFrame, levers: Sequence[str], measure: str) -> Chart:
    """Means with 95% intervals along the first lever; the second is colour, others are panels.

    A lever whose labels are numbers becomes an axis with a line, any other a row of points.
    """
    import altair as alt

    first, *more = levers or ("scenario",)
    data = frame.copy()
    if not levers:
        data[first] = "all worlds"
    data = _with_panel(data, more[1:])
    places = _numbers(data[first])
    colour: dict[str, Any] = {} if more else {"color": LINE_COLOURS[0]}
    encodings: dict[str, Any] = {}
    if more:
        encodings["color"] = alt.Color(
            f"{more[0]}:N",
            sort=_order(frame, more[0]),
            scale=alt.Scale(range=LINE_COLOURS),
            legend=alt.Legend(title=words(more[0]), orient="bottom"),
        )
    if places is not None:
        data["_place"] = places
    rows = inline(data)
    zero = alt.Chart(rows).mark_rule(color=QUIET, strokeWidth=0.5)
    if places is not None:
        ticks = sorted(set(places)) if len(set(places)) <= 16 else alt.Undefined
        axis = alt.Axis(grid=False, values=ticks, labelFlush=False)
        x = alt.X("_place:Q", title=words(first), axis=axis)
        y = alt.Y("mean:Q", title=title_of(measure))
        base = alt.Chart(rows).encode(x=x, **encodings)
        chart = (
            zero.encode(y=alt.datum(0))
            + base.mark_area(opacity=0.18, **colour).encode(y=alt.Y("low:Q", title=""), y2="high:Q")
            + base.mark_line(
                strokeWidth=2, point=alt.OverlayMarkDef(size=40, **colour), **colour
            ).encode(y=y)
        ).properties(width=560, height=300)
    else:
        count = data[first].nunique()
        y = alt.Y(
            f"{first}:N",
            sort=_order(data, first),
            title=words(first) if levers else None,
            axis=alt.Axis(labelOverlap=True if count > _MANY else alt.Undefined),
        )
        base = alt.Chart(rows).encode(y=y, **encodings)
        chart = (
            zero.encode(x=alt.datum(0))
            + base.mark_rule(strokeWidth=2, **colour).encode(
                x=alt.X("low:Q", title=title_of(measure)), x2="high:Q"
            )
            + base.mark_point(filled=True, size=70, opacity=1, **colour).encode(x="mean:Q")
        ).properties(width=560, height=alt.Step(_step(count, 34)))
    if more[1:]:
        chart = _panels(chart, data, columns=1)
    return styled(chart)


def paths(frame: pd.DataFrame, levers: Sequence[str]) -> Chart:
    """Reported metric against true value over the quarters, a panel per cell.

    Args:
        frame: The quarters table.
        levers: Columns of the levers.
    """
    import altair as alt

    keys = [*levers, "quarter"]
    means = frame.groupby(keys, observed=True, sort=False)[["metric", "value"]].mean().reset_index()
    data = _with_panel(means, levers).melt(
        ["_panel", "quarter"], ["metric", "value"], "_series", "_level"
    )
    names = {"metric": "reported metric", "value": "true value"}
    data["_series"] = data["_series"].map(names)
    chart = (
        alt.Chart(inline(data))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("quarter:Q", title="quarter"),
            y=alt.Y("_level:Q", title="per firm"),
            color=alt.Color(
                "_series:N",
                sort=list(names.values()),
                scale=alt.Scale(range=[LINE_COLOURS[1], LINE_COLOURS[0]]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
        .properties(width=190 if levers else 560, height=110 if levers else 260)
    )
    if levers:
        chart = _panels(chart, data, columns=4)
    return styled(chart)


def save(chart: Chart, path: Path) -> Path:
    """Write a chart as SVG or PNG, by the name's ending; needs no net."""
    if path.suffix == ".svg":
        path.write_text(svg(chart), encoding="utf-8")
    else:
        chart.save(str(path), format=path.suffix.removeprefix("."), scale_factor=2)
    return path


def svg(chart: Chart, prefix: str = "part") -> str:
    """A chart as SVG text.

    The renderer numbers clips and gradients through the life of the process. They are numbered
    anew here, so that equal charts are equal bytes and several can share a page.
    """
    buffer = io.StringIO()
    chart.save(buffer, format="svg")
    text = buffer.getvalue()
    names = dict.fromkeys(re.findall(r'\sid="([^"]+)"', text))
    numbered = {name: f"{prefix}{count}" for count, name in enumerate(names)}
    return re.sub(
        r'((?:\sid="|url\(#|href="#))([^")]+)',
        lambda found: found[1] + numbered.get(found[2], found[2]),
        text,
    )


def inline(data: pd.DataFrame) -> Any:
    """Rows as they stand in a chart: Altair refuses frames of more than 5,000, a study does not."""
    import altair as alt

    known = data.astype(object).where(data.notna(), None)
    values: list[Any] = known.to_dict("records")
    return alt.InlineData(values=values)


def _step(count: int, usual: float) -> float:
    """Pixels per category, of which there may be thousands."""
    return usual if count <= _MANY else max(_MANY * usual / count, 1.0)


def tooltip(lever: str) -> Any:
    """A line of a tooltip. One called ``image`` would be shown as the picture at that address."""
    import altair as alt

    title = words(lever).capitalize() if lever in {"image", "title"} else alt.Undefined
    return alt.Tooltip(f"{lever}:N", title=title)


def told(levers: Sequence[str]) -> list[Any]:
    """What the tooltip of a cell says."""
    import altair as alt

    numbers = [alt.Tooltip(f"{name}:Q", format=".4~g") for name in ("mean", "low", "high")]
    return [*map(tooltip, levers), *numbers, alt.Tooltip("n:Q", title="worlds")]


def _panels(chart: Chart, data: pd.DataFrame, columns: int) -> Chart:
    import altair as alt

    order = list(dict.fromkeys(data["_panel"]))
    return chart.facet(facet=alt.Facet("_panel:N", sort=order, title=None), columns=columns)


def _with_panel(frame: pd.DataFrame, levers: Sequence[str]) -> pd.DataFrame:
    data = frame.copy()
    for lever in levers:
        data[lever] = data[lever].astype(str)
    labels = zip(*(data[lever] for lever in levers), strict=True) if levers else [""] * len(data)
    data["_panel"] = [
        " · ".join(f"{words(lever)}: {label}" for lever, label in zip(levers, row, strict=True))
        for row in labels
    ]
    return data


def _order(frame: pd.DataFrame, column: str) -> list[str] | None:
    """Labels as they come; None where that is said without naming thousands of them."""
    labels = [str(label) for label in dict.fromkeys(frame[column])]
    return labels if len(labels) <= 1000 else None


def _numbers(column: pd.Series[Any]) -> list[float] | None:
    try:
        return [float(label) for label in column]
    except ValueError:
        return None


def title_of(measure: str) -> str:
    """A measure in words, with its unit."""
    column = COLUMNS["runs"].get(measure)
    return f"{words(measure)} ({column.unit})" if column and column.unit else words(measure)


def styled(chart: Chart) -> Chart:
    """The look of all charts: quiet axes, no frame, dark text on white."""
    return (
        chart.configure(font=_FONT, background="white", padding=8)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            titleColor=QUIET,
            labelColor=INK,
            domain=False,
            ticks=False,
            labelPadding=6,
            titlePadding=10,
            gridColor=GRID,
            labelLimit=240,
        )
        .configure_header(labelFontSize=14, labelFontWeight="bold", labelColor=INK, labelLimit=500)
        .configure_title(fontSize=14, anchor="start", color=INK)
        .configure_legend(
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", titleColor=QUIET
        )
    )
