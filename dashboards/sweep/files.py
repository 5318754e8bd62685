"""Files to take away: the picture, the runs, the design, the report, a citation; in one row."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.plain import plain
from dashboards.wording import say
from sim.pictures.charts import Chart, save
from sim.report.citation import citation
from sim.report.report import write_report
from sim.scenario.presets import as_yaml
from sim.study import Study
from sim.study.store.again import experiment_of

if TYPE_CHECKING:
    import pandas as pd

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
Drawing = Callable[[], Chart]
"""How the picture of a file is made, when somebody asks for it."""
NEEDS = {"xlsx": "openpyxl", "duckdb": "duckdb"}
"""Libraries that not everybody has, by format."""


def row(study: Study, drawn: Drawing | None, cells: pd.DataFrame) -> None:
    """All files of a study in a row; what is seldom asked for in a drawer at its end."""
    path, some = study.path, bool(cells["n"].any())
    report = path / "report.html"
    offers: list[tuple[str, Any, str, str, str]] = []
    for kind, media in (("png", "image/png"), ("svg", "image/svg+xml")):
        if drawn is not None:
            offers.append((kind.upper(), _pictured(drawn, kind), kind, media, "The picture"))
    if some:
        for kind, name in (("csv", "CSV"), ("parquet", "Parquet")):
            offers.append((name, _table(path, "runs", kind), f"runs.{kind}", TYPES[kind], "Runs"))
    design = as_yaml(experiment_of(study))
    offers.append(("YAML", design, "yaml", "application/yaml", "The design, for the command line"))
    if study.complete:  # its process may still be at the report
        whole = lambda: (report if report.is_file() else write_report(study)).read_bytes()
        offers.append(("Report", whole, "html", "text/html", "One HTML file that stands alone"))
    offers.append(("Citation", citation(study), "bib", "application/x-bibtex", "A BibTeX entry"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, data, ending, media, about in offers:
            st.download_button(
                say(label),
                data,
                f"{path.name}-{ending}" if "." in ending else f"{path.name}.{ending}",
                media,
                key=f"take-{label}",
                help=say(about),
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
        if some:
            with st.popover(say("Other tables and formats"), type="tertiary"):
                _other(study)


def _pictured(drawn: Drawing, kind: str) -> Any:
    """The bytes of a picture, made when somebody asks for them."""

    def made() -> bytes:
        with tempfile.TemporaryDirectory() as place:
            sized = drawn().copy(deep=True)
            if getattr(sized, "width", None) == "container":
                sized = sized.properties(width=560)
            return save(sized, Path(place) / f"picture.{kind}").read_bytes()

    return made


def _table(path: Path, table: str, kind: str) -> Any:
    return lambda: exported(path, table, kind)


def _other(study: Study) -> None:
    table = st.selectbox(say("Table"), study.record, key="take-table")
    kind = st.selectbox(say("Format"), formats(), format_func=str.upper, key="take-format")
    st.download_button(
        f"Download {plain(table)}.{kind}",
        _table(study.path, table, kind),
        f"{study.path.name}-{table}.{kind}",
        TYPES[kind],
        key="take-other",
        on_click="ignore",
        width="stretch",
    )


def formats() -> list[str]:
    """Formats whose libraries are installed."""
    return [name for name in TYPES if name not in NEEDS or find_spec(NEEDS[name]) is not None]


def exported(path: Path, table: str, kind: str) -> bytes:
    """A table of a study as the bytes that `proxyfight export` writes."""
    with tempfile.TemporaryDirectory() as place:
        return Study.open(path).export(table, kind, Path(place) / f"table.{kind}").read_bytes()
