"""Screen 6: raise the bar of the interview; who gets through?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.figures import figure
from dashboards.plain import plain
from dashboards.story.dial import DialScale, dial
from dashboards.story.telling import percent, predict, said
from dashboards.wording import say
from sim.pictures.charts import LINE_COLOURS, QUIET, Chart, styled
from sim.story import stored

_OPTIONS = {"fewer": "Fewer deceivers", "same": "As many", "more": "More deceivers"}
_APPLICANTS = {
    "aware": ("can prepare and know when they are watched", LINE_COLOURS[1]),
    "cannot-game": ("cannot prepare", LINE_COLOURS[0]),
    "unaware": ("do not know when they are watched", LINE_COLOURS[2]),
}
_MEASURE = "deceptive"
_BAR = DialScale("Bar of the interview, standard deviations", "bar", 0.0, 3.0, 0.5, first=1.5)


_FLAT = (
    "Where nobody can prepare, the line is flat; where nobody knows when they are watched, nobody "
    "is deceptive, for one has to know the difference."
)


def show() -> None:
    """The screen."""
    grid = stored()
    st.markdown(
        say(
            "A better interview, then. One person applies a quarter and is hired if the interview "
            "reaches a *bar*. Temptation is large here: what executives can divert to themselves "
            "is worth twice as much as usual, and preparing for the interview costs half. Honest "
            "people mind lying. **You raise the bar from average "
            "to one and a half standard deviations: who gets through?**"
        )
    )
    answer = predict("Among the hired there are", _OPTIONS, "higher-bar")
    if answer is None:
        return
    bar = dial(_BAR)
    frame = grid.along("interview", _MEASURE)
    none, here = (
        grid.row("interview", _MEASURE, bar=at, applicants="aware")["mean"] for at in (0.0, bar)
    )
    first, usual = (grid.row("interview", _MEASURE, bar=b, applicants="aware") for b in (0.0, 1.5))
    truth = "more" if usual["low"] > first["high"] else "same"
    truth = "fewer" if usual["high"] < first["low"] else truth
    told = f"At a bar of {bar:g}, {percent(here)} of the hired are deceptive; at an average bar "
    figure(
        f"{told}{percent(none)}" if bar else f"At an average bar {percent(none)} are deceptive",
        "Share of deceptive tenures among the hired, by the bar; lines are three kinds of "
        "applicants, bands 95% intervals.",
        lines(frame, bar),
        key="interview-chart",
        data=frame[["bar", "applicants", "mean", "low", "high"]],
        source=f"{grid.sentence()}; the bar of the experiment perfect-interview, 64 worlds",
    )
    mine = f"{said(answer, truth, _OPTIONS)} " if bar == _BAR.first else ""
    st.markdown(plain(say(f"{mine}{_why(bar)}")))


def _why(bar: float) -> str:
    """Who prepares how much for this bar, and what follows."""
    gaming = stored().row("interview", "gaming", bar=bar, applicants="aware")["mean"]
    misaligned = stored().row("interview", "misaligned", bar=bar, applicants="aware")["mean"]
    start = (
        f"Of the hired {percent(misaligned)} have a misaligned goal, of the applicants 29%, and "
        f"the hired lifted their interview by {gaming:.2f} standard deviations. "
    )
    if gaming < 0.2:
        return start + (
            "At such a bar preparing no longer helps, so only ability gets through: the bar works "
            "again, and hardly anybody is hired."
        )
    if bar == 0:
        return start + _FLAT
    return start + (
        "To those with something to hide the seat is worth more, so they prepare more: the "
        f"harder selection selects for preparing. {_FLAT}"
    )


def lines(frame: pd.DataFrame, bar: float) -> Chart:
    """Shares over the bar, a line per kind of applicants."""
    import altair as alt

    names = {key: text for key, (text, _) in _APPLICANTS.items()}
    data = frame.assign(who=frame["applicants"].map(names))
    colour = alt.Color(
        "who:N",
        scale=alt.Scale(domain=list(names.values()), range=[t for _, t in _APPLICANTS.values()]),
        legend=alt.Legend(
            title=None,
            orient="top",
            symbolType="stroke",
            symbolOpacity=1,
            symbolStrokeWidth=2.5,
            columns=1,
            labelLimit=400,
        ),
    )
    dash = alt.StrokeDash(
        "who:N",
        scale=alt.Scale(domain=list(names.values()), range=[[1, 0], [6, 4], [2, 3]]),
        legend=alt.Legend(title=None, orient="top"),
    )
    x = alt.X("bar:Q", title="bar of the interview, standard deviations", axis=alt.Axis(grid=False))
    x = x.axis(values=sorted(data["bar"].unique()), grid=False)
    y = alt.Y("mean:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(data).encode(x=x, color=colour)
    band = base.mark_area(opacity=0.15).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(strokeWidth=2.5).encode(y=y, strokeDash=dash)
    here = data[(data["bar"] == bar)]
    dots = alt.Chart(here).mark_point(filled=True, size=90, opacity=1)
    dots = dots.encode(x="bar:Q", y="mean:Q", color=colour)
    rule = alt.Chart(here.head(1)).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x="bar:Q")
    return styled(alt.layer(band, rule, line, dots).properties(width="container", height=230))
