"""The board watches where dispersed owners would leave it to each other."""

from __future__ import annotations

import numpy as np
import pytest

from sim.tables.simulate import simulate
from tests.incentives.oversight.watched import under, watch
from tests.incentives.schemes.paired import t_of

BOARD = {"name": "board-monitoring", "intensity": 0.2, "cost": 5.0}
OWNERS = {
    "shareholders__monitoring_levels": [0.0, 0.1, 0.2, 0.3],
    "shareholders__concentration": 0.0,
    "shareholders__stake_spread": 0.0,
    "shareholders__monitoring_cost": 1.0,
    "firms__size_sd": 0.0,
}


def owned(holders, *oversight):
    return under(*oversight, **OWNERS, shareholders__holders=holders)


def level(model):
    return simulate(model.model_copy(update={"worlds": 4}))["runs"]["monitoring"]


def test_dispersed_owners_watch_nobody_and_the_board_does():
    free, board = owned(200), owned(200, BOARD)
    assert (level(free) == 0.0).all() and (level(board) == 0.0).all()
    before, after = watch(free), watch(board)
    deterred = before.mean(before.dress) - after.mean(after.dress)
    assert t_of(deterred) > 4
    one, both = owned(1), owned(1, BOARD)  # a sole owner watches by itself, and leaves off
    assert (level(one) > 0.0).all() and (level(both) < level(one)).all()
    alone, helped = watch(one), watch(both)
    added = alone.mean(alone.dress) - helped.mean(helped.dress)
    assert added.mean() < 0.5 * deterred.mean()


def test_without_intensity_it_does_nothing_and_costs_nothing():
    free, idle = watch(owned(200)), watch(owned(200, {**BOARD, "intensity": 0.0}))
    assert np.array_equal(free.dress, idle.dress)
    assert all(np.array_equal(free.books[name], idle.books[name]) for name in free.books)


def test_twice_the_watch_costs_four_times_as_much():
    bills = [
        watch(owned(200, {**BOARD, "intensity": intensity})).books["governance"]
        for intensity in (0.1, 0.2)
    ]
    assert bills[1] == pytest.approx(4 * bills[0]) and (bills[0] > 0).all()
