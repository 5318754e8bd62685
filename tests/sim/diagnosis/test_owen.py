"""Owen's values: their axioms, games whose values are known, and Shapley's as a limit."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.diagnosis.attribution.owen import coalitions, mended_first, mended_last, owen

LISTS = [((0,),), ((0,), (1,)), ((0, 1),), ((0, 2), (1,)), ((0, 1), (2, 3)), ((0,), (1, 2, 3))]
games = st.sampled_from(LISTS).flatmap(
    lambda unions: st.tuples(
        st.just(unions),
        st.lists(
            st.floats(-9, 9),
            min_size=(size := 1 << sum(map(len, unions))),
            max_size=size,
        ).map(np.array),
    )
)


def asked(whole, unions):
    """The entries of a game on all subsets that Owen's value asks for."""
    return whole[coalitions(unions)]


def alone(causes):
    return tuple((cause,) for cause in range(causes))


def by_orders(whole, unions):
    """Mean marginal worth over the orders in which unions stay together: the definition."""
    causes = sum(map(len, unions))
    orders = [
        order
        for order in permutations(range(causes))
        if all(np.ptp([order.index(cause) for cause in one]) == len(one) - 1 for one in unions)
    ]
    total = np.zeros(causes)
    for order in orders:
        mended = 0
        for cause in order:
            total[cause] += whole[mended | 1 << cause] - whole[mended]
            mended |= 1 << cause
    return total / len(orders)


@settings(max_examples=60, deadline=None)
@given(games)
def test_they_are_means_over_orders_and_sum_to_the_gap(game):
    unions, whole = game
    found = owen(asked(whole, unions), unions)
    assert found == pytest.approx(by_orders(whole, unions), abs=1e-9)
    assert found.sum() == pytest.approx(whole[-1] - whole[0], abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(games, st.floats(-3, 3))
def test_they_add_up_over_games(game, factor):
    unions, whole = game
    other = np.cos(np.arange(whole.size))
    together = owen(asked(whole + factor * other, unions), unions)
    apart = owen(asked(whole, unions), unions) + factor * owen(asked(other, unions), unions)
    assert together == pytest.approx(apart, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(games)
def test_alone_in_their_unions_they_are_shapleys(game):
    whole = game[1]
    causes = whole.size.bit_length() - 1
    assert sorted(coalitions(alone(causes))) == list(range(whole.size))
    assert owen(whole, alone(causes)) == pytest.approx(by_orders(whole, alone(causes)), abs=1e-9)


def test_a_cause_that_never_matters_gets_exactly_nothing():
    value = np.sin(np.arange(8.0))
    idle = np.concatenate([value, value])  # the last cause changes nothing
    for unions in (((0, 1), (2,), (3,)), ((0, 1), (2, 3))):
        assert owen(asked(idle, unions), unions)[-1] == 0.0


def test_equals_in_a_union_get_the_same():
    """The game knows how many of causes 0 and 1 are mended, and whether 2 is."""
    value = np.array([float((bits & 3).bit_count() ** 2 * (1 + (bits >> 2))) for bits in range(8)])
    found = owen(asked(value, ((0, 1), (2,))), ((0, 1), (2,)))
    assert found[0] == pytest.approx(found[1], abs=1e-12)
    swapped = value[[bits >> 1 & 1 | (bits & 1) << 1 | bits & 4 for bits in range(8)]]
    assert np.array_equal(swapped, value)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-9, 9), min_size=16, max_size=16).map(np.array))
def test_how_finely_a_union_is_cut_moves_nobody_else(whole):
    """Causes 0 and 1 as parts of one, or as one cause; plain Shapley fails this."""
    cut = owen(asked(whole, ((0, 1), (2,), (3,))), ((0, 1), (2,), (3,)))
    joined = np.array([whole[3 * (bits & 1) | bits >> 1 << 2] for bits in range(8)])
    one = owen(joined, alone(3))
    assert cut[2:] == pytest.approx(one[1:], abs=1e-12)
    assert cut[0] + cut[1] == pytest.approx(one[0], abs=1e-12)


def test_the_control_plain_shapley_moves():
    """Three that need each other share 1; cut one of them in two, and it gets half of it."""
    needs_all = np.array([float(bits == 15) for bits in range(16)])
    plain = owen(needs_all, alone(4))
    assert plain == pytest.approx(np.full(4, 1 / 4))
    parts = owen(asked(needs_all, ((0, 1), (2,), (3,))), ((0, 1), (2,), (3,)))
    assert parts == pytest.approx([1 / 6, 1 / 6, 1 / 3, 1 / 3])


def test_no_more_is_asked_for_than_the_unions_need():
    unions = ((0, 1), (2, 3), (4,), (5,), (6,))
    found = coalitions(unions)
    assert len(found) == 2**5 + 2 * (2**2 - 2) * 2**4 == 96
    assert (found[0], found[-1]) == (0, 127)
    assert 0b0000101 not in found  # a part of each of two unions


def test_one_left_glove_and_two_right_ones():
    """A pair is worth 1: the left glove gets 2/3, either right one 1/6 (a textbook game)."""
    value = np.array([float(bits & 1 and bits > 1) for bits in range(8)])
    assert owen(value, alone(3)) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    united = ((0,), (1, 2))  # the right ones bargain as one
    assert owen(asked(value, united), united) == pytest.approx([1 / 2, 1 / 4, 1 / 4])


def test_first_and_last_are_single_steps():
    unions = ((0, 1), (2,))
    value = np.array([0.0, 1.0, 2.0, 5.0, 4.0, 6.0, 7.0, 10.0])
    assert mended_first(value, unions, (0,)) == 1.0 and mended_last(value, unions, (0,)) == 3.0
    assert mended_first(value, unions, (0, 1)) == 5.0 and mended_last(value, unions, (0, 1)) == 6.0
    assert mended_first(value, unions, (2,)) == 4.0 and mended_last(value, unions, (2,)) == 5.0


def test_games_may_be_played_world_by_world():
    value = np.arange(24.0).reshape(4, 3, 2) ** 2
    unions = ((0, 1),)
    assert owen(value, unions)[:, 1, 1] == pytest.approx(owen(value[:, 1, 1], unions))


def test_what_is_no_game_is_refused():
    with pytest.raises(ValueError, match="expected 4"):
        owen(np.zeros(3), alone(2))
