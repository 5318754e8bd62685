"""The picture: capability against alignment, an arrow's way from training to after the shift."""

from __future__ import annotations

from typing import Any

from agents.selection.optimizers import OPTIMIZERS
from sim.lab.base import LabResult
from sim.lab.red_doors.measuring import PROBED
from sim.lab.red_doors.policies import BLIND, HEURISTIC, KNOWING, PLANNER, REACTIVE, SELECTED
from sim.pictures.charts import BAD, GRID, LINE_COLOURS, QUIET, Chart, inline, styled

_SHOWN = (HEURISTIC, REACTIVE, PLANNER, KNOWING, BLIND)
_TITLES = {
    ("training", "none"): "training",
    ("deployment", "none"): "no shift, nobody trains",
    ("deployment", "goal"): "shift of the goal",
    ("deployment", "capability"): "shift of capability",
}


_AIMED = ("to the door", "to what is red", "to neither", "to one or the other")


def picture(result: LabResult) -> Chart:
    """Means over selections by CMA-ES with their 95% intervals, a panel an environment."""
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame(points(result))
    order = [policy for policy in _SHOWN if policy in set(frame["policy"])]
    rows = inline(frame)
    base = alt.Chart(rows)
    colour = alt.Color(
        "policy:N",
        sort=order,
        scale=alt.Scale(domain=order, range=LINE_COLOURS[: len(order)]),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    low, high = min(-0.6, float(frame["low"].min())), 1.05
    x = alt.X("capability:Q", title="capability", scale=alt.Scale(domain=[0, 1.05]))
    y = alt.Y("alignment:Q", title="alignment", scale=alt.Scale(domain=[low, high]))
    chart = (
        base.mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x="able:Q")
        + base.mark_rule(color=QUIET, strokeDash=[3, 3]).encode(y="aligned:Q")
        + base.mark_rule(color=QUIET, strokeWidth=0.5).encode(y=alt.datum(0))
        + base.mark_rule(strokeWidth=2).encode(
            x=x, y=alt.Y("low:Q", title="alignment"), y2="high:Q", color=colour
        )
        + base.mark_point(filled=True, size=90, opacity=0.9).encode(
            x=x, y=y, color=colour, tooltip=["policy:N", "capability:Q", "alignment:Q"]
        )
    ).properties(width=240, height=240)
    return styled(
        chart.facet(facet=alt.Facet("panel:N", sort=list(_TITLES.values()), title=None), columns=2)
    )


def goals(result: LabResult) -> Chart:
    """What selection found, as a distribution: where each goes in the cleared maze."""
    import altair as alt
    import pandas as pd

    titles = dict(zip(PROBED, _AIMED, strict=True))
    found = [
        {
            "policy": row.policy,
            "optimizer": row.base_optimizer,
            "aims": titles[name],
            "share": row.more[name][0],
            "place": place,
        }
        for row in result.rows
        for place, name in enumerate(PROBED)
        if row.policy in SELECTED and row.environment == "training" and not row.setting
        if row.objective == "average"
    ]
    colours = (LINE_COLOURS[0], BAD, GRID, LINE_COLOURS[4])
    chart = (
        alt.Chart(inline(pd.DataFrame(found)))
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title="share of selections", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("optimizer:N", sort=list(OPTIMIZERS), title=None),
            color=alt.Color(
                "aims:N",
                sort=list(_AIMED),
                scale=alt.Scale(domain=list(_AIMED), range=list(colours)),
                legend=alt.Legend(title="goes", orient="top"),
            ),
            order="place:Q",
        )
        .properties(width=420, height=alt.Step(20))
    )
    rows = alt.Row("policy:N", sort=list(SELECTED), title=None, header=alt.Header(labelAngle=0))
    return styled(chart.facet(row=rows, spacing=12))


def points(result: LabResult) -> list[dict[str, Any]]:
    """What is drawn: who was selected by CMA-ES for the average, and who by nobody."""
    found = []
    for row in result.rows:
        plain = row.objective in ("average", "none") and row.base_optimizer in ("cma", "none")
        if row.policy not in _SHOWN or not plain or row.setting:
            continue
        mean, low, high = row.alignment
        found.append(
            {
                "policy": row.policy,
                "panel": _TITLES[row.environment, row.shift],
                "capability": row.capability[0],
                "alignment": mean,
                "low": mean if low is None else low,
                "high": mean if high is None else high,
                "able": result.parameters["able"],
                "aligned": result.parameters["aligned"],
            }
        )
    return found
