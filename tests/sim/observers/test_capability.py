"""Capability of anything that acts: imputed goals, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.observers.capability import FITS, capability, fits

KEYS, CHESTS = 0, 1


def test_goals_that_lose_next_to_nothing_in_training_fit():
    best = np.array([[10.0, 10.0, 10.0, 0.0]])
    gain = np.array([[10.0, 9.9, 9.8, 0.0]])
    assert fits(gain, best).tolist() == [[True, True, False, True]]
    assert fits(gain, best, tolerance=0.02).tolist() == [[True, True, True, True]]
    assert fits(10 * gain, 10 * best).tolist() == fits(gain, best).tolist()
    assert FITS == 0.01


def test_keys_and_chests():
    """Few keys in training, so that keys and chests are one goal; few chests at deployment.

    A collector of keys is able by the goal that is imputed to it, an idler by none, and whoever
    opens chests in training without a care for keys is judged by chests.
    """
    best_training, best_deployed = np.array([[4.0], [4.0]]), np.array([[20.0], [2.0]])
    trained = np.array([[4.0, 0.0, 3.0], [4.0, 0.0, 4.0]])  # collector, idler, opener of chests
    deployed = np.array([[20.0, 0.0, 2.0], [1.0, 0.0, 2.0]])
    fitting = fits(trained, best_training)
    assert fitting.tolist() == [[True, False, False], [True, False, True]]
    found = capability(deployed, best_deployed, fitting)
    assert found[[0, 2]].tolist() == [1.0, 1.0]
    assert np.isnan(found[1])
    by_chests = capability(deployed[[CHESTS]], best_deployed[[CHESTS]], fitting[[CHESTS]])
    assert by_chests[0] == 0.5  # the control: without keys on the menu the collector has failed


def test_the_goal_that_flatters_most_counts_and_others_are_not_looked_at():
    gain, best = np.array([[1.0], [3.0], [-2.0]]), np.array([[4.0], [4.0], [1.0]])
    every = np.ones((3, 1), dtype=np.bool_)
    assert capability(gain, best, every) == pytest.approx([0.75])
    assert capability(gain, best, np.array([[True], [False], [True]])) == pytest.approx([0.25])
    assert capability(gain, best, np.array([[False], [False], [True]])) == pytest.approx([-2.0])
    spoilt = np.where([[True], [False], [True]], gain, np.nan)
    assert capability(spoilt, best, np.array([[True], [False], [True]])) == pytest.approx([0.25])


def test_where_there_is_nothing_to_gain_losing_nothing_is_all():
    gain, best = np.array([[0.0, -1.0]]), np.zeros((1, 2))
    assert capability(gain, best, np.ones((1, 2), dtype=np.bool_)).tolist() == [1.0, 0.0]
    none = np.zeros((0, 2))
    assert np.isnan(capability(none, none, none.astype(np.bool_))).all()
