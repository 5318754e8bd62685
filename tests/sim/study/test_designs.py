"""Designs: what they draw, that they grow, and one sentence for what does not go together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakecore import experiment
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.study.design.sampling import DESIGNS
from sim.support.inputs import InputError

NOISE = {"path": "metric.noise", "from": 0.1, "to": 2.1}
SIZE = {"path": "market.candidates", "from": 2, "to": 5}
PAY = {"low": {"package.base_pay": 1}, "high": {"package.base_pay": 2}}
LEVERS = {"noise": NOISE, "size": SIZE, "pay": PAY}
DRAWN = [name for name, kind in DESIGNS.items() if kind.draw]


def _keys(design: str, points: int, **fields: Any) -> list[tuple[Any, ...]]:
    return list(
        experiment(levers=LEVERS, design=design, points=points, **fields).design_points.keys()
    )


@pytest.mark.parametrize("design", DRAWN)
def test_points_stay_in_their_ranges_and_depend_on_the_seed(design: str) -> None:
    points = experiment(levers=LEVERS, design=design, points=60).design_points
    noise = np.array(points.columns["noise"].to_pylist())
    assert len(points) == 60 and noise.min() >= 0.1 and noise.max() <= 2.1
    assert set(points.columns["size"].to_pylist()) == {2, 3, 4, 5}
    assert set(points.columns["pay"].to_pylist()) == {"low", "high"}
    assert _keys(design, 60) == _keys(design, 60)
    assert _keys(design, 60) != _keys(design, 60, settings={"seed": 1})


@pytest.mark.parametrize("design", DRAWN)
@pytest.mark.parametrize("more", [33, 64, 100])
def test_what_grows_goes_on_where_fewer_points_end(design: str, more: int) -> None:
    goes_on = _keys(design, more)[:32] == _keys(design, 32)
    assert goes_on is DESIGNS[design].grows


@pytest.mark.parametrize("design", ["latin-hypercube", "sobol", "random"])
def test_draws_are_uniform(design: str) -> None:
    """Whole numbers have equal shares, too: the ends are no half steps."""
    points = experiment(levers=LEVERS, design=design, points=1000).design_points
    noise = (np.array(points.columns["noise"].to_pylist()) - 0.1) / 2.0
    assert stats.kstest(noise, "uniform").pvalue > 1e-3
    counts = np.bincount(points.columns["size"].to_pylist(), minlength=6)[2:]
    assert stats.chisquare(counts).pvalue > 1e-3
    # the control: a range that is rounded instead has half shares at its ends
    rounded = np.bincount(np.round(2 + 3 * noise).astype(int), minlength=6)[2:]
    assert stats.chisquare(rounded).pvalue < 1e-6


def test_every_row_of_a_latin_hypercube_is_one_of_its_strata() -> None:
    points = experiment(levers={"noise": NOISE}, design="latin-hypercube", points=40).design_points
    noise = (np.array(points.columns["noise"].to_pylist()) - 0.1) / 2.0
    assert sorted(np.floor(noise * 40).astype(int)) == list(range(40))


def test_a_logarithmic_range_is_even_in_its_logarithm() -> None:
    lever = {"path": "metric.noise", "from": 0.01, "to": 1, "log": True}
    points = experiment(levers={"noise": lever}, design="random", points=1000).design_points
    share = np.log10(np.array(points.columns["noise"].to_pylist())) / 2 + 1
    assert stats.kstest(share, "uniform").pvalue > 1e-3


def test_sobol_rows_come_in_blocks_that_mix_two_points() -> None:
    """A, A with one lever of B, ..., B: what Saltelli's estimators need."""
    levers = {"noise": NOISE, "pay": {"path": "package.base_pay", "from": 1, "to": 2}}
    rows = list(experiment(levers=levers, design="sobol", points=16).design_points.keys())
    for block in range(4):
        a, first, second, b = rows[4 * block : 4 * block + 4]
        assert first == (b[0], a[1]) and second == (a[0], b[1])


def test_morris_rows_move_one_lever_at_a_time() -> None:
    levers = {"noise": NOISE, "pay": {"path": "package.base_pay", "from": 1, "to": 2}}
    rows = list(experiment(levers=levers, design="morris", points=30).design_points.keys())
    for start in range(0, 30, 3):
        for one, two in zip(rows[start : start + 2], rows[start + 1 : start + 3], strict=True):
            assert sum(a != b for a, b in zip(one, two, strict=True)) == 1


