"""Fixed points: found where maps are smooth, and known not to be where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from agents.numerics.fixed_point import combine, fixed_point


def test_of_a_linear_map_it_is_found_in_as_many_rounds_as_there_are_dimensions():
    rng = np.random.default_rng(3)
    matrix, shift = 0.4 * rng.normal(size=(5, 5)), rng.normal(size=5)
    asked = []

    def update(x: np.ndarray) -> np.ndarray:
        asked.append(x)
        return matrix @ x + shift

    found, gap = fixed_point(update, np.zeros(5), 1e-11, 30)
    assert found == pytest.approx(np.linalg.solve(np.eye(5) - matrix, shift), abs=1e-9)
    assert gap <= 1e-11 and len(asked) <= 12


@pytest.mark.parametrize("slope", [-0.9, -3.0, -30.0])
def test_maps_that_overshoot_are_solved_as_well(slope):
    """Plain iteration runs away or circles."""
    found, gap = fixed_point(lambda x: slope * np.tanh(x) + 1.0, np.zeros(3), 1e-10, 200)
    assert gap <= 1e-10
    assert found == pytest.approx(slope * np.tanh(found) + 1.0, abs=1e-9)


def test_where_there_is_none_the_gap_says_so():
    """A step: below a half one wants more, above it nothing."""
    _, gap = fixed_point(lambda x: np.where(x < 0.5, 1.0, 0.0), np.zeros(2), 1e-9, 60)
    assert gap > 0.4


def test_where_nothing_changes_one_round_is_enough():
    start = np.array([0.1, 0.7])
    found, gap = fixed_point(lambda x: x.copy(), start, 0.0, 5)
    assert gap == 0.0 and (found == start).all()


def test_steps_are_combined_as_by_least_squares():
    rng = np.random.default_rng(5)
    points, changes = rng.normal(size=(2, 4, 9))
    changes *= 10.0 ** -np.arange(4)[:, None]
    out, room = points[-1].copy(), (np.empty((4, 9)), np.empty(4))
    assert combine(points, changes, 0.5, *room, out)
    turned, moved = np.diff(changes, axis=0).T, np.diff(points, axis=0).T
    mix = np.linalg.lstsq(turned, changes[-1], rcond=None)[0]
    assert out == pytest.approx(points[-1] - (moved + 0.5 * turned) @ mix, abs=1e-12)


def test_steps_that_are_alike_are_left_to_singular_values():
    points = np.random.default_rng(6).normal(size=(3, 4))
    changes = np.outer([1.0, 3.0, 2.0], np.ones(4))
    out = points[-1].copy()
    assert not combine(points, changes, 1.0, np.empty((3, 4)), np.empty(3), out)
    assert np.array_equal(out, points[-1])
    assert fixed_point(lambda x: 0.5 * x + 1.0, np.zeros(4), 1e-12, 30)[1] <= 1e-12
