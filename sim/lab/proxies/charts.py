"""The picture: what becomes of offspring, of the proxy, and of what organisms want."""

from __future__ import annotations

from typing import Any

from sim.lab.proxies.life import LIFE
from sim.lab.proxies.parameters import LifeParameters
from sim.lab.proxies.play import TURNS, Lineages
from sim.pictures.charts import LINE_COLOURS, QUIET, inline, styled

_MINDS = ("proxies", "habit", "proxies and a clear wish for offspring", "offspring themselves")
_DRAWN = 24
_BEFORE, _LATER = 20, 60
_CLOSE = 15  # generations after the change of which each is drawn; then every third
_PANELS = (
    "offspring a head",
    "mating met",
    "weight of mating",
    "capability",
    "alignment",
    "organisms",
)


def courses(lab: LifeParameters, seed: int) -> Any:
    """Means over lineages by generation, around the generation of the change."""
    import altair as alt
    import numpy as np
    import pandas as pd

    lineages = Lineages(seed, _DRAWN)
    place = {name: LIFE.index(name) for name in LIFE}
    found = []
    for mind in _MINDS:
        mean = np.nanmean(lineages.histories(lab, mind)[TURNS.index("goal")], axis=0)
        for t in range(max(lab.training - _BEFORE, 0), min(lab.training + _LATER, len(mean))):
            if t - lab.training > _CLOSE and t % 3:
                continue
            row = mean[t]
            gain = row[place["log_offspring"]] - row[place["idle_offspring"]]
            most = row[place["best_offspring"]] - row[place["idle_offspring"]]
            own = row[place["reached"]] - row[place["idle"]]
            best = row[place["best"]] - row[place["idle"]]
            values = (
                row[place["offspring"]],
                row[place["met_mating"]],
                row[place["wants_mating"]] if mind != "offspring themselves" else np.nan,
                own / best,
                gain / most,
                row[place["population"]],
            )
            found += [
                (mind, t - lab.training, what, round(float(value), 3))
                for what, value in zip(_PANELS, values, strict=True)
                if np.isfinite(value)
            ]
    data = pd.DataFrame(found, columns=["wants", "generation", "what", "value"])
    base = alt.Chart(inline(data))
    line = base.mark_line(strokeWidth=2).encode(
        x=alt.X("generation:Q", title="generations after the change", axis=alt.Axis(grid=False)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=4)),
        color=alt.Color(
            "wants:N",
            sort=list(_MINDS),
            scale=alt.Scale(range=LINE_COLOURS),
            legend=alt.Legend(title=None, orient="top", columns=2, labelLimit=300),
        ),
    )
    change = base.mark_rule(strokeDash=[3, 3], color=QUIET).encode(x=alt.datum(0))
    panel = (line + change).properties(width=300, height=140)
    return styled(
        panel.facet(
            facet=alt.Facet("what:N", sort=list(_PANELS), title=None), columns=2
        ).resolve_scale(y="independent")
    )
