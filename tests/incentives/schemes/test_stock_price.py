"""Nobody is fooled, and value is borrowed all the same; Stein 1989."""

from __future__ import annotations

import numpy as np

from tests.incentives.schemes.efforts import difference, efforts, measured, paid_by

BORROW = {
    "name": "borrow", "value": -0.1, "visible": 0.0, "borrowed": 1.0, "loading": 1.0,
    "curvature": 1.0, "cost": 0.1,
}  # fmt: skip


def firm(*schemes, **settings):
    market = {
        "technology__tasks": [BORROW],
        "technology__maturing": 1.0,
        "metric__matured_weight": 1.0,
        "executives__foresight": 1,
        "executives__talent_sd": 0.5,
        "executives__talent_drift": 0.2,
        "board__compares_with": "expectation",
    }
    return paid_by({"name": "linear-bonus", "slope": 0.5}, *schemes, **{**market, **settings})


PRICE = {"name": "stock-price", "shares": 0.02, "lasting": False}


def test_pay_on_the_price_makes_executives_borrow_from_later_quarters():
    with_price, without = efforts(firm(PRICE))["borrow"], efforts(firm())["borrow"]
    assert difference(without, with_price).t > 4
    assert measured(firm(), firm(PRICE), "value").t < -4


def test_the_market_is_not_fooled():
    """Its surprise is zero in the mean, so what is borrowed does not lift the price."""
    with_price = measured(firm(), firm(PRICE), "metric")
    assert abs(with_price.mean) < 0.15 * efforts(firm(PRICE))["borrow"].mean()


def test_a_market_that_learns_nothing_from_reports_leaves_nothing_to_signal():
    """Control: efforts are those without the price, to the bit."""
    deaf = {"board__prior_variance": 0.0, "executives__talent_drift": 0.0}
    assert np.array_equal(efforts(firm(PRICE, **deaf))["borrow"], efforts(firm(**deaf))["borrow"])
