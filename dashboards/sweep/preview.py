"""What a design amounts to before it is begun: cells, runs, time and disk, and where points lie."""

from __future__ import annotations

import os
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.figures import draw
from dashboards.sweep.places import duration, folder, size_of
from dashboards.wording import say
from sim.pictures.charts import LINE_COLOURS, Chart, inline, styled
from sim.scenario.scenario import Scenario
from sim.study import Experiment
from sim.study.design.levers import text_of
from sim.study.run.estimate import Pace, expected_seconds, measure
from sim.study.run.size import Size, refuse_too_large, sample, size
from sim.support.words import words

PROCESSORS_HERE = os.cpu_count() or 1
MOST_POINTS_SHOWN = 1_000


@st.cache_data(max_entries=64, show_spinner="Estimating how long it takes")
def expected(experiment: str, workers: int) -> tuple[Size, float]:
    """How much a design is, and seconds until it is done.

    Raises:
        InputError: If it is wrong, or does not fit into memory or on the disk.
    """
    design = Experiment.model_validate_json(experiment)
    cells = design.design_cells()
    refuse_too_large(cells, {"record": design.tables()}, workers, folder())
    scenarios = sample(cells, 4)
    short = [scenario.model_copy(update={"worlds": 1}) for scenario in scenarios]
    pace = _pace(tuple(scenario.model_dump_json() for scenario in short))
    found, quarters = size(cells, design.tables()), scenarios[0].quarters_played()
    return found, expected_seconds(found, quarters, pace, workers, PROCESSORS_HERE)


@st.cache_data(max_entries=16, show_spinner="Estimating how long it takes")
def _pace(scenarios: tuple[str, ...]) -> Pace:
    return measure([Scenario.model_validate_json(scenario) for scenario in scenarios])


def show(experiment: Experiment, amount: Size, seconds: float, workers: int) -> None:
    """Numbers, and the points of the first two levers."""
    worlds = amount.runs // max(1, amount.cells)
    runs, quarters = f"{amount.runs:,}", f"{amount.firm_quarters:,}"
    processes = f"{workers} {'process' if workers == 1 else 'processes'}"
    cells = f"{amount.cells:,} {'cell' if amount.cells == 1 else 'cells'}"
    text, picture = st.columns([3, 2], vertical_alignment="center")
    with text:
        st.markdown(
            say(
                f"**{cells} x {worlds} worlds = {runs} runs**, {quarters} quarters of a firm: "
                f"about **{duration(seconds)}** with {processes} on this machine, and "
                f"**{size_of(amount.disk)}** on the disk."
            )
        )
    chart = _points(experiment)
    if chart is not None:
        with picture:
            draw(chart, "sweep-points", f"{cells} by their levers")


def _points(experiment: Experiment) -> Chart | None:
    """Cells as dots, by the first two levers; none without levers."""
    import altair as alt

    points = experiment.design_points
    names = list(points.levers)[:2]
    if not names:
        return None
    step = -(-len(points) // MOST_POINTS_SHOWN)
    frame = pd.DataFrame({name: points.columns[name].to_pylist()[::step] for name in names})

    def axis(channel: Any, name: str) -> Any:
        plain_numbers = points.levers[name].kind in ("integer", "number")
        quiet = alt.Axis(grid=False, labelOverlap=True, labelLimit=110)
        if plain_numbers:
            scale = alt.Scale(zero=False, nice=False, padding=12)
            return channel(f"{name}:Q", title=words(name), axis=quiet, scale=scale)
        levels = list(dict.fromkeys(map(text_of, frame[name])))
        frame[name] = [text_of(value) for value in frame[name]]
        return channel(f"{name}:N", title=words(name), axis=quiet, sort=levels)

    encoded = {"x": axis(alt.X, names[0])}
    if names[1:]:
        encoded["y"] = axis(alt.Y, names[1])
    dots = alt.Chart(inline(frame)).mark_circle(size=36, color=LINE_COLOURS[0], opacity=0.8)
    high = 170 if names[1:] else 70
    return styled(dots.encode(**encoded).properties(width="container", height=high))
