"""Dismissal on belief ends bad matches, and makes executives lift reports for fear."""

from __future__ import annotations

import numpy as np

from tests.incentives.oversight.exits import BLIND, TALENTED, governed, more, near, play

BAR = {"name": "belief-dismissal", "bar": -0.3}


def test_it_ends_bad_matches():
    kept, sorted_ = (play(governed(*o, **TALENTED, **BLIND)) for o in ([], [BAR]))
    assert sorted_.dismissed.any() and not kept.dismissed.any()
    assert more(sorted_.talent, kept.talent) > 4


def test_where_all_are_alike_there_is_no_bad_match():
    kept, sorted_ = (play(governed(*o, **BLIND)) for o in ([], [BAR]))
    assert sorted_.dismissed.any()
    assert np.array_equal(sorted_.books["accrual"], kept.books["accrual"])


def test_it_makes_executives_lift_reports():
    calm, afraid = (play(governed(*o, executives__ability_sd=0.0)) for o in ([], [BAR]))
    assert more(afraid.dress, calm.dress) > 4


def test_a_bar_that_nobody_comes_to_changes_nothing():
    far = {"name": "belief-dismissal", "bar": -50}
    assert near(play(governed(far)), play(governed()))
    calm, blind = (play(governed(*o, **BLIND)) for o in ([], [BAR]))
    assert np.array_equal(calm.dress, blind.dress)


def test_nobody_is_dismissed_in_grace():
    played = play(governed({**BAR, "grace": 6}, **TALENTED))
    assert played.dismissed.any() and not played.dismissed[played.tenure < 6].any()
