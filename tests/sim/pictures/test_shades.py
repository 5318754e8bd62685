"""Colours of maps, what is hatched, and lines that are labelled."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from sim.pictures.charts import BAD, GOOD, NEUTRAL, heat_map, shades, svg
from sim.pictures.lines import along

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "measure", "spread", "domain", "colours"),
    [
        ([0.2, 0.8], "deceptive_share", False, [0, 0.8], [NEUTRAL, BAD]),
        ([0.2, 0.8], "deceptive_share", True, [0.2, 0.8], [NEUTRAL, BAD]),
        ([1.0, 3.0, NAN], "shareholder_surplus", False, [0, 3.0], [NEUTRAL, GOOD]),
        ([-1.0, -3.0], "shareholder_surplus", False, [-3.0, 0], [BAD, NEUTRAL]),
        ([-1.0, 3.0], "shareholder_surplus", False, [-3, 0, 3], [BAD, NEUTRAL, GOOD]),
        ([-1.0, 3.0], "shareholder_surplus", True, [-3, 0, 3], [BAD, NEUTRAL, GOOD]),
        ([-1.0, 3.0], "metric_truth_gap", False, [-3, 0, 3], [GOOD, NEUTRAL, BAD]),
        ([2.0, 2.0], "rent", True, [0, 2.0], [NEUTRAL, GOOD]),
        ([], "rent", False, [0, 1e-12], [NEUTRAL, GOOD]),
    ],
)
def test_one_hue_from_zero_and_harm_is_never_the_colour_of_success(
    values: list[float], measure: str, spread: bool, domain: list[float], colours: list[str]
) -> None:
    assert shades(values, measure, spread) == (domain, colours)


def grid(**more: Any) -> pd.DataFrame:
    rows = [
        {"a": f"a{i}", "b": f"b{j}", "mean": float(i + j + 1), "low": 0.0, "high": 9.0, "n": 2}
        for i, j in product(range(2), range(3))
    ]
    return pd.DataFrame(rows).assign(_cell=range(6), **more)


def marks(chart: Any, kind: str) -> list[Any]:
    """Layers of a kind, however deep they lie."""

    def flat(spec: Any) -> list[Any]:
        return (
            [one for layer in spec["layer"] for one in flat(layer)] if "layer" in spec else [spec]
        )

    return [one for one in flat(chart.to_dict()) if one["mark"].get("type") == kind]


def test_cells_without_a_mean_are_hatched() -> None:
    whole = heat_map(grid(), ["a", "b"], "rent")
    assert not marks(whole, "rule")
    means = [1.0, NAN, 3.0, 2.0, NAN, 4.0]
    frame = grid(mean=means)
    part = heat_map(frame, ["a", "b"], "rent")
    assert len(marks(part, "rule")) == 3
    lines = svg(part).count("<line") - svg(whole).count("<line")
    assert lines == 3 * 2  # three lines in each of two cells


def test_cells_that_lack_worlds_have_dots() -> None:
    short = [True, False, False, False, False, False]
    text = svg(heat_map(grid(_short=short), ["a", "b"], "rent"))
    assert text.count("\N{HORIZONTAL ELLIPSIS}") == 1


def test_pictures_beside_each_other_share_their_colours() -> None:
    chart = heat_map(grid(), ["a", "b"], "rent", among=[1.0, 20.0])
    (rect,) = marks(chart, "rect")
    assert rect["encoding"]["color"]["scale"]["domain"] == [0.0, 20.0]


def test_cells_can_be_picked_where_asked() -> None:
    assert "params" not in heat_map(grid(), ["a", "b"], "rent").to_dict()
    for chart in (
        heat_map(grid(), ["a", "b"], "rent", pick="_cell"),
        along(grid(), ["a", "b"], "rent", pick="_cell"),
    ):
        (param,) = chart.to_dict()["params"]
        assert param["name"] == "cell" and param["select"]["fields"] == ["_cell"]


def test_lines_are_labelled_where_they_end() -> None:
    frame = grid().assign(b=["0", "0.25", "1"] * 2)
    chart = along(frame, ["b", "a"], "rent")
    text = svg(chart)
    assert "a a0" in text and "a a1" in text and ">0.25<" in text
    (line,) = marks(chart, "line")
    assert line["encoding"]["y"]["scale"]["zero"] is True
    (line,) = marks(along(frame, ["b", "a"], "rent", spread=True), "line")
    assert line["encoding"]["y"]["scale"]["zero"] is False


def test_points_of_cells_that_lack_worlds_are_hollow() -> None:
    short = [True, False, False, False, False, True]
    for levers in (["b", "a"], ["b"], []):
        points = marks(along(grid(_short=short), levers, "rent"), "point")
        assert [point["mark"]["filled"] for point in points] == [True, False]
        assert points[1]["transform"] == [{"filter": "datum._short"}]


def test_many_lines_differ_in_more_than_colour() -> None:
    rows = [
        {"a": str(i), "b": str(j), "mean": float(i * j), "low": 0.0, "high": 1.0, "n": 2}
        for i, j in product(range(8), range(3))
    ]
    (line,) = marks(along(pd.DataFrame(rows), ["b", "a"], "rent"), "line")
    dashes = line["encoding"]["strokeDash"]["scale"]["range"]
    colours = line["encoding"]["color"]["scale"]["range"]
    pairs = {(colour, tuple(dash)) for colour, dash in zip(colours, dashes, strict=True)}
    assert len(pairs) == 8
