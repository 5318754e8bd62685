"""Means and shares of selections, with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp

from sim.lab.base import means


@pytest.mark.parametrize(("hits", "count"), [(0, 40), (3, 16), (16, 16), (50, 100), (1, 1)])
def test_intervals_of_shares_are_those_of_the_binomial_test(hits, count):
    mean, low, high = means(np.arange(count) < hits, share=True)
    expected = binomtest(hits, count).proportion_ci(method="exact")
    assert mean == hits / count
    assert (low, high) == pytest.approx((expected.low, expected.high))
    assert low < high


def test_what_lies_between_stays_within_0_and_1_and_other_means_do_not():
    values = [0.0, 0.02, 0.3]
    mean, low, high = means(values, share=True)
    assert 0 < low < mean < high < 1
    mean, low, high = means(values)
    expected = ttest_1samp(values, 0).confidence_interval()
    assert (low, high) == pytest.approx((expected.low, expected.high))
    assert low < 0


def test_of_all_at_one_end_a_share_may_be_other_than_it_looks_and_a_difference_is_not():
    assert means([1.0] * 100, share=True) == pytest.approx((1.0, 0.963783, 1.0), abs=1e-6)
    assert means([0.0] * 100) == (0.0, 0.0, 0.0)


def test_what_is_not_known_does_not_count():
    assert means([np.nan, 1.0, 3.0])[0] == 2.0
    assert means([np.nan]) == means([], share=True) == (None, None, None)
