"""Errors that drawn plans come with, from YAML to tables: `metric.plan_error` and its tail."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.solve import PLAN_TOLERANCE, build_plan
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SMALL = {"worlds": 3, "quarters": 10, "firms__count": 20, "package__oversight": []}
MYOPIC = {**SMALL, "executives__foresight": 0, "package__schemes": ["linear-bonus"]}


def played(n: int, plan_error: float, tail: str, **settings):
    errors = {"metric__plan_error": plan_error, "metric__tail": tail}
    way = {"name": "best-of-n", "n": n}
    model = scenario(**{**SMALL, **settings}, **errors, executives__cognition=way)
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
    light, heavy = (played(8, 0.0, tail, **MYOPIC) for tail in ("light", "heavy"))
    for column, values in light.items():
        np.testing.assert_array_equal(heavy[column], values)


def test_a_plan_expects_the_errors_that_are_picked():
    """Reports are higher by what they are expected to be, and owners forecast them."""
    cognition, plans, runs = {"name": "best-of-n", "n": 16}, [], []
    for size in (0.0, 1.0):
        model = scenario(
            **{**MYOPIC, "worlds": 8}, executives__cognition=cognition, metric__plan_error=size
        )
        plans.append(build_plan(model, model.package))
        runs.append(float(simulate(model)["runs"]["metric"].mean()))
    assert all(plan.fields["gap"] <= PLAN_TOLERANCE for plan in plans)
    reported, foreseen = (
        np.diff([float(value) for value in values])[0]
        for values in (
            [plan.fields["reported"] for plan in plans],
            [plan.forecast.metric for plan in plans],
        )
    )
    assert reported > 0.5
    assert runs[1] - runs[0] == pytest.approx(reported, rel=0.15)
    assert foreseen == pytest.approx(reported, rel=0.15)


def test_search_finds_errors_instead_of_value_where_the_tail_is_heavy():
    """Light: more draws bring more true value. Heavy: nearly all that was gained is lost again."""
    gained, reported = {}, {}
    for tail in ("light", "heavy"):
        runs = [played(n, 0.7, tail, **MYOPIC) for n in (1, 32, 4096)]
        value, reported[tail] = (
            [float(found[name].mean()) for found in runs] for name in ("value", "metric")
        )
        gained[tail] = (value[1] - value[0], value[2] - value[0])
    for metric in reported.values():
        assert (np.diff(metric) > 0.5).all()
    few, many = gained["light"]
    assert few > 0.2 and many > 0.8 * few
    few, many = gained["heavy"]
    assert few > 0.2 and many < 0.5 * few


def test_bits_do_not_depend_on_the_batch():
    cognition = {"name": "best-of-n", "n": 8}
    settings = {"metric__plan_error": 1.0, "metric__tail": "heavy"}
    model = scenario(**SMALL, executives__cognition=cognition, **settings)
    whole = simulate(model)["runs"]
    for world in range(3):
        alone = simulate(model, [world])["runs"]
        for column, values in alone.items():
            np.testing.assert_array_equal(values, whole[column][world : world + 1])
