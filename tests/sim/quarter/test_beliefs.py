"""Talent, what boards compare with, value brought forward, and pay on beliefs, in the step loop."""

from __future__ import annotations

import numpy as np
import pytest

from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.sim.worlds import batch, scenario

WORK = [{"name": "work", "value": 1.0, "loading": 1.0, "cap": 50.0}]


def simple(**settings):
    """Alike executives who do one thing for pay and have nothing to fear."""
    return scenario(
        **{
            "technology__tasks": WORK,
            "executives__population": {"careerist": 1.0},
            "executives__ability_sd": 0.0,
            "package__oversight": [],
            "package__filters": ["lottery"],
            "shareholders__monitoring_levels": [0.0],
            **settings,
        }
    )


def test_talent_adds_to_reports_and_to_value_whatever_is_done():
    settings = {"metric__noise": 1e-6, "firms__luck": 0.0, "executives__talent_mean": 0.7}
    with_, without = (
        simulate(simple(**chosen), range(2))["runs"]
        for chosen in (settings, {**settings, "executives__talent_mean": 0.0})
    )
    assert with_["metric"] - without["metric"] == pytest.approx(0.7)
    assert with_["value"] - without["value"] == pytest.approx(0.7)
    impact = batch(simple(**settings), range(2)).seats.impact.reshape(2, -1).mean(axis=1)
    assert with_["accrual"] - without["accrual"] == pytest.approx(0.7 * impact)
    assert with_["shareholder_surplus"] - without["shareholder_surplus"] == pytest.approx(
        0.7 * impact - (with_["paid"] - without["paid"])
    )


