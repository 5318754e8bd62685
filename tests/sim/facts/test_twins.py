"""Twins who perform well: exact where nothing else ends tenures."""

from __future__ import annotations

import numpy as np
import pytest

from sim.facts.playing import prepared
from sim.facts.twins import Performing, performance_induced
from sim.scenario.presets import scenario_of
from tests.sim.worlds import PLAIN

BASE = {
    "executives.population": {"careerist": {"share": 1.0}},
    "executives.talent_sd": 0.5,
    "board.reputation_weight": 0.0,
    "shareholders.monitoring_levels": [0.0],
    "market.poaching": 0.0,
    "market.retirement": 0.0,
    "package.oversight": [{"name": "belief-dismissal", "bar": -0.3}],
}


def model(**more):
    return scenario_of(PLAIN, {**BASE, **{k.replace("__", "."): v for k, v in more.items()}})


def test_where_only_boards_end_tenures_good_performance_prevents_all():
    found = performance_induced(model(executives__talent_drift=0.1), range(3))
    assert (found == 1.0).all()


def test_where_boards_dismiss_nobody_it_prevents_nothing():
    found = performance_induced(model(market__retirement=0.03, package__oversight=[]), range(3))
    assert (found == 0.0).all()


def test_of_both_it_prevents_the_share_of_dismissals():
    """About: retirement comes too early for some who would have been dismissed."""
    found = performance_induced(model(market__retirement=0.03), range(4)).mean()
    assert 0.15 < found < 0.85


def test_talent_that_drifts_makes_turnover_depend_on_performance_later_on():
    """The test between two models of boards: the first eight years of a tenure."""
    constant, drifting = (
        performance_induced(
            model(market__retirement=0.02, executives__talent_drift=drift), range(4)
        ).mean()
        for drift in (0.0, 0.15)
    )
    assert drifting > constant + 0.1


def test_spans_of_tenure_add_up():
    """Shares of early and late successions are on either side of that of all."""
    at = model(market__retirement=0.02, executives__talent_drift=0.1)
    early, late, all_ = (
        performance_induced(at, range(3), window=until, since=since)
        for since, until in ((0, 12), (12, 60), (0, 60))
    )
    assert (np.minimum(early, late) <= all_).all() and (all_ <= np.maximum(early, late)).all()
    assert (early != late).all()


def test_worlds_and_twins_are_the_same_until_performance_differs():
    long, first = prepared(model(market__retirement=0.02), 8)
    batch = Performing(long, [0, 1], first)
    half = batch.seats.number.size // 2
    while batch.quarter <= first:
        batch.step()
        for name in ("executive", "theta", "tenure"):
            column = getattr(batch.seats, name)
            if batch.quarter < first:
                assert np.array_equal(column[:half], column[half:])
    changed = batch.actions.metric[:half] != batch.actions.metric[half:]
    assert 0 < changed.sum() < half / 4
    assert (batch.actions.metric[half:] >= batch.actions.metric[:half] - 1e-12).all()


def test_threads_change_nothing():
    few = scenario_of(PLAIN, {**BASE, "market.retirement": 0.02, "firms.count": 20})
    worlds = range(18)
    assert performance_induced(few, worlds, 1) == pytest.approx(
        performance_induced(few, worlds, 2), nan_ok=True, abs=0
    )
