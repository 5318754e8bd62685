"""Screen 3: nobody wants anything but pay; the gap stays, for it was the contract."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.figures import figure
from dashboards.plain import plain
from dashboards.story.telling import POPULATIONS, num, percent, predict, said
from dashboards.wording import say
from sim.pictures.charts import LINE_COLOURS, QUIET, Chart, styled
from sim.story import Story, stored

_AWARENESS = 0.91
_STEEP, _USUAL = 1.6, 0.4
_COMPARED = ("as-they-apply", "careerists")
_OPTIONS = {"vanishes": "It vanishes", "halves": "About half is left", "stays": "It stays"}


_MEANING = (
    "Deceptive is who delivers less when nobody looks, and knows the difference; one need not be "
    "wicked for it, wanting to keep the seat is enough."
)


def show() -> None:
    """The screen."""
    grid = stored()
    st.markdown(
        say(
            "Perhaps the gap comes from bad people: three in ten applicants want size, benefits "
            "of their own or harm. Now let only *careerists* apply, who want pay, and nothing "
            "else. What happens to the gap between report and true value under a steep "
            "bonus, a slope of 1.6?"
        )
    )
    answer = predict("The gap, if nobody is wicked", _OPTIONS, "wicked")
    if answer is None:
        return
    frame = grid.along("bonus", "metric_truth_gap", awareness=_AWARENESS)
    frame = frame[frame["people"].isin(_COMPARED)]
    gaps = {who: _gap(grid, who, _STEEP) for who in _COMPARED}
    ratio = gaps["careerists"] / gaps["as-they-apply"]
    truth = "vanishes" if ratio < 0.25 else "halves" if ratio < 0.75 else "stays"
    figure(
        f"With only careerists the gap is {num(gaps['careerists'])}, with everybody "
        f"{num(gaps['as-they-apply'])}: it was the contract",
        "How far reports run ahead of true value, effect units per firm and quarter, by the slope "
        "of the bonus; bands are 95% intervals.",
        lines(frame),
        key="careerists-chart",
        data=frame[["slope", "people", "mean", "low", "high"]],
        source=grid.sentence(),
    )
    st.markdown(plain(say(f"{said(answer, truth, _OPTIONS)} {_deception(grid)}")))


def _gap(grid: Story, people: str, slope: float) -> float:
    row = grid.row("bonus", "metric_truth_gap", slope=slope, people=people, awareness=_AWARENESS)
    return float(row["mean"])


def _deception(grid: Story) -> str:
    """How many are deceptive under the usual and the steep bonus, and why."""
    usual, steep = (
        grid.row("bonus", "deceptive_share", slope=s, people="careerists", awareness=_AWARENESS)
        for s in (_USUAL, _STEEP)
    )
    shares = f"{percent(usual['mean'])} of careerists' tenures are so at a slope of 0.4"
    if steep["high"] < usual["low"]:
        return (
            f"{_MEANING} {shares}, {percent(steep['mean'])} at 1.6: a steep bonus pays for looking "
            "good in the open, so that less of it is worth hiding. The gap is not made in secret."
        )
    return f"{_MEANING} {shares}, {percent(steep['mean'])} at 1.6."


def lines(frame: pd.DataFrame) -> Chart:
    """The gap over the slope, a line per population with its name at the end."""
    import altair as alt

    data = frame.assign(who=frame["people"].map(POPULATIONS))
    colour = alt.Color(
        "who:N",
        scale=alt.Scale(domain=[POPULATIONS[who] for who in _COMPARED], range=LINE_COLOURS[1:3]),
        legend=None,
    )
    x = alt.X("slope:Q", title="slope of the bonus", scale=alt.Scale(domain=[0, 2.5], nice=False))
    x = x.axis(values=[0, 0.5, 1, 1.5, 2], grid=False)
    base = alt.Chart(data).encode(x=x, color=colour)
    band = base.mark_area(opacity=0.2).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(strokeWidth=2.5).encode(y=alt.Y("mean:Q", title=None))
    ends = data[data["slope"] == 2.0].sort_values("mean")
    shift = alt.Chart(ends.head(1)).mark_text(align="left", dx=6, dy=9, fontSize=13)
    top = alt.Chart(ends.tail(1)).mark_text(align="left", dx=6, dy=-7, fontSize=13)
    labels = [
        mark.encode(x="slope:Q", y="mean:Q", text="who:N", color=colour) for mark in (shift, top)
    ]
    zero = alt.Chart(pd.DataFrame({"y": [0]})).mark_rule(color=QUIET).encode(y="y:Q")
    chart: Chart = alt.layer(zero, band, line, *labels).properties(width="container", height=300)
    return styled(chart)
