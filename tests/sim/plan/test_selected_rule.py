"""Rules that selection leaves behind: what they were rewarded for, whatever their kinds want."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cognition import Selection
from agents.cognition.selected_rule import SelectedRule
from sim.plan.primitives import Primitives
from sim.plan.selected_rule import Selections, _returns, efforts_of
from sim.plan.solve import build_plan, solve
from sim.scenario.presets import load_scenario
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

HALVES = {"looter": 0.5, "careerist": 0.5}
FLIP = [{"start": 4, "tasks": {"build": {"loading": -0.5}}}]
TRIED = slice(11, 25)
"""Nodes of ability, of 41, up to 1.6 standard deviations from the mean."""


def selected(**settings):
    return {"name": "selected-rule", "population": 16, **settings}


def economy(cognition, **settings):
    return scenario(
        **{"executives__population": HALVES, "package__oversight": [], **settings},
        executives__cognition=cognition,
    )


def rules(model):
    return build_plan(model, model.package).fields["rule"]


def test_it_is_written_with_its_parameters():
    set_ = ["executives.cognition=selected-rule", "executives.cognition.objective=regret"]
    assert load_scenario(None, set_).executives.cognition == SelectedRule(objective="regret")


def test_selection_finds_what_pay_asks_for_and_no_goal_is_in_it():
    """The limit: with one ability and generations enough, the rule of whoever wants pay alone."""
    one = {"executives__ability_sd": 0.0}
    looter, careerist = rules(economy("rule", **one))
    found = rules(economy(selected(generations=150), **one))
    np.testing.assert_array_equal(found[0], found[1])
    assert found[0] == pytest.approx(careerist, abs=2e-3)
    assert np.abs(looter - careerist).max() > 0.3  # control: a rule for a goal is another


def test_over_abilities_it_is_the_best_straight_line():
    """Pay is linear here, so is the best response: up to the abilities that were tried."""
    plain = {"package__schemes": ["linear-bonus"], "executives__foresight": 0}
    best = rules(economy("rule", **plain))[1]
    found = rules(economy(selected(generations=150), **plain))[1]
    assert found[TRIED] == pytest.approx(best[TRIED], abs=5e-3)
    np.testing.assert_array_equal(found[:10], np.tile(found[0], (10, 1)))
    assert (best[9] > best[0] + 0.05).any()  # control: it does not reach beyond


@pytest.mark.parametrize("optimizer", ["cma", "truncation", "best-of-n"])
def test_more_generations_return_more(optimizer):
    model = economy("exact")
    seats = solve(Primitives(model, model.package, 0.0, 0))
    kept = Selections(seats)
    returns = []
    for generations in (1, 60):
        rule = kept._selected(1, Selection(optimizer, "average", 16, generations, False), None)
        returns.append(float(_regrets(kept, rule, everywhere=False).mean()))
    assert 0.0 < returns[1] < 0.5 * returns[0]


def _regrets(kept, rule, everywhere):
    """(technologies, abilities) what a rule leaves at the abilities of the nodes."""
    seats, found = kept._first, []
    some = np.arange(TRIED.start, TRIED.stop, 2)
    theta = seats.primitives.theta[some]
    for there in kept._tried_in(Selection("cma", "average", 4, 1, everywhere)):
        arena = kept._arena(there, 1, theta, None)
        found.append(arena.best - _returns(arena, rule[some][:, None])[:, 0])
    return np.array(found)


def test_regret_over_technologies_minds_the_worst_of_them():
    model = economy("exact", regimes=FLIP)
    kept = Selections(solve(Primitives(model, model.package, 0.0, 0)))
    left = {}
    for aim, everywhere in (("average", False), ("average", True), ("regret", True)):
        rule = kept._selected(1, Selection("cma", aim, 16, 100, everywhere), None)
        left[aim, everywhere] = _regrets(kept, rule, everywhere=True)
    narrow, broad, careful = left.values()
    assert narrow[0].mean() < broad[0].mean()  # who trains in one technology is best at it
    assert narrow[1].mean() > broad[1].mean()
    assert careful.max() < broad.max() < narrow.max()
    assert careful.mean() > broad.mean()


def test_plans_take_them_for_what_they_were_selected_for():
    """Everybody reckons with somebody who wants pay, as of a rule with its goal."""
    found = build_plan(m := economy(selected(generations=1)), m.package).fields
    others = {"executives__population": {"careerist": 1.0}}
    alike = build_plan(m := economy("rule", **others), m.package).fields
    assert found["misaligned"].tolist() == [0, 0]
    assert found["reference"] == pytest.approx(alike["reference"], abs=1e-12)
    assert found["seat_value"][0] == pytest.approx(alike["seat_value"][0], abs=1e-9)


def test_a_plan_is_a_function_of_the_scenario_whatever_its_seed():
    model = economy(selected(generations=5))
    other = model.model_copy(update={"seed": 5})
    np.testing.assert_array_equal(rules(model), rules(other))
    worse = rules(economy(selected(generations=6)))  # control
    assert (worse != rules(model)).any()


def test_they_do_for_life_what_was_selected():
    model = economy(selected(generations=20), regimes=FLIP, worlds=2)
    plan = build_plan(model, model.package)
    later = build_plan(model, model.package, regime=1, trained=plan)
    np.testing.assert_array_equal(later.fields["rule"], plan.fields["rule"])
    whole = simulate(model)["runs"]
    alone = simulate(model, [1])["runs"]
    np.testing.assert_array_equal(alone["value"], whole["value"][1:])


def test_tasks_that_are_done_once_are_selected_in_the_first_quarter():
    tasks = [
        {"name": "work", "value": 1.0, "loading": 1.0},
        {"name": "project", "value": 0.5, "loading": 0.6, "once": True},
    ]
    same = {"technology__tasks": tasks, "executives__ability_sd": 0.0}
    best = rules(economy("rule", **same))[1]
    assert rules(economy(selected(generations=100), **same))[1] == pytest.approx(best, abs=5e-3)
    assert best[0, 1] > 0.1


def test_weights_are_mirrored_at_the_bounds():
    cap = np.array([1.0, 2.0, 0.0])
    weights = np.array([[0.3, -0.5, 4.0, 1.2, 4.5, 0.0]])
    low, high = efforts_of(weights, np.array([0.0, 1.0]), cap)[:, 0]
    assert low == pytest.approx([0.3, 0.5, 0.0]) and high == pytest.approx([0.8, 0.5, 0.0])
