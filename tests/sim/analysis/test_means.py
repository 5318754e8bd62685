"""Means and intervals, against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.means import interval, paired, summarise
from sim.report.verdicts import verdicts
from sim.support.inputs import InputError


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


def _runs(**cells: list[float]) -> dict[str, list[object]]:
    """Runs of cells called ``first_second_third``, each with a world per value."""
    rows = [
        (*name.split("_"), world, value)
        for name, values in cells.items()
        for world, value in enumerate(values)
    ]
    columns = ("scheme", "filter", "pool", "world", "rent")
    return {name: [row[place] for row in rows] for place, name in enumerate(columns)}


LEVERS = ("scheme", "filter", "pool")


def test_a_verdict_for_each_level_of_the_third_lever() -> None:
    table = _runs(
        a_x_few=[3.0, 5.0, 7.0],
        b_x_few=[2.0, 4.0, 6.1],
        c_x_few=[0.0, 0.1, 0.2],
        a_x_many=[1.0, 2.0, 3.0],
        b_x_many=[2.0, 1.0, 3.3],
    )
    few, many = verdicts(table, LEVERS, "rent")
    assert (few.circumstances, few.best, few.mean) == ("pool: few", "a and x", 5.0)
    assert (few.second.other, few.worst.other) == ("b and x", "c and x")
    assert few.second.difference == pytest.approx(0.9666667) and few.second.clear
    assert few.worst.difference == pytest.approx(4.9)
    assert "no clear difference" not in few.sentence
    assert few.sentence.startswith("Rent is highest with a and x, 5.00 base pays per firm")
    assert many.best == "b and x" and not many.second.clear
    assert many.sentence.endswith("above the only other, a and x, which is no clear difference.")


def test_labels_that_say_little_name_their_lever() -> None:
    table = _runs(**{"0.2_x_few": [1.0, 2.0], "0.4_x_few": [2.0, 3.0]})
    (verdict,) = verdicts(table, LEVERS, "rent")
    assert verdict.best == "scheme 0.4 and x"
    (alone,) = verdicts({**table, "scheme": ["u", "u", "v", "v"]}, ("scheme",), "rent")
    assert (alone.circumstances, alone.best) == ("", "scheme v")


def test_circumstances_without_a_choice_or_too_many_are_judged_as_one() -> None:
    (single,) = verdicts(_runs(a_x_few=[1.0, 2.0], a_x_many=[2.0, 4.0]), LEVERS, "rent")
    assert (single.circumstances, single.best) == ("", "a, x and pool many")
    many = {f"{a}_x_p{n}": [n, n + (a == "a")] for a in "ab" for n in range(13)}
    (verdict,) = verdicts(_runs(**many), LEVERS, "rent")
    assert verdict.best == "a, x and pool p12"


def test_verdicts_of_what_cannot_be_compared() -> None:
    assert verdicts(_runs(a_x_few=[1.0, 2.0]), LEVERS, "rent") == []
    assert verdicts(_runs(a_x_few=[1.0], b_x_few=[np.nan]), LEVERS, "rent") == []
    (once,) = verdicts(_runs(a_x_few=[1.0], b_x_few=[0.5]), LEVERS, "rent")
    assert not once.second.clear and "(" not in once.sentence
    apart = {**_runs(a_x_few=[1.0], b_x_few=[0.5]), "world": [0, 1]}
    (unfinished,) = verdicts(apart, LEVERS, "rent")
    assert "not yet to be compared with the only other, b and x." in unfinished.sentence


def test_an_interval_of_shares_by_hand() -> None:
    # mean 0.25, standard deviation 0.1, t(0.975; 3) = 3.1824463: half 0.1591223, over 0.1875 in
    # log odds 0.8486524; log odds of the mean -1.0986123
    values = np.array([0.15, 0.15, 0.35, 0.35]) + 0.0
    spread = values.std(ddof=1) / 0.1
    found = interval(values, share=True)
    low, high = (-1.0986123 + sign * 0.8486524 * spread for sign in (-1, 1))
    assert found["low"] == pytest.approx(1 / (1 + np.exp(-low)), rel=1e-6)
    assert found["high"] == pytest.approx(1 / (1 + np.exp(-high)), rel=1e-6)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_intervals_of_shares_are_shares(values: list[float]) -> None:
    found = interval(np.array(values), share=True)
    assert 0 <= found["low"] <= found["mean"] + 1e-12
    assert found["mean"] - 1e-12 <= found["high"] <= 1
    assert interval(np.array([0.0, 0.004]))["low"] < 0, "others are not: the control"


def test_shares_are_told_by_their_unit() -> None:
    rare = [0.0, 0.0, 0.01]
    table = {"deceptive_share": np.array(rare), "rent": np.array(rare)}
    share, rent = summarise(table, (), ["deceptive_share", "rent"])
    assert share["low"] > 0 > rent["low"] and share["mean"] == rent["mean"]
    odd = summarise({"deceptive_share": np.array([-1.0, 2.0])}, (), ["deceptive_share"])
    assert odd[0]["low"] < -1, "what is no share is not made one"
    many = {"deceptive_share": np.tile(rare, 120), "cell": np.repeat(np.arange(120), 3)}
    assert all(row["low"] > 0 for row in summarise(many, ["cell"], ["deceptive_share"]))
