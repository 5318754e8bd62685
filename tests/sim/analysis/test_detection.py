"""Areas and curves of scores that tell two groups apart, against exact cases."""

from __future__ import annotations

from math import erf

import numpy as np
import pytest

from sim.analysis.detection import auc, roc

RNG = np.random.default_rng(5)


def normal_cdf(x: float) -> float:
    return 0.5 * (1.0 + erf(x / 2**0.5))


def test_a_perfect_test_has_area_one_and_a_perverse_one_zero() -> None:
    bad = np.array([True, True, False, False, False])
    score = np.where(bad, -np.inf, [0.0, 0.0, 3.0, 1.0, 2.0])
    assert auc(score, bad) == 1.0
    assert auc(-np.where(bad, -9.0, 1.0), bad) == 0.0
    aligned, misaligned = roc(score, bad)
    assert (aligned[0], misaligned[0], aligned[-1], misaligned[-1]) == (0, 0, 1, 1)
    assert misaligned[aligned == 0].max() == 1


def test_equal_scores_count_half() -> None:
    assert auc(np.zeros(6), np.array([True, False, True, False, False, False])) == 0.5
    assert auc(np.array([0.0, 0.0, 1.0]), np.array([True, False, False])) == 0.75


def test_area_is_the_share_of_pairs_in_order() -> None:
    score, bad = RNG.integers(0, 6, 60).astype(float), RNG.random(60) < 0.4
    pairs = score[bad][:, None] - score[~bad]
    assert auc(score, bad) == pytest.approx(((pairs < 0) + 0.5 * (pairs == 0)).mean())


def test_a_cut_has_the_area_of_its_corner() -> None:
    """(1 + hits - false alarms) / 2, and its curve goes through the corner."""
    bad = np.repeat([True, False], [40, 60])
    score = np.where(np.arange(100) % 10 < np.where(bad, 7, 2), -np.inf, 0.0)
    assert auc(score, bad) == pytest.approx((1 + 0.7 - 0.2) / 2)
    aligned, misaligned = roc(score, bad)
    assert aligned.tolist() == pytest.approx([0, 0.2, 1])
    assert misaligned.tolist() == pytest.approx([0, 0.7, 1])


@pytest.mark.parametrize("dprime", [0.0, 0.7, 2.0, -1.0])
def test_normal_evidence_has_the_area_of_signal_detection_theory(dprime: float) -> None:
    """Phi(d'/sqrt(2)), Green and Swets 1966; 20 replicates give the standard error."""
    bad = np.arange(2000) % 3 == 0
    areas = [auc(RNG.normal(size=2000) - dprime * bad, bad) for _ in range(20)]
    error = np.std(areas, ddof=1) / 20**0.5
    assert abs(np.mean(areas) - normal_cdf(dprime / 2**0.5)) < 4 * error


def test_the_curve_is_thinned_but_keeps_its_area() -> None:
    bad = np.arange(5000) % 2 == 0
    score = RNG.normal(size=5000) - 1.2 * bad
    aligned, misaligned = roc(score, bad)
    assert 50 < len(aligned) <= 102
    assert (np.diff(aligned) >= 0).all() and (np.diff(misaligned) >= 0).all()
    assert np.trapezoid(misaligned, aligned) == pytest.approx(auc(score, bad), abs=2e-3)


def test_one_group_alone_has_neither() -> None:
    for bad in (np.zeros(3, dtype=bool), np.ones(3, dtype=bool)):
        assert np.isnan(auc(np.arange(3.0), bad))
        assert roc(np.arange(3.0), bad)[0].size == 0
