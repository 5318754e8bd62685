"""Relative dismissal ends the worst matches however good all are."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.primitives import Primitives
from sim.plan.solve import solve
from tests.incentives.oversight.exits import BLIND, TALENTED, by_world, governed, more, play, same

SHARE = 0.05
RELATIVE = {"name": "relative-dismissal", "share": SHARE, "grace": 0}
EXPECTED = {"board__compares_with": "expectation"}
GOOD = {**EXPECTED, "executives__talent_mean": 2.0, "board__prior_mean": 2.0}


def test_it_ends_the_worst_matches_however_good_all_are():
    absolute = {"name": "belief-dismissal", "bar": -0.3}
    kept, bar, relative = (
        play(governed(*o, **TALENTED, **BLIND, **GOOD)) for o in ([], [absolute], [RELATIVE])
    )
    assert not bar.dismissed.any()
    assert more(relative.talent, kept.talent) > 4
    usual = play(governed(RELATIVE, **TALENTED, **BLIND, **EXPECTED))
    assert np.array_equal(usual.dismissed, relative.dismissed)


def test_where_all_are_alike_it_ends_no_bad_match():
    kept, relative = (play(governed(*o, **BLIND)) for o in ([], [RELATIVE]))
    assert relative.dismissed.any()
    assert np.array_equal(relative.books["accrual"], kept.books["accrual"])


def test_nobody_is_the_worst_share_of_zero():
    assert same(play(governed({**RELATIVE, "share": 0.0}, **TALENTED)), play(governed(**TALENTED)))


def test_it_dismisses_its_share():
    """Exactly in expectation, where boards know how matches are distributed."""
    played = play(governed(RELATIVE, **TALENTED, **BLIND, **EXPECTED, quarters=48))
    share = by_world(played.dismissed * 1.0)
    assert share.mean() == pytest.approx(SHARE, abs=3 * share.std(ddof=1) / share.size**0.5)
    assert share.std(ddof=1) < 0.2 * SHARE  # which says something


def test_executives_fear_it_and_lift_reports():
    calm, afraid = (play(governed(*o, executives__ability_sd=0.0)) for o in ([], [RELATIVE]))
    assert more(afraid.dress, calm.dress) > 4


def test_the_bar_that_is_planned_with_is_near_those_that_come():
    model = governed(RELATIVE, **TALENTED, quarters=60)
    planned = solve(Primitives(model, model.package, 0.0, 0)).primitives.enforcement.bars.max()
    bars = play(model).bar
    assert planned == pytest.approx(bars[20:].mean(), abs=0.02) and planned < -0.1
    assert np.ptp(bars[-1].reshape(6, -1), axis=1).max() == 0.0  # one bar per world


def test_nobody_is_dismissed_in_grace():
    played = play(governed({**RELATIVE, "grace": 6}, **TALENTED))
    assert played.dismissed.any() and not played.dismissed[played.tenure < 6].any()
