"""The study beside what was published, and a control that must not agree."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.replication import HiddenAction, agreement_of, published
from sim.replication.agency import Agency
from sim.replication.goals import goal_effects
from sim.replication.hidden_action import Condition, Replicate
from sim.replication.local_search import LocalSearch
from sim.replication.memory import WindowMean
from sim.replication.play import play
from sim.replication.published import agreement, differences

STUDY = HiddenAction()
PUBLISHED = STUDY.conditions(turbulence=25)


def test_sixteen_of_forty_eight_conditions_were_published():
    assert len(STUDY.conditions()) == 48
    assert {*map(tuple, PUBLISHED)} == {*published.hidden_action()}
    for series in published.hidden_action().values():
        assert list(series) == ["effort", "premium", "principal_utility"]
        assert all(list(periods) == [1, 5, 10, 20] for periods in series.values())
        assert all(0.0 < error < mean for p in series.values() for mean, error in p.values())


@pytest.mark.parametrize("seed", [0, 1])
def test_the_study_is_replicated(seed):
    found = agreement_of(STUDY.run(PUBLISHED, seed=seed))
    assert found.compared == 192
    assert found.far <= 1 and found.mean_square < 2.0 and found.holds


@pytest.mark.study
def test_many_runs_differ_by_no_more_than_the_published_ones_scatter():
    """With 40,000 runs nearly all of a difference is theirs: z squared is chi-squared."""
    found = agreement_of(STUDY.run(PUBLISHED, seed=11, runs=40_000))
    assert found.far == 0
    assert 0.6 < found.mean_square < 1.5


@pytest.mark.parametrize(
    "change",
    [
        {"search": LocalSearch(alternatives=4)},
        {"search": LocalSearch(reach=0.25)},
        {"cost": 1.1},
        {"production": 47.0},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_model_does_not_agree(change):
    """Controls that must fail. A principal who is told the environment does agree: docs say so."""
    base = Agency().model_copy(update=change)
    z = []
    for condition in PUBLISHED:
        agency = STUDY.agency(condition, base)
        changed = Replicate(condition, agency, play(agency, 0, 700))
        assert changed.published is None and not changed.differences
        there = published.hidden_action()[condition]
        z += [one for p in differences(changed.means, there).values() for one in p.values()]
    assert not agreement(z).holds


def test_memories_are_not_exchangeable():
    swapped = []
    for condition in PUBLISHED:
        turbulence, principal, agent = condition
        if principal != agent:
            other = Condition(turbulence, agent, principal)
            (one,) = STUDY.run([other])
            there = published.hidden_action()[condition]
            swapped += [z for p in differences(one.means, there).values() for z in p.values()]
    assert not agreement(swapped).holds


def test_a_condition_as_a_document():
    (one,) = STUDY.run([Condition(25, "3", "unlimited")], runs=50)
    document = one.document()
    assert document["memory_principal"] == 3 and document["memory_agent"] == "unlimited"
    assert document["runs"] == 50 and list(document["effort"]) == ["1", "5", "10", "20"]
    mean, error = document["premium"]["20"]
    values = play(one.agency, 0, 50)["premium"][-1]
    assert mean == pytest.approx(values.mean()) and error == pytest.approx(
        values.std(ddof=1) / math.sqrt(50)
    )
    there = document["published"]["premium"]["20"]
    z = (mean - there[0]) / math.hypot(error, there[1])
    assert document["z"]["premium"]["20"] == pytest.approx(z)
    assert document["second_best"]["principal"] == pytest.approx(40.9761, abs=1e-4)
    (other,) = STUDY.run([Condition(5, "3", "1")], runs=50)
    assert "published" not in other.document() and "z" not in other.document()


def test_the_condition_is_what_is_played():
    agency = STUDY.agency(Condition(45, "5", "unlimited"), Agency(cost=2.0))
    assert agency.principal == WindowMean(memory=5)
    assert agency.agent == WindowMean(memory="unlimited")
    assert (agency.turbulence, agency.cost) == (45.0, 2.0)


def test_what_hidden_goals_add_is_compared_run_by_run():
    condition = Condition(25, "1", "unlimited")
    found = {
        (one.goal, one.share, one.learns_from): one
        for one in goal_effects([condition], (0.0, 1.0), seed=3, runs=200)
    }
    assert len(found) == 12
    (study,) = STUDY.run([condition], seed=3, runs=200)
    for goal in ("drive", "leisure", "diversion"):
        none = found[goal, 0.0, "outcome"]
        assert all(cell == (0.0, 0.0, 0.0) for p in none.added.values() for cell in p.values())
        assert none.level[20]["effort"][0] == study.means["effort"][20][0]
        some = found[goal, 1.0, "outcome"]
        level, added = some.level[20]["outcome"], some.added[20]["outcome"]
        assert level[0] - added[0] == pytest.approx(none.level[20]["outcome"][0])
        assert added[1] < added[0] < added[2]
        assert (added[1] > 0.0) if goal == "drive" else (added[2] < 0.0)
        told = found[goal, 1.0, "environment"]
        assert told.added[20]["premium"] == (0.0, 0.0, 0.0)
    assert np.isfinite([cell[0] for cell in some.level[1].values()]).all()
