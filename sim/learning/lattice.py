"""Lattices of packages in a batch: which segments they are, and for which reports they plan."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints
from sim.scenario.learning import LearningBoards


class PackageLattice(NamedTuple):
    """The packages that the boards of some worlds may come to, as segments of a batch.

    Plans of a segment stand in the order of regimes, then of ``references``, then of known turns.

    Attributes:
        learning: How boards learn there.
        worlds: Places of these worlds in the batch.
        first: Number of the first segment; there is one for every point, in their order.
        labels: Of the points; ``places``: (points, axes) their places on every axis.
        home: Number of the point at which all begin; -1 if they begin everywhere.
        references: (regimes, nodes) mean reports of a world that are planned for.
        reported: (regimes, points, nodes) what firms with that package report then, as planned.
        turns: Quarters after which known turns of metrics come round again.
    """

    learning: LearningBoards
    worlds: slice
    first: int
    labels: tuple[str, ...]
    places: Ints
    home: int
    references: Floats
    reported: Floats
    turns: int

    @property
    def points(self) -> int:
        """How many there are."""
        return len(self.labels)

    def begin(self, firms: int) -> Ints:
        """(worlds, firms) points at the start; where these are all, as many firms at each."""
        shape = (self.worlds.stop - self.worlds.start, firms)
        if self.home >= 0:
            return np.full(shape, self.home)
        return np.broadcast_to(np.arange(firms) * self.points // firms, shape).copy()

    def shares(self, point: Ints) -> Floats:
        """(worlds, points) shares of a world's firms, whose points are (worlds, firms)."""
        worlds, firms = point.shape
        cell = np.arange(worlds)[:, None] * self.points + point
        count = np.bincount(cell.ravel(), minlength=worlds * self.points)
        shares: Floats = count.reshape(worlds, -1) / firms
        return shares

    def mix(self, point: Ints, regime: int) -> Ints:
        """(worlds,) number of the reference that is nearest to what a world's mix reports.

        What firms report depends on what they are compared with; the reference is the one that
        differs least from what they would report, all together, if it were that.

        Args:
            point: (worlds, firms) of the firms.
            regime: Number of shifts that have happened.
        """
        report = self.shares(point) @ self.reported[regime]
        found: Ints = np.abs(report - self.references[regime]).argmin(axis=1)
        return found
