"""What answers about a study start from: where cells stand on levers, and what they come to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints


class Axis(NamedTuple):
    """A lever.

    Attributes:
        name: Of the lever.
        values: (cells,) numbers, or codes of labels; NaN where the lever plays no part.
        levels: Labels in order, by code; empty for a lever of numbers.
        log: Whether numbers are compared by their logarithms.
    """

    name: str
    values: Floats
    levels: tuple[Any, ...] = ()
    log: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is a lever of numbers."""
        return not self.levels

    def take(self, cells: Ints | Bools) -> Axis:
        """The same in some of the cells."""
        return self._replace(values=self.values[cells])


class CellMeans(NamedTuple):
    """A measure in all cells.

    Attributes:
        mean: (cells,) over worlds; NaN where no world has a value.
        by_world: (worlds, cells) contributions of worlds, whose mean over worlds is ``mean``.
            Where every cell has a value in every world they are these values. Else they are the
            pseudo-values of the jackknife (Tukey 1958; Efron and Tibshirani 1993, An introduction
            to the bootstrap, chapter 11), so that worlds stay the units that are independent:
            worlds of equal number have common luck in all cells.
    """

    mean: Floats
    by_world: Floats

    def take(self, cells: Bools) -> CellMeans:
        """The same in some of the cells."""
        return CellMeans(self.mean[cells], self.by_world[:, cells])


def cell_means(cell: Ints, world: Ints, value: Floats, cells: int) -> CellMeans:
    """A measure in all cells, from runs.

    Args:
        cell: (runs,) numbers of cells, from 0.
        world: (runs,) numbers of worlds; no world of a cell occurs twice.
        value: (runs,) the measure; NaN where a run has none.
        cells: How many there are.
    """
    known = ~np.isnan(value)
    cell, world, value = cell[known], world[known], value[known]
    numbers, place = np.unique(world, return_inverse=True)
    worlds = len(numbers)
    count = np.bincount(cell, minlength=cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(cell, value, minlength=cells) / count
        by_world = np.tile(mean, (worlds, 1))
        # W m - (W - 1) (n m - y) / (n - 1): of whole cells just y, which is told to the last bit
        without = (count * mean)[cell] - value
        pseudo = worlds * mean[cell] - (worlds - 1) * without / (count[cell] - 1)
    by_world[place, cell] = np.where(count[cell] == worlds, value, pseudo)
    return CellMeans(mean, by_world)
