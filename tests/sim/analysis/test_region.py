"""Boxes that are known beforehand are found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from known import RANGES, SIZE, grid, study

from sim.analysis.axes import Axis
from sim.analysis.region import find_box
from sim.support.inputs import InputError

WORDS = ("p", "q", "r", "s")


def rows(seed: int, count: int = 1000) -> tuple[list[Axis], np.ndarray]:
    """Two numbers, labels, a lever that does nothing, and the box that is asked about."""
    rng = np.random.default_rng(seed)
    x, y, z = rng.random((3, count))
    label = rng.integers(4, size=count).astype(float)
    axes = [Axis("x", x), Axis("y", y), Axis("z", z), Axis("word", label, WORDS)]
    return axes, (x > 0.3) & (x < 0.8) & (y > 0.6) & np.isin(label, [1, 3])


@pytest.mark.parametrize("seed", range(4))
def test_a_box_is_found(seed: int) -> None:
    axes, case = rows(seed)
    box = find_box(axes, case)
    assert list(box.limits) == [0, 1, 3], "what does nothing is not restricted"
    assert box.coverage >= 0.95 and box.density >= 0.95
    assert box.mass == pytest.approx(0.1, abs=0.03)
    assert box.limits[0] == pytest.approx((0.3, 0.8), abs=0.03)
    assert box.limits[1][0] == pytest.approx(0.6, abs=0.03) and box.limits[1][1] == np.inf
    assert box.limits[3] == {1, 3}
    assert max(box.quasi_p.values()) < 1e-6


def test_a_box_is_found_in_noise() -> None:
    axes, case = rows(7, 2000)
    rng = np.random.default_rng(0)
    noisy = np.where(rng.random(2000) < 0.1, ~case, case)
    box = find_box(axes, noisy)
    assert {0, 1, 3} <= set(box.limits) and box.limits[3] == {1, 3}
    assert box.density > 0.8 and box.coverage > 0.4


@pytest.mark.parametrize("seed", range(4))
def test_cases_without_a_box_have_none(seed: int) -> None:
    """The control: cases drawn by chance make no box that is dense."""
    axes, _ = rows(seed)
    case = np.random.default_rng(seed + 50).random(1000) < 0.3
    box = find_box(axes, case)
    assert box.density < 0.45


def test_measures_of_a_box_by_hand() -> None:
    x = np.repeat([1.0, 2.0, 3.0, 4.0], 10)
    case = (x >= 3) & (np.arange(40) != 39)
    case[0] = True
    box = find_box([Axis("x", x), Axis("word", np.zeros(40), ("only",))], case)
    assert box.limits == {0: (3.0, np.inf)}
    assert (box.coverage, box.density, box.mass) == (19 / 20, 19 / 20, 0.5)
    # as many hits among 20 rows drawn from all, of which half are cases: 1 - P(18 or fewer)
    assert box.quasi_p[0] == pytest.approx((20 + 1) * 0.5**20)


def test_rows_where_a_lever_plays_no_part() -> None:
    x = np.concatenate([np.full(50, np.nan), np.linspace(0, 1, 50)])
    label = np.repeat([0.0, 1.0], 50)
    box = find_box([Axis("x", x), Axis("word", label, ("no", "yes"))], x > 0.5)
    assert box.density == box.coverage == 1.0 and set(box.limits) == {0}
    absent = find_box([Axis("word", np.where(label == 0, np.nan, 0.0), ("yes",))], label == 0)
    assert absent.limits == {0: {-1}}


def corner(a: float, b: float, c: float, firms: int) -> float:
    return float(a > 0.4 and firms != 30) + 0.1 * b


def test_regions_of_studies(tmp_path: Path) -> None:
    levers = {**grid(6, "a"), "b": {**RANGES["b"], "steps": 3}, "size": SIZE}
    made = study(tmp_path / "grid", corner, levers=levers, worlds=2)
    found = made.region("rent", above=1).set_index("lever")
    assert found["restricted"].to_dict() == {"a": True, "b": False, "size": True}
    assert found.loc["a", "low"] == pytest.approx(1.6) and found.loc["a", "high"] == 2
    assert found.loc["size", "labels"] == "small, large" and found.loc["b", "low"] == 0.5
    assert set(found["cases"]) == {18} and set(found["rows"]) == {54}
    assert found["coverage"].iloc[0] == found["density"].iloc[0] == 1.0
    below = made.region(below=1).set_index("lever")
    assert below["cases"].iloc[0] == 36
    runs = made.region("rent", above=1, runs=True)
    assert runs["rows"].iloc[0] == 108
    drawn = study(
        tmp_path / "drawn", corner, design="random", points=150, levers={**RANGES, "size": SIZE}
    )
    found = drawn.region(above=0.6).set_index("lever")
    assert found["restricted"].to_dict() == {"a": True, "b": False, "c": False, "size": True}
    assert found.loc["a", "low"] == pytest.approx(1.4, abs=0.05)


def test_wrong_questions_are_told(tmp_path: Path) -> None:
    made = study(tmp_path, corner, levers=grid(3, "ab"))
    with pytest.raises(InputError, match="expected either above or below"):
        made.region("rent", above=1, below=2)
    with pytest.raises(InputError, match="above: is nan; expected a number"):
        made.region(above=float("nan"))
    with pytest.raises(InputError, match=r"no mean of a cell of rent is above 9; .* 0 and 1\.1"):
        made.region(above=9)
    with pytest.raises(InputError, match="every run of rent is below 9"):
        made.region(below=9, runs=True)
    with pytest.raises(InputError, match="did you mean 'rent'"):
        made.region("rents", above=9)
    with pytest.raises(InputError, match="there is no lever"):
        study(tmp_path / "bare", corner, levers={}).region(above=0)
