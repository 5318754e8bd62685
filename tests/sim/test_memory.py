"""The state in one piece of memory is the state, and nobody else's."""

import copy
import pickle
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from sim.memory import in_one_piece
from sim.state import new_record


class Table(NamedTuple):
    numbers: np.ndarray
    whole: np.ndarray
    none: np.ndarray
    again: np.ndarray


def table(n):
    numbers = np.random.default_rng(n).normal(size=(3, n))
    return Table(numbers, np.arange(n), np.zeros((17, 0)), numbers)


@pytest.mark.parametrize("n", [1, 61, 300_000])  # the last fills large pages
def test_the_same_columns_one_after_another(n):
    given, record = table(n), new_record(n)
    mine, other = in_one_piece(given, record)
    assert (type(mine), type(other)) == (Table, type(record))
    for before, after in zip((*given, *record), (*mine, *other), strict=True):
        np.testing.assert_array_equal(before, after)
        assert (before.dtype, before.shape) == (after.dtype, after.shape)
        assert after.flags.c_contiguous
        assert after.flags.aligned
        assert after.flags.writeable
        assert after.ctypes.data % 64 == 0
    places = [(c.ctypes.data, c.ctypes.data + c.nbytes) for c in (*mine[:2], *other)]
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert places[-1][1] - places[0][0] <= sum(c.nbytes + 64 for c in (*mine[:3], *other))


@pytest.mark.parametrize("n", [5, 300_000])
def test_a_column_in_two_places_stays_one_and_what_was_given_is_left_alone(n):
    given = table(n)
    (mine,) = in_one_piece(given)
    assert mine.again is mine.numbers
    mine.numbers[:] = 7.0
    assert not (given.numbers == 7.0).any()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
@pytest.mark.parametrize("n", [5, 300_000])
def test_copies_are_copies(copied, n):
    (mine,) = in_one_piece(table(n))
    twin = copied(mine)
    mine.whole[:] = -1
    assert (twin.whole == np.arange(n)).all()
