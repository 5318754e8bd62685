"""Pictures of the Irish elk: who died out, and how herds went there."""

from __future__ import annotations

from typing import Any

from sim.lab.base import LabResult
from sim.lab.irish_elk.herd import HISTORY
from sim.lab.irish_elk.parameters import HerdParameters
from sim.lab.irish_elk.play import HerdTable
from sim.lab.irish_elk.settings import ENVIRONMENTS
from sim.pictures.charts import BAD, GRID, LINE_COLOURS, QUIET, inline, styled

_SHOWN = {
    "runaway, bearer pays, choice weakens": "bearer pays",
    "runaway, others pay too, choice weakens": "others pay, too",
    "runaway, bearer pays, choice never weakens": "bearer pays, choice never weakens",
}
_PANELS = {
    "population": "calves",
    "antlers": "antlers, less those that cost nothing (absolute)",
    "preference": "preference (absolute)",
    "males_condition": "condition of living males (standard deviations)",
}
_HERDS = 6


def whole(lab: HerdParameters, result: LabResult) -> Any:
    """Both pictures; the second one plays some of the herds again."""
    import altair as alt

    seed = int(result.parameters.get("seed", 0))
    pictures = alt.vconcat(extinction(result), courses(lab, seed), spacing=28)
    return styled(pictures.resolve_scale(color="independent"))


def extinction(result: LabResult) -> Any:
    """Share of herds that died out, with intervals: a panel per environment."""
    import altair as alt
    import pandas as pd

    found = []
    for row in result.rows:
        parts = row.policy.split(", ")
        if row.environment != "deployment" or row.setting:
            continue
        mean, low, high = row.more["extinct"]
        who = ", ".join(parts[:-1]).replace(", no choice", "")
        found.append((who, parts[-1], mean, low, high))
    data = pd.DataFrame(found, columns=["herd", "environment", "mean", "low", "high"])
    order = list(dict.fromkeys(data["herd"]))
    down = alt.Y("herd:N", sort=order, title=None, axis=alt.Axis(labelLimit=320))
    base = alt.Chart(inline(data)).encode(y=down)
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format="%", tickCount=3)
    rule = base.mark_rule(strokeWidth=2, color=QUIET).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title="herds that died out"), x2="high:Q"
    )
    point = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.X("mean:Q", scale=scale, axis=axis, title="herds that died out"),
        color=alt.condition("datum.mean > 0", alt.value(BAD), alt.value(LINE_COLOURS[0])),
    )
    chart = (rule + point).properties(width=170, height=alt.Step(22))
    return chart.facet(
        column=alt.Column("environment:N", sort=list(ENVIRONMENTS), title=None), spacing=14
    )


def courses(lab: HerdParameters, seed: int) -> Any:
    """Population, antlers, preference and condition of herds with a runaway, by generation.

    Thin lines are herds, which end where they die out.
    """
    import altair as alt
    import numpy as np
    import pandas as pd

    table = HerdTable(lab, seed, _HERDS)
    place = {name: HISTORY.index(name) for name in _PANELS}
    found = []
    for setting in table.settings:
        who = _SHOWN.get(setting.policy.removesuffix(", constant"))
        if who is None:
            continue
        seen = table.histories(setting, lab)
        for number, herd in enumerate(seen):
            for t in range(0, lab.generations, max(lab.generations // 80, 1)):
                for name, title in _PANELS.items():
                    value = herd[t, place[name]]
                    if name in ("antlers", "preference"):
                        value = abs(value)
                    if np.isfinite(value):
                        found.append((who, number, t, title, round(float(value), 3)))
    data = pd.DataFrame(found, columns=["who", "herd", "generation", "what", "value"])
    line = (
        alt.Chart(inline(data))
        .mark_line(strokeWidth=1, opacity=0.55)
        .encode(
            x=alt.X("generation:Q", axis=alt.Axis(grid=False, tickCount=5)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4, gridColor=GRID)),
            color=alt.Color(
                "who:N",
                sort=list(_SHOWN.values()),
                scale=alt.Scale(range=LINE_COLOURS),
                legend=alt.Legend(
                    title="runaway, constant environment", orient="top", labelLimit=300
                ),
            ),
            detail="herd:N",
        )
        .properties(width=330, height=150)
    )
    panels = alt.Facet("what:N", sort=list(_PANELS.values()), title=None)
    return line.facet(facet=panels, columns=2).resolve_scale(y="independent")
