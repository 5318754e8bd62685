"""A cognition with parameters, from YAML to tables: the best of n random plans."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cognition.best_of_n import BestOfN
from sim.plan.primitives import Primitives
from sim.plan.search_gap import search_gaps
from sim.plan.solve import PLAN_TOLERANCE, build_plan, solve
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

SMALL = {"worlds": 3, "quarters": 8, "firms__count": 10}


def drawing(n: int, **settings):
    cognition = {"name": "best-of-n", "n": n}
    return scenario(**{**SMALL, "executives__cognition": cognition, **settings})


def test_it_is_written_with_its_parameters_and_old_names_stay_names():
    set_ = ["executives.cognition=best-of-n", "executives.cognition.n=8"]
    model = load_scenario(None, [*set_, "executives.population.looter.cognition=rule"])
    assert model.executives.cognition == BestOfN(n=8)
    written = model.model_dump(mode="json")["executives"]
    assert written["cognition"] == {"name": "best-of-n", "n": 8, "spread": 0.5}
    assert written["population"]["looter"]["cognition"] == "rule"
    assert Scenario.model_validate(model.model_dump(mode="json")) == model
    assert Scenario().model_dump(mode="json")["executives"]["cognition"] == "exact"


@pytest.mark.parametrize(
    ("cognition", "sentence"),
    [
        ({"name": "best-of-n", "n": 0}, "executives.cognition.n: is 0; expected a whole number"),
        ({"name": "best-of-n", "m": 1}, "executives.cognition.m: unknown field"),
        ({"n": 4}, "executives.cognition.name: is missing; expected one of best-of-n, exact"),
    ],
)
def test_what_is_wrong_is_said(cognition, sentence):
    with pytest.raises(InputError, match=sentence):
        Scenario.model_validate({"executives": {"cognition": cognition}})


def test_a_plan_is_a_function_of_the_scenario_and_seats_are_worth_more_to_who_searches_more():
    """Worths approach those of exact search; the mean of all kinds, for each weighs the others."""
    plans = [build_plan(m, m.package) for m in (drawing(1), drawing(8), drawing(64), drawing(64))]
    np.testing.assert_array_equal(plans[2].fields["seat_value"], plans[3].fields["seat_value"])
    exact = scenario(**SMALL)
    plans[3] = build_plan(exact, exact.package)
    worth = [float(plan.fields["entry_value"].mean()) for plan in plans]
    assert worth == sorted(worth)
    assert worth[3] - worth[2] < 0.2 * (worth[3] - worth[0])
    assert all(plan.fields["gap"] <= PLAN_TOLERANCE for plan in plans)


def test_the_gap_to_exact_search_closes():
    model = scenario(**SMALL)
    seats = solve(Primitives(model, model.package, 0.0, 0))
    gaps = search_gaps(seats, (1, 4, 32, 512), 0.5)
    assert (np.diff(gaps, axis=0) < 0.0).all() and (gaps > 0.0).all()
    assert (gaps[-1] < 0.1 * gaps[0]).all()


def test_kinds_may_differ_in_how_they_decide():
    """Who searches exactly does so, bit by bit, in a plan that does not depend on the others."""
    others = {"name": "best-of-n", "n": 4}
    kinds = {"steward": {"share": 0.5, "foresight": 0}, "looter": {"share": 0.5}}
    drawn = {**kinds, "looter": {"share": 0.5, "cognition": others}}
    plain = {**SMALL, "package__oversight": [], "package__schemes": ["linear-bonus"]}
    mixed, alone = (
        batch(scenario(**plain, executives__population=those)) for those in (drawn, kinds)
    )
    for worlds in (mixed, alone):
        worlds.enter_quarter()
        worlds.choose_effort()
    stewards = alone.seats.kind == 0
    efforts = mixed.actions.effort, alone.actions.effort
    np.testing.assert_array_equal(*(effort[:, stewards] for effort in efforts))
    assert (efforts[0] != efforts[1])[:, ~stewards].any(axis=0).all()


def test_bits_do_not_depend_on_the_batch_and_luck_is_the_same():
    model = drawing(16)
    whole = simulate(model)["runs"]
    for world in range(3):
        alone = simulate(model, [world])["runs"]
        for column, values in alone.items():
            np.testing.assert_array_equal(values, whole[column][world : world + 1])
    exact = simulate(scenario(**SMALL))["runs"]
    few = simulate(drawing(1))["runs"]
    assert (exact["metric"] > whole["metric"]).all()  # the same luck: world by world
    assert (whole["metric"] > few["metric"]).all()


def test_tests_of_what_is_withheld_look_at_the_same_plans():
    """Nobody withholds anything from a watch that is always the same, although plans are drawn."""
    always = {"name": "random-audits", "rate": 0.2}
    model = drawing(4, package__oversight=[always, "belief-dismissal"])
    assert (simulate(model, record=["tenures"])["tenures"]["withheld"] == 0.0).all()
    watched = simulate(drawing(4), record=["tenures"])["tenures"]
    assert (watched["withheld"] != 0.0).any()
