"""A salary leaves nothing to game, and nothing to work for; Holmstrom and Milgrom 1991."""

from __future__ import annotations

import numpy as np

from sim.scenario.technology import DEFAULT_TASKS
from tests.incentives.schemes.efforts import difference, efforts, measured, paid_by

BONUS = {"name": "linear-bonus", "slope": 1.2}


def tasks(*dropped: str):
    return [task.model_dump() for task in DEFAULT_TASKS if task.name not in dropped]


def test_a_salary_ends_window_dressing_and_work_alike():
    salary, bonus = (efforts(paid_by(scheme)) for scheme in ("fixed-salary", BONUS))
    for task in ("dress", "operate"):
        assert np.array_equal(salary[task], np.zeros(12))
        assert difference(bonus[task], salary[task]).t < -4


def test_a_salary_beats_a_bonus_only_where_the_metric_can_be_gamed():
    """With a metric that nothing but honest work moves, the sign turns."""
    prone = [*tasks("dress"), {"name": "dress", "value": -2.0, "visible": 0.0, "loading": 1.5}]
    gamed = [paid_by(s, technology__tasks=prone) for s in (BONUS, "fixed-salary")]
    honest = [paid_by(s, technology__tasks=tasks("dress")) for s in (BONUS, "fixed-salary")]
    assert measured(*gamed, "total_surplus").t > 4
    assert measured(*honest, "total_surplus").t < -4


def test_without_any_loading_there_is_no_difference_in_what_is_done():
    """Control: a metric that nobody can move."""
    idle = [{**task, "loading": 0.0} for task in tasks()]
    salary, bonus = (
        efforts(paid_by(scheme, technology__tasks=idle, metric__matured_weight=0.0))
        for scheme in ("fixed-salary", BONUS)
    )
    assert all(np.array_equal(salary[task], bonus[task]) for task in salary)
