"""How much a study is: cells, runs, rows, memory and disk; and refusing what does not fit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.scenario import Scenario
from sim.study.design.cells import Cells
from sim.study.run.tasks import _BYTES_IN_TASK, FIRMS_IN_TASK
from sim.support.inputs import InputError
from sim.support.memory import INSIST, refuse_too_much
from sim.tables.columns import COLUMNS
from sim.tables.memory import WHAT, needed
from sim.tables.refusals import refuse_tables

_CELL, _RUN = 1_200, 600
"""Bytes of a cell, and of a run in the tables that this process reads for its report."""
_WORKER = 250_000_000
"""Bytes of a worker before it plays."""
_PER_VALUE = 7.0
"""Bytes of a value in a compressed file, about."""
_SAMPLE = 32
_LASTING = 0.15
"""Tenures that end in a quarter, per firm, at most about."""


class Size(NamedTuple):
    """How much there is to play and to keep.

    Attributes:
        cells, runs, firm_quarters, plans: To play; runs are worlds of cells.
        rows: Per table.
        disk: Bytes of all tables, about.
    """

    cells: int
    runs: int
    firm_quarters: int
    plans: int
    rows: dict[str, int]
    disk: int


def sample(cells: Cells, most: int = _SAMPLE) -> list[Scenario]:
    """Scenarios from all over a design; those that cannot be made are left out."""
    places = np.unique(np.linspace(0, len(cells) - 1, min(most, len(cells))).astype(int))
    found = []
    for place in places:
        try:
            found.append(cells.scenario(int(place)))
        except InputError:
            continue  # it fails when it is played
    return found


def size(cells: Cells, record: tuple[str, ...] | list[str] = ("runs",)) -> Size:
    """How much a design is, extrapolated from a sample of its cells."""
    scenarios = sample(cells)
    share = len(cells) / max(len(scenarios), 1)
    rows = dict.fromkeys(record, 0.0)
    runs = firm_quarters = plans = 0.0
    for s in scenarios:
        firms, quarters = s.worlds * s.firms.count, s.quarters
        runs += s.worlds
        firm_quarters += firms * s.quarters_played()
        plans += len(s.packages()) * len(s.shareholders.monitoring_levels) * (1 + len(s.regimes))
        points = 0 if s.learning is None else s.learning.size() // s.learning.references
        plans += 0 if s.learning is None else s.learning.size() * (1 + len(s.regimes))
        tenures = firms * (1 + _LASTING * quarters)
        per = {
            "runs": s.worlds,
            "quarters": s.worlds * quarters,
            "ledger": firms * quarters,
            "firms": firms,
            "conduct": firms * quarters,
            "efforts": firms * quarters * len(s.technology.tasks),
            "events": 2 * tenures,
            "years": firms * quarters / 4 + tenures,
            "packages": s.worlds * points * quarters / 4,
        }
        for name in record:
            rows[name] += per.get(name, tenures)
    whole = {name: round(count * share) for name, count in rows.items()}
    disk = sum(count * (len(COLUMNS[name]) + 2) * _PER_VALUE for name, count in whole.items())
    return Size(
        len(cells),
        round(runs * share),
        round(firm_quarters * share),
        round(plans * share),
        whole,
        round(disk),
    )


def refuse_too_large(
    cells: Cells, manifest: Mapping[str, Any], workers: int | None, folder: Path | None = None
) -> None:
    """Refuse a study that does not fit into memory or on the disk, or whose tables mean nothing.

    Raises:
        InputError: With what it needs and what there is.
    """
    record = manifest["record"]
    for scenario in sample(cells):
        refuse_tables(scenario, record)
    found = size(cells, record)
    at_once = min(workers or os.cpu_count() or 1, max(found.runs, 1))
    largest = 0.0
    for scenario in sample(cells, 8):
        worlds = max(1, min(scenario.worlds, FIRMS_IN_TASK // scenario.firms.count))
        largest = max(largest, needed(scenario, worlds, record))
    if found.cells * found.runs > 1 and largest > _BYTES_IN_TASK:
        largest = max(needed(s, 1, record) for s in sample(cells, 8))
    kept = found.cells * _CELL + found.runs * _RUN
    refuse_too_much(kept + at_once * (largest + (_WORKER if at_once > 1 else 0)), WHAT)
    _refuse_full(found, folder or Path("."))


def _refuse_full(found: Size, folder: Path) -> None:
    if os.environ.get(INSIST):
        return
    try:
        place = folder.absolute()
        while not place.exists():
            place = place.parent
        free = shutil.disk_usage(place).free
    except OSError:
        return  # whoever writes there says what is wrong with it
    if 2 * found.disk > free:  # pieces, then whole tables beside them
        raise InputError(
            f"the tables need about {2 * found.disk / 1e9:.1f} GB on the disk while they are made, "
            f"and {free / 1e9:.1f} GB is free in {place}; expected fewer worlds, cells or tables "
            f"(--insist, or {INSIST}=1, plays all the same)"
        )
