"""The incentive account: constant sensitivity, and no date at which dressing pays more."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.incentives.schemes.paired import WORLDS, balanced, play, t_of, world

STAY = {"market__poaching": 0.0, "market__retirement": 0.0}
CLIFF = 8


def account(**terms):
    return {"name": "incentive-account", "slope": 0.8, **terms}


def cliff():
    return {
        "name": "deferred-bonus",
        "slope": 0.8,
        "deferred": 1.0,
        "cliff": CLIFF,
        "malus": 1.0,
        "clawback_rate": 0.0,
    }


def spike(scheme, **settings):
    """Dressing per unit of work in the quarter of a cliff less that in the middle, by world."""
    played = play(world(scheme, **{**STAY, **settings}))
    phase = played.tenure % CLIFF
    assert balanced(played)
    return played.share(phase == CLIFF - 1) - played.share(phase == 3)


def test_a_cliff_is_dressed_up_for_and_gradual_vesting_is_not():
    assert t_of(spike(cliff())) > 4
    assert np.abs(spike(account())).max() < 1e-9


def test_nor_is_a_known_retirement_after_which_it_goes_on_vesting():
    limit = {"market__tenure_limit": CLIFF, "quarters": 16}
    assert t_of(spike(cliff(), **limit)) > 4
    paid_then, goes_on = (spike(account(after=after), **limit) for after in (0, 20))
    assert t_of(paid_then - goes_on) > 4
    assert np.abs(goes_on).max() < 0.02


def test_the_slower_it_vests_the_less_of_it_is_earned_by_harm():
    shares = [play(world(account(rate=rate))).share() for rate in (1.0, 0.5, 0.2, 0.1)]
    for fast, slow in pairwise(shares):
        assert t_of(fast - slow) > 4


def test_far_sight_meets_the_geometric_series_of_the_model_page():
    model = world(account(rate=0.2), executives__foresight=300, **STAY)
    kept = 0.97 * (1 - 0.2)
    exposed = (1 - kept) / (1 - kept * (1 - model.technology.maturing))
    assert play(model).share() == pytest.approx(np.full(WORLDS, 0.8 * exposed))


def test_without_foresight_harm_earns_what_it_would_earn_at_once():
    share = play(world(account(), executives__foresight=0)).share()
    assert share == pytest.approx(np.full(WORLDS, 0.8))


def test_with_rate_one_it_is_the_linear_bonus():
    bonus = play(world({"name": "linear-bonus", "slope": 0.8}))
    same = play(world(account(rate=1.0)))
    assert np.allclose(same.work, bonus.work, atol=1e-12)
    assert np.allclose(same.dress, bonus.dress, atol=1e-12)
    assert np.allclose(same.books["paid"], bonus.books["paid"])


def test_it_pays_out_what_was_put_into_it_also_to_the_gone():
    model = world(account(rate=0.3, after=4, malus=0.0), market__poaching=0.2)
    played = play(model)
    assert balanced(played)
    assert played.books["forfeited"].sum() == 0
    everything = played.books["granted"].sum()
    assert played.books["vested"].sum() > 0.7 * everything
