"""Studies whose rent is a known function of their levers, made and kept like any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fakecore
import numpy as np

from sim.scenario.scenario import Scenario
from sim.study import Study, run_study

RANGES = {
    "a": {"path": "package.base_pay", "from": 1, "to": 2},
    "b": {"path": "metric.noise", "from": 0.5, "to": 1.5},
    "c": {"path": "market.outside", "from": 0, "to": 1},
}
SIZE = {
    "small": {"firms.count": 20},
    "middle": {"firms.count": 30},
    "large": {"firms.count": 40},
}

Function = Callable[[float, float, float, int], float]
"""Of the shares of the three ranges, from 0 to 1, and of the count of firms."""


def grid(steps: int, names: str = "abc") -> dict[str, Any]:
    """The ranges in steps."""
    return {name: {**RANGES[name], "steps": steps} for name in names}


def luck(world: np.ndarray) -> np.ndarray:
    """What a world adds in all cells."""
    return np.sin(1.0 + 37.0 * world)


def study(
    path: Path,
    function: Function,
    *,
    noise: float = 0.0,
    measure: str = "rent",
    worlds: int = 1,
    common: float = 1.0,
    **fields: Any,
) -> Study:
    """Play it.

    Args:
        path: Its folder.
        function: What the rent is.
        noise: Scale of what differs between worlds and cells.
        measure: Which column is the function.
        worlds: Of every cell.
        common: Scale of the luck that all cells share; none if there is one world.
        fields: Of the experiment.
    """

    def simulate(scenario: Scenario, worlds: Any, record: Any) -> dict[str, dict[str, Any]]:
        tables = fakecore.simulate(scenario, worlds, record)
        runs = tables["runs"]
        world = runs["world"]
        pay, loud = scenario.package.base_pay, scenario.metric.noise
        outside, firms = scenario.market.outside, scenario.firms.count
        value = function(pay - 1.0, loud - 0.5, outside, firms) + 0.0 * world
        if scenario.worlds > 1:
            value = value + common * luck(world)
        seed = [int(1e6 * pay), int(1e6 * loud), int(1e6 * outside), firms]
        drawn = [np.random.default_rng([*seed, int(one)]).normal() for one in world]
        runs[measure] = value + noise * np.array(drawn)
        return tables

    made = {"firms.source": "synthetic", "firms.count": 20, "quarters": 4, "burn_in": 0}
    experiment = fakecore.experiment(
        **{"levers": RANGES, "settings": made, "worlds": worlds, "measures": [measure], **fields}
    )
    return run_study(experiment, path, simulate=simulate, workers=1)
