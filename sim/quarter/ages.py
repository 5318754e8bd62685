"""Ages of executives, and who reaches that of retirement; only where a scenario says one."""

from __future__ import annotations

import numpy as np

from agents.numerics.draws import as_normals, fill_rows, stream
from incentives.arrays import Bools, Floats, Ints
from sim.quarter.batch import Batch
from sim.quarter.state import GONE
from sim.scenario.scenario import Scenario

_LOTS = stream("age")
DUE = -1.0
"""A lot below all chances: whoever has it retires."""


def retires_by_age(scenario: Scenario) -> bool:
    """Whether there is an age at which everybody retires."""
    return scenario.market.retirement_age is not None


class Ages:
    """When executives of a batch were born, in quarters of the run.

    Attributes:
        born: (world, executive) row of the executives; rows that nobody has are 0.
        until: (world,) quarters of age at which executives retire; infinite where there is none.

    Args:
        batch: Whose incumbents are seated; their ages are uniform between entry and retirement.
    """

    def __init__(self, batch: Batch) -> None:
        worlds = len(batch.worlds)
        self.until: Floats = np.full(worlds, np.inf)
        self._mean, self._sd = np.zeros((2, worlds))
        for segment in batch.segments:
            market = segment.scenario.market
            if market.retirement_age is not None:
                self.until[segment.worlds] = 4 * market.retirement_age
                self._mean[segment.worlds] = 4 * market.entry_age
                self._sd[segment.worlds] = 4 * market.entry_age_sd
        self.born: Floats = np.zeros((worlds, 0))
        self._known: Ints = np.zeros(worlds, dtype=np.int64)
        self._enter(batch, 0, old=True)

    def due(self, batch: Batch) -> Bools:
        """(firms,) who will have reached the age by the end of the quarter that begins."""
        self._enter(batch, batch.quarter, old=False)
        executive = batch.seats.executive
        world = np.arange(executive.size) // batch.firms
        due: Bools = self._past(batch, world, executive) & (executive >= 0)
        return due

    def clear_pools(self, batch: Batch) -> None:
        """Between two seats people retire at that age, too; the order of the pool is kept."""
        pools = batch.pools
        for w in np.flatnonzero(np.isfinite(self.until)).tolist():
            waiting = int(pools.waiting[w])
            free = pools.executive[w, :waiting].copy()
            old = self._past(batch, np.full(waiting, w), free)
            if old.any():
                kept = waiting - int(old.sum())
                batch.executives.status[w, free[old]] = GONE
                pools.left[w, :kept] = pools.left[w, :waiting][~old]
                pools.executive[w, :kept] = free[~old]
                pools.waiting[w] = kept

    def years(self, world: Ints, executive: Ints, quarter: Ints) -> Floats:
        """Age of executives at the start of quarters; NaN where nobody's age is known."""
        age: Floats = (quarter - self.born[world, executive]) / 4
        return np.where(np.isfinite(self.until[world]), age, np.nan)

    def _past(self, batch: Batch, world: Ints, executive: Ints) -> Bools:
        past: Bools = batch.quarter + 1 - self.born[world, executive] >= self.until[world]
        return past

    def _enter(self, batch: Batch, quarter: int, old: bool) -> None:
        """Those who are not known yet were so old in a quarter."""
        hired = batch.pools.hired
        most = int(hired.max())
        if most > self.born.shape[1]:
            wider = np.zeros((self.until.size, most + most // 2))
            wider[:, : self.born.shape[1]] = self.born
            self.born = wider
        new = np.arange(most) >= self._known[:, None]
        new &= (np.arange(most) < hired[:, None]) & np.isfinite(self.until)[:, None]
        world, executive = np.nonzero(new)
        self._known = hired.copy()
        if not world.size:
            return
        lots = np.empty((4, world.size))
        rows, seeds = world * most + executive, batch.seeds[world]
        for seed in np.unique(seeds):
            mine = seeds == seed
            some = np.empty((4, int(mine.sum())))
            fill_rows(seed, batch.worlds, _LOTS, 0, most, rows[mine], some)
            lots[:, mine] = some
        age = self._mean[world] + self._sd[world] * as_normals(lots[0])
        age = np.clip(age, 0.0, self.until[world] - 1.0)  # nobody enters to retire at once
        if old:
            age += lots[1] * (self.until[world] - age)
        self.born[world, executive] = quarter - age
