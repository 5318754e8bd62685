"""A target in reach is worked for, and dressed up for; Healy 1985."""

from __future__ import annotations

import numpy as np

from tests.incentives.schemes.efforts import difference, efforts, measured, paid_by


def hurdle(target, **settings):
    return paid_by({"name": "hurdle-bonus", "hurdle": target, "bonus": 2.0}, **settings)


def test_a_target_in_reach_is_worked_for_and_dressed_up_for():
    idle, keen = efforts(paid_by("fixed-salary")), efforts(hurdle(1.0))
    for task in ("operate", "dress"):
        assert difference(idle[task], keen[task]).t > 4
    assert measured(paid_by("fixed-salary"), hurdle(1.0), "waste").t > 4


def test_a_higher_target_is_worked_for_harder_until_it_is_given_up():
    easy, hard, hopeless = (efforts(hurdle(target))["operate"] for target in (0.3, 1.0, 3.0))
    assert difference(easy, hard).t > 4
    assert difference(hard, hopeless).t < -4


def test_a_target_far_out_of_reach_or_long_reached_changes_nothing():
    """Controls: to the bit, what is done is what is done for a salary."""
    idle = efforts(paid_by("fixed-salary"))
    for target in (-100.0, 100.0):
        done = efforts(hurdle(target))
        assert all(np.array_equal(done[task], idle[task]) for task in idle)
