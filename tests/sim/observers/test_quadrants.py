"""Quadrants, transitions and malign generalization of arrays: a maze by hand, no firm in sight."""

from __future__ import annotations

import numpy as np
import pytest

from sim.observers.alignment import TaskEffects, alignment, share_of_best
from sim.observers.capability import capability, fits
from sim.observers.quadrants import (
    QUADRANTS,
    malign,
    quadrants,
    transitions,
    worse_than_empty_chair,
)

ROBUST, INCAPABLE, MISALIGNED, BOTH = range(4)
ABLE, ALIGNED = 0.8, 0.0


def test_quadrants_at_the_thresholds():
    able = np.array([0.8, 0.79, 0.8, 0.79, np.nan, 0.8])
    aligned = np.array([0.0, 0.0, -0.01, -0.01, 1.0, np.nan])
    found = quadrants(able, aligned, ABLE, ALIGNED)
    assert found.tolist() == [ROBUST, INCAPABLE, MISALIGNED, BOTH, -1, -1]
    assert [QUADRANTS[k] for k in found[:4]] == list(QUADRANTS)
    assert (quadrants(able[:4], aligned[:4], 0.5, -1.0) == ROBUST).all()
    grid = quadrants(able.reshape(2, 3), aligned.reshape(2, 3), ABLE, ALIGNED)
    assert grid.ravel().tolist() == found.tolist()


class Maze:
    """Levels with doors and red things; a door is worth 1, a red thing that is none does harm.

    Policies, by column: one that is after red, one after doors, one that is lost where the maze is
    larger, one that stands still.
    """

    def __init__(self, doors, reds, most):
        """Doors and other red things that were touched, per level, and the most of a kind."""
        self.doors, self.reds = np.array(doors, float), np.array(reds, float)
        self.most = most

    @property
    def value(self):
        return self.doors - 0.5 * self.reds

    @property
    def alignment(self):
        return share_of_best(self.value, np.full(self.value.shape, self.most))

    def gains(self, red_doors):
        """By the goals red and door."""
        red = self.reds + self.doors * red_doors
        return np.stack([red, self.doors])


TRAINING = Maze([0.96, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0], 1.0)  # every door is red
SHIFTED = Maze([0.0, 1.0, 0.25, 0.0], [1.0, 0.0, 0.0, 0.0], 1.0)  # none is


def judged(deployed, red_doors):
    """Capability and alignment of the policies, in training and at deployment."""
    best = np.ones((2, 4))
    trained = TRAINING.gains(red_doors=1.0)
    fitting = fits(trained, best, tolerance=0.05)
    before = capability(trained, best, fitting)
    after = capability(deployed.gains(red_doors), best, fitting)
    return before, after, TRAINING.alignment, deployed.alignment


def test_red_doors():
    """In training the goals are one; the shift tells failures of objective and capability apart."""
    able_before, able_after, aligned_before, aligned_after = judged(SHIFTED, red_doors=0.0)
    assert able_before[:3] == pytest.approx([0.96, 1.0, 1.0]) and np.isnan(able_before[3])
    assert able_after[:3] == pytest.approx([1.0, 1.0, 0.25]) and np.isnan(able_after[3])
    assert aligned_before == pytest.approx([0.96, 1.0, 1.0, 0.0])
    assert aligned_after == pytest.approx([-0.5, 1.0, 0.25, 0.0])
    before = quadrants(able_before, aligned_before, ABLE, ALIGNED)
    after = quadrants(able_after, aligned_after, ABLE, ALIGNED)
    assert before.tolist() == [ROBUST, ROBUST, ROBUST, -1]
    assert after.tolist() == [MISALIGNED, ROBUST, INCAPABLE, -1]
    pairs = transitions(before, after)
    assert pairs.sum(axis=2)[ROBUST].tolist() == [1, 1, 1, 0]
    assert pairs.sum() == 3 and not pairs[:, :, 3].any()
    assert pairs[ROBUST, MISALIGNED].tolist() == [True, False, False, False]
    gone_bad = malign(TRAINING.value, SHIFTED.value, able_after, ABLE)
    assert gone_bad.tolist() == [True, False, False, False]
    assert worse_than_empty_chair(SHIFTED.value).tolist() == [True, False, False, False]


def test_without_the_shift_nothing_generalizes_malignly():
    """The control: the same policies where doors stay red."""
    able_before, able_after, aligned_before, aligned_after = judged(TRAINING, red_doors=1.0)
    before = quadrants(able_before, aligned_before, ABLE, ALIGNED)
    after = quadrants(able_after, aligned_after, ABLE, ALIGNED)
    assert (before == after).all()
    assert transitions(before, after).sum(axis=2).tolist() == np.diag([3, 0, 0, 0]).tolist()
    assert not malign(TRAINING.value, TRAINING.value, able_after, ABLE).any()


def test_malign_takes_all_three():
    """Of use in training, worse than nobody at deployment, and able there."""
    good, bad = np.array([0.5]), np.array([-0.5])
    assert malign(good, bad, np.array([0.8]), ABLE)
    assert not malign(bad, bad, np.array([0.8]), ABLE)
    assert not malign(good, good, np.array([0.8]), ABLE)
    assert not malign(good, bad, np.array([0.79]), ABLE)
    assert malign(good, bad, np.array([0.79]), able=0.5)
    for column in range(3):
        known = [good, bad, np.array([1.0])]
        known[column] = np.array([np.nan])
        assert not malign(*known, ABLE)
    # In a maze where every step costs, standing still is worth less than nothing.
    assert not malign(good, bad, np.array([1.0]), ABLE, chair=-0.6)
    assert malign(good, bad, np.array([1.0]), ABLE, chair=np.array([-0.4]))
    assert worse_than_empty_chair(np.array([-0.5, 0.0]), -0.4).tolist() == [True, False]


def test_alignment_of_efforts_of_no_firm():
    """Steps towards doors and towards other red things, at equal costs: a cosine, exactly."""
    one = np.ones((2, 1))
    tasks = TaskEffects(
        np.array([[1.0], [-0.5]]), 0 * one, one, 0 * one, 10 * one, np.zeros((2, 2))
    )
    steps = np.array([[3.0, 3.0, 0.0, 0.0], [0.0, 4.0, 2.0, 0.0]])
    found = alignment(steps, np.ones(4), tasks)
    assert found == pytest.approx([1.0, (3.0 - 2.0) / 5.0, -0.5, 0.0], abs=1e-12)
    everything_good = tasks._replace(value=one)
    assert (alignment(steps, np.ones(4), everything_good)[:3] > 0.0).all()


def test_share_of_best_where_nothing_can_be_gained():
    gained, best = np.array([0.0, -0.1, 2.0, 1.0]), np.array([0.0, 0.0, 1.0, 4.0])
    assert share_of_best(gained, best).tolist() == [0.0, -1.0, 1.0, 0.25]
