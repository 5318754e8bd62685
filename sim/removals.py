"""Removals over a board's head: by raiders and dissidents, told apart from the board's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from incentives import Seen
from incentives.arrays import Floats, Ints
from incentives.oversight import Oversight
from sim.plan import NEVER, hardest_bar
from sim.scenario.package import Package
from sim.state import DISMISSED

if TYPE_CHECKING:
    from sim.segments import Segment
    from sim.world import Worlds


class Removal(NamedTuple):
    """Executives of a batch whom somebody else than the board has removed in a quarter.

    Attributes:
        by: Who, a name of the event.
        rows: (removed,) rows of the firms.
        cost: Base pays that it costs each of them in the next quarter.
    """

    by: str
    rows: Ints
    cost: float


class Removers:
    """Who acts over the head of the boards of a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._parts = removing(segment.package)
        self._bars: list[Floats] = []  # the board's own, then those of the parts

    def look(self, batch: Worlds) -> None:
        """Before the reports of a quarter: whose bars are where."""
        if self._parts:
            seen = batch.seen(self._segment)
            self._bars = bars_apart(self._segment.package, seen)

    def removals(self, batch: Worlds) -> list[Removal]:
        """After the exits of a quarter, and before anybody is hired: whose they were."""
        if not self._parts:
            return []
        first = self._segment.firms.start
        out = np.flatnonzero(batch.actions.exit[self._segment.firms] == DISMISSED)
        belief = batch.seats.belief[first + out]
        own, *others = (bar[out] for bar in self._bars)
        hardest = np.argmax(others, axis=0)
        found = []
        for place, part in enumerate(self._parts):
            theirs = (hardest == place) & (belief >= own) & (belief < others[place])
            if theirs.any():
                found.append(Removal(part.remover, first + out[theirs], part.removal_cost()))
        return found


def removing(package: Package) -> list[Oversight]:
    """The parts by which somebody else than the board removes executives."""
    return [part for part in package.oversight if part.remover]


def bars_apart(package: Package, seen: Seen) -> list[Floats]:
    """The board's own hardest bar, then that of every part of somebody else."""
    own = [part for part in package.oversight if not part.remover]
    return [
        hardest_bar(own, seen),
        *(hardest_bar([part], seen) for part in removing(package)),
    ]


def cost_of_removal(package: Package, seen: Seen, floor: float) -> float:
    """Base pays that a dismissal is expected to cost, if it is over the board's head.

    Args:
        package: Whose oversight.
        seen: Of one seat, as it is planned.
        floor: A bar that nobody comes to.
    """
    own, *others = (float(bar[0]) for bar in bars_apart(package, seen))
    hardest = max(others, default=NEVER)
    if hardest <= max(own, floor):
        return 0.0
    return removing(package)[others.index(hardest)].removal_cost()
