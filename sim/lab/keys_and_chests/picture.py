"""The picture of keys and chests: keys too many, and the return of the best possible."""

from __future__ import annotations

from typing import Any

from sim.lab.base import LabResult
from sim.lab.keys_and_chests.policies import KNOWS, NETWORK, RULE, SEARCHER, WANDERER
from sim.pictures.charts import LINE_COLOURS, QUIET, Chart, inline, styled

_ORDER = (RULE, NETWORK, SEARCHER, KNOWS, WANDERER)
_MEASURES = {
    "keys_over": "keys beyond what chests need",
    "return_over_best": "return, of the best possible",
}


def picture(result: LabResult) -> Chart:
    """Means over selections by CMA-ES with 95% intervals, in training and once keys abound."""
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame(bars(result))
    rows = inline(frame)
    where = ["training", "keys abound"]
    panels = []
    for name, title in _MEASURES.items():
        base = alt.Chart(rows).transform_filter(alt.datum.measure == name)
        y = alt.Y("policy:N", sort=list(_ORDER), title=None)
        offset = alt.YOffset("where:N", sort=where)
        colour = alt.Color(
            "where:N",
            sort=where,
            scale=alt.Scale(domain=where, range=LINE_COLOURS[:2]),
            legend=alt.Legend(title=None, orient="top"),
        )
        panels.append(
            (
                base.mark_rule(color=QUIET, strokeWidth=0.5).encode(x=alt.datum(0))
                + base.mark_rule(strokeWidth=2).encode(
                    x=alt.X("low:Q", title=title, axis=alt.Axis(tickCount=6)),
                    x2="high:Q",
                    y=y,
                    yOffset=offset,
                    color=colour,
                )
                + base.mark_point(filled=True, size=80, opacity=1).encode(
                    x="mean:Q", y=y, yOffset=offset, color=colour
                )
            ).properties(width=260, height=alt.Step(20))
        )
    return styled(alt.hconcat(*panels))


def bars(result: LabResult) -> list[dict[str, Any]]:
    """What is drawn: who was selected by CMA-ES for the average, and who by nobody."""
    found = []
    for row in result.rows:
        plain = row.objective in ("average", "none") and row.base_optimizer in ("cma", "none")
        shown = (row.environment, row.shift) in (("training", "none"), ("deployment", "goal"))
        if row.policy not in _ORDER or not plain or not shown or row.setting:
            continue
        for name in _MEASURES:
            mean, low, high = row.more[name]
            found.append(
                {
                    "policy": row.policy,
                    "where": "training" if row.environment == "training" else "keys abound",
                    "measure": name,
                    "mean": mean,
                    "low": mean if low is None else low,
                    "high": mean if high is None else high,
                }
            )
    return found
