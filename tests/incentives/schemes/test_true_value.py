"""Paid on true value at the first-best slope, a careerist does what is best; Baker 1992."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.efforts import difference, efforts, measured, paid_by

NU = {"build": 1.0, "operate": 0.8, "dress": -0.8, "divert": -1.0, "sabotage": -1.5}
UNDISTORTED = {
    "technology__tasks": [
        {"name": name, "value": nu, "loading": nu, "visible": 1.0} for name, nu in NU.items()
    ],
}
"""Tasks whose effect on the report is their value, all of it visible at once."""

ALIKE = {"executives__ability_mean": 1.2, "executives__ability_sd": 0.0}


def test_efforts_are_first_best():
    """``max(theta * nu / (c + curvature * theta**2), 0)``, to rounding."""
    found = efforts(paid_by({"name": "true-value", "slope": 1.0}, **ALIKE))
    curvature = {"operate": 0.5, "dress": 3.0}
    for task, nu in NU.items():
        best = max(1.2 * nu / (1.0 + curvature.get(task, 0.0) * 1.2**2), 0.0)
        assert found[task] == pytest.approx(np.full(12, best), abs=1e-10)


def test_it_beats_the_same_slope_on_the_report():
    report, value = (
        paid_by({"name": name, "slope": 1.0}) for name in ("linear-bonus", "true-value")
    )
    assert measured(report, value, "total_surplus").t > 4
    assert difference(efforts(report)["dress"], efforts(value)["dress"]).t < -4


def test_without_distortion_the_report_is_as_good():
    """Control: the gap is one of distortion and of nothing else."""
    report, value = (
        efforts(paid_by({"name": name, "slope": 1.0}, **UNDISTORTED))
        for name in ("linear-bonus", "true-value")
    )
    for task, effort in report.items():
        assert value[task] == pytest.approx(effort, abs=1e-8)
