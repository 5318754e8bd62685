"""Goals: archetypes are goal vectors, and nothing else tells them apart."""

from __future__ import annotations

import numpy as np
import pytest

from agents.goals import ARCHETYPES, SUMMARIES, Goal
from sim.scenario.scenario import Scenario
from sim.scenario.technology import Technology, task_table


def image(goal):
    table = task_table(Technology(), (), 0)
    return goal.image(table["value"], table["proxy"], table["private"])


def test_images_in_task_space():
    """build, operate, dress, divert, sabotage; pay is left out."""
    assert image(ARCHETYPES["careerist"]) == pytest.approx(np.zeros(5))
    assert image(ARCHETYPES["steward"]) == pytest.approx([0.3, 0.24, -0.24, -0.3, -0.45])
    assert image(ARCHETYPES["empire-builder"]) == pytest.approx([0.9, 0.18, 0.18, 0, 0])
    assert image(ARCHETYPES["looter"]) == pytest.approx([0, 0, 0, 0.9, 0])
    assert image(ARCHETYPES["saboteur"]) == pytest.approx([0, 0, 0.4, 0.5, 0.75])


def test_temptation_counts_what_invites_harm_only():
    order = ["steward", "looter"]
    assert ARCHETYPES[order[0]].temptation() == 0 < ARCHETYPES[order[1]].temptation() <= 1
    assert Goal(1, 0, 0, 1, -1).temptation() == pytest.approx(1 / 3)
    assert Goal(0, 0, 0, 0, 0).temptation() == 0


def test_archetypes_are_summed_up():
    assert set(SUMMARIES) == set(ARCHETYPES)


def test_a_shift_changes_the_table_from_then_on():
    model = Scenario.model_validate(
        {
            "regimes": [
                {"start": 5, "tasks": {"build": {"value": -1.2}}},
                {"start": 9, "tasks": {"build": {"loading": 0.9}, "dress": {"value": 0.0}}},
            ]
        }
    )
    rows = [task_table(model.technology, model.regimes, n) for n in range(3)]
    assert [row["value"][0] for row in rows] == [1.0, -1.2, -1.2]
    assert [row["loading"][0] for row in rows] == [0.25, 0.25, 0.9]
    assert [row["value"][2] for row in rows] == [-0.8, -0.8, 0.0]


def test_a_goal_of_ones_own_behaves_like_the_archetype_with_the_same_weights():
    from sim.tables.simulate import simulate

    weights = {"pay": 1.0, "private": 1.0}
    named = {"population": {"looter": 1.0}}
    own = {"population": {"thief": {"share": 1.0, "goal": weights}}}
    small = {"worlds": 2, "quarters": 6, "firms": {"count": 5}}
    a = simulate(Scenario.model_validate({**small, "executives": named}))["runs"]
    b = simulate(Scenario.model_validate({**small, "executives": own}))["runs"]
    for column in a:
        assert (a[column] == b[column]).all() or np.isnan(a[column]).all()
