"""Screen 2: one slider, the bonus; draw where true value will go, then see."""

from __future__ import annotations

from math import isfinite

import pandas as pd
import streamlit as st

from dashboards.address import keep, kept
from dashboards.components import mount
from dashboards.figures import figure
from dashboards.story.dial import DialScale, dial
from dashboards.story.telling import idea, num
from dashboards.wording import say
from sim.pictures.charts import INK, LINE_COLOURS, QUIET, Chart, styled
from sim.story import stored

_PLACES = (0.0, 0.4, 0.8, 1.2, 1.6, 2.0)
_FIXED = 2
_LOW, _HIGH = 0.0, 5.0
_SHOWN, _DRAWN = "shown", "drawn"
AS_USUAL = {"people": "as-they-apply", "awareness": 0.91}
_ASKED = "**Draw where you think true value goes when the bonus gets steeper.**"
_SEEN = "You said where true value goes when the bonus gets steeper. **Turn it, and see.**"
SLOPE_DIAL = DialScale("Slope of the bonus", "slope", 0.0, 2.0, 0.05, first=1.6)
_LINES = {"metric": ("reported", LINE_COLOURS[1]), "value": ("true value", LINE_COLOURS[0])}


def show() -> None:
    """The screen."""
    grid = stored()
    known = [
        float(grid.row("bonus", "value", slope=x, **AS_USUAL)["mean"]) for x in _PLACES[:_FIXED]
    ]
    st.markdown(
        say(
            "You cannot see true value, so you pay a bonus on what is *reported*: a slope of 1 "
            "adds the pay of a quarter for every unit that is reported. "
            f"Without a bonus true value is {num(known[0])}, at a slope of 0.4 it is "
            f"{num(known[1])}. {_SEEN if kept(_SHOWN) else _ASKED}"
        )
    )
    drawn = _drawing(known)
    if not kept(_SHOWN):
        st.button(
            say("Show what happens"),
            key="show-bonus",
            type="primary",
            on_click=keep,
            args=(_SHOWN, "1"),
        )
        return
    slope = dial(SLOPE_DIAL)
    frame = grid.along("bonus", *_LINES, **AS_USUAL)
    paid_for = grid.row("bonus", "metric", slope=slope, **AS_USUAL)["mean"]
    got = grid.row("bonus", "value", slope=slope, **AS_USUAL)["mean"]
    left = grid.row("bonus", "shareholder_surplus", slope=slope, **AS_USUAL)["mean"]
    told = f"You paid for {num(paid_for)} and got {num(got)}; {_left(left)}"
    if slope == 0:
        told = f"Without a bonus {num(paid_for)} is reported and {num(got)} is true"
    figure(
        told,
        "Reported metric and true value per firm and quarter, effect units, by the slope of the "
        "bonus; bands are 95% intervals.",
        lines(frame, slope, drawn),
        key="bonus-chart",
        data=frame[["slope", "measure", "mean", "low", "high"]],
        source=grid.sentence(),
    )
    idea(
        "Outer misalignment",
        "The contract rewards something that nobody wants. The executives do what they are paid "
        "for: the steeper the bonus, the further reports run ahead of true value.",
    )


def _drawing(known: list[float]) -> list[float]:
    """The visitor's line, one value per place."""
    before = _read(kept(_DRAWN)) or [*known, *[known[-1]] * (len(_PLACES) - _FIXED)]
    if kept(_SHOWN):
        return before
    result = mount(
        "predict",
        {
            "xs": list(_PLACES),
            "xTexts": [f"{place:g}" for place in _PLACES],
            "first": before,
            "fixed": _FIXED,
            "low": _LOW,
            "high": _HIGH,
            "xTitle": say("slope of the bonus"),
            "yTitle": say("true value"),
            "label": say("Your prediction of true value at a slope of"),
            "hint": say("Drag the points, or move them with the arrow keys"),
        },
        key="predict-bonus",
        drawn=None,
    )
    drawn = [*before[:_FIXED], *map(float, (result.drawn or before)[_FIXED:])]
    if drawn != before:
        keep(_DRAWN, " ".join(f"{value:g}" for value in drawn))
    return drawn


def _read(text: str | None) -> list[float] | None:
    """A line from the address; None if it is none."""
    try:
        values = [min(_HIGH, max(_LOW, float(one))) for one in (text or "").split()]
    except ValueError:
        return None
    return values if len(values) == len(_PLACES) and all(map(isfinite, values)) else None


def _left(surplus: float) -> str:
    amount = num(abs(surplus))
    return f"you keep {amount} base pays" if surplus >= 0 else f"you lose {amount} base pays"


def lines(frame: pd.DataFrame, slope: float, drawn: list[float] | None) -> Chart:
    """Reported and true over the slope, labelled at their ends, and what was predicted."""
    import altair as alt

    data = frame.assign(
        line=frame["measure"].map({name: text for name, (text, _) in _LINES.items()})
    )
    colour = alt.Color(
        "line:N",
        scale=alt.Scale(
            domain=[text for text, _ in _LINES.values()],
            range=[tone for _, tone in _LINES.values()],
        ),
        legend=None,
    )
    x = alt.X("slope:Q", title="slope of the bonus", scale=alt.Scale(domain=[0, 2.35], nice=False))
    x = x.axis(values=[0, 0.5, 1, 1.5, 2], grid=False)
    base = alt.Chart(data).encode(x=x, color=colour)
    band = base.mark_area(opacity=0.2).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(strokeWidth=2.5).encode(y=alt.Y("mean:Q", title=None))
    ends = data[data["slope"] == 2.0]
    labels = (
        alt.Chart(ends)
        .mark_text(align="left", dx=6, fontSize=13, fontWeight="bold")
        .encode(x="slope:Q", y="mean:Q", text="line:N", color=colour)
    )
    here = pd.DataFrame({"slope": [slope]})
    rule = alt.Chart(here).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x="slope:Q")
    dots = (
        alt.Chart(data[data["slope"] == slope])
        .mark_point(filled=True, size=90, opacity=1)
        .encode(x="slope:Q", y="mean:Q", color=colour)
    )
    layers = [band, line, labels, rule, dots]
    if drawn:
        guess = pd.DataFrame({"slope": list(_PLACES), "mean": drawn})
        mine = alt.Chart(guess).encode(x="slope:Q", y="mean:Q")
        layers.append(mine.mark_line(color=INK, strokeDash=[7, 5], strokeWidth=2))
        apart = drawn[-1] - float(ends[ends["measure"] == "value"]["mean"].iloc[0])
        aside = 0 if abs(apart) > 0.4 else -15 if apart > 0 else 15  # else the two names overlap
        mark = alt.Chart(guess.tail(1))
        name = mark.mark_text(align="left", dx=6, dy=aside, fontSize=13, color=INK)
        layers.append(name.encode(x="slope:Q", y="mean:Q", text=alt.value("you drew")))
    chart: Chart = alt.layer(*layers).properties(width="container", height=300)
    return styled(chart)
