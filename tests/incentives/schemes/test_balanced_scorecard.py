"""A second metric that cannot be dressed up takes distortion out of the first."""

from __future__ import annotations

import pytest

from tests.incentives.schemes.efforts import difference, efforts, paid_by
from tests.incentives.schemes.test_true_value import UNDISTORTED

HALF = {"earnings": 0.5, "assessment": 0.5}


def scorecard(weights, **settings):
    return paid_by({"name": "balanced-scorecard", "slope": 0.8, "weights": weights}, **settings)


def linear(**settings):
    return paid_by({"name": "linear-bonus", "slope": 0.8}, **settings)


def test_less_is_dressed_up_and_more_is_built():
    alone, balanced = efforts(linear()), efforts(scorecard(HALF))
    assert difference(alone["dress"], balanced["dress"]).t < -4
    assert difference(alone["build"], balanced["build"]).t > 4


def test_a_report_without_distortion_needs_no_second_metric():
    """Control: where the report loads as value does, the two scorecards are one."""
    alone, balanced = efforts(linear(**UNDISTORTED)), efforts(scorecard(HALF, **UNDISTORTED))
    for task, effort in alone.items():
        assert balanced[task] == pytest.approx(effort, abs=1e-8)


def test_one_metric_is_the_linear_bonus():
    alone, single = efforts(linear()), efforts(scorecard({"earnings": 1.0}))
    for task, effort in alone.items():
        assert single[task] == pytest.approx(effort, abs=1e-12)


def test_an_unknown_metric_is_refused():
    with pytest.raises(ValueError, match="no part of the family metrics is called 'earning'"):
        scorecard({"earning": 1.0})
