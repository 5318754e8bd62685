"""The table ``packages``: what has come of the packages that boards may have come to, by year."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Table
from sim.learning.results import BY_REALISED, BY_REPORT, BY_SURPLUS, BY_TRUE_VALUE
from sim.tables.columns import COLUMNS
from sim.world.worlds import Worlds

_RESULTS = {"value": BY_TRUE_VALUE, "realised_value": BY_REALISED, "surplus_per_size": BY_SURPLUS}


def packages_table(batch: Worlds) -> Table:
    """One row per world, year and point of the lattice that a firm was at; none if none learn."""
    found: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in COLUMNS["packages"]}
    for one in () if batch.learners is None else batch.learners.worlds:
        history, lattice = one.history, one.lattice
        quarters = history.column("quarters").swapaxes(0, 1)  # world, year, point
        at = world, year, point = np.nonzero(quarters > 0)

        of = {name: history.column(name).swapaxes(0, 1)[at] for name in history.names}
        spent, reports = quarters[at], of["reports"]
        total = quarters.sum(axis=2)[world, year]
        metric = np.divide(of[BY_REPORT], reports, np.full(spent.size, np.nan), where=reports > 0)
        rows = {
            "world": batch.worlds[lattice.worlds][world],
            "year": year,
            "package_point": point,
            "package": np.array(lattice.labels, dtype=object)[point],
            "package_share": spent / total,
            "metric": metric,
            **{name: of[result] / spent for name, result in _RESULTS.items()},
            "times_adopted": of["adopted"].astype(np.int64),
            "times_left": of["left"].astype(np.int64),
            "times_failed": of["failed"].astype(np.int64),
        }
        for name, column in rows.items():
            found[name].append(column)
    kinds = {name: column.dtype for name, column in COLUMNS["packages"].items()}
    empty = {str: object, int: np.int64, float: np.float64}
    table = {
        name: np.concatenate(some) if some else np.zeros(0, dtype=empty[kinds[name]])
        for name, some in found.items()
    }
    order = np.lexsort((table["package_point"], table["year"], table["world"]))
    return {name: column[order] for name, column in table.items()}
