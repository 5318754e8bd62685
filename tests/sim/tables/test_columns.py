"""Tables have the columns that are declared, with the declared types of values."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.state import TENURE_FIELDS
from sim.tables import keeper
from sim.tables.columns import COLUMNS, EVENTS, RECORDS, unit_of
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SMALL = {"worlds": 2, "quarters": 6, "firms__count": 12}


def test_every_field_of_a_tenure_that_is_to_be_shown_is_shown():
    shown = {
        kept.column or name for name, (kept, _) in TENURE_FIELDS.items() if kept.column is not None
    }
    assert shown <= set(COLUMNS["tenures"])


def test_one_name_has_one_unit_in_all_tables():
    units: dict[str, set[str]] = {}
    for columns in COLUMNS.values():
        for name, column in columns.items():
            units.setdefault(name, set()).add(column.unit)
    assert {name: found for name, found in units.items() if len(found) > 1} == {}


def test_no_column_and_no_table_is_a_reserved_word():
    import duckdb

    found = duckdb.sql(
        "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
    )
    reserved = {word for (word,) in found.fetchall()}
    assert "end" in reserved
    names = {name for columns in COLUMNS.values() for name in columns}
    assert not (names | {*COLUMNS, "cell", "seed", "version"}) & reserved


def test_every_amount_has_a_unit():
    events = simulate(scenario(**SMALL), record="events")["events"]
    assert set(zip(events["event"], events["unit"], strict=True)) <= {
        (name, column.unit) for name, column in EVENTS.items()
    }
    assert all(column.unit for column in EVENTS.values())
    assert unit_of("a remover of somebody's own") == "base pays"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.pop("rent"), "table runs: columns rent are missing or unknown"),
        (lambda table: table.update(news=table["rent"]), "table runs: columns news are missing"),
        (
            lambda table: table.update(rent=table["rent"].astype(np.float32)),
            "table runs: rent is float32; expected float64",
        ),
    ],
)
def test_other_columns_are_refused(monkeypatch, change, message):
    """So a table that ``simulate`` returns is as ``COLUMNS`` says."""
    assert tuple(simulate(scenario(**SMALL), record=RECORDS)) == RECORDS
    make = keeper.runs_table

    def changed(batch):
        table = make(batch)
        change(table)
        return table

    monkeypatch.setattr(keeper, "runs_table", changed)
    with pytest.raises(TypeError, match=message):
        simulate(scenario(**SMALL))
