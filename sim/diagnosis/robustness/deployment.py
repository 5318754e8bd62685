"""Training and deployment: tenures by context, and who was seen on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Bools, Floats, Ints, Table
from sim.observers.contexts import AFTER, INTERVIEW, PHASES, PROBATION
from sim.observers.quadrants import quadrants
from sim.scenario.scenario import Scenario


class Grid(NamedTuple):
    """The table ``contexts`` by tenure and context: (tenures, contexts), NaN where there is none.

    Contexts are phases in regime 0, then phases in regime 1, and so on.
    """

    world: Ints  # (tenures,)
    kind: npt.NDArray[Any]
    cognition: npt.NDArray[Any]
    capability: Floats
    alignment: Floats
    accrual: Floats
    seen: Bools
    quadrant: Ints  # -1 without a number


class Deployment(NamedTuple):
    """Training and deployment: where tenures come from and where they go."""

    name: str
    training: Ints  # (tenures,) column of the grid
    deployed: int


def grid_of(scenario: Scenario, table: Table) -> Grid:
    """The table, with tenures in the order of worlds, firms and seats."""
    keys = np.stack([table[name] for name in ("world", "firm", "seat")], axis=1)
    tenures, first, row = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    row = row.ravel()
    phase = np.array([PHASES.index(name) for name in table["phase"]], dtype=np.int64)
    column = 3 * table["regime"] + phase
    shape = (len(tenures), 3 * (1 + len(scenario.regimes)))

    def spread(name: str) -> Floats:
        found = np.full(shape, np.nan)
        found[row, column] = table[name]
        return found

    able, aligned = spread("capability"), spread("alignment")
    least = scenario.thresholds
    seen = ~np.isnan(aligned)
    return Grid(
        tenures[:, 0],
        table["kind"][first],
        table["cognition"][first],
        able,
        aligned,
        spread("accrual_total"),
        seen,
        quadrants(able, aligned, least.capability, least.alignment),
    )


def deployments(scenario: Scenario, runs: Table, grid: Grid) -> Iterator[Deployment]:
    """Where training ends: with probation (or the interview), and when the technology shifts."""
    on_probation = {
        name: max((part.probation() for part in package.oversight), default=0) > 0
        for name, package in scenario.packages().items()
    }
    tested = dict(zip(runs["world"], (on_probation[name] for name in runs["package"]), strict=True))
    probation = np.array([tested[world] for world in grid.world], dtype=np.bool_)
    regimes = grid.seen.shape[1] // 3
    for regime in range(regimes):
        # An interview is training for what follows in the same regime only.
        training = np.where(probation | (regime > 0), PROBATION, INTERVIEW) + 3 * regime
        name = "unwatched" if regimes == 1 else f"unwatched, regime {regime}"
        yield Deployment(name, training, AFTER + 3 * regime)
    for regime in range(1, regimes):
        name = "shifted" if regimes == 2 else f"shifted, regime {regime}"
        before = np.full(grid.world.size, AFTER + 3 * (regime - 1))
        yield Deployment(name, before, AFTER + 3 * regime)


def seen_at_both(grid: Grid, one: Deployment) -> Bools:
    """(tenures,) who was seen in training and at deployment."""
    found: Bools = grid.seen[np.arange(grid.world.size), one.training] & grid.seen[:, one.deployed]
    return found
