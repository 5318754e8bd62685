"""For every choice of filters, the best cell against the next one, world by world.

A page without a server has means, but not the worlds behind them: what it may say of two cells
is reckoned here, for all pairs that its filters can bring to the top.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.analysis.means import column, paired
from sim.report.verdicts import MOST_JUDGED
from sim.support.inputs import InputError

MOST_CHOICES = 10_000
"""Choices of filters whose best cells are compared; of more, only that of all cells."""


def ranking(means: Sequence[float | None], sign: int) -> Ints:
    """Cells with a value, the best first; equal ones in their order, as browsers sort them."""
    known = np.array([cell for cell, mean in enumerate(means) if mean is not None], dtype=np.int64)
    order = np.argsort([-sign * float(means[cell] or 0.0) for cell in known], kind="stable")
    ranked: Ints = known[order]
    return ranked


def rivals(ranked: Ints, levels: Sequence[Ints]) -> list[tuple[int, int]]:
    """Pairs of cells that are best and next for some choice of filters.

    Args:
        ranked: Cells with a value, the best first.
        levels: Per lever, the level of every cell, (cells,); a filter keeps one, or all.
    """
    options = [np.unique(codes) for codes in levels]
    many = math.prod(len(some) + 1 for some in options) > MOST_CHOICES
    kept = (
        [] if many else [[codes[ranked] == code for code in np.unique(codes)] for codes in levels]
    )
    found: dict[tuple[int, int], None] = {}
    for mask in _choices(np.ones(len(ranked), dtype=np.bool_), kept):
        if mask.sum() <= MOST_JUDGED:
            best, second = np.flatnonzero(mask)[:2]
            found[int(ranked[best]), int(ranked[second])] = None
    return list(found)


def _choices(mask: Bools, kept: Sequence[Sequence[Bools]]) -> Iterator[Bools]:
    """What is left by every choice of filters that leaves two cells or more."""
    if mask.sum() < 2:
        return
    if not kept:
        yield mask
        return
    yield from _choices(mask, kept[1:])
    for level in kept[0]:
        yield from _choices(mask & level, kept[1:])


def gaps(
    runs: Any, measure: str, pairs: Sequence[tuple[int, int]]
) -> dict[str, list[float | None]]:
    """How far the first of two cells is above the second: difference, low, high, by ``a-b``.

    Bounds are those of the 95% interval of the mean difference over worlds of equal number, and
    None for fewer than two worlds; a pair without a common world is left out.

    Args:
        runs: Columns ``cell``, ``world`` and the measure, as for ``summarise``.
        measure: Its column.
        pairs: Of cells.
    """
    cell, world = column(runs, "cell"), column(runs, "world")
    values = column(runs, measure).astype(np.float64)
    order = np.argsort(cell, kind="stable")
    ends = {
        int(one): np.searchsorted(cell[order], [one, one + 1])
        for one in {cell for pair in pairs for cell in pair}
    }
    found: dict[str, list[float | None]] = {}
    for pair in pairs:
        a, b = (_runs(world, values, order[slice(*ends[one])], measure) for one in pair)
        with suppress(InputError):
            (row,) = paired(b, a, [measure])
            found["{}-{}".format(*pair)] = [row["difference"], row["low"], row["high"]]
    return found


def _runs(world: Ints, values: Floats, rows: Ints, measure: str) -> Mapping[str, Any]:
    return {"world": world[rows], measure: values[rows]}
