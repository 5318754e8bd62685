"""Pictures of the hidden-action study: what memory does, and what hidden goals add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.pictures.charts import INK, LINE_COLOURS, QUIET, inline, styled
from sim.replication.goals import GoalEffect
from sim.replication.hidden_action import MEMORIES, SHOWN_PERIODS, Replicate

_PANELS = {
    "effort": "effort",
    "premium": "premium (share of the outcome)",
    "principal_utility": "utility of the principal (units of the outcome)",
}
_NORMAL = 1.959964  # standard errors of half a 95% interval
_GOALS = {
    "drive": "works for its own sake",
    "leisure": "would rather not work",
    "diversion": "diverts what work brings",
}
_LEARNS = {
    "outcome": "principal infers the environment from the outcome",
    "environment": "principal is told the environment",
}


def finding(found: Sequence[Replicate]) -> Any:
    """Means by period and memory of the principal: lines simulated, points published.

    Lines are means over the memories of the agent, points every condition that was published; the
    dashed line is the second best.
    """
    import altair as alt
    import pandas as pd

    lines, points, bests = [], [], []
    best = found[0].agency.benchmark
    level = {"effort": best.effort, "premium": best.premium, "principal_utility": best.principal}
    for measure, title in _PANELS.items():
        bests.append((title, level[measure]))
        for memory in MEMORIES:
            some = [one for one in found if one.condition.memory_principal == memory]
            if not some:
                continue
            for period in range(some[0].agency.periods):
                mean = sum(one.path[measure][period, 0] for one in some) / len(some)
                lines.append((title, memory, period + 1, mean))
            for one in some:
                for period, (mean, error) in (one.published or {}).get(measure, {}).items():
                    half = _NORMAL * error
                    points.append((title, memory, period, mean, mean - half, mean + half))
    colour = alt.Color(
        "memory:N",
        sort=list(MEMORIES),
        scale=alt.Scale(domain=list(MEMORIES), range=LINE_COLOURS[: len(MEMORIES)]),
        legend=alt.Legend(
            title="periods that the principal remembers", orient="top", titleLimit=400
        ),
    )
    ticks = alt.Axis(grid=False, values=list(SHOWN_PERIODS))
    across = alt.X("period:Q", axis=ticks, title="period", scale=alt.Scale(nice=False))
    panels = []
    for title in _PANELS.values():
        up = alt.Y("mean:Q", title=title, scale=alt.Scale(zero=False))
        line = pd.DataFrame(lines, columns=["panel", "memory", "period", "mean"])
        names = ["panel", "memory", "period", "mean", "low", "high"]
        dots = pd.DataFrame(points, columns=names)
        rule = pd.DataFrame(bests, columns=["panel", "mean"])
        shown = [inline(data[data["panel"] == title]) for data in (line, dots, rule)]
        drawn = (
            alt.Chart(shown[2]).mark_rule(strokeDash=[5, 4], color=QUIET).encode(y=up)
            + alt.Chart(shown[0]).mark_line(strokeWidth=2).encode(x=across, y=up, color=colour)
            + alt.Chart(shown[1])
            .mark_rule(strokeWidth=1)
            .encode(x=across, y=alt.Y("low:Q", title=title), y2="high:Q", color=colour)
            + alt.Chart(shown[1])
            .mark_point(filled=True, size=28, opacity=1)
            .encode(x=across, y=up, color=colour)
        )
        panels.append(drawn.properties(width=250, height=240))
    return styled(alt.hconcat(*panels, spacing=24))


def goals(found: Sequence[GoalEffect]) -> Any:
    """What hidden goals add to the principal's utility in the last period, by their share."""
    import altair as alt
    import pandas as pd

    rows = []
    for one in found:
        mean, low, high = one.added[max(one.added)]["principal_utility"]
        memory = f"principal remembers: {one.condition.memory_principal}"
        where = (memory, _GOALS[one.goal], _LEARNS[one.learns_from])
        rows.append((*where, one.share, mean, low, high))
    names = ["memory", "goal", "learns", "share", "mean", "low", "high"]
    data = pd.DataFrame(rows, columns=names)
    shown = inline(data)
    base = alt.Chart(shown).encode(
        x=alt.X("share:Q", title="share of agents", axis=alt.Axis(format="%", grid=False)),
        color=alt.Color(
            "goal:N",
            sort=list(_GOALS.values()),
            scale=alt.Scale(range=LINE_COLOURS),
            legend=alt.Legend(title=None, orient="top", labelLimit=300),
        ),
        strokeDash=alt.StrokeDash(
            "learns:N",
            sort=list(_LEARNS.values()),
            scale=alt.Scale(range=[[1, 0], [5, 4]]),
            legend=alt.Legend(title=None, orient="bottom", labelLimit=400, symbolStrokeColor=INK),
        ),
        detail="learns:N",
    )
    title = "added to the principal's utility"
    chart = (
        alt.Chart(shown).mark_rule(color=QUIET, strokeWidth=0.5).encode(y=alt.datum(0))
        + base.mark_area(opacity=0.15, strokeWidth=0).encode(
            y=alt.Y("low:Q", title=title), y2="high:Q"
        )
        + base.mark_line(strokeWidth=2).encode(y=alt.Y("mean:Q", title=title))
    ).properties(width=330, height=260)
    facet = alt.Facet("memory:N", sort=list(dict.fromkeys(data["memory"])), title=None)
    return styled(chart.facet(facet=facet, columns=2))
