"""Step 5 as a board sees it: what the schemes of a package award for a quarter."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np

from agents.numerics.compile import Repeated, lean
from incentives import Seen, answers
from incentives.arrays import Floats
from incentives.liability import limit_losses
from incentives.schemes import Sloped
from sim.quarter.batch import Batch
from sim.quarter.metrics import Measuring
from sim.quarter.segment import Segment
from sim.scenario.package import Package


def slopes(package: Package) -> Floats | None:
    """(schemes,) what they award per unit of the metric, if that is all that they award."""
    found = []
    for scheme in package.schemes:
        if not isinstance(scheme, Sloped) or type(scheme).award is not Sloped.award:
            return None
        found.append(scheme.slope)
    return np.array(found, dtype=np.float64)


@lean
def award_slopes(slopes: Floats, metric: Floats, first: int, last: int, awards: Floats) -> None:
    """What schemes that award a slope on the report award the firms from ``first`` to ``last``."""
    for scheme in range(slopes.shape[0]):
        for i in range(first, last):
            awards[scheme, i] = slopes[scheme] * metric[i]


class Awarding:
    """The awards of one segment of a batch."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._measuring = measuring = Measuring(segment)
        self._on_beliefs = any(scheme.belief_pay().pays for scheme in segment.package.schemes)
        plain = not (measuring.asks_boards or self._on_beliefs or any(segment.tainting))
        self._slopes = slopes(segment.package) if plain else None
        self._award_slopes = Repeated(award_slopes)
        self._limited = segment.scenario.market.limited_liability == "pay"

    def at(self, segment: Segment) -> Awarding:
        """The same for other firms with this package."""
        other = copy(self)
        other._segment = segment
        return other

    def award(self, batch: Batch) -> None:
        """Fill ``awards``, and ``earned`` where malus is at stake; call once a quarter."""
        self._award(batch)
        if self._limited:
            self._limit(batch)

    def _limit(self, batch: Batch) -> None:
        """Cut losses that neither base pay nor other awards cover, and what harm saved of them."""
        rows, count = self._segment.firms, len(self._segment.package.schemes)
        awards, earned = batch.actions.awards[:count, rows], batch.actions.earned
        base_pay = self._segment.package.base_pay
        assert isinstance(base_pay, float)  # segments have packages in numbers
        cut, left = limit_losses([*awards], base_pay)
        for number, award in enumerate(cut):
            if self._segment.tainting[number]:
                earned[number, rows] *= np.where(awards[number] < 0.0, left, 1.0)
            batch.actions.awards[number, rows] = award

    def _award(self, batch: Batch) -> None:
        segment, measuring = self._segment, self._measuring
        awards, rows = batch.actions.awards, segment.firms
        if self._slopes is not None and measuring.needed:
            paid_on = measuring.metrics(batch, segment)
            for number, metric in enumerate(paid_on):
                awards[number, rows] = self._slopes[number] * metric
            return
        if self._slopes is not None:
            metric = batch.actions.metric
            if isinstance(rows, slice):
                self._award_slopes(self._slopes, metric, rows.start, rows.stop, awards)
            else:
                awards[: self._slopes.size, rows] = self._slopes[:, None] * metric[rows]
            return
        report = batch.seen(segment, reported=1)
        if self._on_beliefs:
            report = _remember(batch, segment, report)
        views = measuring.views(batch, segment, report)
        for number, (scheme, seen) in enumerate(zip(segment.package.schemes, views, strict=True)):
            award = answers.award(scheme, seen)
            awards[number, rows] = award
            if segment.tainting[number]:
                tainted = measuring.tainted(batch, segment, number)
                clean = answers.award(scheme, seen.reporting(seen.metric - tainted))
                earned = scheme.vesting().deferred * np.maximum(award - clean, 0.0)
                batch.actions.earned[number, rows] = earned


def _remember(batch: Batch, segment: Segment, seen: Seen) -> Seen:
    """A view with what reports were compared with in the quarter before."""
    if not batch.last_reference.size:
        batch.last_reference = np.full(batch.seats.number.size, np.nan)
    last = batch.last_reference[segment.firms]
    last = np.where(np.isnan(last), seen.reference, last)
    batch.last_reference[segment.firms] = seen.reference
    return replace(seen, last_reference=np.where(np.asarray(seen.reports) > 0, last, np.nan))
