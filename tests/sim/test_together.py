"""Parts of the model that were made apart, together in one scenario."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.ledger import LEDGER
from tests.sim.worlds import batch, scenario

HARM = {"value": -0.4, "visible": 0.2, "loading": 0.8, "curvature": 0.1}
TASKS = [
    {"name": "work", "value": 1.0, "loading": 1.0},
    {"name": "project", "value": 0.5, "loading": 0.6, "intrinsic": 0.3, "once": True},
    {"name": "sell-out", **HARM},
]
PAY = [
    "market-wage",
    {"name": "deferred-bonus", "slope": 0.5, "deferred": 0.6, "cliff": 4, "malus": 0.8},
]


def everything(**settings):
    """Pay on beliefs, malus, a known end, tasks done once and costs of pairs of tasks."""
    return scenario(
        **{
            "technology__tasks": TASKS,
            "technology__interactions": [{"tasks": ["work", "project"], "cost": 0.4}],
            "executives__population": {"careerist": 1.0},
            "executives__ability_sd": 0.0,
            "executives__talent_sd": 0.5,
            "executives__foresight": 6,
            "board__compares_with": "expectation",
            "market__tenure_limit": 12,
            "package__schemes": PAY,
            "package__oversight": ["belief-dismissal"],
            **settings,
        }
    )


def test_boards_expect_what_the_average_executive_does():
    model = everything(package__oversight=[])
    worlds = batch(model)
    seen = set()
    for _ in range(model.quarters):
        tenure = worlds.seats.tenure.copy()
        worlds.step()
        conjecture = worlds.plans.conjecture[0]
        assert worlds.actions.metric_index == pytest.approx(conjecture[tenure], abs=1e-9)
        seen |= set(tenure.tolist())
    assert seen == set(range(12))
    assert conjecture[0] > conjecture[1] + 0.2  # the project
    assert np.unique(conjecture.round(6)).size == 12


def test_malus_and_careers_meet_in_the_rows_by_tenure():
    """Control: each alone is another row."""

    def worth(schemes):
        worlds = batch(everything(package__schemes=schemes))
        first = int(worlds.plans.tenure_row[0])
        return worlds.plans.worth[0, 0, first : first + 12] if first else None

    wage, bonus = PAY
    lenient = {**bonus, "malus": 0.0}
    both, careers, malus = worth([wage, bonus]), worth([wage, lenient]), worth([bonus])
    without = batch(everything(package__schemes=[lenient]))
    assert int(without.plans.tenure_row[0]) == 0
    assert (both[:-1, 0] > malus[:-1, 0]).all() and both[:, 0] == pytest.approx(careers[:, 0])
    assert (both[:, 2] <= careers[:, 2] + 1e-6).all() and (both[0, 2] < careers[0, 2] - 0.01).all()


def test_joint_costs_of_a_task_done_once_end_with_it():
    model = everything(firms__luck=0.0)
    worlds = batch(model, books=True)
    for _ in range(3):
        first = worlds.seats.tenure == 0
        worlds.step()
        work, project, harm = worlds.actions.effort
        spent = 0.5 * (work**2 + harm**2)
        spent += np.where(first, 0.5 * (project - 0.3) ** 2 + 0.4 * work * (project - 0.3), 0.0)
        booked = worlds.actions.books[LEDGER.index("effort")] / worlds.seats.base_pay
        assert booked == pytest.approx(spent, abs=1e-12)
        assert (project[~first] == 0.0).all()
