"""Charts of the pages: a frame in, an Altair chart out, as wide as the page allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.pictures import charts as study_charts
from sim.pictures.charts import BAD, GOOD, INK, LINE_COLOURS, QUIET, Chart, styled

if TYPE_CHECKING:
    import pandas as pd

REPORTED, TRUE = LINE_COLOURS[1], LINE_COLOURS[0]
LINES = {
    "metric": ("reported metric", REPORTED),
    "value": ("true value", TRUE),
    "pending_harm": ("hidden harm", BAD),
    "pending_benefit": ("hidden benefit", GOOD),
}
"""Per column of the quarters: what it is called, and its colour."""
EXIT_WORDS = {
    "poached": "#9db7d1",
    "retired": "#d5d2ca",
    "quit": "#b9c7a8",
    "acquired": "#b9c4a8",
    "dismissed": "#e0a57f",
    "removed": "#c98d8f",
    "accused": "#8f86a8",
    "detected": BAD,
}
"""Reasons for leaving and their colours, from harmless to bad."""


def over_time(frame: pd.DataFrame, measures: Sequence[str], unit: str) -> Chart:
    """Means over worlds with 95% bands, a line per measure.

    Args:
        frame: Rows of ``summarise`` by ``scenario`` and quarter; the first scenario is drawn
            with solid lines and bands, another one dashed.
        measures: Keys of ``LINES``.
        unit: Title of the vertical axis.
    """
    import altair as alt

    data = frame[frame["measure"].isin(measures)].copy()
    data["line"] = data["measure"].map({name: label for name, (label, _) in LINES.items()})
    labels, colours = zip(*(LINES[name] for name in measures), strict=True)
    scenarios = list(dict.fromkeys(data["scenario"]))
    base = alt.Chart(data).encode(
        x=alt.X(
            "quarter:Q",
            title="quarter",
            scale=alt.Scale(nice=False),
            axis=alt.Axis(grid=False, tickMinStep=1),
        ),
        color=alt.Color(
            "line:N",
            scale=alt.Scale(domain=list(labels), range=list(colours)),
            legend=alt.Legend(title=None, orient="top", symbolType="square", symbolOpacity=1),
        ),
    )
    dashes: dict[str, Any] = {}
    if len(scenarios) > 1:
        dashes["strokeDash"] = alt.StrokeDash(
            "scenario:N",
            sort=scenarios,
            scale=alt.Scale(domain=scenarios, range=[[1, 0], [5, 4]]),
            legend=alt.Legend(title=None, orient="bottom", symbolType="stroke"),
        )
    lines = base.mark_line(strokeWidth=2).encode(
        y=alt.Y("mean:Q", title=unit),
        tooltip=["scenario", "line", "quarter", *_numbers()],
        **dashes,
    )
    band = base.transform_filter(alt.datum.scenario == scenarios[0]).mark_area(opacity=0.18)
    zero = alt.Chart(data).mark_rule(color=QUIET, strokeWidth=0.5).encode(y=alt.datum(0))
    chart = zero + band.encode(y=alt.Y("low:Q", title=unit), y2="high:Q") + lines
    return styled(chart.properties(width="container", height=260))


def events(frame: pd.DataFrame) -> Chart:
    """Exits per quarter, stacked by reason; hires and clawbacks as lines.

    Args:
        frame: Columns ``quarter``, ``event`` and ``rate``, events per 100 firms.
    """
    import altair as alt

    unit = "per 100 firms and quarter"
    happened = {event for event, rate in frame.groupby("event")["rate"].sum().items() if rate}
    colours = {**EXIT_WORDS, "clawed back": LINE_COLOURS[3], "hired": INK}
    shown = {event: tone for event, tone in colours.items() if event in happened}
    colour = alt.Color(
        "event:N",
        scale=alt.Scale(domain=list(shown), range=list(shown.values())),
        legend=alt.Legend(title=None, orient="top", columns=3, symbolType="square"),
    )
    tooltip = ["event", "quarter", alt.Tooltip("rate:Q", title=unit, format=".2f")]
    last = int(frame["quarter"].max())
    x = alt.X(
        "left:Q",
        title="quarter",
        scale=alt.Scale(domain=[-0.5, last + 0.5], nice=False),
        axis=alt.Axis(grid=False, tickMinStep=1),
    )
    bars = (
        alt.Chart(_stacked(frame))
        .mark_bar()
        .encode(x=x, x2="right:Q", y="bottom:Q", y2="top:Q", color=colour, tooltip=tooltip)
    )
    others = alt.Chart(
        frame[frame["event"].isin([event for event in shown if event not in EXIT_WORDS])]
    )
    lines = others.mark_line(strokeWidth=1.5).encode(
        x="quarter:Q", y=alt.Y("rate:Q", title=unit), color=colour, tooltip=tooltip
    )
    return styled((bars + lines).properties(width="container", height=260))


def _stacked(frame: pd.DataFrame) -> pd.DataFrame:
    """Exits with the corners of their bars, the most harmless reasons at the bottom."""
    exits = frame[frame["event"].isin(EXIT_WORDS)].copy()
    exits["place"] = exits["event"].map(list(EXIT_WORDS).index)
    exits = exits.sort_values(["quarter", "place"])
    exits["top"] = exits.groupby("quarter")["rate"].cumsum()
    exits["bottom"] = exits["top"] - exits["rate"]
    exits["left"], exits["right"] = exits["quarter"] - 0.42, exits["quarter"] + 0.42
    return exits.drop(columns="place")


def cells(frame: pd.DataFrame, levers: Sequence[str], measure: str) -> Chart:
    """A heat map over two levers, or means with intervals along one.

    Args:
        frame: Rows of ``summarise`` for one measure.
        levers: One lever, or the one that goes down and the one that goes across.
        measure: Which measure it is.
    """
    if len(levers) == 2:
        chart = study_charts.heat_map(frame, levers, measure, narrow=True)
    else:
        chart = study_charts.interval_chart(frame, levers, measure)
    return chart.properties(width="container")


def panels(chart: Chart) -> list[Chart]:
    """Pictures beside each other one by one, and any other as wide as the page allows."""
    import altair as alt

    if isinstance(chart, alt.ConcatChart):  # a page leaves the size of such a one as it is
        return [styled(alt.concat(panel)) for panel in chart.concat]
    return [chart.properties(width="container")]


def _numbers() -> list[Any]:
    import altair as alt

    return [alt.Tooltip(f"{name}:Q", format=".3f") for name in ("mean", "low", "high")]
