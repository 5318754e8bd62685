"""Limited liability: nobody pays for a seat, and no quarter's pay is below nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from incentives.schemes.deferred_bonus import DeferredBonus
from incentives.schemes.linear_bonus import LinearBonus
from sim.checks.fuzz import complaints
from sim.plan.pay.circumstances import USUAL
from sim.plan.pay.expected import pay_curves
from sim.plan.pay.wealth import OverWealth
from sim.plan.solve import build_plan
from sim.scenario.package import Package
from sim.scenario.presets import scenario_of
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.incentives.schemes.efforts import difference, efforts, paid_by
from tests.sim.worlds import scenario

SD = 0.6


def curves(*schemes, risk=0.0, limited=True, base_pay=1.0):
    package = Package(schemes=schemes, base_pay=base_pay)
    around = USUAL._replace(liable=base_pay) if limited else USUAL
    value, slope, step = pay_curves(package, SD, -3.0, 6.0, risk, around=around)
    return -3.0 + step * np.arange(value.shape[1]), value, slope


def bachelier(m, slope, base_pay):
    """``E max(slope*x, -base_pay)`` for a report about ``m``, and its derivative."""
    d = (m + base_pay / slope) / SD
    density = np.exp(-d * d / 2) / np.sqrt(2 * np.pi)
    return slope * SD * (d * ndtr(d) + density) - base_pay, slope * ndtr(d)


@pytest.mark.parametrize("base_pay", [0.0, 0.5, 2.0])
def test_a_linear_bonus_with_a_floor_is_an_option(base_pay):
    m, value, slope = curves(LinearBonus(slope=0.8), base_pay=base_pay)
    exact, marginal = bachelier(m, 0.8, base_pay)
    assert value.sum(axis=0) == pytest.approx(exact, abs=2e-5)
    assert slope.sum(axis=0) == pytest.approx(marginal, abs=1e-4)
    _, free, _ = curves(LinearBonus(slope=0.8), base_pay=base_pay, limited=False)
    assert (value - free).sum(axis=0).max() > 0.3  # control


def test_two_halves_of_a_bonus_are_one_deferred_or_not():
    m, value, _ = curves(LinearBonus(slope=0.3), DeferredBonus(slope=0.5, deferred=0.4))
    assert value.sum(axis=0) == pytest.approx(bachelier(m, 0.8, 1.0)[0], abs=2e-5)
    assert value[2] == pytest.approx(0.2 / 0.6 * value[0], abs=1e-12)


@pytest.mark.parametrize("risk", [0.0, 0.7, OverWealth(3.0, 2.0)])
def test_a_slope_that_base_pay_covers_is_as_without(risk):
    """However far reports go that are looked at: the same bits."""
    found = curves(LinearBonus(slope=0.01), risk=risk)
    free = curves(LinearBonus(slope=0.01), risk=risk, limited=False)
    assert all(np.array_equal(one, other) for one, other in zip(found, free, strict=True))


def test_the_risk_averse_gain_by_a_floor():
    for risk in (0.7, OverWealth(3.0, 2.0)):
        _, value, slope = curves(LinearBonus(slope=0.8), risk=risk)
        _, free, free_slope = curves(LinearBonus(slope=0.8), risk=risk, limited=False)
        assert (value >= free - 1e-9).all() and (value[0] > free[0] + 0.1).any()
        assert slope[0, 10] < 0.3 * free_slope[0, 10]  # and work less for it where it binds


# In the quarter -----------------------------------------------------------------------------------


def test_nobody_is_paid_less_than_nothing():
    def least(rule):
        model = scenario(
            market__limited_liability=rule,
            package__schemes=[{"name": "linear-bonus", "slope": 0.6}, "deferred-bonus"],
            package__base_pay=0.2,
            metric__noise=1.5,
            quarters=6,
            worlds=2,
        )
        ledger = simulate(model, record=["ledger"])["ledger"]
        return float(ledger["paid"].min()), complaints(model)

    paid, said = least("pay")
    assert paid >= -1e-12 and said == []
    assert least("none")[0] < -0.3  # control


def test_who_cannot_lose_works_less():
    usual, limited = (
        efforts(paid_by({"name": "linear-bonus", "slope": 1.2}, market__limited_liability=rule))
        for rule in ("none", "pay")
    )
    assert difference(usual["build"], limited["build"]).t < -4


def test_plans_expect_what_is_paid():
    """Means of what the books say, for one kind that is alike in everything."""
    model = paid_by(
        {"name": "linear-bonus", "slope": 1.5},
        market__limited_liability="pay",
        executives__ability_sd=0.0,
        metric__matured_weight=0.0,
        firms__size_sd=0.0,
        firms__count=40,
        worlds=20,
        package__base_pay=0.5,
    )
    runs = simulate(model)["runs"]["paid"]
    cost = build_plan(model, model.package).forecast.cost
    assert runs.mean() == pytest.approx(cost, abs=4 * runs.std() / np.sqrt(runs.size) + 2e-2)


def test_a_rule_that_never_binds_changes_no_bit():
    def runs(rule):
        bonus = {"name": "linear-bonus", "slope": 0.01}
        return simulate(scenario(market__limited_liability=rule, package__schemes=[bonus]))["runs"]

    free, fee, pay = (runs(rule) for rule in ("none", "base-pay", "pay"))
    for name, column in free.items():
        assert np.array_equal(column, fee[name]) and np.array_equal(column, pay[name]), name


def test_a_fee_is_refused():
    fee = {"package.base_pay": -0.5, "market.limited_liability": "none"}
    assert scenario_of(None, fee).package.base_pay == -0.5
    for rule in ("base-pay", "pay"):
        with pytest.raises(InputError, match=r"package.base_pay: is -0.5, a fee for the seat, but"):
            scenario_of(None, {**fee, "market.limited_liability": rule})


def test_losses_on_other_metrics_cannot_be_cut():
    other = {"package.schemes": [{"name": "linear-bonus", "metric": "true-value"}]}
    assert scenario_of(None, {**other, "market.limited_liability": "base-pay"})
    with pytest.raises(InputError, match=r"\(linear-bonus\): is paid on true-value, but market"):
        scenario_of(None, {**other, "market.limited_liability": "pay"})
