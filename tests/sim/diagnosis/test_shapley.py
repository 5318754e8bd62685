"""Shapley values: their axioms, and a game whose values are known."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.diagnosis.attribution.shapley import shapley

games = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.floats(-9, 9), min_size=1 << n, max_size=1 << n).map(np.array)
)


def by_orders(value):
    """Mean marginal worth over all orders of mending: the definition."""
    causes = value.size.bit_length() - 1
    orders = list(permutations(range(causes)))
    total = np.zeros(causes)
    for order in orders:
        mended = 0
        for cause in order:
            total[cause] += value[mended | 1 << cause] - value[mended]
            mended |= 1 << cause
    return total / len(orders)


@settings(max_examples=60, deadline=None)
@given(games)
def test_they_are_means_over_all_orders_and_sum_to_the_gap(value):
    found = shapley(value)
    assert found == pytest.approx(by_orders(value), abs=1e-9)
    assert found.sum() == pytest.approx(value[-1] - value[0], abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(games)
def test_a_cause_that_never_matters_gets_exactly_nothing(value):
    idle = np.concatenate([value, value])  # the last cause changes nothing
    found = shapley(idle)
    assert found[-1] == 0.0
    assert found[:-1] == pytest.approx(shapley(value), abs=1e-9)


def test_one_left_glove_and_two_right_ones():
    """A pair is worth 1: the left glove gets 2/3, either right one 1/6 (a textbook game)."""
    value = np.array([float(bits & 1 and bits > 1) for bits in range(8)])
    assert shapley(value) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_games_may_be_played_world_by_world():
    value = np.arange(24.0).reshape(4, 3, 2) ** 2
    assert shapley(value)[:, 1, 1] == pytest.approx(shapley(value[:, 1, 1]))


def test_what_is_no_game_is_refused():
    with pytest.raises(ValueError, match="power of 2"):
        shapley(np.zeros(3))
