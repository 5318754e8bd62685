"""Trials and temptations: tables against brute force, and forecasts against the step loop."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.hires import expected_hires
from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.sim.worlds import scenario


def plan_of(filters, **settings):
    model = scenario(package__filters=filters, **settings)
    return model, plan_for(model, model.package, 0.0).fields


def nodes(plan, table):
    return plan["ability_start"] + plan["ability_step"] * np.arange(plan[table].shape[1])


def test_bait_is_the_best_that_effort_on_harmful_tasks_can_be_worth():
    tasks = [
        {"name": "work", "value": 1.0, "loading": 1.0},
        {"name": "dress", "value": -0.8, "proxy": 0.4, "curvature": 1.5, "cap": 0.2},
        {"name": "divert", "value": -1.0, "private": 0.9, "intrinsic": 0.1, "cost": 2.0},
        {"name": "wreck", "value": -0.2, "private": 0.05, "cost": 0.0, "cap": 0.7},
    ]
    kinds = {
        "steward": {"share": 0.2},
        "empire-builder": {"share": 0.2},
        "looter": {"share": 0.2},
        "saboteur": {"share": 0.2},
        "mixed": {"share": 0.2, "goal": {"value": 0.3, "private": 0.8, "proxy": 0.9}},
    }
    model, plan = plan_of(
        ["adversarial-interview"], technology__tasks=tasks, executives__population=kinds
    )
    theta = nodes(plan, "bait")
    a = np.linspace(0.0, 5.0, 50_001)
    for y, kind in enumerate(kinds):
        goal = model.executives.goal_of(kind)
        for i in (0, 11, 25, 40):
            best, z = 0.0, theta[i] * a
            for task in model.technology.tasks[1:]:
                worth = goal.value * (task.value * z - 0.5 * task.curvature * z**2)
                worth += goal.proxy * task.proxy * z + goal.private * task.private * z
                worth += goal.harm * -task.value * z
                worth -= 0.5 * task.cost * (a - task.intrinsic) ** 2
                best += (worth - worth[0])[a <= task.cap + 1e-9].max()
            assert plan["bait"][y, i] == pytest.approx(best, abs=1e-7)
    assert (plan["bait"][0] < plan["bait"][2])[1:].all()


def test_a_trial_is_the_report_of_a_best_response():
    """Linear pay, nothing else at stake: the index is ``theta**2 * slope * loading**2 / cost``."""
    tasks = [{"name": "work", "value": 1.0, "loading": 0.7, "cost": 2.0, "cap": 50.0}]
    _, plan = plan_of(
        ["work-sample"],
        technology__tasks=tasks,
        executives__population={"careerist": 1.0},
        executives__foresight=0,
        package__oversight=[],
        package__schemes=[{"name": "linear-bonus", "slope": 0.6}],
        shareholders__monitoring_levels=[0.0],
    )
    theta = nodes(plan, "trial")
    index = 0.6 * 0.7**2 / 2.0 * theta**2
    z = np.random.default_rng(2).normal(size=400_000).clip(-5, 5)
    drawn = np.interp(np.maximum(1.0 + 0.25 * z, 0.05), theta, index)
    assert plan["trial"][0] == pytest.approx((index - drawn.mean()) / drawn.std(), abs=0.02)


def test_no_table_is_made_where_no_filter_asks():
    _, plan = plan_of(["interview"])
    assert plan["trial"].shape[1] == plan["bait"].shape[1] == 1


def test_contracts_count_as_they_are_taken():
    """A trial is done under the contract that was chosen, so its reports average to zero."""
    settings = {
        "firms__count": 400,
        "quarters": 1,
        "market__tenure_limit": 1,
        "market__gaming_cap": 0.0,
        "market__experienced": 0,
        "package__schemes": ["menu"],
    }
    model = scenario(package__filters=[{"name": "work-sample", "validity": 1.0}], **settings)
    seen = []
    simulate(model, range(3), ["runs"], {"hiring": lambda v, s: seen.append(v) or s})
    signal = np.concatenate([vacancies.signals[0].ravel() for vacancies in seen])
    assert (signal.mean(), signal.std()) == pytest.approx((0.0, 1.0), abs=0.05)


def test_forecasts_try_and_tempt_as_boards_do():
    model = scenario(
        worlds=4,
        firms__count=500,
        quarters=3,
        market__experienced=0,
        market__tenure_limit=1,
        executives__foresight=2,
        executives__awareness=0.7,
        package__filters=["adversarial-interview", "references", "work-sample", "background-check"],
    )
    plan = plan_for(model, model.package, 0.0)
    found = expected_hires(plan.fields, model.package, model.market.candidates)
    table = simulate(model, record=["tenures"])["tenures"]
    hired = table["start"] > 0
    for y, kind in enumerate(model.executives.population):
        mine = hired & (table["kind"] == kind)
        share = mine.sum() / hired.sum()
        error = np.sqrt(share * (1 - share) * (1 / 1000 + 1 / hired.sum()))
        assert found.shares[y] == pytest.approx(share, abs=4 * error)
    assert found.shares[0] > 0.28  # stewards are a quarter of the applicants
