"""Hidden harm that is found after its author has left: restatements, and the fine that follows."""

from __future__ import annotations

import numpy as np

from agents.numerics.draws import fill_rows, stream
from incentives.arrays import Floats, Ints
from sim.quarter.batch import Batch
from sim.quarter.segment import Segment
from sim.quarter.state import DETECTED
from sim.scenario.scenario import Scenario

NEVER_FOUND = -1
_LOTS = stream("restated")


def finds_later(scenario: Scenario) -> bool:
    """Whether anything may be found after an exit."""
    return scenario.market.found_after_exit > 0.0 and scenario.market.restated_window > 0


class Restatements:
    """What is found after exits in the worlds of a batch.

    Attributes:
        quarter: By row of the finished tenures, when the author's harm was found, or
            ``NEVER_FOUND``; rows beyond the last that was looked at may be missing.
        latest: Rows that were found in the last quarter.
    """

    def __init__(self) -> None:
        self.quarter: Ints = np.zeros(0, dtype=np.int64)
        self.latest: Ints = self.quarter

    def of(self, rows: int) -> Ints:
        """(rows,) of the first finished tenures."""
        found = np.full(rows, NEVER_FOUND)
        known = min(rows, self.quarter.size)
        found[:known] = self.quarter[:known]
        return found

    def look(self, batch: Batch) -> None:
        """After the exits of a quarter: what is found of those who had left before."""
        until = int(batch.finished.first[batch.quarter])
        if until > self.quarter.size:
            self.quarter = self.of(2 * until)
        parts = [self._look_at(batch, segment) for segment in batch.segments]
        self.latest = np.sort(np.concatenate(parts))
        self.quarter[self.latest] = batch.quarter

    def _look_at(self, batch: Batch, segment: Segment) -> Ints:
        """Rows of tenures at the firms of a segment that are found now; they owe the fine."""
        market, finished, quarter = segment.scenario.market, batch.finished, batch.quarter
        if not finds_later(segment.scenario):
            return np.zeros(0, dtype=np.int64)
        since = max(quarter - market.restated_window, 0)
        rows: Ints = np.arange(finished.first[since], finished.first[quarter])
        mine = np.zeros(len(batch.worlds), dtype=np.bool_)
        mine[segment.worlds] = True
        world = finished.firm[rows] // batch.firms
        rows = rows[mine[world] & (self.quarter[rows] == NEVER_FOUND)]
        rows = rows[(finished.left_harm[rows] > 0.0) & (finished.exit[rows] != DETECTED)]
        if not rows.size:
            return rows
        firm = finished.firm[rows]
        maturing = batch.plans.maturing[batch.plan_of_world[firm // batch.firms]]
        hidden = finished.left_harm[rows] * (1.0 - maturing) ** (quarter - finished.end[rows])
        chance = market.found_after_exit * np.minimum(hidden, 1.0)
        found: Ints = rows[_lots(batch, finished.number[rows], firm) < chance]
        owing = finished.firm[found]
        np.add.at(batch.seats.fine_due, owing, market.restated_fine * batch.seats.base_pay[owing])
        return found


def _lots(batch: Batch, number: Ints, firm: Ints) -> Floats:
    """(tenures,) uniforms; the address of a tenure is its number and its firm."""
    most = int(number.max()) + 1
    world, own = divmod(firm, batch.firms)
    rows = world * (most * batch.firms) + number * batch.firms + own
    lots = np.empty(rows.size)
    for seed in np.unique(batch.seeds[world]):
        mine = batch.seeds[world] == seed
        some = np.empty((4, int(mine.sum())))
        entities = most * batch.firms
        fill_rows(seed, batch.worlds, _LOTS, batch.quarter, entities, rows[mine], some)
        lots[mine] = some[0]
    return lots
