"""Charts: pure functions of frames, whose marks show what the frames say."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboards import charts
from sim.analysis.means import summarise


def quarters(*scenarios: str) -> pd.DataFrame:
    rows = [
        {"scenario": name, "quarter": q, "measure": m, "mean": q + 0.5, "low": q, "high": q + 1.0}
        for name in scenarios
        for q in range(4)
        for m in ("metric", "value", "pending_harm")
    ]
    return pd.DataFrame(rows)


def marks(chart: Any) -> list[str]:
    return [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]


def rows(chart: Any, layer: int = 0) -> list[dict[str, Any]]:
    spec = chart.to_dict()
    name = (spec["layer"][layer].get("data") or spec["data"])["name"]
    found: list[dict[str, Any]] = spec["datasets"][name]
    return found


def test_lines_are_named_and_coloured_as_everywhere() -> None:
    chart = charts.over_time(quarters("default"), ["metric", "value"], "per firm")
    assert marks(chart) == ["rule", "area", "line"]
    colour = chart.to_dict()["layer"][2]["encoding"]["color"]["scale"]
    assert colour == {
        "domain": ["reported metric", "true value"],
        "range": [charts.REPORTED, charts.TRUE],
    }
    assert {row["line"] for row in rows(chart)} == {"reported metric", "true value"}
    assert chart.to_dict()["width"] == "container"


def test_a_comparison_is_dashed_and_has_no_band() -> None:
    spec = charts.over_time(quarters("mine", "default"), ["metric"], "per firm").to_dict()
    assert spec["layer"][2]["encoding"]["strokeDash"]["scale"]["domain"] == ["mine", "default"]
    assert "'mine'" in str(spec["layer"][1]["transform"]) or '"mine"' in str(
        spec["layer"][1]["transform"]
    )
    alone = charts.over_time(quarters("mine"), ["metric"], "per firm").to_dict()
    assert "strokeDash" not in alone["layer"][2]["encoding"]


def test_bars_of_a_quarter_stand_on_each_other() -> None:
    rates = dict.fromkeys(charts.EXIT_WORDS, 0.75)
    rates |= {"poached": 3.0, "hired": sum(rates.values()) + 2.25}
    frame = pd.DataFrame(
        [
            {"quarter": quarter, "event": event, "rate": rate * (quarter + 1)}
            for quarter in range(3)
            for event, rate in rates.items()
        ]
    )
    chart = charts.events(frame)
    assert marks(chart) == ["bar", "line"]
    bars = pd.DataFrame(rows(chart))
    for quarter, group in bars.groupby("quarter"):
        assert list(group["event"]) == list(charts.EXIT_WORDS)
        assert list(group["bottom"][1:]) == list(group["top"][:-1])
        assert group["bottom"].iloc[0] == 0
        assert group["top"].iloc[-1] == pytest.approx(rates["hired"] * (quarter + 1))
    assert {row["event"] for row in rows(chart, 1)} == {"hired"}


@pytest.mark.parametrize("levers", [[], ["slope"], ["slope", "filter"]])
def test_cells_are_a_map_or_a_line(levers: list[str]) -> None:
    table = {
        "world": [0, 1] * 4,
        "slope": ["0", "0", "1", "1"] * 2,
        "filter": ["a"] * 4 + ["b"] * 4,
        "rent": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
    }
    frame = pd.DataFrame(summarise(table, levers, ["rent"]))
    chart = charts.cells(frame, levers, "rent")
    assert chart.to_dict()["width"] == "container"
    assert ("rect" in marks(chart)) == (len(levers) == 2)
    means = [row["mean"] for row in rows(chart, 0 if len(levers) == 2 else 1)]
    assert means == list(frame["mean"])
