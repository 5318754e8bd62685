"""What exits are called: whose removal it was, and what the firm says of it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from agents.numerics.draws import fill_uniforms, stream
from incentives import answers
from incentives.arrays import Floats, Ints
from sim.quarter.batch import Batch
from sim.quarter.segment import Segment
from sim.quarter.state import DISMISSED, REMOVED, RETIRED

_LOTS = stream("announced")


def label_removed(batch: Batch, rows: Iterable[Ints]) -> None:
    """After the exits of a quarter: of the dismissed, those at the firms ``rows`` were removed."""
    for some in rows:
        batch.actions.exit[some] = REMOVED
        places = _places(batch, some)
        batch.finished.exit[places] = REMOVED
        batch.finished.announced[places] = REMOVED


class Announcer:
    """What the boards of a segment say of those whom they dismiss.

    Attributes:
        speaks: Whether they ever say anything but the truth.
    """

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._parts = [part for part in segment.package.oversight if part.announced_share() > 0.0]
        self.speaks = bool(self._parts)
        self._bars: list[Floats] = []

    def look(self, batch: Batch) -> None:
        """Before the reports of a quarter: where the bars of these parts are."""
        seen = batch.seen(self._segment)
        self._bars = [answers.dismissal_bar(part, seen) for part in self._parts]

    def announce(self, batch: Batch) -> None:
        """After the exits of a quarter, raiders' told apart: some are announced as retirements.

        Whom several parts would have dismissed, the one that says so most often speaks of.
        """
        segment = self._segment
        out = np.flatnonzero(batch.actions.exit[segment.firms] == DISMISSED)
        if not out.size:
            return
        belief = batch.seats.belief[segment.rows(out)]
        share = np.zeros(out.size)
        for part, bar in zip(self._parts, self._bars, strict=True):
            theirs = belief < bar[out]
            share = np.maximum(share, np.where(theirs, part.announced_share(), 0.0))
        worlds = batch.worlds[segment.worlds]
        lots = np.empty((4, worlds.size * batch.firms))
        fill_uniforms(batch.seeds[segment.worlds], worlds, _LOTS, batch.quarter, batch.firms, *lots)
        spared = segment.rows(out[segment.among(lots[0])[out] < share])
        batch.finished.announced[_places(batch, spared)] = RETIRED


def _places(batch: Batch, rows: Ints) -> Ints:
    """Finished tenures that ended in this quarter at the firms ``rows``."""
    first, until = batch.finished.first[batch.quarter : batch.quarter + 2].tolist()
    ended: Ints = first + np.flatnonzero(np.isin(batch.finished.firm[first:until], rows))
    return ended
