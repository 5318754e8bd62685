"""Bombs by where their author is: every one of them is counted once, where it belongs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.bombs import BOMB_PLACES, bomb_rates, bombs_by_place, share_by_place
from sim.tables.simulate import simulate


def test_all_bombs_are_counted_where_their_author_is() -> None:
    events = simulate("default", [3, 4], ["events"], quarters=12, burn_in=12)["events"]
    found = bombs_by_place(events, 3, 2, 12, 177)
    assert found.shape == (2, 12, len(BOMB_PLACES))
    table = pd.DataFrame(events)
    bombs = table[table["event"] == "bomb surfaced"]
    assert found.sum() * 1.77 == pytest.approx(len(bombs))
    gone = bombs[(bombs["status"] == "gone") & (bombs["world"] == 4) & (bombs["quarter"] == 5)]
    assert found[1, 5, BOMB_PLACES.index("gone")] * 1.77 == pytest.approx(len(gone))
    here = bombs[(bombs["status"] == "seated") & (bombs["now_at"] == bombs["firm"])]
    shares = share_by_place(found)
    assert shares is not None and shares["in office"] == pytest.approx(len(here) / len(bombs))
    assert sum(shares.values()) == pytest.approx(1)
    rates = pd.DataFrame(bomb_rates(found))
    assert len(rates) == 12 * len(BOMB_PLACES) and set(rates["place"]) == set(BOMB_PLACES)
    row = rates[(rates["quarter"] == 5) & (rates["place"] == "gone")].iloc[0]
    assert row["mean"] == pytest.approx(found[:, 5, 2].mean()) and row["low"] <= row["mean"]


def test_where_none_goes_off_there_is_no_share() -> None:
    events = {
        name: np.array([], dtype=object)
        for name in ("event", "status", "world", "quarter", "firm", "now_at")
    }
    found = bombs_by_place(events, 0, 2, 3, 10)
    assert found.shape == (2, 3, 3) and not found.any()
    assert share_by_place(found) is None
