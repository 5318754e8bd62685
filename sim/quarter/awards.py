"""Step 5 as a board sees it: what the schemes of a package award for a quarter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from incentives import Seen, answers
from incentives.arrays import Floats
from incentives.schemes import Sloped
from sim.quarter.batch import Batch, Segment
from sim.quarter.metrics import Measuring
from sim.scenario.package import Package


def slopes(package: Package) -> Floats | None:
    """(schemes, 1) what they award per unit of the metric, if that is all that they award."""
    found = []
    for scheme in package.schemes:
        if not isinstance(scheme, Sloped) or type(scheme).award is not Sloped.award:
            return None
        found.append([scheme.slope])
    return np.array(found).reshape(-1, 1)


class Awarding:
    """The awards of one segment of a batch; what they were compared with before is kept here."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._measuring = measuring = Measuring(segment)
        self._on_beliefs = any(scheme.belief_pay().pays for scheme in segment.package.schemes)
        self._last: Floats | None = None
        plain = not (measuring.needed or self._on_beliefs or any(segment.tainting))
        self._slopes = slopes(segment.package) if plain else None

    def award(self, batch: Batch) -> None:
        """Fill ``awards``, and ``earned`` where malus is at stake; call once a quarter."""
        segment, measuring = self._segment, self._measuring
        awards = batch.actions.awards[:, segment.firms]
        if self._slopes is not None:
            np.multiply(
                self._slopes, batch.actions.metric[segment.firms], out=awards[: len(self._slopes)]
            )
            return
        report = batch.seen(segment, reported=1)
        if self._on_beliefs:
            report = self._remember(report)
        views = measuring.views(batch, segment, report)
        for row, (scheme, seen) in enumerate(zip(segment.package.schemes, views, strict=True)):
            award = answers.award(scheme, seen)
            awards[row] = award
            if segment.tainting[row]:
                tainted = measuring.tainted(batch, segment, row)
                clean = answers.award(scheme, seen.reporting(seen.metric - tainted))
                earned = scheme.vesting().deferred * np.maximum(award - clean, 0.0)
                batch.actions.earned[row, segment.firms] = earned

    def _remember(self, seen: Seen) -> Seen:
        """A view with what reports were compared with in the quarter before."""
        last = seen.reference if self._last is None else self._last
        self._last = seen.reference
        return replace(seen, last_reference=np.where(np.asarray(seen.reports) > 0, last, np.nan))
