"""Removals over a board's head: by raiders and dissidents, told apart from the board's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from incentives import Seen
from incentives.oversight import Oversight
from sim.plan import NEVER, Floats, Ints, hardest_bar
from sim.scenario import Package
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


def expected_removal(package: Package, seen: Seen, most: float) -> float:
    """Base pays per quarter that removals over the board's head are expected to cost a firm.

    Nothing if the board's bar is the harder one; else as if all whom boards believe to be below the
    bar were removed, but no more than ``most`` per quarter.

    Args:
        package: Whose oversight.
        seen: One settled seat, as it is planned.
        most: Chance of a dismissal per quarter.
    """
    if not removing(package):
        return 0.0
    own, *others = (float(bar[0]) for bar in bars_apart(package, seen))
    bar = max(others)
    if bar <= max(own, NEVER / 2):
        return 0.0
    from scipy.special import ndtr

    below = float(ndtr((bar - seen.belief) / max(seen.belief_sd, 1e-12))[0])
    return min(most, below) * removing(package)[others.index(bar)].removal_cost()
