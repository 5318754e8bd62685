"""The state in one piece of memory is the state, and nobody else's."""

import copy
import pickle
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from agents.numerics.memory import blank, in_one_piece
from sim.quarter.state import ExecutiveTable, new_executives, new_record, widen_executives


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


@pytest.mark.parametrize("shape", [(3, 0), (7, 5), (4, 300, 100), (3000, 700)])
def test_blank_memory_is_zero_and_starts_with_a_line(shape):
    found = blank(shape)
    assert (found.shape, found.dtype) == (shape, np.float64)
    assert not found.any()
    assert found.flags.c_contiguous
    assert found.flags.writeable
    assert found.ctypes.data % 64 == 0 or not found.size


@pytest.mark.parametrize(
    "made",
    [
        lambda table: table,
        copy.deepcopy,
        lambda table: pickle.loads(pickle.dumps(table)),
        lambda table: widen_executives(table, 11),
    ],
)
def test_an_executive_fills_a_line_in_copies_too(made):
    table = new_executives(2, 9)
    for at, column in enumerate(table):
        column[1, 8] = at
    found = made(table)
    assert type(found) is ExecutiveTable
    assert [column[1, 8] for column in found] == list(range(len(table)))
    assert [column.dtype for column in found] == [column.dtype for column in table]
    start = found.kind[1, 8:].ctypes.data
    assert start % 64 == 0
    assert [c[1, 8:].ctypes.data - start for c in found] == [8 * at for at in range(len(found))]
    if found is not table:
        table.theta[:] = 7.0
        assert not (found.theta == 7.0).any()
