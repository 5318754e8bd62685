"""What is known of a study, reckoned once until something in its folder changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from sim.report.levers import LeverAnswer, lever_answers, moves_most
from sim.report.so_far import SoFar, so_far
from sim.report.verdicts import Verdict, verdicts
from sim.study import Study
from sim.study.design.levers import text_of

Stamp = tuple[int, ...]


def stamp(path: Path) -> Stamp:
    """Another one whenever tables of a study have changed."""
    found = []
    for name in ("manifest.json", "runs.parquet", "parts"):
        try:
            found.append((path / name).stat().st_mtime_ns)
        except OSError:
            found.append(0)
    return tuple(found)


@st.cache_data(max_entries=32, show_spinner=False)
def known(path: Path, when: Stamp, measure: str) -> SoFar:
    """All cells of a study."""
    return so_far(Study.open(path), measure)


@st.cache_data(max_entries=64, show_spinner=False)
def judged(
    path: Path,
    when: Stamp,
    measure: str,
    levers: Sequence[str],
    fixed: Sequence[tuple[str, str]],
) -> list[Verdict]:
    """Verdicts of a study.

    Args:
        path: Its folder.
        when: Its ``stamp``.
        measure: Of which more is asked for.
        levers: The first two are chosen, the others are circumstances.
        fixed: Levers that stand at a level, with its text.
    """
    study = Study.open(path)
    runs = study.table("runs", ["cell", *study.levers, "world", measure])
    columns: dict[str, Any] = {}
    for name in study.levers:
        columns[name] = np.array([text_of(v) for v in runs.column(name).to_pylist()], dtype=object)
    for name in ("world", measure):
        columns[name] = runs.column(name).to_numpy()
    here = np.ones(runs.num_rows, dtype=np.bool_)
    for name, level in fixed:
        here &= columns[name] == level
    some = {name: column[here] for name, column in columns.items()}
    return verdicts(some, levers, measure, together=study.drawn)


@st.cache_data(max_entries=32, show_spinner="Reckoning")
def answered(
    path: Path, when: Stamp, measure: str, only: Sequence[str]
) -> tuple[str, list[LeverAnswer]]:
    """Which lever moves a measure most, and what levers do."""
    study = Study.open(path)
    return moves_most(study, measure), list(lever_answers(study, measure, only=only))
