"""Comparing firms takes the risk of common shocks off executives; Holmstrom 1982."""

from __future__ import annotations

import numpy as np
import pytest

from sim.world.election import plan_for
from tests.incentives.schemes.efforts import measured, paid_by

RISK, SLOPE, COMMON = 1.5, 0.8, 0.8
AVERSE = {
    "executives__risk_aversion": RISK,
    "executives__ability_sd": 0.0,
    "technology__tasks": [{"name": "work", "value": 1.0, "loading": 1.0}],
    "firms__count": 20,
    "quarters": 6,
    "worlds": 48,
}


def linear(common, **settings):
    part = {"name": "linear-bonus", "slope": SLOPE}
    return paid_by(part, metric__common_noise=common, **AVERSE, **settings)


def relative(common, weight=1.0, **settings):
    part = {"name": "relative-performance", "slope": SLOPE, "weight": weight}
    return paid_by(part, metric__common_noise=common, **AVERSE, **settings)


def worth_at_once(model):
    """Certainty equivalents of careerists, on a grid of metric means, less the mean report."""
    plan = plan_for(model, model.package, 0.0)
    start, step = plan.fields["curve_start"], plan.fields["curve_step"]
    m = start + step * np.arange(plan.fields["curve_last"] + 1)
    return m, plan.fields["curve_value"][0, 0], float(plan.fields["reference"])


def test_the_certainty_equivalent_loses_the_variance_of_what_is_left():
    """``slope * (m - weight * mean) - risk / 2 * slope**2 * var``, the textbook's."""
    for weight in (0.0, 0.5, 1.0):
        m, worth, mean = worth_at_once(relative(COMMON, weight))
        variance = 0.6**2 + ((1 - weight) * COMMON) ** 2
        exact = SLOPE * (m - weight * mean) - 0.5 * RISK * SLOPE**2 * variance
        assert worth == pytest.approx(exact, abs=1e-6)


def base_pay_for_the_same_worth(common):
    """What must be added to the base pay: the mean of the others, less the premium it saves."""
    _, _, mean = worth_at_once(relative(common))
    return 1.0 + SLOPE * mean - 0.5 * RISK * SLOPE**2 * common**2


def test_shareholders_gain_the_risk_premium():
    pay = base_pay_for_the_same_worth(COMMON)
    assert pay > 0
    gain = measured(linear(COMMON), relative(COMMON, package__base_pay=pay), "shareholder_surplus")
    assert gain.t > 4
    assert gain.mean == pytest.approx(0.5 * RISK * SLOPE**2 * COMMON**2, rel=0.2)


def test_without_common_shocks_there_is_nothing_to_gain():
    pay = base_pay_for_the_same_worth(0.0)
    gain = measured(linear(0.0), relative(0.0, package__base_pay=pay), "shareholder_surplus")
    assert abs(gain.t) < 3


def test_weight_nothing_is_the_linear_bonus():
    assert measured(linear(COMMON), relative(COMMON, 0.0), "value").mean == 0
