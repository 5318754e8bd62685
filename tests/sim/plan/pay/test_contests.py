"""Rivals as they are foreseen, against rivals as they are."""

from __future__ import annotations

import numpy as np
import pytest

from incentives.views import Rivals
from sim.plan.pay.contests import Hired, mean_relative_pay, relative_pay, sized_up
from sim.plan.primitives import Primitives
from sim.plan.solve import build_plan, solve
from tests.sim.worlds import batch, scenario

PLAIN = {
    "executives__population": {"careerist": 0.7, "steward": 0.3},
    "firms__count": 100,
    "metric__matured_weight": 0.0,
    "package__oversight": [],
    "package__filters": ["lottery"],
    "shareholders__monitoring_levels": [0.0],
}


def contest(**settings):
    return scenario(package__schemes=["tournament"], **{**PLAIN, **settings})


def met(model, count):
    """Reports of so many worlds, (quarters, worlds, firms), and the worlds after them."""
    worlds, reports = batch(model, range(count)), []
    while worlds.quarter < worlds.quarters:
        worlds.step()
        reports.append(worlds.actions.metric.reshape(count, -1).copy())
    return np.array(reports), worlds


def test_executives_and_shareholders_foresee_the_contest():
    """The rivals that a plan knows are those whom one meets; all prizes are paid for once.

    In 40 worlds: the mean report moves by three times as much as mean ability does, whose error
    is .0125 in four, when an error of two is a tenth of the reports.
    """
    model = contest()
    found, worlds = met(model, 40)
    forecast = build_plan(model, model.package).forecast
    assert forecast.cost == pytest.approx(1 + 0.25, abs=2e-3)
    part, rivals = model.package.schemes[0], worlds_rivals(model)
    assert rivals.mean == pytest.approx(found.mean(), rel=0.1)
    assert rivals.sd == pytest.approx(found.std(axis=2).mean(), rel=0.1)
    # What executives think they will win comes, over all of them, to what there is to win.
    index = worlds.actions.metric_index
    hoped = relative_pay(model.package, index, model.metric.noise, rivals) / part.prize
    assert hoped.mean() == pytest.approx(0.25, abs=0.03)
    fair = mean_relative_pay(model.package, model.metric.noise, rivals)
    assert fair == pytest.approx(0.25 * part.prize, abs=1e-4)


def test_what_a_plan_does_not_foresee_of_rivals_is_that_able_ones_are_poached():
    """Where poaching takes anybody, reports are those that were foreseen, within their error."""
    usual, anybody = (contest(market__poaching_slope=slope) for slope in (1.0, 0.0))
    assert worlds_rivals(usual) == worlds_rivals(anybody)
    foreseen = worlds_rivals(anybody)
    (picked, _), (found, _) = met(usual, 40), met(anybody, 40)
    assert foreseen.mean == pytest.approx(found.mean(), rel=0.03)
    assert foreseen.sd == pytest.approx(found.std(axis=2).mean(), rel=0.01)
    assert picked[-3:].mean() < 0.97 * found[-3:].mean()


def worlds_rivals(model):
    """The rivals of a plan, which it does not keep: solved again."""
    return solve(Primitives(model, model.package, 0.0, 0)).profile.rivals


def test_a_plan_for_a_contest_knows_no_common_luck():
    """Control: with a linear bonus beside it, the grid of pay knows it."""
    calm, shaken = (contest(metric__common_noise=noise) for noise in (0.0, 1.0))
    one, two = (build_plan(model, model.package).fields for model in (calm, shaken))
    for name, field in one.items():
        assert name == "common_noise" or np.array_equal(field, two[name], equal_nan=True), name
    mixed = ["tournament", "linear-bonus"]
    one, two = (
        build_plan(other, other.package).fields["curve_step"]
        for other in (
            scenario(**{**PLAIN, "package__schemes": mixed, "metric__common_noise": noise})
            for noise in (0.0, 1.0)
        )
    )
    assert one != two


def test_rivals_differ_by_ability():
    """Reports that go with ability: their sd adds to that of the noise."""
    found = sized_up(
        Rivals(9, 0.0, 1.0),
        Hired(np.array([0.0, 1.0]), np.full(2, 3.0)),
        np.array([9.0, 0.2]),
        lambda y: lambda theta: (2.0 * theta, 0.5),
        0.3,
    )
    assert found.mean == pytest.approx(6.5, abs=1e-4)
    assert found.sd == pytest.approx(0.5, abs=1e-4)
