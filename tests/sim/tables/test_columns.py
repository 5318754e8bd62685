"""Tables have the columns that are declared, with the declared types of values."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.state import TENURE_FIELDS
from sim.tables import keeper
from sim.tables.columns import COLUMNS, RECORDS
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SMALL = {"worlds": 2, "quarters": 6, "firms__count": 12}


def test_every_field_of_a_tenure_that_is_to_be_shown_is_shown():
    shown = {
        kept.column or name for name, (kept, _) in TENURE_FIELDS.items() if kept.column is not None
    }
    assert shown <= set(COLUMNS["tenures"])


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
