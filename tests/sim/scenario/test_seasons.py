"""Seasons are the quarters in which the model audits."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.presets import load_scenario
from sim.scenario.seasons import audit_seasons
from sim.tables.simulate import simulate


@pytest.mark.parametrize("burn_in", [0, 2])
def test_audits_are_where_the_seasons_are(burn_in: int) -> None:
    scenario = load_scenario(
        "default",
        [
            "worlds=2",
            "quarters=9",
            f"burn_in={burn_in}",
            "package.oversight=[{name: seasonal-audits, rate: 1, season: 1}]",
        ],
    )
    events = simulate(scenario, record=["events"])["events"]
    audited = np.unique(events["quarter"][events["event"] == "audited"]).tolist()
    assert audit_seasons(scenario) == audited


def test_there_are_none_without_audits_and_where_packages_are_voted_on() -> None:
    assert audit_seasons(load_scenario("long-leash")) == []
    assert audit_seasons(load_scenario("say-on-pay")) == []
    no = "package.oversight.seasonal-audits.rate=0"
    assert audit_seasons(load_scenario("default", [no])) == []
