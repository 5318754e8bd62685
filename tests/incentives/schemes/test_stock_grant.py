"""A stake: owners for long work for dividends, and lift the price before they leave."""

from __future__ import annotations

import numpy as np

from sim.quarter.ledger import LEDGER
from tests.incentives.schemes.paired import play, t_of, world
from tests.sim.worlds import batch

LIMIT = 16
SETTINGS = {
    "market__poaching": 0.0,
    "market__retirement": 0.0,
    "market__tenure_limit": LIMIT,
    "executives__talent_drift": 0.3,
    "quarters": 32,
}
STAKE = {"name": "stock-grant", "stake": 0.1}


def last_lift(**settings):
    """Dressing in the last quarter less that in the middle of a tenure, by world."""
    played = play(world(STAKE, **{**SETTINGS, **settings}))
    return played.mean(played.dress, played.tenure == LIMIT - 1) - played.mean(
        played.dress, played.tenure == LIMIT // 2
    )


def test_who_is_about_to_sell_lifts_the_price():
    assert t_of(last_lift()) > 4


def test_who_does_not_see_the_exit_coming_does_nothing_else_before_it():
    """Without foresight every quarter is like the last: nobody counts that the market forgets."""
    steady = last_lift(executives__foresight=0)
    assert np.abs(steady).max() < 1e-3


def test_where_the_market_learns_nothing_the_stake_is_a_linear_bonus():
    numb = {**SETTINGS, "board__prior_variance": 0.0, "executives__talent_drift": 0.0}
    stake = play(world(STAKE, **numb))
    bonus = play(world({"name": "linear-bonus", "slope": 0.1}, **numb))
    assert np.allclose(stake.dress, bonus.dress, atol=1e-9)
    assert np.allclose(stake.work, bonus.work, atol=1e-9) and stake.work.min() > 0


def test_gains_in_price_add_up_to_the_price_at_the_exit_less_that_before():
    """What is paid beyond dividends is the whole change in price."""
    worlds = batch(world(STAKE, **SETTINGS), range(2))
    worlds.seats.tenure[:] = 0
    total = dividends = first = 0.0
    for quarter in range(LIMIT - 1):
        worlds.step()
        price = (np.repeat(worlds.reference, worlds.firms) + worlds.seats.belief) / 0.03
        paid = worlds.actions.books[LEDGER.index("granted")] / worlds.seats.base_pay
        if quarter == 0:
            first = price
        else:
            total += paid
            dividends += 0.1 * worlds.actions.metric
    assert np.allclose(total - dividends, 0.1 * (price - first))
