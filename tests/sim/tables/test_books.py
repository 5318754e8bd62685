"""The ledger: every firm's books of every quarter, in order, wherever worlds stand in batches."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.ledger import LEDGER, surpluses
from sim.tables import simulate as play
from sim.tables.columns import COLUMNS
from sim.tables.keeper import Keeper
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario


@pytest.mark.parametrize("quarters", [1, 16, 21])
def test_rows_are_what_was_booked(quarters):
    """Longer than what is put in order at once, too."""
    model = scenario(quarters=quarters)
    table = simulate(model, [3, 0, 1], "ledger")["ledger"]
    worlds = batch(model, [0, 1, 3])
    booked = []
    while worlds.quarter < quarters:
        worlds.step()
        booked.append(worlds.actions.books.copy())
    books = np.array(booked).reshape(quarters, len(LEDGER), 3, worlds.firms)
    books = books[:, :, np.argsort(worlds.worlds)].transpose(1, 2, 3, 0)  # world, firm, quarter
    entry = {name: books[row].ravel() for row, name in enumerate(LEDGER)}
    for name, values in {**surpluses(entry), **entry}.items():
        np.testing.assert_array_equal(table[name], values, err_msg=name)
    firms = np.arange(worlds.firms)
    assert table["world"].tolist() == np.repeat([0, 1, 3], firms.size * quarters).tolist()
    assert table["firm"].tolist() == np.tile(np.repeat(firms, quarters), 3).tolist()
    assert table["quarter"].tolist() == np.tile(np.arange(quarters), 3 * firms.size).tolist()
    assert list(table) == list(COLUMNS["ledger"])


def test_worlds_whose_owners_want_other_audits_keep_their_place(monkeypatch):
    model = scenario(firms__source="ceosal2", quarters=5)
    numbers = [0, 10, 34, 35, 48]
    whole = simulate(model, numbers, "ledger", threads=1)["ledger"]
    order = batch(model, numbers).worlds.tolist()
    assert order != sorted(order)  # control: owners do want other audits
    monkeypatch.setattr(play, "FIRMS_AT_HOME", 2 * model.firms.count)
    for name, column in simulate(model, numbers, "ledger", threads=2)["ledger"].items():
        np.testing.assert_array_equal(column, whole[name], err_msg=name)


def test_the_ledger_can_be_read_at_any_time():
    model = scenario(quarters=20)
    keeper = Keeper(batch(model, [0, 1]), {"ledger"})
    whole = simulate(model, [0, 1], "ledger")["ledger"]
    for quarter in range(20):
        keeper.before_step()
        keeper.batch.step()
        keeper.after_step()
        if quarter in (0, 6, 15, 16):
            so_far = whole["quarter"] <= quarter
            for name, column in keeper.table("ledger").items():
                np.testing.assert_array_equal(column, whole[name][so_far], err_msg=name)
