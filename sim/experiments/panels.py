"""Pictures of experiments: measures along one lever, in colours and panels of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.claims.contrast import measured
from sim.pictures.charts import LINE_COLOURS, QUIET, Chart, styled
from sim.study.design.experiment import Experiment

if TYPE_CHECKING:
    import pandas as pd


class LinePanels(NamedTuple):
    """Which lever is where.

    Attributes:
        x, colour, panel: Levers; of one called ``LEVER/form`` and ``LEVER/level`` the labels are
            ``form-level``.
        measures: One row of panels each, with the title of its axis.
        x_title: Of the horizontal axis.
    """

    x: str
    colour: str
    panel: str | None
    measures: dict[str, str]
    x_title: str


class PlayedCell(NamedTuple):
    """A cell: its labels, and its measures by world."""

    labels: dict[str, Any]
    values: dict[str, Floats]


def play(experiment: Experiment, measures: list[str]) -> list[PlayedCell]:
    """All cells, with (worlds,) of every measure."""
    texts = {name: experiment.outcomes.get(name, name) for name in measures}
    return [
        PlayedCell(dict(cell.labels), measured(cell.scenario, texts)) for cell in experiment.cells()
    ]


def label(cell: PlayedCell, lever: str) -> Any:
    """A cell's level of a lever, or the half of it that ``LEVER/form`` or ``/level`` asks for."""
    name, _, half = lever.partition("/")
    value = cell.labels[name]
    if not half:
        return value
    form, _, level = str(value).rpartition("-")
    return form if half == "form" else float(level)


def frame(cells: list[PlayedCell], lines: LinePanels) -> pd.DataFrame:
    """A row per cell and measure: x, colour, panel, measure, mean and interval."""
    import pandas as pd

    rows = []
    for cell in cells:
        for measure in lines.measures:
            place = {"x": label(cell, lines.x), "colour": str(label(cell, lines.colour))}
            place["panel"] = str(label(cell, lines.panel)) if lines.panel else ""
            found = interval(cell.values[measure])
            rows.append({**place, "measure": measure, **found})
    data = pd.DataFrame(rows)
    if _numeric(data):
        data["x"] = data["x"].astype(float)
    return data.astype({"mean": float, "low": float, "high": float})


def _numeric(data: pd.DataFrame) -> bool:
    try:
        data["x"].astype(float)
    except ValueError:
        return False
    return True


def picture(
    data: pd.DataFrame, lines: LinePanels, marks: Mapping[str, Chart] | None = None
) -> Chart:
    """LinePanels with 95% intervals: a row of panels per measure.

    Args:
        data: As ``frame`` makes it.
        lines: What is where.
        marks: What is laid over the first row of panels, by the panel.
    """
    import altair as alt

    numeric = data["x"].dtype.kind == "f"
    x = alt.X(
        "x:Q" if numeric else "x:N",
        title=lines.x_title,
        axis=alt.Axis(labelAngle=0 if numeric else -30),
    )
    if not numeric:
        x = x.sort(list(dict.fromkeys(data["x"])))
    colours = list(dict.fromkeys(data["colour"]))
    panels = list(dict.fromkeys(data["panel"]))
    words = lines.panel.partition("/")[0].replace("_", " ") if lines.panel else ""
    drawn = []
    for place, (measure, title) in enumerate(lines.measures.items()):
        across = []
        for panel in panels:
            some = data[(data["measure"] == measure) & (data["panel"] == panel)]
            base = alt.Chart(some).encode(
                x=x,
                color=alt.Color(
                    "colour:N",
                    sort=colours,
                    scale=alt.Scale(domain=colours, range=LINE_COLOURS[: len(colours)]),
                    legend=alt.Legend(
                        title=lines.colour.partition("/")[0].replace("_", " "),
                        orient="bottom",
                        columns=4,
                    ),
                ),
            )
            ends = base.mark_rule(strokeWidth=1.5).encode(y=alt.Y("low:Q", title=""), y2="high:Q")
            line = base.mark_line(strokeWidth=1.5, point=alt.OverlayMarkDef(size=36)).encode(
                y=alt.Y("mean:Q", title=title, scale=alt.Scale(zero=False))
            )
            layers = [
                ends,
                line,
                *([marks[panel]] if marks and place == 0 and panel in marks else []),
            ]
            name = f"{words}: {panel.replace('-', ' ')}" if panel else ""
            across.append(alt.layer(*layers).properties(width=250, height=200, title=name))
        drawn.append(alt.hconcat(*across).resolve_scale(y="shared"))
    return styled(alt.vconcat(*drawn))


def uprights(places: Mapping[str, float]) -> Chart:
    """Dashed lines at values of x, each coloured as the line that it belongs to."""
    import altair as alt
    import pandas as pd

    data = pd.DataFrame([{"x": x, "colour": name} for name, x in places.items()])
    return (
        alt.Chart(data)
        .mark_rule(strokeDash=[4, 4], strokeWidth=1.5)
        .encode(x="x:Q", color=alt.Color("colour:N"))
    )


def band(low: float, high: float) -> Chart:
    """A grey band between two values of x."""
    import altair as alt
    import pandas as pd

    data = pd.DataFrame([{"x": low, "end": high}])
    return alt.Chart(data).mark_rect(color=QUIET, opacity=0.15).encode(x="x:Q", x2="end:Q")
