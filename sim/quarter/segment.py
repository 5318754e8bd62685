"""Segments of a batch: which firms share a scenario, a package and a level of monitoring."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Ints
from sim.hiring.pipeline import Pipeline
from sim.hiring.traits import Tests
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

Rows = slice | Ints
"""Places in an array, in rising order: a slice while they follow on each other.

A column at a slice is a view of it; at other places it is a copy, and what is written into a copy
has to be put back (:func:`put_back`).
"""


def rows_at(places: Ints) -> Rows:
    """The same places as a slice, if they follow on each other."""
    if places.size and places[-1] - places[0] + 1 == places.size:
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def put_back(column: np.ndarray, rows: Rows, values: np.ndarray) -> None:
    """Write ``values`` of ``column[rows]`` back, unless they are a view of the column anyway."""
    if not isinstance(rows, slice):
        column[rows] = values


class Segment(NamedTuple):
    """Firms of a batch that share scenario, package and monitoring, for the time being.

    They are all firms of some worlds, unless firms have packages of their own.

    Attributes:
        scenario, package, label, monitoring: What they share; ``label`` is the package's name.
        worlds, firms: Places in the batch, of worlds and of their firms.
        number: Of the segment, in the order in which packages were elected.
        tests, pipeline: The package's filters, as kernels and as boards use them.
        inquires: Whether any of them is more than a number with noise, see
            :mod:`sim.hiring.inquiries`.
        intermittent: Whether some oversight comes and goes.
        tainting: Per scheme, whether malus takes what harm has earned.
        turns: Quarters after which known turns of metrics come round again.
        inner: Places of the firms among all firms of the worlds, if they are not all.
        eras: By regime, the segment with the package that it has then, if regimes change it.
        era: Number of the regime since which it has this package.
    """

    scenario: Scenario
    package: Package
    label: str
    monitoring: float
    worlds: Rows
    firms: Rows
    number: int
    tests: Tests
    pipeline: Pipeline
    inquires: bool
    intermittent: bool
    tainting: tuple[bool, ...]
    turns: int
    inner: Ints | None = None
    eras: tuple[Segment, ...] = ()
    era: int = 0

    def in_regime(self, regime: int) -> Segment:
        """The same firms with the package that they have after so many shifts."""
        if not self.eras:
            return self
        same = ("worlds", "firms", "number", "inner", "eras")
        return self.eras[regime]._replace(**{name: getattr(self, name) for name in same})

    def packages(self) -> list[Package]:
        """All packages that it comes to have."""
        return [self.package, *(each.package for each in self.eras)]

    @property
    def infers(self) -> bool:
        """Whether its boards infer goals."""
        return any(part.infers for part in self.package.oversight)

    @property
    def first(self) -> int:
        """The first of its worlds."""
        return self.worlds.start if isinstance(self.worlds, slice) else int(self.worlds[0])

    def places(self) -> Ints:
        """All of its worlds, as places in the batch."""
        if isinstance(self.worlds, slice):
            return np.arange(self.worlds.start, self.worlds.stop)
        return self.worlds

    def runs(self) -> list[tuple[int, int]]:
        """Pieces of worlds that follow on each other: first place, and the one after the last."""
        if isinstance(self.worlds, slice):
            return [(self.worlds.start, self.worlds.stop)]
        cuts = np.flatnonzero(np.diff(self.worlds) != 1) + 1
        return [(int(p[0]), int(p[-1]) + 1) for p in np.split(self.worlds, cuts)]

    def among(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Of a column over all firms of the worlds, (..., firms), what belongs to the segment's."""
        return column if self.inner is None else column[..., self.inner]

    def of_worlds(self, column: npt.NDArray[Any], firms: int) -> npt.NDArray[Any]:
        """For every firm what a column over the batch's worlds says, of ``firms`` each."""
        if self.inner is None:
            return column[self.worlds].repeat(firms)
        rows = self.firms
        each = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
        return column[each // firms]

    def rows(self, inner: Ints) -> Ints:
        """Rows of the batch, from places among the firms of the segment."""
        if isinstance(self.firms, slice):
            return np.asarray(self.firms.start + inner)
        return self.firms[inner]

    def at(self, worlds: Ints, firms: int) -> Segment:
        """The same for other worlds, given as places in rising order, of ``firms`` each."""
        rows = (worlds[:, None] * firms + np.arange(firms)).ravel()
        return self._replace(worlds=rows_at(worlds), firms=rows_at(rows))
