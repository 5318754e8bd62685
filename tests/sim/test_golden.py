"""Golden runs: numbers that may change only with a reason in CHANGELOG.md.

``python -m tests.sim.test_golden`` writes them anew; run it from the root of the checkout.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.scenario.presets import scenario_of
from sim.tables.simulate import simulate
from tests.sim.worlds import PLAIN

FILE = Path(__file__).with_name("golden.json")

OVERSIGHT = ["random-audits", "seasonal-audits", "probation", "belief-dismissal"]
"""The preset's, which a package of one's own does not know."""

SCENARIOS = {
    PLAIN: {},
    "deferred pay, tests and a shift": {
        "package": {
            "schemes": ["hurdle-bonus", "deferred-bonus"],
            "filters": ["interview", "integrity-test", "track-record"],
            "oversight": OVERSIGHT,
        },
        "regimes": [{"start": 8, "tasks": {"build": {"value": -1.2}}}],
        "metric.common_noise": 0.4,
    },
    "rules and a vote": {
        "executives.cognition": "rule",
        "executives.risk_aversion": 0.5,
        "executives.population": {
            "steward": 0.5,
            "looter": {"share": 0.3, "cognition": "exact", "awareness": 0.4},
            "saboteur": 0.2,
        },
        "market.tenure_limit": 10,
        "market.detected_return": 1.0,
        "shareholders.ballot": {
            "salary": {"schemes": ["fixed-salary"], "oversight": OVERSIGHT},
            "bonus": {"schemes": ["linear-bonus"], "oversight": ["random-audits"]},
        },
    },
}


def play(name: str) -> dict[str, list[float] | list[str]]:
    """A scenario as it was before people could decline, by the preset ``PLAIN``."""
    settings = {"seed": 20, "worlds": 3, "quarters": 16, "firms.count": 25, **SCENARIOS[name]}
    runs = simulate(scenario_of(PLAIN, settings))["runs"]
    return {column: values.tolist() for column, values in runs.items()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_golden(name):
    golden, now = json.loads(FILE.read_text())[name], play(name)
    assert golden.keys() <= now.keys()  # columns may join
    for column, values in golden.items():
        if isinstance(values[0], str):
            assert now[column] == values, column
        else:
            assert np.array(now[column]) == pytest.approx(np.array(values), rel=1e-9, abs=1e-12), (
                column
            )


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: play(name) for name in SCENARIOS}, indent=1) + "\n")
