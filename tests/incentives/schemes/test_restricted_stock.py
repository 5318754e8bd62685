"""Restricted stock: what counts is the price on the day it vests, so the price is lifted then."""

from __future__ import annotations

import numpy as np
import pytest

from agents.careers import kalman_gains
from sim.plan.pay.beliefs import Careers
from sim.plan.pay.deferral import by_horizon
from sim.quarter.ledger import LEDGER
from sim.scenario.market import Market
from sim.scenario.package import Package
from tests.incentives.schemes.paired import WORLDS, balanced, play, t_of, world
from tests.sim.worlds import batch

STAY = {"market__poaching": 0.0, "market__retirement": 0.0}
CLIFF = 8


def stock(**terms):
    return {"name": "restricted-stock", "shares": 0.02, "cliff": CLIFF, **terms}


@pytest.mark.parametrize("compares", ["peers", "expectation"])
def test_the_account_is_worth_the_shares_at_the_price_of_the_day(compares):
    """Against shares and price themselves, quarter by quarter, of incumbents and others."""
    worlds = batch(
        world(stock(), board__compares_with=compares, metric__common_noise=0.4, **STAY),
        range(WORLDS),
    )
    worlds.seats.tenure[:] = np.arange(worlds.seats.tenure.size) % 5
    shares = np.zeros(worlds.seats.tenure.size)
    for _ in range(20):
        vests = (worlds.seats.tenure + 1) % CLIFF == 0
        belief = worlds.seats.belief.copy()
        worlds.step()
        if compares == "peers":
            base = np.repeat(worlds.reference, worlds.firms)
        else:
            base = worlds.actions.conjecture - belief
            base += 0.4 * np.repeat(worlds.common, worlds.firms)
        price = (base + worlds.seats.belief) / 0.03
        shares += 0.02
        vested = worlds.actions.books[LEDGER.index("vested")] / worlds.seats.base_pay
        assert vested == pytest.approx(np.where(vests, shares * price, 0.0))
        shares[vests] = 0.0
        assert worlds.seats.unvested[0] == pytest.approx(shares * price)


def test_a_report_is_worth_what_it_leaves_in_the_price_on_the_day():
    """Against shares times what the belief remembers, for every quarter of a tenure and horizon."""
    package = Package.model_validate({"schemes": [stock(cliff=3)]})
    gains = kalman_gains(0.25, 0.6, 9)
    patience, poaching = 0.9, 0.1
    careers = Careers(package, gains, [package.schemes[0].belief_pay()])
    market = Market(poaching=poaching, retirement=0.0, acquisition=0.0)
    for foresight in range(7):
        horizon = np.full(gains.size, foresight)
        vesting = by_horizon(market, package, patience, horizon)
        worth, _ = careers.worth(vesting, patience * (1 - poaching), 0.1, horizon)
        for t in range(9 - foresight):
            remembered, expected = gains[t], 0.0
            for s in range(t, t + foresight + 1):
                if s > t:
                    remembered *= 1 - gains[s]
                if s % 3 == 2:
                    kept = (patience * (1 - poaching)) ** (s - t)
                    expected += kept * 3 * 0.02 / 0.03 * remembered
            assert worth[t] == pytest.approx(expected, abs=1e-12)


def spike(*schemes, **settings):
    """Dressing in the quarter of vesting less that four quarters earlier, by world."""
    steady = {"executives__talent_drift": 0.3, "executives__talent_sd": 0.0}
    played = play(world(*schemes, quarters=40, **{**steady, **STAY, **settings}))
    late = np.broadcast_to(np.arange(40)[:, None] >= 16, played.dress.shape)
    phase = played.tenure % CLIFF
    assert balanced(played)
    return played.mean(played.dress, late & (phase == CLIFF - 1)) - played.mean(
        played.dress, late & (phase == 3)
    )


@pytest.mark.parametrize("foresight", [0, 2, 16])
def test_reports_are_dressed_up_for_the_vesting_date(foresight):
    assert t_of(spike(stock(), executives__foresight=foresight)) > 4


def test_shares_that_are_sold_at_once_make_no_date_special():
    sold = {"name": "stock-price", "shares": 0.02}
    assert spike(sold) == pytest.approx(np.zeros(WORLDS), abs=1e-6)


def test_a_market_that_learns_nothing_cannot_be_impressed():
    played = play(world(stock(), board__prior_variance=0.0, executives__talent_drift=0.0, **STAY))
    assert played.dress.max() == played.work.max() == 0.0
