"""The Pareto front against brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from known import grid, study

from sim.analysis.front import near_front, on_front
from sim.support.inputs import InputError

NUMBERS = st.one_of(st.integers(0, 4).map(float), st.floats(-1e9, 1e9), st.just(np.nan))
TABLES = arrays.arrays(
    np.float64, st.tuples(st.integers(0, 25), st.integers(1, 4)), elements=NUMBERS
)


def dominates(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one >= other).all() and (one > other).any())


@given(TABLES)
def test_the_front_is_what_nothing_dominates(values: np.ndarray) -> None:
    known = [row for row in values if not np.isnan(row).any()]
    brute = [
        not np.isnan(row).any() and not any(dominates(other, row) for other in known)
        for row in values
    ]
    assert on_front(values).tolist() == brute


@given(TABLES, st.floats(0, 3))
def test_what_is_near_is_not_clearly_beaten(values: np.ndarray, half: float) -> None:
    front = on_front(values)
    brute = [
        not on
        and not np.isnan(row).any()
        and not any(dominates(best - half, row + half) for best in values[front])
        for on, row in zip(front, values, strict=True)
    ]
    near = near_front(values, values - half, values + half)
    assert near.tolist() == brute
    if half == 0:
        assert not near.any()


def test_a_front_of_the_wrong_sense_is_another() -> None:
    """The control."""
    values = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    assert on_front(values).tolist() == [False, False, True]
    assert on_front(values * [1, -1]).tolist() == [False, True, True]


def test_large_fronts_are_quick() -> None:
    angle = np.linspace(0, np.pi / 2, 2000)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert on_front(np.concatenate([ring, 0.9 * ring])).sum() == 2000


def test_fronts_of_studies(tmp_path: Path) -> None:
    def trade(a: float, b: float, c: float, firms: int) -> float:
        return a - b

    made = study(tmp_path, trade, levers=grid(3, "ab"), worlds=3, common=0.0)
    # the stand-in's other measures rise with base pay and differ between worlds
    found = made.front(["rent", "-waste"])
    assert list(found.columns[:4]) == ["cell", "a", "b", "worlds"]
    best = found[found["front"]]
    assert best["b"].tolist() == [0.5] * 3 and best["a"].tolist() == [1, 1.5, 2]
    assert found.equals(made.front("rent, -waste"))
    assert (found["waste_low"] < found["waste"]).all() and set(found["worlds"]) == {3}
    assert not (found["front"] & found["near"]).any()
    means = found[["rent", "waste"]].to_numpy() * [1, -1]
    low = np.stack([found["rent_low"], -found["waste_high"]], axis=1)
    high = np.stack([found["rent_high"], -found["waste_low"]], axis=1)
    assert found["near"].tolist() == near_front(means, low, high).tolist()
    assert found["near"].any(), "waste differs between worlds more than between cells"
    for wrong, words in (
        ("rent", "is rent; expected two or more"),
        ("rent,-rent", "has a measure twice"),
        (["rent", 3], "expected names of measures"),
        ("rent,-wast", "did you mean 'waste'"),
    ):
        with pytest.raises(InputError, match=words):
            made.front(wrong)  # type: ignore[arg-type]
