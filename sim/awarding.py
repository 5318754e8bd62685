"""Step 5 as a board sees it: what the schemes of a package award for a quarter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from incentives import Seen
from sim import answers
from sim.measuring import Measuring
from sim.plan import Floats
from sim.segments import Segment

if TYPE_CHECKING:
    from sim.world import Worlds


class Awarding:
    """The awards of one segment of a batch; what they were compared with before is kept here."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._measuring = Measuring(segment)
        self._on_beliefs = any(scheme.belief_pay().pays for scheme in segment.package.schemes)
        self._last: Floats | None = None

    def award(self, batch: Worlds) -> None:
        """Fill ``awards``, and ``earned`` where malus is at stake; call once a quarter."""
        segment, measuring = self._segment, self._measuring
        report = batch.seen(segment, reported=1)
        if self._on_beliefs:
            report = self._remember(report)
        views = measuring.views(batch, segment, report)
        for row, (scheme, seen) in enumerate(zip(segment.package.schemes, views, strict=True)):
            award = answers.award(scheme, seen)
            batch.actions.awards[row, segment.firms] = award
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
