"""Exits as they are: firms that are bought, dismissals that are announced as retirements."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.ledger import surpluses
from sim.scenario.market import Market
from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.sim.worlds import batch, scenario

STILL = {
    "market__poaching": 0.0,
    "market__retirement": 0.0,
    "package__oversight": [],
    "shareholders__monitoring_levels": [0.0],
    "executives__talent_sd": 0.0,
}
SALARY = {"package__schemes": ["fixed-salary"]}
ALONE = {"executives__population": {"careerist": 1.0}, "executives__ability_sd": 0.0}


def balanced(books):
    left = books["accrual"] + books["luck"]
    right = surpluses(books)["shareholder_surplus"] + books["d_pending"] + books["paid"]
    right += books["governance"] - books["clawback"] - books["fines"]
    np.testing.assert_allclose(left, right, atol=1e-9)
    granted = books["vested"] + books["forfeited"] + books["d_deferred"]
    np.testing.assert_allclose(books["granted"], granted, atol=1e-9)


def test_firms_are_bought_with_the_hazard_and_their_executives_look_for_another():
    model = scenario(
        **STILL,
        **SALARY,
        market__acquisition=0.1,
        market__pool_exit=0.0,
        quarters=40,
        firms__count=50,
    )
    tables = simulate(model, record=["tenures", "events"])
    exits, events = tables["tenures"]["exit"], tables["events"]
    assert set(exits) == {"in office", "acquired"}
    seats, bought = 4 * 40 * 50, (exits == "acquired").sum()
    assert abs(bought - 0.1 * seats) < 4 * np.sqrt(0.09 * seats)
    assert tables["runs"]["acquired"].mean() == pytest.approx(bought / seats * 4)
    status = events["status"][events["event"] == "acquired"]
    assert set(status) == {"free", "seated"} and (tables["runs"]["tenures"] > 3).all()


def test_who_is_bought_out_keeps_the_account():
    terms = {"name": "deferred-bonus", "slope": 0.4, "deferred": 1.0, "clawback_rate": 0.0}
    model = scenario(**STILL, package__schemes=[terms], market__acquisition=0.1)
    books = simulate(model, record=["ledger"])["ledger"]
    balanced(books)
    assert (books["forfeited"] == 0.0).all() and books["vested"].any()
    calm = {**STILL, "market__poaching": 0.1}  # control: the poached forfeit it
    books = simulate(scenario(**calm, package__schemes=[terms]), record=["ledger"])["ledger"]
    assert books["forfeited"].any()


@pytest.mark.parametrize("hazard", [0.0, 0.05, 0.3])
def test_a_seat_is_worth_its_rent_as_long_as_the_firm_is_not_bought(hazard):
    """(base - outside) * sum of (patience * (1 - hazard))**t: a geometric sum."""
    settings = {"package__base_pay": 1.3, "executives__patience": 0.95, "executives__foresight": 9}
    model = scenario(**STILL, **SALARY, **ALONE, **settings, market__acquisition=hazard)
    plan = plan_for(model, model.package, 0.0).fields
    kept = 0.95 * (1 - hazard)
    worth = (1.3 - model.market.outside) * (1 - kept**9) / (1 - kept)
    assert plan["entry_value"][0] == pytest.approx(worth, rel=1e-9)
    leads = Market(poaching=0.1, retirement=0.2, acquisition=hazard)
    assert leads.staying() == pytest.approx(0.9 * 0.8 * (1 - hazard))


def fired(**settings):
    part = {"name": "belief-dismissal", "bar": -0.1, **settings}
    model = scenario(
        package__oversight=[part, {"name": "takeover", "potential": 2.0}],
        firms__count=60,
        quarters=24,
    )
    return simulate(model, record=["tenures", "runs", "ledger"])


def test_some_dismissals_are_announced_as_retirements_and_nothing_else_changes():
    plain, told = fired(), fired(announced=0.3)
    tenures = told["tenures"]
    assert (plain["tenures"]["announced"] == plain["tenures"]["exit"]).all()
    assert (tenures["exit"] == plain["tenures"]["exit"]).all()
    dismissed, differs = tenures["exit"] == "dismissed", tenures["announced"] != tenures["exit"]
    assert (tenures["exit"] == "removed").any() and not differs[~dismissed].any()
    assert set(tenures["announced"][differs]) == {"retired"}
    share, count = differs[dismissed].mean(), dismissed.sum()
    assert count > 200 and abs(share - 0.3) < 4 * np.sqrt(0.21 / count)
    for name, column in plain["ledger"].items():
        assert np.array_equal(told["ledger"][name], column)


def test_what_is_announced_does_not_depend_on_the_batch():
    part = {"name": "belief-dismissal", "bar": -0.1, "announced": 0.5}
    model = scenario(package__oversight=[part])
    alone, all_of_them = batch(model, [2]).run(), batch(model, range(4)).run()
    mine = all_of_them.tenures.announced[:, 24:36]
    assert np.array_equal(alone.tenures.announced, mine[: len(alone.tenures.announced)])
    assert (alone.tenures.announced != alone.tenures.exit).any()
