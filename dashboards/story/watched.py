"""Screen 5: true value is higher in every fourth quarter, when the auditors come."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.figures import figure
from dashboards.plain import plain
from dashboards.story.telling import idea, num, predict, said
from dashboards.wording import say
from sim.pictures.charts import INK, LINE_COLOURS, QUIET, Chart, styled
from sim.story import Story, stored

RATE, AWARE, UNAWARE = 0.25, 0.91, 0.0
SEASON, YEAR = 3, 4
PEOPLE = "as-they-apply"
OPTIONS = {"gain": "They gain", "lose": "They lose", "nothing": "Nothing changes"}
LINES = {AWARE: ("they know", LINE_COLOURS[0]), UNAWARE: ("they cannot tell", LINE_COLOURS[1])}


def show() -> None:
    """The screen."""
    grid = stored()
    frame = grid.quarters(rate=RATE, awareness=AWARE, people=PEOPLE)
    frame = frame[frame["measure"] == "value"]
    inside, outside = _season(frame)
    st.markdown(
        say(
            "Auditors come in every fourth quarter, and most executives know it. True value is "
            f"{num(inside)} in these quarters and {num(outside)} in the others. Now suppose that "
            "nobody can tell a watched quarter from an unwatched one. **What happens to "
            "shareholders?**"
        )
    )
    answer = predict("Shareholders, if nobody can tell", OPTIONS, "unwatched")
    both = grid.quarters(rate=RATE, people=PEOPLE)
    both = both[(both["measure"] == "value") & both["awareness"].isin(list(LINES))]
    drawn = both if answer else frame
    surpluses = {awareness: _surplus(grid, awareness) for awareness in LINES}
    figure(
        _finding(both, surpluses) if answer else _first(inside, outside),
        "True value per firm and quarter, effect units; grey bands are audit seasons, pale ones "
        "95% intervals.",
        lines(drawn),
        key="watched-chart",
        data=drawn[["awareness", "quarter", "mean", "low", "high"]],
        source=grid.sentence(),
    )
    if answer is None:
        return
    st.markdown(plain(say(f"{said(answer, _truth(surpluses), OPTIONS)} {_gain(surpluses)}")))
    idea(
        "Deceptive alignment",
        "Conduct that is better while it is watched, by somebody who knows the difference, is "
        "no evidence of what happens when nobody looks.",
    )


def _season(frame: pd.DataFrame) -> tuple[float, float]:
    """Mean true value in audit seasons and outside of them."""
    within = frame["quarter"] % YEAR == SEASON
    return float(frame[within]["mean"].mean()), float(frame[~within]["mean"].mean())


def _surplus(grid: Story, awareness: float) -> pd.Series:
    return grid.row("watch", "shareholder_surplus", rate=RATE, awareness=awareness, people=PEOPLE)


def _truth(surpluses: dict[float, pd.Series]) -> str:
    aware, unaware = surpluses[AWARE], surpluses[UNAWARE]
    if unaware["low"] > aware["high"]:
        return "gain"
    return "lose" if unaware["high"] < aware["low"] else "nothing"


def _gain(surpluses: dict[float, pd.Series]) -> str:
    aware, unaware = surpluses[AWARE]["mean"], surpluses[UNAWARE]["mean"]
    return f"Shareholders get {num(unaware)} base pays a quarter instead of {num(aware)}."


def _first(inside: float, outside: float) -> str:
    return f"Conduct improves by {num(inside - outside)} whenever the auditors come"


def _finding(both: pd.DataFrame, surpluses: dict[float, pd.Series]) -> str:
    inside, outside = _season(both[both["awareness"] == UNAWARE])
    verb = {"gain": "gain", "lose": "lose", "nothing": "do not notice"}[_truth(surpluses)]
    if abs(inside - outside) < 0.01:
        return f"Where nobody can tell, the seasons are gone, and shareholders {verb}"
    return (
        f"Where nobody can tell, seasons differ by {num(inside - outside)}, and shareholders {verb}"
    )


def lines(frame: pd.DataFrame) -> Chart:
    """True value over quarters with audit seasons as bands, labelled at the end."""
    import altair as alt

    quarters = sorted(frame["quarter"].unique())
    seasons = pd.DataFrame({"left": [q - 0.5 for q in quarters if q % YEAR == SEASON]})
    seasons["right"] = seasons["left"] + 1
    last = int(max(quarters))
    x = alt.X("quarter:Q", title="quarter", scale=alt.Scale(domain=[-0.5, last + 6], nice=False))
    x = x.axis(grid=False, tickMinStep=1, values=list(range(0, last + 1, YEAR)))
    bands = (
        alt.Chart(seasons)
        .mark_rect(color=QUIET, opacity=0.15)
        .encode(x=alt.X("left:Q", title="quarter"), x2="right:Q")
    )
    layers = [bands]
    for awareness, (name, tone) in LINES.items():
        rows = frame[frame["awareness"] == awareness]
        if rows.empty:
            continue
        base = alt.Chart(rows).encode(x=x)
        layers.append(base.mark_area(opacity=0.18, color=tone).encode(y="low:Q", y2="high:Q"))
        y = alt.Y("mean:Q", title=None, scale=alt.Scale(zero=False))
        layers.append(base.mark_line(color=tone, strokeWidth=2.2).encode(y=y))
        end = rows[rows["quarter"] == last - 1].assign(text=name)
        label = alt.Chart(end).mark_text(align="left", dx=18, fontSize=13, color=tone)
        layers.append(label.encode(x="quarter:Q", y="mean:Q", text="text:N"))
    note = alt.Chart(seasons.head(1)).mark_text(align="left", fontSize=12, color=INK, dx=4)
    layers.append(note.encode(x="right:Q", y=alt.value(8), text=alt.value("audit season")))
    chart: Chart = alt.layer(*layers).properties(width="container", height=300)
    return styled(chart)
