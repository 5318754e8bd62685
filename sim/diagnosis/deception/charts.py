"""Pictures of deception: value added around the end of probation, and shares over thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.diagnosis.deception.curve import WITHHELD_IN
from sim.diagnosis.deception.deception import TURNED, UNAWARE, WATCHED
from sim.pictures.charts import INK, LINE_COLOURS, QUIET, Chart, styled
from sim.support.inputs import InputError
from sim.support.words import number

if TYPE_CHECKING:
    from sim.diagnosis.deception.deception import Deception

_TONES = {TURNED: LINE_COLOURS[1], WATCHED: INK, UNAWARE: LINE_COLOURS[0]}
_DASHES = {TURNED: [1, 0], WATCHED: [2, 3], UNAWARE: [6, 4]}


def turn_chart(found: Deception) -> Chart:
    """Value added by quarter in the seat: as it is, as under watch, and if nobody were aware.

    Raises:
        InputError: If no deceptive tenure lasted long enough to be drawn.
    """
    import altair as alt
    import pandas as pd

    if not found.paths:
        raise InputError(
            "nobody who was hired and is called deceptive stayed long enough for a picture; "
            "expected more quarters or worlds"
        )
    data = pd.DataFrame(found.paths).astype({"mean": float, "low": float, "high": float})
    data["quarter"] += 1
    names = list(_TONES)
    colour = alt.Color(
        "curve:N",
        sort=names,
        scale=alt.Scale(domain=names, range=list(_TONES.values())),
        legend=alt.Legend(
            title=None,
            orient="top",
            columns=1,
            labelLimit=300,
            symbolType="stroke",
            symbolStrokeWidth=3,
        ),
    )
    dash = alt.StrokeDash(
        "curve:N", sort=names, scale=alt.Scale(domain=names, range=list(_DASHES.values()))
    )
    axis = alt.Axis(grid=False, tickMinStep=1, values=sorted(set(data["quarter"])))
    x = alt.X("quarter:Q", title="quarter in the seat", axis=axis)
    base = alt.Chart(data).encode(x=x, color=colour)
    layers = [
        base.mark_area(fillOpacity=0.16, strokeOpacity=0).encode(
            y=alt.Y("low:Q", title="", scale=alt.Scale(zero=False)), y2="high:Q"
        ),
        base.mark_line(strokeWidth=2).encode(
            y=alt.Y("mean:Q", title="value added, effect units"),
            strokeDash=dash,
            tooltip=["curve", "quarter", "mean", "low", "high", "n"],
        ),
    ]
    if found.probation > 0:
        band = pd.DataFrame(
            [{"quarter": min(data["quarter"]), "right": found.probation + 0.5, "text": "probation"}]
        )
        area = alt.Chart(band).mark_rect(color=QUIET, opacity=0.14)
        layers.insert(0, area.encode(x=x, x2="right:Q"))
        text = alt.Chart(band).mark_text(align="left", dx=6, color=QUIET, fontSize=12)
        layers.append(text.encode(x="quarter:Q", y=alt.value(10), text="text:N"))
    return styled(alt.layer(*layers).properties(width=600, height=320))


def turn_finding(found: Deception) -> str:
    """What the picture shows: by how much conduct falls short once probation is over."""
    means = {
        name: [
            row["mean"]
            for row in found.paths
            if row["curve"] == name
            and row["quarter"] >= found.probation
            and row["mean"] is not None
        ]
        for name in (TURNED, WATCHED)
    }
    if not all(means.values()):
        return "Nobody who was hired is deceptive for long enough to be drawn"
    turned, watched = (sum(values) / len(values) for values in means.values())
    when = "After probation" if found.probation else "In office"
    return (
        f"{when} those who deceive add {number(turned, 2)} a quarter, and would add "
        f"{number(watched, 2)} if they were watched"
    )


def curve_chart(found: Deception) -> Chart:
    """Shares of tenures that withhold more than a threshold, unit by unit; a rule at the chosen."""
    import altair as alt

    panels = [panel.properties(width=280, height=240) for panel in curve_panels(found)]
    return styled(alt.hconcat(*panels))


def curve_panels(found: Deception) -> list[Chart]:
    """The same, a chart for each unit."""
    import altair as alt
    import pandas as pd

    data = pd.DataFrame(found.curve).astype({"mean": float, "low": float, "high": float})
    panels = []
    for unit, meaning in WITHHELD_IN.items():
        here = data[(data["unit"] == unit) & (data["threshold"] > 0.0)]
        scale = alt.Scale(type="log", nice=False)
        x = alt.X("threshold:Q", title=meaning, scale=scale, axis=alt.Axis(grid=False))
        base = alt.Chart(here).encode(x=x)
        y = alt.Y("low:Q", title="", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
        layers = [
            base.mark_area(color=LINE_COLOURS[1], fillOpacity=0.16).encode(y=y, y2="high:Q"),
            base.mark_line(color=LINE_COLOURS[1], strokeWidth=2).encode(
                y=alt.Y("mean:Q", title="tenures called deceptive"),
                tooltip=["threshold", "mean", "low", "high", "n"],
            ),
        ]
        if here["chosen"].any():
            layers.insert(0, alt.Chart(here[here["chosen"]]).mark_rule(color=QUIET).encode(x=x))
        panels.append(alt.layer(*layers))
    return panels
