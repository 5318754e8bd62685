"""What nobody knows beforehand is worked for evenly; Ederer, Holden and Meyer 2018."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.efforts import efforts, measured, paid_by

TURNS = [{"build": 1.0}, {"operate": 1.0}]
PLAIN = {
    "technology__tasks": [
        {"name": "build", "value": 1.0},
        {"name": "operate", "value": 1.0},
    ],
    "executives__ability_mean": 1.0,
    "executives__ability_sd": 0.0,
}


def rotating(disclosed, turns=TURNS, **settings):
    part = {"name": "linear-bonus", "slope": 0.8, "metric": "rotating"}
    metric = {"name": "rotating", "turns": turns, "disclosed": disclosed}
    return paid_by(part, package__metrics=[metric], **PLAIN, **settings)


def test_opacity_spreads_effort_and_saves_its_cost():
    """The same mean effort; known turns cost ``slope**2 / 2`` a quarter, unknown ones half."""
    known, unknown = efforts(rotating("season")), efforts(rotating("afterwards"))
    for task in ("build", "operate"):
        assert known[task] == pytest.approx(np.full(12, 0.4), abs=1e-10)
        assert unknown[task] == pytest.approx(np.full(12, 0.4), abs=1e-10)
    found = measured(rotating("season"), rotating("afterwards"), "total_surplus")
    assert found.t > 4 and found.mean == pytest.approx(0.8**2 / 4, rel=0.05)


def test_a_metric_that_does_not_rotate_has_nothing_to_hide():
    """Control."""
    one = [{"build": 0.5, "operate": 0.5}]
    known, unknown = (efforts(rotating(d, one)) for d in ("season", "afterwards"))
    assert all(np.array_equal(known[task], unknown[task]) for task in known)


def test_known_turns_are_followed_quarter_by_quarter():
    first = efforts(rotating("season", quarters=1))
    assert first["build"] == pytest.approx(np.full(12, 0.8), abs=1e-10)
    assert first["operate"].max() == 0
