"""An entry of the books is declared once: rows of kernels and sums follow."""

from __future__ import annotations

import numpy as np
import pytest

from agents.numerics.declared import declared
from sim.quarter import blocks, production, settle
from sim.quarter.ledger import LEDGER, SERIES, Counts, Entry, Ledger, Sums, surpluses


@pytest.mark.parametrize("name", SERIES)
def test_rows_of_kernels_have_the_names_of_their_entries(name):
    row = "EXITED" if name == "exits" else name.upper()  # ``EXITS`` are the reasons
    assert getattr(blocks, row) == SERIES.index(name)


def test_every_row_is_summed_in_one_step():
    summed = [*production._PRODUCED, *production._COUNTED, *settle._SETTLED, blocks.EXITED]
    assert sorted(summed) == list(range(len(SERIES)))
    assert set(production._PRODUCED) | set(settle._SETTLED) == set(range(len(LEDGER)))
    assert (*declared(Ledger, Entry), *declared(Counts, Entry)) == SERIES


def test_owners_and_executives_share_what_is_realised():
    """What one pays the other gets: it is not in the total."""
    rng = np.random.default_rng(6)
    entry = dict(zip(LEDGER, rng.normal(size=(len(LEDGER), 5)), strict=True))
    found = surpluses(entry)
    assert tuple(found) == (*Sums._fields, "waste") == (*declared(Sums, str), "waste")
    costs = ("governance", "effort", "gaming", "outside", "defence")
    gross = entry["realised"] + entry["d_pending"] + entry["private"]
    assert found["total_surplus"] == pytest.approx(gross - sum(entry[name] for name in costs))
    holders = found["total_surplus"] - found["rent"] - entry["d_pending"]
    assert found["shareholder_surplus"] == pytest.approx(holders)
