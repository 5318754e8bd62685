"""What a study found: a heat map or a line, a table with intervals, and files to take away."""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts
from dashboards.fields import Field
from dashboards.plain import plain
from sim.analysis.means import summarise
from sim.report.levers import lever_answers
from sim.report.verdicts import verdicts
from sim.study import Study
from sim.study.design.levers import text_of
from sim.support.words import words
from sim.tables.columns import MEASURES

TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "feather": "application/vnd.apache.arrow.file",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "dta": "application/x-stata-dta",
    "duckdb": "application/vnd.duckdb.file",
}
"""Media types by format: all that `proxyfight export` writes."""
NEEDS = {"xlsx": "openpyxl", "duckdb": "duckdb"}
"""Libraries that not everybody has, by format."""
MOST_VERDICTS = 4


def show(study: Study) -> None:
    """Everything about a study of which something is done."""
    meanings = study.columns("runs")
    known = [*MEASURES, *study.outcomes]
    options = [*study.measures, *(name for name in known if name not in study.measures)]
    measure = st.selectbox("Measure", options, format_func=words, key="measure")
    column = meanings[measure]
    of = f"; {column.unit}" if column.unit else ""
    st.caption(plain(f"{column.text[:1].upper()}{column.text[1:]}{of}."))
    runs = study.table("runs", ["cell", *study.levers, "world", measure])
    frame = means(runs, list(study.levers), measure)
    axes, part = _axes(study, frame)
    if axes:
        st.altair_chart(charts.cells(part, axes, measure), theme=None)
    for verdict in verdicts(runs, list(study.levers), measure)[:MOST_VERDICTS]:
        where = f"*{plain(verdict.circumstances)}.* " if verdict.circumstances else ""
        st.markdown(f"{where}{plain(verdict.sentence)}")
    with st.expander("All cells, with 95% intervals", expanded=not axes):
        shown = frame.drop(columns=["measure", "unit"])
        if "worlds" not in shown:  # a lever may be called so
            shown = shown.rename(columns={"n": "worlds"})
        st.dataframe(shown, hide_index=True)
    _levers(study, measure)
    _files(study)


def _levers(study: Study, measure: str) -> None:
    """What the levers do, drawn when somebody asks: it takes a second or two."""
    if len(study.points) < 2:
        return
    if not st.toggle(
        "What the levers do", key="levers", help="Effects, curves, indices, regions, a front."
    ):
        return
    with st.spinner("Reckoning"):
        answers = list(lever_answers(study, measure))
    if not answers:
        st.caption("Too little varies, or is done, to tell effects of levers apart.")
    for answer in answers:
        st.markdown(f"**{plain(answer.title)}**")
        st.caption(plain(answer.note))
        if answer.chart is not None:
            with st.container(horizontal=True):  # panels that do not fit beside each other wrap
                panels = charts.panels(answer.chart)
                several = len(panels) > 1
                for panel in panels:
                    st.altair_chart(panel, theme=None, width="content" if several else "stretch")
        if answer.rows:
            st.dataframe(pd.DataFrame(list(answer.rows)), hide_index=True)


def means(runs: Any, levers: list[str], measure: str) -> pd.DataFrame:
    """``summarise`` of one measure as a frame."""
    frame = pd.DataFrame(summarise(runs, levers, [measure]))
    for name in levers:
        frame[name] = [text_of(value) for value in frame[name].astype(object)]
    return frame.astype({"mean": float, "low": float, "high": float})


def formats() -> list[str]:
    """Formats whose libraries are installed."""
    return [name for name in TYPES if name not in NEEDS or find_spec(NEEDS[name]) is not None]


def exported(path: Path, table: str, kind: str) -> bytes:
    """A table of a study as the bytes that `proxyfight export` writes."""
    with tempfile.TemporaryDirectory() as place:
        return Study.open(path).export(table, kind, Path(place) / f"table.{kind}").read_bytes()


def spread(field: Field, value: float | None) -> str:
    """Five values around one, within the bounds, as text."""
    start = float(value if value is not None else field.default or field.low or 1.0)
    if field.is_share:
        return "0, 0.25, 0.5, 0.75, 1"
    raw = [start * factor for factor in (0.0, 0.5, 1.0, 1.5, 2.0)] if start else [0.0, 1.0, 2.0]
    if field.kind == "integer":
        raw = [float(round(entry)) for entry in raw]
    low = float("-inf") if field.low is None else field.low
    high = float("inf") if field.high is None else field.high
    kept = dict.fromkeys(min(max(entry, low), high) for entry in raw)
    return ", ".join(f"{entry:g}" for entry in kept)


def _axes(study: Study, frame: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """Which levers go down and across, and the cells at the chosen levels of the others."""
    levers = list(study.levers)
    if len(levers) < 2:
        return levers, frame
    axes = levers[:2]
    if len(levers) > 2:
        columns = st.columns(len(levers))
        down = columns[0].selectbox("Down", levers, format_func=words)
        others = [lever for lever in levers if lever != down]
        across = columns[1].selectbox("Across", others, format_func=words)
        axes = [down, across]
        for column, lever in zip(columns[2:], (o for o in others if o != across), strict=True):
            present = list(dict.fromkeys(frame[lever]))
            level = column.selectbox(plain(words(lever).capitalize()), present)
            frame = frame[frame[lever] == level]
    return axes, frame


def _files(study: Study) -> None:
    st.markdown("**Take it away**")
    columns = st.columns(3, vertical_alignment="bottom")
    table = columns[0].selectbox("Table", study.record)
    kind = columns[1].selectbox("Format", formats(), format_func=str.upper)
    path = study.path
    columns[2].download_button(
        f"Download {plain(table)}.{kind}",
        lambda: exported(path, table, kind),
        f"{path.name}-{table}.{kind}",
        TYPES[kind],
        on_click="ignore",
        width="stretch",
    )
    report = path / "report.html"
    if report.is_file() and study.complete:
        st.download_button(
            "Download the report (one HTML file)",
            report.read_bytes(),
            f"{path.name}.html",
            "text/html",
            on_click="ignore",
        )
