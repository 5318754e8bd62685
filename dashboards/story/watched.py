"""Screen 5: true value is higher in every fourth quarter, when the auditors come."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.figures import figure
from dashboards.plain import plain
from dashboards.story.telling import idea, num, predict, said
from dashboards.wording import say
from sim.analysis.means import interval
from sim.pictures.charts import INK, LINE_COLOURS, QUIET, Chart, styled
from sim.story import Story, stored
from sim.support.words import span

_RATE, _AWARE, _UNAWARE = 0.25, 0.91, 0.0
_SEASON, _YEAR = 3, 4
_PEOPLE = "as-they-apply"
_OPTIONS = {"gain": "They gain", "lose": "They lose", "nothing": "Nothing changes"}
_LINES = {_AWARE: ("they know", LINE_COLOURS[0]), _UNAWARE: ("they cannot tell", LINE_COLOURS[1])}


def show() -> None:
    """The screen."""
    grid = stored()
    frame = grid.quarters(rate=_RATE, awareness=_AWARE, people=_PEOPLE)
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
    answer = predict("Shareholders, if nobody can tell", _OPTIONS, "unwatched")
    both = grid.quarters(rate=_RATE, people=_PEOPLE)
    both = both[(both["measure"] == "value") & both["awareness"].isin(list(_LINES))]
    drawn = both if answer else frame
    gap = _gap(grid)
    figure(
        _finding(both, gap) if answer else _first(inside, outside),
        "True value per firm and quarter, effect units; grey bands are audit seasons, pale ones "
        "95% intervals. The axis does not begin at 0.",
        lines(drawn),
        key="watched-chart",
        data=drawn[["awareness", "quarter", "mean", "low", "high"]],
        source=grid.sentence(),
    )
    if answer is None:
        return
    st.markdown(plain(say(f"{said(answer, _truth(gap), _OPTIONS)} {_told(grid, gap)}")))
    idea(
        "Deceptive alignment",
        "Whoever knows when they are watched, and wants to keep the seat, behaves well for that "
        "reason, and stops when nobody looks. So good conduct under watch is no evidence of "
        "conduct without it.",
    )


def _season(frame: pd.DataFrame) -> tuple[float, float]:
    """Mean true value in audit seasons and outside of them."""
    within = frame["quarter"] % _YEAR == _SEASON
    return float(frame[within]["mean"].mean()), float(frame[~within]["mean"].mean())


def _gap(grid: Story) -> dict[str, float]:
    """What shareholders get more where nobody can tell, world by world, with its interval."""
    aware, unaware = (
        grid.surpluses("watch", rate=_RATE, awareness=awareness, people=_PEOPLE)
        for awareness in (_AWARE, _UNAWARE)
    )
    return interval(unaware - aware)


def _truth(gap: dict[str, float]) -> str:
    return "gain" if gap["low"] > 0 else "lose" if gap["high"] < 0 else "nothing"


def _told(grid: Story, gap: dict[str, float]) -> str:
    mean = grid.surpluses("watch", rate=_RATE, awareness=_AWARE, people=_PEOPLE).mean()
    more = "more" if gap["mean"] > 0 else "less"
    ends = sorted(abs(gap[name]) for name in ("low", "high"))
    if _truth(gap) == "nothing":
        return (
            f"Shareholders get {num(mean)} base pays a quarter when people can tell; when they "
            f"cannot, the difference is {span(gap['low'], gap['high'], 2)} (95% interval): "
            "it may be luck."
        )
    return (
        f"Shareholders get {num(abs(gap['mean']))} base pays a quarter {more} than {num(mean)} "
        f"(95% interval {num(ends[0])} to {num(ends[1])}, worlds with the same luck)."
    )


def _first(inside: float, outside: float) -> str:
    return f"Conduct improves by {num(inside - outside)} whenever the auditors come"


def _finding(both: pd.DataFrame, gap: dict[str, float]) -> str:
    inside, outside = _season(both[both["awareness"] == _UNAWARE])
    verb = {"gain": "gain", "lose": "lose", "nothing": "do not notice"}[_truth(gap)]
    if abs(inside - outside) < 0.01:
        return f"Where nobody can tell, the seasons are gone, and shareholders {verb}"
    return (
        f"Where nobody can tell, seasons differ by {num(inside - outside)}, and shareholders {verb}"
    )


def lines(frame: pd.DataFrame) -> Chart:
    """True value over quarters with audit seasons as bands, labelled at the end."""
    import altair as alt

    quarters = sorted(frame["quarter"].unique())
    seasons = pd.DataFrame({"left": [q - 0.5 for q in quarters if q % _YEAR == _SEASON]})
    seasons["right"] = seasons["left"] + 1
    last = int(max(quarters))
    x = alt.X("quarter:Q", title="quarter", scale=alt.Scale(domain=[-0.5, last + 6], nice=False))
    x = x.axis(grid=False, tickMinStep=1, values=list(range(0, last + 1, _YEAR)))
    bands = (
        alt.Chart(seasons)
        .mark_rect(color=QUIET, opacity=0.15)
        .encode(x=alt.X("left:Q", title="quarter"), x2="right:Q")
    )
    layers = [bands]
    for awareness, (name, tone) in _LINES.items():
        rows = frame[frame["awareness"] == awareness]
        if rows.empty:
            continue
        base = alt.Chart(rows).encode(x=x)
        layers.append(base.mark_area(opacity=0.18, color=tone).encode(y="low:Q", y2="high:Q"))
        y = alt.Y("mean:Q", title=None, scale=alt.Scale(zero=False))
        layers.append(base.mark_line(color=tone, strokeWidth=2.2).encode(y=y))
        end = rows[rows["quarter"] == last].assign(text=name)
        aside = -6 if awareness == _AWARE else 6  # were the ends close to each other
        label = alt.Chart(end).mark_text(align="left", dx=14, dy=aside, fontSize=13, color=tone)
        layers.append(label.encode(x="quarter:Q", y="mean:Q", text="text:N"))
    note = alt.Chart(seasons.head(1)).mark_text(align="left", fontSize=12, color=INK, dx=4)
    layers.append(note.encode(x="right:Q", y=alt.value(8), text=alt.value("audit season")))
    chart: Chart = alt.layer(*layers).properties(width="container", height=235)
    return styled(chart)
