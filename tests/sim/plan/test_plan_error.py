"""Errors that drawn plans come with, from YAML to tables: `metric.plan_error` and its tail."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.solve import PLAN_TOLERANCE, build_plan
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SMALL = {"worlds": 3, "quarters": 12, "firms__count": 20, "package__oversight": []}


def played(n: int | None, plan_error: float, tail: str = "light"):
    way = "exact" if n is None else {"name": "best-of-n", "n": n}
    model = scenario(
        **SMALL, executives__cognition=way, metric__plan_error=plan_error, metric__tail=tail
    )
    return simulate(model)["runs"]


@pytest.mark.parametrize(
    ("metric", "sentence"),
    [
        ({"plan_error": -1}, "metric.plan_error: is -1; expected a number"),
        ({"tail": "fat"}, "metric.tail: is 'fat'; expected 'light' or 'heavy'"),
    ],
)
def test_what_is_wrong_is_said(metric, sentence):
    with pytest.raises(InputError, match=sentence):
        Scenario.model_validate({"metric": metric})


@pytest.mark.parametrize("way", ["exact", "rule", "hill-climb"])
def test_it_is_idle_where_nobody_draws_plans(way):
    plain = simulate(scenario(**SMALL, executives__cognition=way))["runs"]
    settings = {"metric__plan_error": 2.0, "metric__tail": "heavy"}
    found = simulate(scenario(**SMALL, executives__cognition=way, **settings))["runs"]
    for column, values in plain.items():
        np.testing.assert_array_equal(found[column], values)


def test_without_size_the_tail_is_nothing_to_the_bit():
    light, heavy = (played(8, 0.0, tail) for tail in ("light", "heavy"))
    for column, values in light.items():
        np.testing.assert_array_equal(heavy[column], values)


def test_a_plan_expects_the_errors_that_are_picked():
    """Reports are higher by what they are expected to be, and owners forecast them."""
    cognition = {"name": "best-of-n", "n": 16}
    plans = []
    for size in (0.0, 1.0):
        model = scenario(**SMALL, executives__cognition=cognition, metric__plan_error=size)
        plans.append(build_plan(model, model.package))
    assert all(plan.fields["gap"] <= PLAN_TOLERANCE for plan in plans)
    rise = float(plans[1].fields["reported"] - plans[0].fields["reported"])
    assert rise > 0.5
    runs = [played(16, size)["metric"].mean() for size in (0.0, 1.0)]
    assert runs[1] - runs[0] == pytest.approx(rise, abs=0.15)
    assert plans[1].forecast.metric - plans[0].forecast.metric == pytest.approx(rise, abs=0.15)


def test_search_finds_errors_instead_of_value_where_the_tail_is_heavy():
    """With light tails more draws bring more true value; with heavy ones less than is there."""
    value = {
        (n, tail): float(played(n, 4.0, tail)["value"].mean())
        for n in (1, 16, 512)
        for tail in ("light", "heavy")
    }
    metric = [float(played(n, 4.0, "heavy")["metric"].mean()) for n in (1, 16, 512)]
    assert metric[0] + 1.0 < metric[1] < metric[2] - 5.0

    assert value[512, "light"] > value[16, "light"] > value[1, "light"]
    assert value[512, "heavy"] < value[16, "heavy"]


def test_bits_do_not_depend_on_the_batch():
    cognition = {"name": "best-of-n", "n": 8}
    settings = {"metric__plan_error": 1.0, "metric__tail": "heavy"}
    model = scenario(**SMALL, executives__cognition=cognition, **settings)
    whole = simulate(model)["runs"]
    for world in range(3):
        alone = simulate(model, [world])["runs"]
        for column, values in alone.items():
            np.testing.assert_array_equal(values, whole[column][world : world + 1])
