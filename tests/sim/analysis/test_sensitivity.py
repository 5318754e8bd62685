"""Indices against functions whose indices are known, through studies like any other."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from known import SIZE, study
from SALib.test_functions import Ishigami

from sim.analysis.sensitivity import elementary, sobol_indices, whole_blocks
from sim.study import Study
from sim.study.design.sampling import DESIGNS
from sim.support.inputs import InputError

FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]
"""Of the function of Ishigami and Homma (1990) with a = 7 and b = 0.1."""


def ishigami(a: float, b: float, c: float, firms: int) -> float:
    x = np.pi * (2 * np.array([[a, b, c]]) - 1)
    return float(Ishigami.evaluate(x, A=7, B=0.1)[0])


def linear(a: float, b: float, c: float, firms: int) -> float:
    return 3 * a - 2 * b + 0.5 * c


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Study:
    made = {"firms.source": "synthetic", "firms.count": 20, "quarters": 4, "burn_in": 0, "seed": 1}
    folder = tmp_path_factory.mktemp("waves")
    return study(folder, ishigami, design="sobol", points=256 * 5, settings=made)


def test_sobol_indices_of_ishigami(waves: Study) -> None:
    found = waves.sobol("rent")
    assert found["lever"].tolist() == ["a", "b", "c"] and set(found["blocks"]) == {256}
    assert found["first"].tolist() == pytest.approx(FIRST, abs=0.08)
    assert found["total"].tolist() == pytest.approx(TOTAL, abs=0.03)
    for name, true in (("first", FIRST), ("total", TOTAL)):
        assert (found[f"{name}_low"] <= true).all() and (true <= found[f"{name}_high"]).all()
    assert (found["total_high"] - found["total_low"] < 0.35).all()
    assert found.equals(Study.open(waves.path).sobol()), "the bootstrap has a seed"


@pytest.mark.study
def test_sobol_indices_of_ishigami_come_closer_with_more_points() -> None:
    draw = DESIGNS["sobol"].draw
    assert draw is not None
    x = draw(4096 * 5, 3, 0)
    value = np.array(Ishigami.evaluate(np.pi * (2 * x - 1), A=7, B=0.1))
    rows = sobol_indices("abc", np.arange(len(x)), value)
    assert [row["first"] for row in rows] == pytest.approx(FIRST, abs=0.01)
    assert [row["total"] for row in rows] == pytest.approx(TOTAL, abs=0.01)


def test_the_order_of_rows_is_what_makes_indices(waves: Study) -> None:
    """The control: the same values in another order are no estimate."""
    value = waves.summary()["mean"].to_numpy()
    shuffled = np.random.default_rng(1).permutation(value)
    rows = sobol_indices("abc", waves.points.row, shuffled)
    assert abs(rows[0]["first"] - FIRST[0]) > 0.1 and abs(rows[1]["total"] - TOTAL[1]) > 0.1


def test_blocks_that_are_not_whole_are_left_out(waves: Study, tmp_path: Path) -> None:
    some = study(
        tmp_path, ishigami, design="sobol", points=203, exclude=[], constraints=["a + b <= 2.9"]
    )
    row = some.points.row
    assert len(row) < 203 and set(some.sobol()["blocks"]) < set(range(2, 40))
    blocks = [number for number in range(40) if np.isin(np.arange(5) + 5 * number, row).all()]
    kept = whole_blocks(row, np.zeros(len(row)), 5)
    assert row[kept].tolist() == [5 * number + place for number in blocks for place in range(5)]
    holes = np.zeros(len(row))
    holes[kept[7]] = np.nan
    assert len(whole_blocks(row, holes, 5)) == len(kept) - 5


def test_morris_of_a_linear_function_is_exact(tmp_path: Path) -> None:
    found = study(tmp_path, linear, design="morris", points=40).morris()
    assert found["mu"].tolist() == pytest.approx([3, -2, 0.5], abs=1e-9)
    assert found["mu_star"].tolist() == pytest.approx([3, 2, 0.5], abs=1e-9)
    assert found["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert set(found["trajectories"]) == {10}
    assert found["mu_low"].tolist() == pytest.approx([3, -2, 0.5], abs=1e-9)


def test_morris_of_a_product_varies(tmp_path: Path) -> None:
    """The control: where levers interact sigma is not 0, and intervals are not points."""
    made = study(tmp_path, lambda a, b, c, _: a * b, design="morris", points=120)
    found = made.morris().set_index("lever")
    assert (found.loc[["a", "b"], "sigma"] > 0.2).all()
    assert found.loc["c", "mu_star"] == found.loc["c", "sigma"] == 0
    assert (found["mu_low"] <= 0.5)[:2].all() and (found["mu_high"] >= 0.5)[:2].all()


def test_morris_moves_labels_and_whole_numbers(tmp_path: Path) -> None:
    levers = {
        "a": {"path": "package.base_pay", "from": 1, "to": 2},
        "size": SIZE,
        "long": {"path": "quarters", "from": 4, "to": 7},
    }
    made = study(
        tmp_path, lambda a, b, c, n: a + (n == 30), levers=levers, design="morris", points=80
    )
    found = made.morris().set_index("lever")
    assert found.loc["a", "mu"] == pytest.approx(1) and found.loc["long", "mu_star"] == 0
    # from small to large nothing changes, from middle to large 1 per 2/3 of the range
    moved = found.loc["size", "mu_star"] / 1.5 * 20
    assert 0 < moved < 20 and moved == pytest.approx(round(moved))
    with pytest.raises(InputError, match=r"its design is morris; expected design: sobol .* of 5"):
        made.sobol()


def test_elementary_effects_by_hand() -> None:
    x = np.array([[0, 0], [2 / 3, 0], [2 / 3, 2 / 3], [1, 1], [1, 1 / 3], [1 / 3, 1 / 3]])
    y = np.array([0.0, 2.0, 1.0, 5.0, 3.0, 0.0])
    assert elementary(x, y).tolist() == [pytest.approx([3, -1.5]), pytest.approx([4.5, 3])]


def test_what_has_no_indices_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flat = study(tmp_path / "flat", lambda *_: 2.0, design="sobol", points=20)
    with pytest.raises(InputError, match="rent: the measure is 2 at every point"):
        flat.sobol()
    few = study(tmp_path / "few", linear, design="sobol", points=9)
    with pytest.raises(InputError, match="1 blocks of 5 points are whole; expected at least 2"):
        few.sobol()
    with pytest.raises(InputError, match=r"its design is sobol; expected design: morris"):
        few.morris()
    monkeypatch.setitem(sys.modules, "SALib.analyze", None)
    with pytest.raises(InputError, match=r"pip install 'proxyfight\[sensitivity\]'"):
        flat.sobol()
