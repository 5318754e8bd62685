"""Standards of executives: imputed goals, contexts, and the phenomena of learned rules."""

from __future__ import annotations

import numpy as np
import pytest

from sim.observers import goals
from sim.observers import standards as judging
from sim.observers.standards import standards
from sim.plan.primitives import Primitives
from sim.plan.solve import solve
from sim.world.election import plan_for
from tests.sim.worlds import scenario

KINDS = ["steward", "careerist", "empire-builder", "looter", "saboteur"]
STEWARD, CAREERIST, EMPIRE, LOOTER, SABOTEUR = range(5)
FLIP = [{"start": 6, "tasks": {"build": {"value": -1.2}}}]


def known(**settings):
    model = scenario(**settings)
    return standards(model, model.package, 0.0)


@pytest.fixture(scope="module")
def flipped():
    return known(executives__cognition="rule", regimes=FLIP)


def able(found):
    """Nodes of abilities that occur."""
    return (found.theta > 0.4) & (found.theta < 1.6)


def test_exact_search_is_the_global_best():
    found = known(regimes=FLIP)
    assert (found.interview == 1.0).all()
    assert (found.served == 1.0).all()


def test_goals_that_nobody_has_change_nothing(flipped):
    model = scenario(executives__cognition="rule", regimes=FLIP)
    plan = plan_for(model, model.package, 0.0).fields
    assert (flipped.trial == plan["rule"]).all()


def test_a_rule_is_able_where_it_was_learned(flipped):
    assert flipped.interview[:, able(flipped)] == pytest.approx(1.0, abs=1e-9)
    assert np.nanmax(flipped.served) <= 1.0 + 1e-12


def test_after_the_flip_an_empire_builder_is_able_and_a_steward_is_not(flipped):
    after = flipped.served[1, 1][:, able(flipped)]
    assert (after[EMPIRE] > 0.9).all()
    assert (after[STEWARD] < 0.5).all()
    before = flipped.served[0, 1][:, able(flipped)]
    assert (before[STEWARD] > 0.9).all()


def test_a_looter_that_was_watched_is_given_the_goal_of_a_careerist(flipped):
    """Both do the same while watched, so the better of the two goals flatters the rule."""
    assert np.allclose(flipped.trial[LOOTER], flipped.trial[CAREERIST], atol=0.02)
    both = flipped.served[0, 1][[LOOTER, CAREERIST]][:, able(flipped)]
    assert both[0] == pytest.approx(both[1], abs=0.01)


def test_without_other_goals_the_looter_would_have_failed(monkeypatch):
    """The control: judged by its own goal alone, what it leaves undone unwatched counts."""
    settings = {"executives__cognition": "rule", "executives__population": {"looter": 1.0}}
    flattered = known(**settings)
    monkeypatch.setattr(goals, "ARCHETYPES", {})
    judging._standards.cache_clear()
    alone = known(**settings)
    judging._standards.cache_clear()
    some = able(alone)
    assert (alone.served[0, 1, 0, some] < flattered.served[0, 1, 0, some] - 0.1).all()


def test_rules_that_nothing_deters_are_able_everywhere():
    found = known(executives__cognition="rule", package__oversight=[])
    assert np.isnan(found.served[0, 0]).all()  # there is no probation
    assert found.served[0, 1][:, able(found)] == pytest.approx(1.0, abs=1e-9)


def test_kinds_with_cognitions_of_their_own():
    population = {
        "steward": {"share": 0.5, "cognition": "rule"},
        "careerist": {"share": 0.5, "foresight": 2},
    }
    found = known(executives__population=population, regimes=FLIP)
    assert (found.served[:, :, 1] == 1.0).all()
    assert (found.served[1, 1, 0, able(found)] < 0.5).all()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"technology__risk__levels": [0.5, 1.0]},
        {"package__schemes": ["hurdle-bonus"]},
        {"technology__detection": "exponential"},
        {"executives__awareness": 0.5},
    ],
)
def test_utilities_are_those_of_the_planner(settings):
    """At the best response they agree with the planner's, and no effort is worth more."""
    model = scenario(**settings)
    seats = solve(Primitives(model, model.package, 0.0, 0))
    watch, rng = seats.primitives.enforcement.most_watched(), np.random.default_rng(1)
    for y in range(len(KINDS)):
        i = len(seats.primitives.theta) // 2
        theta = float(seats.primitives.theta[i])
        for tenure in (None, 0, 2):
            terms = seats.terms(y, theta, tenure)
            effort, utility, _, variance = seats.best(y, theta, watch, tenure)
            same = judging._utility(seats, terms, effort, float(np.sqrt(variance)), watch)
            assert same == pytest.approx(utility, rel=1e-9, abs=1e-9)
            for _ in range(20):
                other = effort * rng.uniform(0.5, 1.5, 5) + rng.exponential(0.1, 5)
                gamble = float(rng.choice([0.0, *seats.primitives.levels]))
                worse = judging._utility(seats, terms, other, gamble, watch)
                assert worse <= utility + 1e-9
