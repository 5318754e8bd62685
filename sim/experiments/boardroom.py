"""The boardroom's row in "the same failure in four systems", from ``generalization``."""

from __future__ import annotations

from typing import Any

import numpy as np

from incentives.arrays import Floats, Table
from sim.analysis.means import interval
from sim.diagnosis.robustness.deployment import deployments, grid_of, seen_at_both
from sim.diagnosis.robustness.robustness import EVERYBODY, SummaryRow, robustness
from sim.experiments.generalization import EXPERIMENT
from sim.scenario.scenario import Scenario
from sim.study.design.experiment import load_experiment
from sim.support.progress import Advance
from sim.support.tally import Parts
from sim.tables.simulate import simulate

_SHIFTED, _STAYS, _UNAWARE = ("shifts", "search"), ("stays", "search"), ("stays", "unaware-search")


def gist(progress: Advance | None = None) -> dict[str, Any]:
    """The row, with the keys that rows of labs have: executives who search, before and after."""
    cells = {
        (one.labels["environment"], one.labels["mind"]): one.scenario
        for one in load_experiment(EXPERIMENT).cells()
    }
    chosen = {name: cells[name] for name in (_SHIFTED, _STAYS, _UNAWARE)}
    parts = Parts(progress or (lambda done, total: None), sum(s.worlds for s in chosen.values()))
    played = {
        name: simulate(
            one,
            record=["contexts", "tenures"],
            threads=1,
            progress=parts.next(one.worlds),
        )
        for name, one in chosen.items()
    }
    found = robustness(chosen[_SHIFTED], played[_SHIFTED])
    after, labels = _everybody(found.contexts), _everybody(found.labels)["malign_by_deployment"]
    aware, unaware = (lost_unwatched(chosen[one], played[one]) for one in (_STAYS, _UNAWARE))
    return {
        "base_optimizer": "boards that hire and dismiss",
        "selects_for": "reported results",
        "proxy": "what is paid, or an empire",
        "shifted": "building destroys value",
        "capability_kept": _triple(after["capability"]),
        "objective_kept": _triple(after["alignment"]),
        "malign_share": _triple(labels["shifted"]),
        "deception_adds": _triple(interval(aware - unaware)),
        "aligned": chosen[_SHIFTED].thresholds.alignment,
    }


def _everybody(rows: list[SummaryRow]) -> SummaryRow:
    """The last row of all: of contexts, settled in the last regime."""
    return [row for row in rows if row["group"] == EVERYBODY][-1]


def lost_unwatched(scenario: Scenario, tables: dict[str, Table]) -> Floats:
    """(worlds,) share of tenures that lose the objective once nobody watches them; NaN of none.

    Of those seen on probation and after it, in the first regime: whose alignment was no failure
    before by the scenario's threshold, and is one after.
    """
    grid = grid_of(scenario, tables["contexts"])
    unwatched = next(deployments(scenario, tables["runs"], grid))
    among = seen_at_both(grid, unwatched)
    least, rows = scenario.thresholds.alignment, np.arange(grid.world.size)
    lost = grid.alignment[rows, unwatched.training] >= least
    lost &= grid.alignment[:, unwatched.deployed] < least
    place = np.searchsorted(tables["runs"]["world"], grid.world)
    count = len(tables["runs"]["world"])
    with np.errstate(invalid="ignore"):
        shares: Floats = np.bincount(place, among & lost, count) / np.bincount(place, among, count)
    return shares


def _triple(cell: dict[str, Any]) -> tuple[float, float, float]:
    return cell["mean"], cell["low"], cell["high"]
