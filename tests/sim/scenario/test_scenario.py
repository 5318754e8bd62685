"""Scenarios: what is refused, and what follows from what is set."""

import pytest

from agents.goals import ARCHETYPES, Goal
from sim.scenario.presets import preset_names, scenario_data
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError


@pytest.mark.parametrize("preset", preset_names())
def test_resolved_data_is_complete_and_reads_back(preset):
    data = scenario_data(preset)
    assert Scenario.model_validate(data).model_dump(mode="json") == data
    assert data["technology"]["tasks"][0]["name"] == "build"
    assert data["executives"]["population"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            {"technology": {"tasks": [{"name": "a"}, {"name": "a"}]}},
            "technology.tasks: expected a different name for every task",
        ),
        (
            {"technology": {"interactions": [{"tasks": ["build", "operat"], "cost": 0.5}]}},
            "technology: interactions: no task is called 'operat'; expected one of build, operate, "
            "dress, divert, sabotage",
        ),
        (
            {"technology": {"interactions": [{"tasks": ["build", "build"], "cost": 0.5}]}},
            "technology: interactions: expected two different tasks in every entry, and no pair "
            "twice",
        ),
        (
            {"technology": {"interactions": [{"tasks": ["build", "operate"], "cost": 1}]}},
            "technology: interactions: some joint effort would cost nothing or less; expected "
            "costs that are a positive definite matrix (for two tasks: an interaction below the "
            "root of the product of their costs)",
        ),
        (
            {
                "technology": {
                    "tasks": [{"name": "a", "cost": 0}, {"name": "b"}],
                    "interactions": [{"tasks": ["b", "a"], "cost": 0.1}],
                }
            },
            "technology: interactions: 'a' has cost 0; expected tasks with a cost",
        ),
        (
            {"executives": {"population": {"looter": {"shrae": 1}}}},
            "executives.population.looter.shrae: unknown field; did you mean 'share'?",
        ),
        (
            {"executives": {"population": {"steward": {}}}},
            "executives.population.steward.share: is missing; expected a number from 0 to 1",
        ),
        (
            {
                "regimes": [
                    {"start": 9, "tasks": {"build": {}}},
                    {"start": 3, "tasks": {"build": {}}},
                ]
            },
            "regimes: expected a later start for every further regime",
        ),
        (
            {"market": {"candidates": 3, "experienced": 4}},
            "market: experienced is 4; expected at most candidates (3)",
        ),
        (
            {"shareholders": {"monitoring_levels": [0.1, 0.2]}},
            "shareholders.monitoring_levels: expected rates in rising order that start at 0",
        ),
        (
            {"package": {"schemes": []}},
            "package.schemes: has no entries; expected at least 1",
        ),
        (
            {"package": {"schemes": ["restricted-stock"]}, "market": {"tenure_limit": 11}},
            "package: restricted-stock vests after 12 quarters, but market.tenure_limit ends a "
            "tenure after 11; expected a cliff within the limit",
        ),
        (
            {"package": {"schemes": ["deferred-bonus"]}, "market": {"tenure_limit": 8}},
            "package: deferred-bonus vests after 12 quarters, but market.tenure_limit ends a "
            "tenure after 8; expected a cliff within the limit",
        ),
        (
            {"shareholders": {"ballot": {"x": {"filters": [{"name": "lottery", "cost": -1}]}}}},
            "shareholders.ballot.x.filters.0.cost: is -1; expected a number from 0 to 100",
        ),
    ],
)
def test_refused_in_a_sentence(data, sentence):
    with pytest.raises(InputError) as caught:
        Scenario.model_validate(data)
    assert str(caught.value) == sentence


def test_traits_and_goals_of_a_kind():
    population = {
        "looter": {"share": 0.5, "awareness": 0.2},
        "climber": {"share": 0.5, "goal": {"pay": 1, "proxy": 2}},
    }
    scenario = Scenario.model_validate({"executives": {"awareness": 0.9, "population": population}})
    executives = scenario.executives
    assert executives.goal_of("looter") == ARCHETYPES["looter"]
    assert executives.goal_of("climber") == Goal(1.0, 0.0, 2.0, 0.0, 0.0)
    assert executives.trait("looter", "awareness") == 0.2
    assert executives.trait("climber", "awareness") == 0.9


def test_the_ballot_replaces_the_package():
    assert list(Scenario().packages()) == ["package"]
    voted = Scenario.model_validate({"shareholders": {"ballot": {"a": {}, "b": {"base_pay": 2}}}})
    assert list(voted.packages()) == ["a", "b"]
