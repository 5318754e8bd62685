"""Cash cannot be dressed up, but it comes before much of what efforts do."""

from __future__ import annotations

import pytest

from tests.incentives.schemes.efforts import difference, efforts, paid_by
from tests.sim.worlds import scenario


def paid_on(metric, **settings):
    return paid_by({"name": "linear-bonus", "slope": 0.8, "metric": metric}, **settings)


def test_nobody_dresses_up_and_the_long_term_is_neglected():
    report, cash, value = (efforts(paid_on(m)) for m in ("earnings", "cash-flow", "true-value"))
    assert cash["dress"].max() < 1e-12 < report["dress"].min()
    assert difference(value["build"], cash["build"]).t < -4


def test_where_everything_is_visible_cash_is_value():
    """Control."""
    tasks = scenario().model_dump(mode="json")["technology"]["tasks"]
    for task in tasks:
        task["visible"] = 1.0
    cash, value = (
        efforts(paid_on(metric, technology__tasks=tasks)) for metric in ("cash-flow", "true-value")
    )
    for task in cash:
        assert cash[task] == pytest.approx(value[task], abs=1e-9)
