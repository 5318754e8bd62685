"""Places of a segment: a slice while they follow on each other, and the same rows otherwise."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.quarter.segment import Segment, put_back, rows_at
from tests.sim.worlds import batch, scenario

PLACES = st.sets(st.integers(0, 30), min_size=1).map(lambda some: np.array(sorted(some)))


def segment() -> Segment:
    return batch(scenario(firms__count=3), range(2)).segments[0]


@given(PLACES)
def test_rows_are_the_places_whatever_their_form(places):
    column = np.arange(100)
    rows = rows_at(places)
    assert isinstance(rows, slice) is bool((np.diff(places) == 1).all())
    assert (column[rows] == places).all()
    values = column[rows]
    values += 1000
    put_back(column, rows, values)
    changed = np.flatnonzero(column >= 1000)
    assert (changed == places).all()


@given(PLACES)
def test_a_segment_at_other_worlds(places):
    moved = SEGMENT.at(places, 3)
    assert moved.first == places[0]
    assert (moved.places() == places).all()
    pieces = [np.arange(*run) for run in moved.runs()]
    assert (np.concatenate(pieces) == places).all()
    assert len(pieces) == 1 + (np.diff(places) > 1).sum()
    rows = np.arange(31 * 3)[moved.firms]
    assert (rows.reshape(-1, 3) // 3 == places[:, None]).all()
    assert (moved.rows(np.arange(rows.size)) == rows).all()


SEGMENT = segment()
