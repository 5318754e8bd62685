"""Learning about monitors: Bayes' rule by enumeration, and beliefs that cannot move."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cognition import Learning
from agents.learning import believed, ease_after, priors_of, sure_after, sure_if_found
from agents.planning import Watch

WATCH = Watch(np.array([0.1, 0.7]), np.ones(2), np.zeros(2), np.full(2, 0.5), -0.3)


def test_sure_is_bayes_rule_over_whole_histories():
    """The likelihood of every quarter so far, multiplied: as from the prior in one step."""
    rng = np.random.default_rng(0)
    chance, spared = rng.uniform([[[0.0]], [[0.7]]], [[[0.3]], [[1.0]]], (2, 12, 50))
    strong, weak = np.full(50, 2.0), np.full(50, 0.5)
    sure = np.full(50, 0.6)
    for quarter in range(12):
        sure = sure_after(sure, strong, weak, chance[quarter], spared[quarter])
    effective, lame = ((spared - k * chance).prod(axis=0) for k in (2.0, 0.5))
    assert sure == pytest.approx(0.6 * effective / (0.6 * effective + 0.4 * lame), rel=1e-12)
    assert (sure < 0.6).all()


def test_nothing_is_learned_where_nothing_could_be_found_or_both_monitors_are_alike():
    before, ones = np.array([0.3, 0.9]), np.ones(2)
    np.testing.assert_array_equal(sure_after(before, 2 * ones, 0 * ones, 0 * ones, ones), before)
    np.testing.assert_array_equal(sure_after(before, ones, ones, 0.2 * ones, ones), before)
    np.testing.assert_array_equal(sure_if_found(before, ones, ones), before)


def test_who_is_found_out_knows_the_monitor_and_who_should_have_been_too():
    half, ones = np.full(2, 0.5), np.ones(2)
    assert (sure_if_found(half, 2 * ones, 0 * ones) == 1.0).all()
    assert sure_if_found(half, 2 * ones, 0.5 * ones) == pytest.approx([0.8, 0.8])
    assert (sure_after(half, 2 * ones, 0 * ones, half, ones) == 0.0).all()  # it was sure to find it
    both = sure_after(half, 2 * ones, ones, ones, ones)  # not even weak monitors miss it
    np.testing.assert_array_equal(both, half)


def test_the_bar_is_thought_to_be_where_nobody_was_dismissed():
    """The mean of a uniform on what is left of it, by a grid."""
    priors = priors_of([Learning(0.0, 1.0, 1.0, 0.4)] * 4)
    ease = np.zeros(4)
    margins = np.array([[np.inf, 0.9, 0.3, 0.5], [np.inf, 0.5, 0.35, 0.1]])
    for margin in margins:
        ease = ease_after(ease, priors.slack, margin)
    offsets = np.linspace(-0.4, 0.4, 80_001)
    mean = [float(offsets[offsets <= least].mean()) for least in margins.min(axis=0)]
    assert -priors.leniency(ease) == pytest.approx(mean, abs=1e-5)
    assert ease.tolist()[:2] == [0.0, 0.0]  # never near it: nothing is known


def test_who_is_sure_of_the_truth_sees_what_is_there():
    truth = [
        None, Learning(0.0, 1.0, 0.0, 0.0), Learning(1.0, 2.0, 1.0, 0.0), Learning(0.5, 1.0, 1.0, 0)
    ]  # fmt: skip
    assert not priors_of(truth).learns()
    for wrong in (
        Learning(0.5, 1.0, 0.0, 0.0), Learning(0.0, 2.0, 0.0, 0.0), Learning(0.0, 1.0, 0.0, 0.1)
    ):  # fmt: skip
        assert priors_of([None, wrong]).learns()
    assert believed(WATCH, 1.0, 0.0) is WATCH
    other = believed(WATCH, 2.0, 0.1)
    assert other.audit.tolist() == [0.2, 1.0] and other.bar == pytest.approx(-0.4)