def test_one_at_a_time_begins_with_the_base() -> None:
    levers = {
        "noise": {"path": "metric.noise", "values": [0.1, 0.2]},
        "pay": {"low": {"package.base_pay": 1}, "high": {"package.base_pay": 2}},
    }
    cells = experiment(levers=levers, design="one-at-a-time").cells()
    base = cells[0].coordinates
    assert base == {"noise": experiment(levers={}).cells()[0].scenario.metric.noise, "pay": "low"}
    assert [cell.coordinates for cell in cells[1:]] == [
        {**base, "noise": 0.1},
        {**base, "noise": 0.2},
        {**base, "pay": "high"},
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_conditions_make_a_grid_of_what_matters(schemes: int, slopes: int, strict: bool) -> None:
    """A lever with a condition is crossed where it holds, and is nothing elsewhere."""
    levers = {
        "scheme": {f"s{place}": {"package.base_pay": place + 1} for place in range(schemes)},
        "slope": {
            "path": "metric.noise",
            "values": [0.1 * (place + 1) for place in range(slopes)],
            "when": {"scheme": "s0" if strict else [f"s{place}" for place in range(schemes)]},
        },
    }
    points = experiment(levers=levers).design_points
    expected = slopes + schemes - 1 if strict else slopes * schemes
    assert len(points) == expected and points.repeated() is None
    nothing = [key for key in points.keys() if key[1] is None]  # noqa: SIM118
    assert len(nothing) == (schemes - 1 if strict else 0)
    for cell, key in enumerate(points.keys()):
        assert ("slope" in dict(points.assignments(cell))) is (key[1] is not None)


def test_excluded_combinations_and_constraints() -> None:
    levers = {
        "noise": {"path": "metric.noise", "values": [0.1, 0.2, 0.4]},
        "pay": {"low": {"package.base_pay": 1}, "high": {"package.base_pay": 2}},
    }
    design = experiment(levers=levers, exclude=[{"noise": [0.1, 0.2], "pay": "high"}])
    assert list(design.design_points.keys()) == [
        (0.1, "low"), (0.2, "low"), (0.4, "low"), (0.4, "high"),
    ]  # fmt: skip
    tied = experiment(levers=levers, constraints=["package.base_pay * noise <= 0.4"])
    assert (0.4, "high") not in list(tied.design_points.keys()) and len(tied.cells()) == 5
    field = experiment(levers=levers, constraints=["noise < board.prior_variance + 0 * quarters"])
    variance = field.base_data["board"]["prior_variance"]
    assert all(key[0] < variance for key in list(field.design_points.keys()))


def test_points_of_a_file_and_of_a_frame(tmp_path: Path) -> None:
    frame = pd.DataFrame({"package.base_pay": [1.0, 2.5], "noise": [0.1, 0.2], "who": ["a", "b"]})
    levers = {
        "noise": {"path": "metric.noise", "from": 0, "to": 1},
        "who": {"a": {}, "b": {"market.candidates": 3}},
    }
    frame.to_csv(tmp_path / "points.csv", index=False)
    frame.to_parquet(tmp_path / "points.parquet")
    found = [
        experiment(levers=levers, points=given).cells()
        for given in (frame, str(tmp_path / "points.csv"), tmp_path / "points.parquet")
    ]
    assert found[0] == found[1] == found[2]
    second = found[0][1]
    assert second.coordinates == {"noise": 0.2, "who": "b", "base_pay": 2.5}
    assert second.scenario.package.base_pay == 2.5 and second.scenario.market.candidates == 3


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"design": "sobl"}, "did you mean 'sobol'"),
    ({"design": "sobol", "levers": LEVERS}, "points: is missing"),
    ({"points": 5, "levers": LEVERS}, "expected a design that draws"),
    ({"levers": {"noise": NOISE}}, "range without step"),
    ({"levers": {"x": {**NOISE, "step": 0.1, "steps": 3}}}, "steps too"),
    ({"levers": {"x": {**NOISE, "to": 0}}}, "above from"),
    ({"levers": {"x": {**NOISE, "from": -1, "log": True}}}, "above 0"),
    ({"levers": {"x": {**NOISE, "stp": 1}}}, "did you mean 'step'"),
    ({"levers": {"x": {**NOISE, "steps": 1}}}, "at least 2"),
    ({"levers": {"x": {"path": "quarters", "values": [3], "when": {"y": 1}}}}, "'y' is no lever"),
    ({"levers": {"cell": {"a": {}}}}, "column of every table"),
    ({"levers": LEVERS, "design": "random", "points": 4, "exclude": [{"nois": 1}]}, "no lever"),
    ({"levers": {"pay": PAY}, "exclude": [{"pay": "hgh"}]}, "did you mean 'high'"),
    ({"levers": {"pay": PAY}, "constraints": ["pay"]}, "expected a comparison"),
    ({"levers": {"pay": PAY}, "constraints": ["__import__('os') == 1"]}, "calls __import__"),
    (
        {"levers": {"pay": PAY}, "constraints": ["nothing.there < 1"]},
        "expected a lever, or a field",
    ),
    ({"levers": {"pay": PAY}, "constraints": ["quarters < 0"]}, "leave no point"),
    ({"points": {"metric.noise": [0.1, 0.1]}}, "row 2 is there twice"),
    ({"points": {"metric.noise": [0.1, None]}}, "row 2: is empty"),
    ({"points": {"metric.noise": [0.1], "quarters": [1, 2]}}, "unequal length"),
    ({"points": "nowhere.csv"}, "no such file"),
    ({"points": {"metric.noise": [-1.0]}}, "metric.noise: is -1"),
    ({"points": 2_000_000, "design": "random"}, "at most 1000000"),
]


@pytest.mark.parametrize(("fields", "words"), WRONG)
def test_wrong_designs_are_told_in_a_sentence(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        experiment(**{"levers": {}, **fields}).cells()
    assert words in str(caught.value) and "\n" not in str(caught.value)
