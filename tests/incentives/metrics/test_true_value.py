"""Pay on true value is the benchmark: no task is done for the metric's sake."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.efforts import efforts, measured, paid_by
from tests.incentives.schemes.test_true_value import UNDISTORTED


def paid_on(metric, **settings):
    return paid_by({"name": "linear-bonus", "slope": 0.8, "metric": metric}, **settings)


def test_the_same_slope_brings_more_value_than_on_the_report():
    assert measured(paid_on("earnings"), paid_on("true-value"), "total_surplus").t > 4


def test_the_report_is_as_good_where_it_is_undistorted():
    """Control."""
    report, value = (efforts(paid_on(m, **UNDISTORTED)) for m in ("earnings", "true-value"))
    for task in report:
        assert value[task] == pytest.approx(report[task], abs=1e-8)


def test_it_is_the_scheme_of_that_name():
    scheme = efforts(paid_by({"name": "true-value", "slope": 0.8}))
    metric = efforts(paid_on("true-value"))
    assert all(np.array_equal(scheme[task], metric[task]) for task in scheme)
