"""The board's view of value is undistorted; its error moves pay, not efforts."""

from __future__ import annotations

import numpy as np

from sim.tables.simulate import simulate
from tests.incentives.schemes.efforts import difference, efforts, paid_by


def assessed(noise, **settings):
    part = {"name": "linear-bonus", "slope": 0.8, "metric": "assessment"}
    return paid_by(part, package__metrics=[{"name": "assessment", "noise": noise}], **settings)


def test_nothing_is_dressed_up_for_it():
    report = efforts(paid_by({"name": "linear-bonus", "slope": 0.8}))
    assert difference(report["dress"], efforts(assessed(1.0))["dress"]).t < -4


def test_errors_are_paid_for_and_change_nothing_else():
    """Pay per firm and quarter has the variance ``slope**2 * noise**2`` more."""
    tables = [simulate(assessed(noise), record=("runs", "ledger")) for noise in (0.0, 2.0)]
    exact, rough = (table["ledger"]["granted"] for table in tables)
    pay = tables[0]["ledger"]["outside"] / 0.6
    error = ((rough - exact) / pay)[pay > 0]
    assert abs(error.std() - 1.6) < 4 * 1.6 / np.sqrt(2 * error.size)
    value = [table["runs"]["value"] for table in tables]
    assert np.array_equal(value[0], value[1])


def test_a_board_without_error_sees_true_value():
    """Control: to the bit."""
    value = efforts(paid_by({"name": "true-value", "slope": 0.8}))
    exact = efforts(assessed(0.0))
    assert all(np.array_equal(value[task], exact[task]) for task in value)
