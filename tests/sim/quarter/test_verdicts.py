"""Detection that does not cost the seat, and audits that accuse the honest."""

from __future__ import annotations

import numpy as np
import pytest

from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.sim.quarter.test_exits import ALONE, SALARY, STILL, balanced
from tests.sim.worlds import batch, scenario

AUDITS = {"name": "random-audits", "rate": 0.3, "penalty": 1.0}
QUIET = {**STILL, "package__oversight": [AUDITS], "executives__foresight": 6}
HONEST = {**QUIET, **SALARY, **ALONE}
"""Careerists on a salary do nothing, so there is nothing to find."""
LOOTERS = {**QUIET, "executives__population": {"looter": 1.0}, "market__detected_return": 1.0}
LARGE = {"firms__count": 60, "quarters": 30}


def close(found, chance, count):
    """Within four standard errors of a share."""
    return abs(found - chance) < 4 * np.sqrt(chance * (1 - chance) / count)


def test_the_honest_are_accused_as_often_as_audits_err():
    wrong = {"board__false_positive": 0.2, "board__accused_leave": True}
    model = scenario(**HONEST, **LARGE, **wrong, market__detection_dismisses=0.6)
    tables = simulate(model, record=["tenures", "events", "ledger"])
    tenures, events, books = tables["tenures"], tables["events"]["event"], tables["ledger"]
    seats, rate = 4 * 30 * 60, 0.3 * 0.2
    accused = tenures["accusations"].sum()
    assert close(accused / seats, rate, seats) and (events == "accused").sum() == accused
    left = (tenures["exit"] == "accused").sum()
    assert close(left / accused, 0.6, accused)
    assert not (tenures["detections"].any() or books["fines"].any())
    pay = books["outside"] / model.market.outside
    assert np.isclose(books["defence"], model.board.accused_cost * pay).sum() == accused
    balanced(books)
    total = books["accrual"] + books["luck"] + books["private"]
    for cost in ("effort", "gaming", "governance", "outside", "defence"):
        total = total - books[cost]
    np.testing.assert_allclose(books["total_surplus"], total, atol=1e-9)


def test_audits_that_do_not_err_do_as_before_whatever_errors_would_cost():
    wrong = {"board__accused_cost": 3.0, "board__accusation_cost": 9.0}
    usual, other = (batch(scenario(**LOOTERS, **own)).run() for own in ({}, wrong))
    assert np.array_equal(usual.series, other.series)
    erring = batch(scenario(**LOOTERS, board__false_positive=0.3)).run()
    assert not np.array_equal(usual.series, erring.series)


@pytest.mark.parametrize("part", ["random-audits", "whistleblowers"])
def test_detection_costs_the_seat_with_the_chance(part):
    found = {"package__oversight": [{"name": part, "rate": 0.4}]}
    blind = {"executives__foresight": 0}
    model = scenario(**{**LOOTERS, **LARGE, **found, **blind}, market__detection_dismisses=0.7)
    tables = simulate(model, record=["tenures", "events", "ledger"])
    tenures, events = tables["tenures"], tables["events"]["event"]
    caught = tenures["detections"].sum()
    assert caught > 300 and (events == "detected").sum() == caught
    left = (tenures["exit"] == "detected").sum()
    assert close(left / caught, 0.7, caught)
    assert (tenures["detections"] > 1).any()
    ledger = tables["ledger"]
    pay = ledger["outside"] / model.market.outside
    fined = np.isclose(ledger["fines"], pay) & (ledger["fines"] > 0.0)
    assert fined.sum() == (ledger["fines"] > 0.0).sum() > 0.9 * caught  # the last fall due later
    balanced(ledger)


@pytest.mark.parametrize("leave", [False, True])
def test_a_seat_is_worth_less_by_what_accusations_cost(leave):
    """Nobody does anything: V[n] = rent + (1 - a*f*q)*later - a*f*cost where it falls due."""
    wrong = {
        "board__false_positive": 0.25,
        "board__accused_cost": 0.8,
        "board__accused_leave": leave,
    }
    settings = {"package__base_pay": 1.5, "market__detection_dismisses": 0.9}
    model = scenario(**HONEST, **wrong, **settings)
    plan = plan_for(model, model.package, 0.0).fields
    rate, chance = 0.3 * 0.25, 0.9 if leave else 0.0
    worth, patience = 0.0, float(plan["patience"][0])
    for n in range(1, 7):
        later = patience * worth
        worth = 1.5 - model.market.outside + later - rate * (0.8 * (n > 1) + chance * later)
        assert plan["seat_value"][0, n, 0] == pytest.approx(worth, rel=1e-9)
    assert plan["entry_value"][0] == pytest.approx(worth, rel=1e-9)


def harm(**settings):
    model = scenario(**{**QUIET, **ALONE, **settings})
    worlds = batch(model).run()
    return worlds.actions.detection.mean(), plan_for(model, model.package, 0.0).fields


def test_the_guilty_fear_less_where_the_seat_may_be_kept_and_the_innocent_suffer_too():
    """Deterrence is diluted by errors of either kind [Png 1986; Kaplow and Shavell 1994]."""
    rent = {"package__base_pay": 1.5, "package__oversight": [{**AUDITS, "rate": 0.1}]}
    usual, _ = harm(**rent)
    kept, _ = harm(**rent, market__detection_dismisses=0.3)
    wrong, _ = harm(**rent, board__false_positive=0.8, board__accused_leave=True)
    assert usual < kept and usual < wrong
    # The fine of those whom only it deters, and all of the seat: the same response.
    fine = {**rent, "package__oversight": [{**AUDITS, "rate": 0.1, "penalty": 4.0}]}
    dearer, _ = harm(**fine, market__detection_dismisses=0.3)
    assert dearer < kept


def test_forecasts_know_what_accusations_cost_the_firm():
    settings = {**HONEST, "board__accusation_cost": 2.0}
    models = [scenario(**settings, board__false_positive=share) for share in (0.0, 0.5)]
    usual, wrong = (plan_for(model, model.package, 0.0).forecast.cost for model in models)
    assert wrong - usual == pytest.approx(0.3 * 0.5 * 2.0, rel=1e-6)
