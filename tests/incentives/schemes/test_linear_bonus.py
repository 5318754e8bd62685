"""A slope buys what the metric measures, in the proportions in which it measures it; Baker 1992."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.technology import DEFAULT_TASKS
from tests.incentives.schemes.efforts import difference, efforts, measured, paid_by


def bonus(slope, **settings):
    return paid_by({"name": "linear-bonus", "slope": slope}, **settings)


def test_effort_is_slope_times_loading():
    """Exactly, for somebody who does not look ahead: what an effort is worth is not asked."""
    done = efforts(bonus(0.6, executives__foresight=0, executives__ability_sd=0.0))
    for task in DEFAULT_TASKS:
        assert done[task.name] == pytest.approx(np.full(12, max(0.6 * task.loading, 0.0)), abs=1e-9)


def test_a_steeper_slope_buys_work_and_window_dressing():
    flat, steep = efforts(bonus(0.4)), efforts(bonus(1.6))
    for task in ("operate", "dress"):
        assert difference(flat[task], steep[task]).t > 4


def test_a_steeper_slope_wastes_value_only_where_dressing_lifts_the_metric():
    """Control: where dressing moves nothing, not a cent more is wasted."""
    honest = [
        {**task.model_dump(), **({"loading": 0.0} if task.name == "dress" else {})}
        for task in DEFAULT_TASKS
    ]
    assert measured(bonus(0.4), bonus(1.6), "waste").t > 4
    fixed = {"technology__tasks": honest, "executives__foresight": 0}
    mild, steep = (efforts(bonus(slope, **fixed)) for slope in (0.4, 1.6))
    assert np.array_equal(mild["dress"], steep["dress"])
    assert difference(mild["operate"], steep["operate"]).t > 4
