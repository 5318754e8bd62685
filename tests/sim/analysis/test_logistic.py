"""Logistic regression: a planted law is found, nothing is found in noise, and known limits."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.logistic import PSEUDO, fit, log_loss


def draw(rows: int, slopes: np.ndarray, intercept: np.ndarray, seed: int = 0):
    """Features of odd sizes, and groups that follow a multinomial law of them."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(rows, len(slopes)))
    scores = intercept + z @ slopes
    group = (scores + rng.gumbel(size=scores.shape)).argmax(axis=1)
    return 5.0 + z * 10.0 ** np.arange(len(slopes)), group


SLOPES = np.array([[1.0, -1.0, 0.0], [0.0, 0.5, -0.5], [0.0, 0.0, 0.0]])
INTERCEPT = np.array([0.8, 0.0, -0.8])


def test_a_planted_law_is_recovered() -> None:
    model = fit(*draw(20_000, SLOPES, INTERCEPT), 3)
    assert np.abs(model.slopes - SLOPES).max() < 0.06
    assert np.abs(model.intercept - INTERCEPT).max() < 0.06
    features, group = draw(5_000, SLOPES, INTERCEPT, seed=1)
    chance = model.probabilities(features)
    assert chance.sum(axis=1) == pytest.approx(1.0)
    for one in range(3):  # calibrated: who is given p is of the group in a share p
        likely = chance[:, one] > np.quantile(chance[:, one], 0.8)  # a thousand of them
        share = (group[likely] == one).mean()
        assert share == pytest.approx(chance[likely, one].mean(), abs=0.04)


def test_a_heavy_ridge_leaves_the_shares() -> None:
    features, group = draw(300, SLOPES, INTERCEPT)
    chance = fit(features, group, 4, ridge=1e9).probabilities(features)
    counts = np.bincount(group, minlength=4)
    assert chance[0] == pytest.approx((counts + PSEUDO) / (300 + 4 * PSEUDO), abs=1e-4)
    assert np.abs(chance - chance[0]).max() < 1e-4


def test_one_number_and_two_groups_have_the_log_odds_of_the_table() -> None:
    """A number that is 0 or 1 and no ridge: the slope is the log odds ratio of the 2 by 2 table."""
    cells = {(0, 0): 6000, (0, 1): 2000, (1, 0): 3000, (1, 1): 9000}
    rows = np.array([cell for cell, count in cells.items() for _ in range(count)])
    features, group = rows[:, :1].astype(float), rows[:, 1]
    model = fit(features, group, 2, ridge=0.0)
    slope = (model.slopes[0, 1] - model.slopes[0, 0]) / model.scale[0]
    assert slope == pytest.approx(np.log(6000 * 9000 / (2000 * 3000)), abs=0.002)


def test_numbers_that_do_not_vary_count_for_nothing() -> None:
    features, group = draw(500, SLOPES, INTERCEPT)
    more = np.column_stack([features, np.full(500, 7.0)])
    wide, narrow = fit(more, group, 3), fit(features, group, 3)
    assert np.all(np.isfinite(wide.probabilities(more + 3.0)))
    assert wide.probabilities(more) == pytest.approx(narrow.probabilities(features), abs=1e-4)


def test_log_loss_is_that_of_what_is_so() -> None:
    chance = np.array([[0.5, 0.5], [0.9, 0.1]])
    assert log_loss(chance, np.array([0, 1])) == pytest.approx([np.log(2.0), np.log(10.0)])
