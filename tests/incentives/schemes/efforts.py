"""Paired comparisons of packages under the same luck, through the simulator's core."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

Part = str | dict[str, Any]


class Difference(NamedTuple):
    """Mean over worlds of the second less the first, and how many standard errors it is."""

    mean: float
    t: float


def paid_by(*schemes: Part, **settings: Any) -> Scenario:
    """A small economy of careerists under these schemes and no oversight, unless it is set."""
    plain = {
        "executives__population": {"careerist": 1.0},
        "package__oversight": [],
        "package__filters": ["lottery"],
        "shareholders__monitoring_levels": [0.0],
        "market__experienced": 0,
        "worlds": 12,
        "quarters": 8,
    }
    return scenario(**{**plain, "package__schemes": list(schemes), **settings})


def efforts(model: Scenario) -> dict[str, Floats]:
    """Per task, the mean effort in every world, over firms and quarters."""
    worlds = batch(model, range(model.worlds))
    total = np.zeros((len(model.technology.tasks), model.worlds))
    for _ in range(model.quarters):
        worlds.step()
        total += worlds.actions.effort.reshape(len(total), model.worlds, -1).mean(axis=2)
    names = [task.name for task in model.technology.tasks]
    return dict(zip(names, total / model.quarters, strict=True))


def difference(first: Floats, second: Floats) -> Difference:
    """Of the second from the first, world by world; infinite ``t`` where it is always the same."""
    gap = second - first
    error = gap.std(ddof=1) / np.sqrt(gap.size)
    with np.errstate(divide="ignore"):
        t = gap.mean() / error if gap.any() else 0.0
    return Difference(float(gap.mean()), float(t))


def measured(first: Scenario, second: Scenario, measure: str) -> Difference:
    """The difference in a measure of the table of runs."""
    return difference(*(simulate(model)["runs"][measure] for model in (first, second)))
