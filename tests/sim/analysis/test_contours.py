"""Lines of equal value: on circles and saddles that are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.pictures.answers import surface
from sim.pictures.charts import svg
from sim.pictures.contours import even_levels, isolines

X, Y = np.linspace(-2, 2, 41), np.linspace(-2, 2, 31)


def test_a_circle_is_one_closed_line() -> None:
    (line,) = isolines(X, Y, X[None, :] ** 2 + Y[:, None] ** 2, 1.0)
    assert line[0] == line[-1] and len(line) > 40
    assert np.hypot(*np.array(line).T) == pytest.approx(1, abs=0.01)


def test_a_plane_is_a_straight_line_from_edge_to_edge() -> None:
    (line,) = isolines(X, Y, X[None, :] + 2 * Y[:, None], 0.5)
    across, up = np.array(line).T
    assert across + 2 * up == pytest.approx(0.5)
    assert {abs(line[0][0]), abs(line[-1][0])} == {2.0}


def test_a_saddle_has_two_branches_and_holes_have_none() -> None:
    z = X[None, :] * Y[:, None]
    assert len(isolines(X, Y, z, 0.1)) == 2
    assert isolines(X, Y, z, 99.0) == [] and isolines(X, Y, np.full_like(z, 3.0), 3.0) == []
    pierced = np.where(X[None, :] ** 2 + Y[:, None] ** 2 < 1, np.nan, X[None, :] + 0 * Y[:, None])
    lines = isolines(X, Y, pierced, 0.05)
    assert len(lines) == 2 and all(abs(up) > 0.9 for line in lines for _, up in line)


@pytest.mark.parametrize("corners", [(1, 0, 0, 1), (0, 1, 1, 0)])
def test_lines_of_a_single_square_with_opposite_corners(corners: tuple[int, ...]) -> None:
    lines = isolines(np.arange(2.0), np.arange(2.0), np.reshape(corners, (2, 2)), 0.4)
    assert len(lines) == 2 and all(len(line) == 2 for line in lines)


@pytest.mark.parametrize(
    ("low", "high", "levels"),
    [(-1.3, 2.2, [-1, -0.5, 0, 0.5, 1, 1.5, 2]), (0, 30, [5, 10, 15, 20, 25]), (1, 1, [])],
)
def test_levels_are_round(low: float, high: float, levels: list[float]) -> None:
    assert even_levels(low, high) == pytest.approx(levels)


def test_a_surface_of_a_grid_has_its_levels_and_lines() -> None:
    grid = [{"x": x, "y": y, "mean": x + y} for x in (0.0, 0.1, 0.5, 0.7, 1.0) for y in range(1, 7)]
    picture = svg(surface(pd.DataFrame(grid), ("x", "y"), "rent"))
    assert picture.count('aria-roledescription="rect mark"') == 30
    assert "line mark" in picture and ">4</text>" in picture
    few = pd.DataFrame([row for row in grid if row["y"] < 4])
    assert "line mark" not in svg(surface(few, ("x", "y"), "rent")), "lines of so few say nothing"
