"""Reports are lifted for a price that nobody fools; Stein 1989."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.efforts import difference, efforts, paid_by


def on_price(**settings):
    return paid_by({"name": "linear-bonus", "slope": 0.012, "metric": "price"}, **settings)


def test_pay_on_the_price_makes_reports_worth_dressing_up():
    salary, price = efforts(paid_by("fixed-salary")), efforts(on_price())
    assert difference(salary["dress"], price["dress"]).t > 4


def test_it_is_the_scheme_on_stock_prices_under_another_name():
    price = efforts(on_price())
    stock = efforts(paid_by({"name": "stock-price", "shares": 0.012, "rate": 0.03}))
    for task in price:
        assert price[task] == pytest.approx(stock[task], abs=1e-10)


def test_a_market_that_learns_nothing_has_no_price_to_lift():
    """Control: a prior variance of 0."""
    sure = {"board__prior_variance": 0.0}
    salary, price = efforts(paid_by("fixed-salary", **sure)), efforts(on_price(**sure))
    assert all(np.array_equal(salary[task], price[task]) for task in salary)
