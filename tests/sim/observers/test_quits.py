"""Observers change nothing, also where people quit."""

from __future__ import annotations

import pytest

from sim.tables.columns import RECORDS
from sim.tables.simulate import simulate

PEOPLE_QUIT = {
    "market.participation": "quitting",
    "package.base_pay": 0.45,
    "package.schemes": ["deferred-bonus"],
    "package.oversight": ["probation", "risk-based-audits"],
    "regimes": [{"start": 6, "tasks": {"operate": {"value": 0.4, "loading": 0.7}}}],
    "firms": {"source": "synthetic", "count": 40},
}


def test_runs_are_the_same_whatever_is_recorded():
    plain = simulate("default", 4, "runs", settings=PEOPLE_QUIT, quarters=16)["runs"]
    watched = simulate("default", 4, RECORDS, settings=PEOPLE_QUIT, quarters=16)["runs"]
    assert plain["quit"].any()
    for name, values in plain.items():
        assert watched[name] == pytest.approx(values, abs=0.0, nan_ok=True) or (
            watched[name].tolist() == values.tolist()
        ), name
