"""How many worlds the cells of a study are to have: as many each, or until a mean is precise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

from incentives.arrays import Floats, Ints
from sim.study.store.coverage import LADDER, Block, Wanted, prefix

if TYPE_CHECKING:
    from sim.study.store.study import Study

CONFIDENCE = 0.95


def wanted(study: Study, there: Mapping[str, Sequence[Block]]) -> Wanted:
    """Worlds of every cell that the study is to have; where precision decides, so far.

    Args:
        study: Its manifest says which.
        there: Per table, the blocks that it has.
    """
    worlds = study.manifest["worlds"]
    cells = int(study.manifest["cells"])
    if not isinstance(worlds, dict):
        return _share(Wanted.everywhere(cells, worlds), study.manifest.get("shard"))
    have = prefix(cells, there.get("runs", ()))
    last = _until(study, worlds, have)
    return _share(Wanted(np.zeros(cells, dtype=np.int64), last), study.manifest.get("shard"))


def looks(at_least: int, at_most: int) -> list[int]:
    """After how many worlds one looks: 16, 32, 64, ..., whatever workers and interruptions."""
    found = []
    step = LADDER
    while step < at_most:
        if step >= at_least:
            found.append(step)
        step *= 2
    return [*found, at_most]


def _until(study: Study, rule: Mapping[str, Any], have: Ints) -> Ints:
    steps = looks(rule["at_least"], rule["at_most"])
    last = np.full(len(have), steps[0], dtype=np.int64)
    if have.max(initial=0) < steps[0]:
        return last
    cell, world, value = _values(study, rule["until"]["measure"])
    open_ = np.ones(len(have), dtype=np.bool_)
    for step, following in zip(steps, steps[1:], strict=False):
        looked = open_ & (have >= step)
        rows = (world < step) & looked[cell]
        half = half_widths(cell[rows], value[rows], len(have))
        stops = looked & (half <= rule["until"]["half_width"])
        open_ = looked & ~stops
        last[open_] = following
    return np.maximum(last, np.minimum(have, rule["at_most"]))


def half_widths(cell: Ints, value: Floats, cells: int) -> Floats:
    """Half of the 95% t interval of the mean per cell, (cells,); infinite below two values."""
    from scipy.special import stdtrit

    known = ~np.isnan(value)
    cell, value = cell[known], value[known]
    count = np.bincount(cell, minlength=cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(cell, value, minlength=cells) / count
        spread = np.bincount(cell, (value - mean[cell]) ** 2, minlength=cells)
        half = stdtrit(count - 1, 0.5 + CONFIDENCE / 2) * np.sqrt(spread / (count - 1) / count)
    return np.where(count >= 2, half, np.inf)


def _values(study: Study, measure: str) -> tuple[Ints, Ints, Floats]:
    """Cell, world and a measure of every run that is there, by cell and world, each once."""
    cells, worlds, values = [], [], []
    for source in study.sources("runs"):
        rows = pq.read_table(source.path, columns=["cell", "world", measure])
        cell = rows.column("cell").to_numpy()
        if source.number is not None:
            cell = source.number[cell]
        known = cell >= 0
        cells.append(cell[known])
        worlds.append(rows.column("world").to_numpy()[known])
        values.append(rows.column(measure).to_numpy().astype(np.float64)[known])
    cell, world, value = (np.concatenate(one) for one in (cells, worlds, values))
    order = np.lexsort([world, cell])
    cell, world, value = cell[order], world[order], value[order]
    new = np.ones(len(cell), dtype=np.bool_)
    new[1:] = (cell[1:] != cell[:-1]) | (world[1:] != world[:-1])
    return cell[new], world[new], value[new]


def _share(every: Wanted, shard: Sequence[int] | None) -> Wanted:
    """What one of several folders of a study is to have: every n-th cell, or a stretch of worlds."""
    if shard is None:
        return every
    number, of = shard
    cells = len(every.last)
    if cells >= of:
        mine = np.arange(cells) % of == number - 1
        return Wanted(every.first, np.where(mine, every.last, every.first))
    span = every.last - every.first
    return Wanted(
        every.first + span * (number - 1) // of,
        every.first + span * number // of,
    )
