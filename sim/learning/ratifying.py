"""Shareholders who ratify what boards propose: a firm moves if a majority of its stakes gains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from incentives.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Owners:
    """The owners of worlds whose boards learn, and what every package is worth to them.

    Attributes:
        stake: (worlds, holders), summing to one.
        worth: (regimes, references, worlds, holders, points) forecast surplus per quarter, value
            that matures later at each owner's own patience; before stakes.
    """

    stake: Floats
    worth: Floats

    def of(self, worlds: Bools) -> Owners:
        """The same of some worlds."""
        return Owners(self.stake[worlds], self.worth[:, :, worlds])

    def ratify(self, before: Ints, proposed: Ints, regime: int, reference: Ints) -> Ints:
        """Points after a vote: what is proposed where more than half of the stakes gain by it.

        Args:
            before, proposed: (worlds, firms) points.
            regime: Number of shifts that have happened.
            reference: (worlds,) number of the reference that the mix is under.
        """
        world, firm = np.nonzero(before != proposed)
        if not world.size:
            return proposed
        worth = self.worth[regime, reference[world], world]  # (moves, holders, points)
        move = np.arange(world.size)
        gains = worth[move, :, proposed[world, firm]] > worth[move, :, before[world, firm]]
        carried = (self.stake[world] * gains).sum(axis=1) > 0.5
        found = proposed.copy()
        lost = ~carried
        found[world[lost], firm[lost]] = before[world[lost], firm[lost]]
        return found
