"""Robustness in two dimensions: where executives stay capable, and where they stay aligned.

Per context the quadrants; from training to deployment the transitions; per tenure the labels. All
numbers are means over worlds with 95% intervals.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints, Table
from sim.analysis.means import interval
from sim.diagnosis.robustness.deployment import Deployment, Grid, deployments, grid_of, seen_at_both
from sim.observers.contexts import PHASES
from sim.observers.quadrants import QUADRANTS, UNKNOWN, malign, transitions
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance
from sim.support.showing import html
from sim.tables.simulate import simulate

SummaryRow = dict[str, Any]

EVERYBODY = "everybody"
SPREAD = (0.1, 0.9)
"""Quantiles over tenures that are shown beside means over worlds."""


class Robustness(NamedTuple):
    """What became of capability and alignment; cells are means with intervals over worlds.

    Attributes:
        contexts: A row per group, phase and regime: tenures per world, capability (at least 0),
            alignment, their ``spread`` over tenures, and the share of each quadrant.
        transitions: A row per deployment (watched to unwatched in a regime, before to after a
            shift), quadrant in training and quadrant there: share of the tenures seen at both.
        labels: A row per group: shares of tenures; malign generalization of those that were seen
            both in training and at deployment, the others of all.
        unfit: Advance of rows of rules in ``contexts`` that no goal of the menu fits.
    """

    contexts: list[SummaryRow]
    transitions: list[SummaryRow]
    labels: list[SummaryRow]
    unfit: float

    def __repr__(self) -> str:
        groups = ", ".join(str(row["group"]) for row in self.labels)
        return f"<Robustness of {groups}: {len(self.contexts)} contexts>"

    def _repr_html_(self) -> str:
        return html("Capable and aligned?", self.contexts, self.labels)

    @property
    def regimes(self) -> list[int]:
        """Shifts before, of all contexts in which anybody was seen."""
        return sorted({row["regime"] for row in self.contexts})

    def document(self) -> dict[str, Any]:
        """All of it as plain data."""
        return self._asdict()


def observe(scenario: Scenario, progress: Advance | None = None) -> Robustness:
    """Play all worlds of a scenario and tell failures apart; ``progress`` as of ``simulate``."""
    tables = simulate(scenario, record=["contexts", "tenures"], threads=1, progress=progress)
    return robustness(scenario, tables)


def robustness(scenario: Scenario, tables: dict[str, Table]) -> Robustness:
    """The same from the tables ``runs``, ``contexts`` and ``tenures`` of a run of the scenario."""
    grid = grid_of(scenario, tables["contexts"])
    unfit = tables["contexts"]["quadrant"] == UNKNOWN
    groups = list(_groups(grid))
    contexts = [
        {"group": group, "phase": PHASES[place % 3], "regime": place // 3, **_quadrants(grid, some)}
        for group, mine in groups
        for place in range(grid.seen.shape[1])
        if (some := (mine[:, None] & grid.seen) & (np.arange(grid.seen.shape[1]) == place)).any()
    ]
    labels = [{"group": group, **_labels(scenario, tables, grid, mine)} for group, mine in groups]
    transitions = [
        row
        for one in deployments(scenario, tables["runs"], grid)
        for row in _transitions(grid, one)
    ]
    return Robustness(contexts, transitions, labels, float(unfit.mean()) if unfit.size else 0.0)


def _groups(grid: Grid) -> Iterator[tuple[str, Bools]]:
    """Everybody; then kinds and ways to decide, where there are several."""
    yield EVERYBODY, np.ones(grid.world.size, dtype=np.bool_)
    for column in (grid.kind, grid.cognition):
        names = list(dict.fromkeys(sorted(column)))
        if len(names) > 1:
            yield from ((name, column == name) for name in names)


def _quadrants(grid: Grid, some: Bools) -> SummaryRow:
    """Of some entries of the grid."""
    world = np.broadcast_to(grid.world[:, None], some.shape)[some]
    able, aligned, found = grid.capability[some], grid.alignment[some], grid.quadrant[some]
    worlds = np.unique(grid.world)
    known = ~np.isnan(able)
    able = np.maximum(able, 0.0)  # worse than doing nothing, by any factor, is none
    return {
        "tenures": _over_worlds(worlds, world, np.ones(world.size), summed=True),
        "capability": {
            **_over_worlds(worlds, world[known], able[known]),
            "spread": _quantiles(able[known]),
        },
        "alignment": {
            **_over_worlds(worlds, world, aligned),
            "spread": _quantiles(aligned),
        },
        **{
            name: _over_worlds(worlds, world[known], (found[known] == number).astype(np.float64))
            for number, name in enumerate(QUADRANTS)
        },
    }


def _transitions(grid: Grid, one: Deployment) -> list[SummaryRow]:
    """Shares of pairs of quadrants among tenures that have both."""
    came = grid.quadrant[np.arange(grid.world.size), one.training]
    pairs = transitions(came, grid.quadrant[:, one.deployed])
    both = pairs.any(axis=(0, 1))
    worlds = np.unique(grid.world)
    rows = []
    for number, name in enumerate(QUADRANTS):
        for other, there in enumerate(QUADRANTS):
            share = pairs[number, other, both].astype(np.float64)
            if share.any():
                rows.append(
                    {
                        "deployment": one.name,
                        "training": name,
                        "deployed": there,
                        "tenures": int(share.sum()),
                        "share": _over_worlds(worlds, grid.world[both], share),
                    }
                )
    return rows


def _labels(scenario: Scenario, tables: dict[str, Table], grid: Grid, mine: Bools) -> SummaryRow:
    """Shares of labels among some tenures."""
    tenures, worlds = tables["tenures"], np.unique(grid.world)
    order = np.lexsort([tenures[name] for name in ("seat", "firm", "world")])  # as in the grid
    ever, deployed = np.zeros(mine.size, dtype=np.bool_), np.zeros(mine.size, dtype=np.bool_)
    shares = {}
    for one in deployments(scenario, tables["runs"], grid):
        both, gone_bad = seen_at_both(grid, one), _malign(scenario, grid, one)
        deployed |= both
        ever |= gone_bad
        shares[one.name] = _share(worlds, grid.world, gone_bad, both & mine)
    flags = {name: tenures[name][order] == 1 for name in ("empty_chair", "not_worth_pay")}
    return {
        "tenures": _over_worlds(worlds, grid.world[mine], np.ones(int(mine.sum())), summed=True),
        "malign": _share(worlds, grid.world, ever, deployed & mine),
        "malign_by_deployment": shares,
        **{name: _share(worlds, grid.world, flag, mine) for name, flag in flags.items()},
    }


def _malign(scenario: Scenario, grid: Grid, one: Deployment) -> Bools:
    """(tenures,) able at deployment, worse than an empty chair there, and not in training."""
    rows = np.arange(grid.world.size)
    return seen_at_both(grid, one) & malign(
        grid.accrual[rows, one.training],
        grid.accrual[:, one.deployed],
        grid.capability[:, one.deployed],
        scenario.thresholds.capability,
    )


def _share(worlds: Ints, world: Ints, flag: Bools, among: Bools) -> SummaryRow:
    return _over_worlds(worlds, world[among], flag[among].astype(np.float64))


def _over_worlds(worlds: Ints, world: Ints, values: Floats, summed: bool = False) -> SummaryRow:
    """Means (or sums) of every world, as a mean over worlds with its interval."""
    place = np.searchsorted(worlds, world)
    total: Floats = np.bincount(place, values, worlds.size).astype(np.float64)
    if summed:
        return interval(total)
    with np.errstate(invalid="ignore", divide="ignore"):
        return interval(total / np.bincount(place, minlength=worlds.size))


def _quantiles(values: Floats) -> list[float] | None:
    return np.quantile(values, SPREAD).tolist() if values.size else None
