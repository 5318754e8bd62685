"""Tenures are declared once: classes and kernels that repeat names are held to the declaration."""

from __future__ import annotations

import numpy as np

from agents.numerics.declared import dtypes
from sim.quarter.exits import write_down
from sim.quarter.state import (
    DISMISSED,
    TENURE_FIELDS,
    Actions,
    Finished,
    Record,
    Seats,
    Tenures,
    new_finished,
    new_record,
)
from sim.quarter.tenures import TenureList, tabulate
from tests.sim.worlds import batch, scenario

FIRMS, LEFT, QUARTER = 4, [3, 1], 7


def numbered(table, first):
    """Columns with numbers that stand nowhere else."""
    n = len(table._fields) * FIRMS
    columns = np.arange(first, first + n, dtype=np.float64).reshape(-1, FIRMS)
    return table._make(columns)


def test_classes_have_the_declared_fields():
    kept = {name: dtype for name, (_, dtype) in TENURE_FIELDS.items()}
    recorded = [name for name, (field, _) in TENURE_FIELDS.items() if field.source == "record"]
    assert sorted(Record._fields) == sorted(recorded)
    assert dtypes(Record) == {name: kept[name] for name in Record._fields}
    places = {"first", "firm", "number"}
    assert dtypes(Finished) == dict.fromkeys(places, np.int64) | kept
    for column, (name, dtype) in zip(new_finished(3, 5), dtypes(Finished).items(), strict=True):
        assert column.dtype == dtype and not column.any(), name


def test_what_has_ended_is_written_down_from_where_it_is_declared():
    seats, actions = numbered(Seats, 1000.0), numbered(Actions, 2000.0)
    record, finished = numbered(Record, 3000.0), new_finished(QUARTER + 1, 6)
    tables = {"seats": seats, "actions": actions, "record": record}
    before = {name: column.copy() for name, column in record._asdict().items()}
    rows = slice(2, 4)  # there are two already
    finished.first[QUARTER], finished.first[QUARTER + 1] = 2, 4
    finished.firm[rows] = LEFT
    expected = {"number": seats.number[LEFT], "firm": np.array(LEFT)}
    for name, (kept, _) in TENURE_FIELDS.items():
        table, _, field = kept.source.partition(".")
        if table == "quarter":
            expected[name] = np.full(2, QUARTER)
        else:
            expected[name] = getattr(tables[table], field or name)[LEFT].copy()
    write_down.py_func(seats, actions, record, finished, 2, QUARTER)
    for name, values in expected.items():
        np.testing.assert_array_equal(getattr(finished, name)[rows], values, err_msg=name)
        assert not getattr(finished, name)[:2].any(), name
    for name, column in record._asdict().items():
        assert not column[LEFT].any(), name
        np.testing.assert_array_equal(column[[0, 2]], before[name][[0, 2]], err_msg=name)


def test_running_and_finished_tenures_side_by_side():
    """One firm, whose first tenure has ended; the second runs."""
    seats = numbered(Seats, 1000.0)._replace(number=np.array([1]), executive=np.array([5]))
    seats = Seats(*(column[:1] for column in seats))
    record = Record(*(np.arange(10, 11) + row for row in range(len(Record._fields))))
    finished = new_finished(2, 3)
    finished.first[1:] = 1
    for place, name in enumerate(Tenures._fields):
        getattr(finished, name)[0] = 100 + place
    found = tabulate(TenureList(seats, record, finished, 2))
    for place, (name, (kept, dtype)) in enumerate(TENURE_FIELDS.items()):
        now = {"record": record, "seats": seats}.get(kept.source) if kept.running else None
        running = 0 if now is None else getattr(now, name)[0]
        column = getattr(found, name)
        assert column.dtype == dtype and column[:, 0].tolist() == [100 + place, running], name


def test_the_list_holds_every_tenure_once_in_an_order_that_no_batch_changes():
    model = scenario(market__poaching=0.3, quarters=20)
    worlds = batch(model).run()
    tenures, table = worlds.tenure_list, worlds.tenures
    places = list(zip(tenures.number.tolist(), tenures.firm.tolist(), strict=True))
    every = range(tenures.firm.size)
    assert len(set(places)) == len(places) > 2 * worlds.seats.number.size
    assert [places[row] for row in tenures.by_number(np.array(every))] == sorted(places)
    for name in Tenures._fields:
        column = getattr(table, name)
        np.testing.assert_array_equal(column[tenures.number, tenures.firm], tenures.column(name))
    exists = np.zeros(table.quarters.shape, dtype=bool)
    exists[tenures.number, tenures.firm] = True
    assert (exists == (np.arange(exists.shape[0])[:, None] <= worlds.seats.number)).all()
    some = tenures.by_number(np.flatnonzero(tenures.column("exit") == DISMISSED))
    assert 0 < some.size < len(places) and (tenures.column("exit")[some] == DISMISSED).all()


def test_records_start_empty():
    assert all(column.shape == (FIRMS,) and not column.any() for column in new_record(FIRMS))
