"""Means and intervals, against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.inputs import InputError
from sim.study.analysis import interval, paired, summarise


def test_an_interval_by_hand() -> None:
    # mean 3, variance 2.5, standard error sqrt(2.5 / 5), t(0.975; 4) = 2.7764451
    found = interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    assert found["mean"] == 3.0 and found["n"] == 5
    assert found["high"] - 3.0 == pytest.approx(2.7764451 * 0.70710678, rel=1e-6)
    assert found["low"] + found["high"] == pytest.approx(6.0)


def test_worlds_without_a_value_are_left_out() -> None:
    assert interval(np.array([np.nan, 4.0])) == {"mean": 4.0, "low": None, "high": None, "n": 1}
    assert interval(np.array([np.nan])) == {"mean": None, "low": None, "high": None, "n": 0}
    assert interval(np.array([np.nan, 1.0, 3.0]))["n"] == 2


def test_groups_keep_their_order_and_sources_agree() -> None:
    columns = {"lever": ["b", "b", "a", "a"], "rent": [1.0, 3.0, 5.0, 5.0]}
    table = pa.table({**columns, "lever": pa.array(columns["lever"]).dictionary_encode()})
    rows = summarise(table, ["lever"], ["rent"])
    assert [(row["lever"], row["mean"], row["n"]) for row in rows] == [("b", 2.0, 2), ("a", 5.0, 2)]
    assert rows[1]["low"] == rows[1]["high"] == 5.0
    assert rows[0]["unit"] == "base pays per firm and quarter"
    assert summarise({key: np.array(v) for key, v in columns.items()}, ["lever"], ["rent"]) == rows


def test_unknown_columns() -> None:
    with pytest.raises(InputError, match="no column is called 'rents'"):
        summarise({"rent": [1.0]}, (), ["rents"])


def test_pairs_are_taken_by_world_whatever_the_order() -> None:
    a = {"world": np.array([0, 1, 2, 3]), "rent": np.array([1.0, 2.0, 3.0, np.nan])}
    b = {"world": np.array([2, 1, 0, 3]), "rent": np.array([4.0, 3.0, 2.0, 9.0])}
    (row,) = paired(a, b, ["rent"])
    assert row["difference"] == row["low"] == row["high"] == 1.0
    assert (row["a"], row["b"], row["n"]) == (2.0, 3.0, 3)


def test_pairs_need_common_worlds() -> None:
    a = {"world": np.array([0, 1]), "rent": np.zeros(2)}
    with pytest.raises(InputError, match="no world in common"):
        paired(a, {"world": np.array([5, 6]), "rent": np.zeros(2)}, ["rent"])
    with pytest.raises(InputError, match="occurs twice"):
        paired(a, {"world": np.array([0, 0]), "rent": np.zeros(2)}, ["rent"])


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(-100, 100))
def test_an_interval_holds_its_mean_and_moves_with_the_values(
    values: list[float], shift: float
) -> None:
    here, there = interval(np.array(values)), interval(np.array(values) + shift)
    assert here["low"] <= here["mean"] <= here["high"]
    assert there["mean"] == pytest.approx(here["mean"] + shift, abs=1e-6)
