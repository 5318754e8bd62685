"""How many worlds the cells of a study are to have: as many each, or until a mean is precise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from incentives.arrays import Floats, Ints
from sim.analysis.means import CONFIDENCE
from sim.study.store.coverage import LADDER, Block, Target, prefix

Values = Callable[[str], tuple[Ints, Ints, Floats]]
"""Cell, world and a measure of every run that is there, by cell and world."""


def wanted(
    manifest: Mapping[str, Any],
    there: Mapping[str, Sequence[Block]],
    values: Values,
    reads: Sequence[str] = ("runs",),
) -> Target:
    """Worlds of every cell that a study is to have; where precision decides, so far.

    Args:
        manifest: Says which.
        there: Per table, the blocks that the study has.
        values: Of a measure, for precision.
        reads: Tables that the measure is computed from: worlds are known that all of them have.
    """
    worlds = manifest["worlds"]
    cells = int(manifest["cells"])
    if not isinstance(worlds, dict):
        return _share(Target.everywhere(cells, worlds), manifest.get("shard"))
    have = [prefix(cells, there.get(table, ())) for table in reads]
    last = _until(worlds, np.min(have, axis=0), have[0], values)
    return _share(Target(np.zeros(cells, dtype=np.int64), last), manifest.get("shard"))


def looks(at_least: int, at_most: int) -> list[int]:
    """After how many worlds one looks: 16, 32, 64, ..., whatever workers and interruptions."""
    found = []
    step = LADDER
    while step < at_most:
        if step >= at_least:
            found.append(step)
        step *= 2
    return [*found, at_most]


def _until(rule: Mapping[str, Any], have: Ints, played: Ints, values: Values) -> Ints:
    """Worlds of every cell; ``have`` of which the measure is known, ``played`` that are there."""
    steps = looks(rule["at_least"], rule["at_most"])
    last = np.full(len(have), steps[0], dtype=np.int64)
    kept = np.minimum(played, rule["at_most"])
    if have.max(initial=0) < steps[0]:
        first: Ints = np.maximum(last, kept)
        return first
    cell, world, value = values(rule["until"]["measure"])
    open_ = np.ones(len(have), dtype=np.bool_)
    for step, following in pairwise(steps):
        looked = open_ & (have >= step)
        rows = (world < step) & looked[cell]
        half = half_widths(cell[rows], value[rows], len(have))
        stops = looked & (half <= rule["until"]["half_width"])
        open_ = looked & ~stops
        last[open_] = following
    found: Ints = np.maximum(last, kept)
    return found


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
    found: Floats = np.where(count >= 2, half, np.inf)
    return found


def _share(every: Target, shard: Sequence[int] | None) -> Target:
    """What one of several folders is to have: every n-th cell, or a stretch of worlds."""
    if shard is None:
        return every
    number, of = shard
    cells = len(every.last)
    if cells >= of:
        mine = np.arange(cells) % of == number - 1
        return Target(every.first, np.where(mine, every.last, every.first))
    span = every.last - every.first
    return Target(
        every.first + span * (number - 1) // of,
        every.first + span * number // of,
    )
