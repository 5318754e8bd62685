"""Inferring goals removes the misaligned as far as goals show in reports, and no further."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.detection import auc
from sim.diagnosis.deception.suspicions import observe_suspicions
from sim.quarter.state import DISMISSED
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from tests.sim.worlds import batch, scenario

WORLDS = 4
TELLING = [
    {"name": "work", "value": 1.0, "loading": 1.0, "intrinsic": 1.0, "cap": 50.0},
    {"name": "loot", "value": -1.0, "visible": 0.0, "private": 1.5, "loading": 1.5, "cap": 3.0},
]
"""Whoever loots reports more than anybody else; at a loading of 0 nothing of it is seen."""
SILENT = [TELLING[0], {**TELLING[1], "loading": 0.0}]


def governed(tasks=TELLING, **part) -> Scenario:
    people = {
        "careerist": {"share": 0.7},
        "looter": {"share": 0.3, "goal": {"pay": 0.5, "private": 1.0}},
    }
    return scenario(
        firms__count=40,
        quarters=20,
        worlds=WORLDS,
        technology__tasks=tasks,
        metric__matured_weight=0.0,
        executives__population=people,
        executives__foresight=0,
        market__poaching_slope=0.0,
        package__schemes=["fixed-salary"],
        package__filters=["lottery"],
        package__oversight=[{"name": "goal-inference", "watch": 0.0, **part}],
        shareholders__monitoring_levels=[0.0],
    )


def looters(model: Scenario) -> np.ndarray:
    """(worlds,) share of misaligned executives in the last quarters."""
    worlds = batch(model, range(WORLDS))
    found = np.zeros(WORLDS)
    while worlds.quarter < worlds.quarters:
        worlds.step()
        if worlds.quarter >= 10:
            found += worlds.plans.misaligned[0][worlds.seats.kind].reshape(WORLDS, -1).mean(axis=1)
    return found / (worlds.quarters - 9)


def test_those_whose_goals_show_are_found_and_let_go():
    kept = looters(governed(threshold=1.0))
    gone = looters(governed(threshold=0.9))
    assert (gone < 0.5 * kept).all()
    found = observe_suspicions(governed(threshold=1.0), threads=1)
    assert found.row("auc")["mean"] > 0.95
    assert found.row("of_misaligned")["mean"] > 0.8 > 0.2 > found.row("of_aligned")["mean"]
    assert found.row("brier")["mean"] < 0.3 * found.row("base_brier")["mean"]


def test_goals_that_do_not_show_stay_hidden():
    """Control: equal reports, equal posteriors, whatever is wanted; nobody goes for it."""
    model = governed(SILENT, threshold=0.9)
    assert np.array_equal(looters(model), looters(governed(SILENT, threshold=1.0)))
    found = observe_suspicions(model, threads=1)
    assert found.row("auc")["mean"] == pytest.approx(0.5, abs=1e-9)
    assert found.row("brier")["mean"] == pytest.approx(found.row("base_brier")["mean"], abs=0.01)


def test_the_grace_is_kept():
    worlds = batch(governed(threshold=0.5, grace=3), range(WORLDS))
    early = late = 0
    while worlds.quarter < worlds.quarters:
        tenure = worlds.seats.tenure.copy()
        worlds.step()
        out = tenure[worlds.actions.exit == DISMISSED]
        early, late = early + (out < 3).sum(), late + (out >= 3).sum()
    assert early == 0 < late


def test_watching_finds_suspects():
    """Audits fall on the misaligned, though as many as random ones."""
    worlds = batch(governed(threshold=1.0, watch=0.5), range(WORLDS))
    worlds.run()
    worlds.quarter -= 1  # the last quarter's rates and seats, before anybody was hired
    bad = worlds.plans.misaligned[0][worlds.seats.kind] == 1
    assert auc(-worlds.actions.audit, bad) > 0.9
    assert worlds.actions.audit.mean() == pytest.approx(0.5 * bad.mean(), abs=0.05)


def test_a_board_that_dismisses_nobody_infers_in_vain():
    both = ["no-dismissal", {"name": "goal-inference"}]
    with pytest.raises(InputError, match="no-dismissal the board dismisses nobody, but goal-infer"):
        scenario(package__oversight=both)
    scenario(package__oversight=["no-dismissal", {"name": "goal-inference", "threshold": 1.0}])


def test_scenarios_in_which_nobody_infers_have_nothing_to_show():
    assert observe_suspicions(scenario(quarters=2)) is None
