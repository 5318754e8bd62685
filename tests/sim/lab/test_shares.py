"""Shares with exact intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from sim.lab.shares import exact_share


@pytest.mark.parametrize(("hits", "count"), [(0, 40), (3, 16), (16, 16), (50, 100)])
def test_intervals_are_those_of_the_binomial_test(hits, count):
    mean, low, high = exact_share(np.arange(count) < hits)
    expected = binomtest(hits, count).proportion_ci(method="exact")
    assert mean == hits / count
    assert (low, high) == pytest.approx((expected.low, expected.high))


def test_nothing_has_no_share():
    assert exact_share([]) == (None, None, None)
