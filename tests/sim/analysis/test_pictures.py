"""Pictures of answers: they can be drawn, and show what the frames say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from known import RANGES, SIZE, grid, study

from sim.pictures.answers import curves, front, surface, tornado
from sim.pictures.charts import svg


def values(chart: Any) -> list[list[dict[str, Any]]]:
    """Rows of all layers and panels."""
    found: list[list[dict[str, Any]]] = []
    whole = chart.to_dict()

    def look(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("data"), dict):
                data = part["data"]
                found.append(data.get("values") or whole["datasets"][data["name"]])
            for name, inner in part.items():
                if name != "data":
                    look(inner)
        elif isinstance(part, list):
            for inner in part:
                look(inner)

    look({name: part for name, part in whole.items() if name != "datasets"})
    return found


def test_effects_as_a_tornado_and_as_curves(tmp_path: Path) -> None:
    made = study(
        tmp_path, lambda a, b, c, n: a + 3 * b + n, levers={**grid(3, "ab"), "size": SIZE}, worlds=3
    )
    frame = made.effects()
    text = svg(tornado(frame, "size of the effect on rent"))
    assert text.index(">size<") < text.index(">b<") < text.index(">a<"), "the largest on top"
    drawn = svg(curves(frame, "rent"))
    assert "rent (base pays per firm and quarter)" in drawn and ">middle<" in drawn
    assert sum(len(rows) for rows in values(curves(frame, "rent"))) >= len(frame)


def test_indices_and_effects_without_intervals(tmp_path: Path) -> None:
    frame = pd.DataFrame({"lever": ["x", "y"], "first": [0.1, 0.5], "total": [0.9, 0.6]})
    for name in ("first", "total"):
        frame[f"{name}_low"], frame[f"{name}_high"] = frame[name] - 0.1, frame[name] + 0.1
    text = svg(tornado(frame, "share", {"first": "alone", "total": "in all"}))
    assert text.index(">x<") < text.index(">y<") and "in all" in text
    single = study(tmp_path, lambda a, b, c, n: a, levers=grid(3, "ab")).effects()
    assert "<svg" in svg(curves(single, "rent")) and "<svg" in svg(tornado(single, "size"))


@pytest.mark.filterwarnings("error")
def test_curves_of_what_nobody_knows() -> None:
    """As of a study whose every cell is still to be played, or whose measure is nowhere known."""
    none = dict.fromkeys(("mean", "low", "high"), np.nan)
    frame = pd.DataFrame([{"lever": "x", "level": at, "at": at, **none} for at in (0.0, 1.0)])
    assert "<svg" in svg(curves(frame, "rent"))


def test_a_surface_shows_means_of_bins() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.random((400, 2)), columns=["x", "y"])
    frame["mean"] = np.where(frame["x"] > 0.5, 1.0, -1.0)
    chart = surface(frame, ("x", "y"), "rent", bins=4)
    (rows,) = values(chart)
    assert len(rows) == 16 and sum(row["_points"] for row in rows) == 400
    assert all(row["mean"] == 1 for row in rows if row["_x"] > 0.5)
    assert any(row["mean"] == -1 for row in rows), "the control"
    assert "<svg" in svg(surface(frame, ("x", "y"), "rent"))


def test_a_front(tmp_path: Path) -> None:
    levers = {"a": {**RANGES["a"], "steps": 3}, "size": SIZE}
    made = study(tmp_path, lambda a, b, c, n: a * n, levers=levers, worlds=3)
    frame = made.front("rent,-waste")
    chart = front(frame, ("rent", "waste"), ["a", "size"])
    groups = [row["_group"] for row in values(chart)[-1]]
    assert groups.count("on the front") == frame["front"].sum()
    assert groups.count("may be") == frame["near"].sum() and len(groups) == 9
    assert "<svg" in svg(chart)


@pytest.mark.parametrize("count", [2, 200])
def test_many_levers_are_not_all_shown(count: int) -> None:
    frame = pd.DataFrame({"lever": [f"x{n}" for n in range(count)], "size": np.arange(count)})
    frame["size_low"], frame["size_high"] = frame["size"] - 1.0, frame["size"] + 1.0
    assert len(values(tornado(frame, "size"))[0]) == min(count, 30)