def test_talent_is_drawn_once_drifts_in_seats_and_goes_with_the_executive():
    model = simple(
        quarters=30, executives__talent_sd=1.0, market__poaching=0.3, market__experienced=6
    )
    worlds = batch(model)
    seen = {}
    moved = 0
    while worlds.quarter < worlds.quarters:
        worlds.step()
        talent = worlds.executives.talent
        for w in range(4):
            for e in range(int(worlds.pools.hired[w])):
                if worlds.executives.seats[w, e] > 0 and talent[w, e] != 0.0:
                    assert seen.setdefault((w, e), talent[w, e]) == talent[w, e]
                moved += worlds.executives.seats[w, e] > 1
    assert moved > 0
    values = np.array(list(seen.values()))
    assert abs(values.mean()) < 4 / values.size**0.5 and abs(values.std() - 1) < 0.2
    drifting = batch(
        model.model_copy(
            update={
                "executives": model.executives.model_copy(
                    update={"talent_sd": 0.0, "talent_drift": 0.5}
                )
            }
        )
    ).run()
    age = drifting.record.quarters
    fresh = drifting.executives.seats[np.arange(48) // 12, drifting.seats.executive] == 1
    changes = drifting.actions.talent[fresh & (age > 1)]
    assert np.abs(changes).mean() > 0.0
    assert (drifting.actions.talent[fresh & (age == 1)] == 0.0).all()


def test_a_board_finds_out_how_talented_its_executive_is():
    model = simple(
        quarters=60,
        market__poaching=0.0,
        market__retirement=0.0,
        executives__talent_sd=0.5,
        executives__talent_mean=1.0,
        board__compares_with="expectation",
        board__prior_mean=1.0,
        metric__matured_weight=0.0,
    )
    worlds = batch(model).run()
    error = worlds.seats.belief - worlds.actions.talent
    # The posterior variance of sixty reports.
    variance = 1 / (1 / 0.25 + 60 / 0.6**2)
    assert error.std() == pytest.approx(variance**0.5, rel=0.35)
    assert abs(error.mean()) < 4 * (variance / error.size) ** 0.5


@pytest.mark.parametrize("wage", ["linear-bonus", "market-wage"])
@pytest.mark.parametrize("limit", [None, 6])
def test_boards_that_expect_something_are_right_on_average(wage, limit):
    """Alike executives do what is conjectured, and their hidden consequences are."""
    task = {**WORK[0], "visible": 0.3, "borrowed": 0.2, "curvature": 0.2}
    model = simple(
        technology__tasks=[task],
        metric__noise=1e-9,
        metric__common_noise=0.5,
        market__tenure_limit=limit,
        board__compares_with="expectation",
        package__schemes=[wage],
        executives__awareness=1.0,
    )
    worlds = batch(model)
    while worlds.quarter < worlds.quarters:
        worlds.step()
        shock = 0.5 * np.repeat(worlds.common, worlds.firms)
        news = worlds.actions.metric - shock - worlds.actions.conjecture
        assert worlds.actions.effort.max() > 0.01
        assert news == pytest.approx(np.zeros(48), abs=1e-6)
        assert worlds.seats.belief == pytest.approx(np.zeros(48), abs=1e-6)


def test_peers_hide_what_everybody_does_and_expectations_do_not():
    """Control: an unforeseen lift of all reports moves beliefs only where nobody compares firms."""
    found = {}
    for compares in ("peers", "expectation"):
        model = simple(board__compares_with=compares, executives__talent_mean=0.5)
        found[compares] = batch(model).run().seats.belief.mean()
    assert abs(found["peers"]) < 0.1 and found["expectation"] > 0.3


def test_careers_make_executives_work_less_and_less_before_a_known_end():
    model = simple(
        quarters=10,
        market__poaching=0.0,
        market__retirement=0.0,
        market__tenure_limit=10,
        executives__talent_sd=0.5,
        board__compares_with="expectation",
        package__schemes=["market-wage"],
    )
    effort = simulate(model, range(1), ("quarters",))["quarters"]["effort"]
    assert (np.diff(effort[1:]) < 0).all() and effort[-1] == 0.0
    paid = simulate(model, range(1), ("quarters",))["quarters"]["paid"]
    assert paid.std() > 0.01


def test_a_price_that_lasts_is_worth_more_effort_than_one_that_does_not():
    efforts = {}
    for lasting in (True, False):
        scheme = {"name": "stock-price", "lasting": lasting}
        plan = plan_for(model := simple(package__schemes=[scheme]), model.package, 0.0)
        first = int(plan.fields["tenure_row"])
        efforts[lasting] = plan.fields["worth"][0, first:, 0]
    assert (efforts[True] > efforts[False]).all()
    gains = plan.fields["gain"]
    assert efforts[False] == pytest.approx(gains * 0.01 / 0.03)


def test_no_foresight_leaves_todays_price_and_no_career():
    for scheme, expected in (("market-wage", 0.0), ("stock-price", 0.01 / 0.03)):
        model = simple(package__schemes=[scheme], executives__foresight=0)
        plan = plan_for(model, model.package, 0.0)
        rows = plan.fields["worth"][0, int(plan.fields["tenure_row"]) :, 0]
        assert rows == pytest.approx(expected * plan.fields["gain"])


def test_prices_make_the_default_economy_dress_its_windows():
    measures = {
        name: simulate(scenario(package__schemes=[{"name": name, **terms}]), range(4))["runs"]
        for name, terms in (("fixed-salary", {}), ("stock-price", {"shares": 0.04}))
    }
    gap = {name: runs["metric_truth_gap"].mean() for name, runs in measures.items()}
    assert gap["stock-price"] > gap["fixed-salary"] + 0.1


def test_borrowed_value_is_realised_now_and_owed_later():
    task = {**WORK[0], "value": -0.05, "visible": 0.0, "borrowed": 1.0, "curvature": 0.2}
    model = simple(technology__tasks=[task], technology__maturing=1.0, firms__luck=0.0)
    worlds = batch(model)
    worlds.step()
    b = worlds.actions.effort[0].copy()
    assert b.min() > 0.0
    assert worlds.seats.own_harm + worlds.seats.old_harm == pytest.approx(1.05 * b + 0.1 * b**2)
    books = simulate(model, range(1), ("ledger",))["ledger"]
    first = books["quarter"] == 0
    assert (books["realised"][first] > 0).all() and (books["accrual"][first] < 0).all()


def test_a_grace_period_dismisses_nobody():
    model = simple(
        quarters=8,
        market__poaching=0.0,
        market__retirement=0.0,
        package__oversight=[{"name": "belief-dismissal", "bar": 0.0, "grace": 3}],
    )
    tenures = simulate(model, range(4), ("tenures",))["tenures"]
    fired = tenures["quarters"][tenures["exit"] == "dismissed"]
    assert fired.min() == 4
    assert (fired == 4).sum() > 5


def test_the_bits_of_a_world_do_not_depend_on_the_batch():
    model = scenario(
        executives__talent_sd=0.5,
        executives__talent_drift=0.2,
        board__compares_with="expectation",
        package__schemes=["market-wage", "stock-price"],
        technology__tasks__operate__borrowed=0.3,
    )
    together = simulate(model, range(4))["runs"]
    alone = simulate(model, [2])["runs"]
    for name, column in alone.items():
        assert column[0] == together[name][2], name
