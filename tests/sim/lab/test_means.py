"""Means and shares of selections, with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp

from sim.lab.base import means, shares


@pytest.mark.parametrize(("hits", "count"), [(0, 40), (3, 16), (16, 16), (50, 100), (1, 1)])
def test_intervals_of_shares_are_those_of_the_binomial_test(hits, count):
    mean, low, high = shares(np.arange(count) < hits)
    expected = binomtest(hits, count).proportion_ci(method="exact")
    assert mean == hits / count
    assert (low, high) == pytest.approx((expected.low, expected.high))
    assert low < high


def test_of_shares_at_one_end_the_interval_holds_whatever_lies_between():
    """The worst there is: all weight at the seen end and at the far one."""
    _, low, high = shares([1.0] * 100)
    assert high == 1.0
    assert low**100 == pytest.approx(0.025)  # as seldom would 100 of 100 be seen there


def test_bounded_means_stay_within_0_and_1_and_others_need_not():
    values = [0.0, 0.02, 0.3]
    _, low, high = means(values)
    expected = ttest_1samp(values, 0).confidence_interval()
    assert (low, high) == pytest.approx((expected.low, expected.high))
    assert low < 0
    for found in (means(values, bounded=True), shares(values)):
        assert 0 < found[1] < found[0] < found[2] < 1
    assert means([1.0, 1.0]) == (1.0, 1.0, 1.0)


def test_what_is_not_known_does_not_count():
    assert means([np.nan, 1.0, 3.0])[0] == 2.0
    assert shares([np.nan, 1.0]) == shares([1.0])
    assert means([np.nan]) == shares([]) == (None, None, None)
