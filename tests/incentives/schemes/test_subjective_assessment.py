"""The board's own view cannot be dressed up, only mistaken; Baker, Gibbons and Murphy 1994."""

from __future__ import annotations

import numpy as np
import pytest

from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.incentives.schemes.efforts import difference, efforts, paid_by
from tests.incentives.schemes.test_true_value import UNDISTORTED


def assessed(noise=1.0, **settings):
    part = {"name": "subjective-assessment", "slope": 0.8, "noise": noise}
    return paid_by(part, **settings)


def linear(**settings):
    return paid_by({"name": "linear-bonus", "slope": 0.8}, **settings)


def test_nothing_is_dressed_up_for_it():
    assert efforts(assessed())["dress"].max() < 1e-12
    assert difference(efforts(linear())["dress"], efforts(assessed())["dress"]).t < -4


def test_there_is_nothing_to_win_where_the_report_is_undistorted():
    """Control."""
    report, view = efforts(linear(**UNDISTORTED)), efforts(assessed(**UNDISTORTED))
    for task, effort in report.items():
        assert view[task] == pytest.approx(effort, abs=1e-8)


def test_mistakes_move_pay_and_nothing_else_of_the_risk_neutral():
    exact, rough = (simulate(assessed(noise))["runs"] for noise in (0.0, 3.0))
    assert np.array_equal(exact["value"], rough["value"])
    assert not np.array_equal(exact["granted"], rough["granted"])


def test_the_risk_averse_count_mistakes_as_a_cost():
    """``risk / 2 * slope**2 * noise**2``."""
    worth = [
        plan_for(model, model.package, 0.0).fields["curve_value"][0, 0]
        for model in (assessed(noise, executives__risk_aversion=2.0) for noise in (0.0, 1.0))
    ]
    assert worth[0] - worth[1] == pytest.approx(np.full(worth[0].size, 0.64), abs=1e-9)
