"""Kalman gains, and what reports are worth to somebody who is paid on beliefs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.careers import kalman_gains, worth_of_hidden, worth_of_reports


def projection(prior, noise, drift, quarters):
    """(quarter, report) weights of reports in what is expected of quality at the end of a quarter.

    By linear regression on the covariances of a random walk seen with noise.
    """
    t = np.arange(quarters)
    quality = prior + drift**2 * np.minimum.outer(t, t)
    reports = quality + noise**2 * np.eye(quarters)
    weights = np.zeros((quarters, quarters))
    for last in t:
        seen = slice(0, last + 1)
        weights[last, seen] = np.linalg.solve(reports[seen, seen], quality[last, seen])
    return weights


@settings(max_examples=20, deadline=None)
@given(st.floats(0.05, 4), st.floats(0.2, 3), st.sampled_from([0.0, 0.1, 0.7, 2.0]))
def test_gains_are_regression_coefficients(prior, noise, drift):
    gains = kalman_gains(prior, noise, 9, drift)
    weights = projection(prior, noise, drift, 9)
    assert gains == pytest.approx(np.diag(weights), rel=1e-8)


def test_without_drift_the_gains_are_those_of_a_constant_quality():
    t = np.arange(30)
    assert (kalman_gains(0.25, 0.6, 30) == 1 / (1 + t + 0.6**2 / 0.25)).all()
    assert kalman_gains(0.25, 0.6, 30, 1e-9) == pytest.approx(kalman_gains(0.25, 0.6, 30))
    assert (kalman_gains(0.0, 0.6, 30) == 0).all()


def test_with_drift_they_settle():
    gain = kalman_gains(0.25, 0.6, 400, 0.2)[-1]
    variance = 0.6**2 * gain / (1 - gain)  # before a report
    assert variance == pytest.approx(variance * (1 - gain) + 0.2**2)


@pytest.mark.parametrize(("before", "after"), [(1.0, 0.0), (0.0, 1.0), (0.4, 2.5)])
@pytest.mark.parametrize("drift", [0.0, 0.5])
def test_worth_is_what_beliefs_remember_of_a_report(before, after, drift):
    quarters, discount = 8, 0.9
    weights = projection(0.8, 1.3, drift, quarters)
    gains = kalman_gains(0.8, 1.3, quarters, drift)
    worth = worth_of_reports(gains, before, after, discount, quarters - 1)
    for t in range(quarters):
        for n in range(quarters - t):
            later = discount ** np.arange(n + 1.0)
            paid = after * later @ weights[t : t + n + 1, t]
            paid += before * later[1:] @ weights[t : t + n, t]  # the belief of the quarter before
            assert worth[t, n] == pytest.approx(paid)


@pytest.mark.parametrize("maturing", [0.08, 0.5, 1.0])
def test_hidden_value_is_worth_the_reports_in_which_it_matures(maturing):
    worth = np.random.default_rng(1).random((6, 6))
    back = worth_of_hidden(worth, maturing, 0.95)
    for t in range(6):
        for n in range(6 - t):
            matures = [
                0.95**s * maturing * (1 - maturing) ** (s - 1) * worth[t + s, n - s]
                for s in range(1, n + 1)
            ]
            assert back[t, n] == pytest.approx(sum(matures), abs=1e-15)
