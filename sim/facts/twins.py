"""Turnover that good performance would have prevented, exactly: twins who perform well.

Jenter and Lewellen 2021 call a turnover performance-induced if it would not have occurred had
performance been good, and estimate their share from hazards. Here the same executives live again
with the same draws, and report in every quarter at least what the firm at the 90th percentile of a
year's performance does. What others are compared with stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from incentives.arrays import Bools, Floats
from sim.facts.playing import TAKEN_OVER, prepared
from sim.quarter.state import EXITS, RUNNING
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance
from sim.tables.columns import NONE
from sim.tables.simulate import side_by_side
from sim.world.election import Job
from sim.world.worlds import Worlds

GOOD_PERCENTILE = 90
"""Percentile of a year's performance in the cross-section of firms, from which on it is good."""
WINDOW = 60
"""Quarters from the start of a tenure on."""
_STARTS = 20  # quarters in which the tenures that count begin
_YEARS = 5  # before them, of which good performance is read off
_TOGETHER = 16  # worlds in a batch, with their twins


class Performing(Worlds):
    """Worlds and their twins, in which every firm's next new executive performs well.

    Args:
        scenario: Of all.
        worlds: Numbers of the worlds; all of them are there twice, the twins second.
        first: Good performance comes with the first tenure that begins in or after this quarter.
    """

    def __init__(self, scenario: Scenario, worlds: Sequence[int], first: int) -> None:
        super().__init__([Job(scenario, list(worlds))] * 2, books=False)
        self._first, self._before = first, self.seats.number.copy()
        self._twin: Bools = np.arange(self.seats.number.size) >= len(worlds) * self.firms
        self._years: list[Floats] = []  # (worlds, firms) a year's reports over those of peers
        self._good = np.full(self.seats.number.size, -np.inf)

    def enter_quarter(self) -> None:
        super().enter_quarter()
        if self.quarter == self._first - 1:  # who is hired at its end begins in the next
            self._before = self.seats.number.copy()

    def report(self) -> None:
        """As it comes; then twins report at least what a good year would bring."""
        super().report()
        sits = self.seats.executive >= 0
        if self._first - 4 * _YEARS <= self.quarter < self._first:
            over = self.actions.metric - self.reference.repeat(self.firms)
            if self.quarter % 4 == 0:
                self._years.append(np.zeros((len(self.worlds), self.firms)))
            self._years[-1] += np.where(sits, over, np.nan).reshape(self._years[-1].shape) / 4.0
        if self.quarter == self._first:
            years = np.stack(self._years, axis=1).reshape(len(self.worlds), -1)
            known = [of[~np.isnan(of)] for of in years]
            good = [np.percentile(of, GOOD_PERCENTILE) if of.size else -np.inf for of in known]
            self._good = np.repeat(good, self.firms)
        if self.quarter >= self._first:
            chosen = self._twin & sits & (self.seats.number == self._before + 1)
            least = self.reference.repeat(self.firms) + self._good
            self.actions.metric[chosen] = np.maximum(self.actions.metric, least)[chosen]


def performance_induced(
    scenario: Scenario,
    worlds: Sequence[int],
    threads: int = 1,
    progress: Advance | None = None,
    window: int = WINDOW,
    since: int = 0,
) -> Floats:
    """(worlds,) of successions within fifteen years, the share that a twin outlasts.

    The first tenure of a firm that begins after the run-in counts, if its twin is the same person
    in the same quarter.

    Args:
        scenario: As for :func:`sim.facts.playing.play`.
        worlds: Their numbers.
        threads: How many batches at the same time.
        progress: Called with batches that are done, and all of them.
        window: Quarters from the start of a tenure on; ``since``: successions before so many do
            not count.
    """
    long, first = prepared(scenario, _STARTS + window)
    parts = [list(worlds[at : at + _TOGETHER]) for at in range(0, len(worlds), _TOGETHER)]
    done: list[int] = []

    def run(part: list[int]) -> Floats:
        batch = Performing(long, part, first)
        batch.run()
        found = _prevented(batch, len(part), first, range(since, window))
        done.append(1)
        if progress is not None:
            progress(len(done), len(parts))
        return found

    return np.concatenate(side_by_side([partial(run, part) for part in parts], threads))


def _prevented(batch: Performing, worlds: int, first: int, window: range) -> Floats:
    """(worlds,) the share, of a batch that has been played."""
    tenures = batch.tenure_list
    firm, number = tenures.firm, tenures.number
    start = tenures.column("start")
    new = np.flatnonzero((start >= first) & (start < first + _STARTS))
    key = firm[new] << 21 | number[new]
    new, key = new[np.argsort(key)], np.sort(key)
    new = new[np.append(True, (key[1:] >> 21) != (key[:-1] >> 21))[: key.size]]
    shape = worlds * batch.firms
    of = np.full((2, shape), NONE)  # the tenure of every firm, and of its twin
    of.ravel()[firm[new]] = new
    plain, twin = of
    both = np.flatnonzero((plain != NONE) & (twin != NONE))
    plain, twin, world = plain[both], twin[both], both // batch.firms
    same = np.ones(both.size, dtype=np.bool_)
    for name in ("start", "theta", "kind"):
        column = tenures.column(name)
        same &= column[plain] == column[twin]
    reason, end = tenures.column("exit"), tenures.column("end")
    left = (reason != RUNNING) & (end - start >= window.start) & (end - start < window.stop)
    succeeded = ~np.isin(reason[plain], [EXITS.index(name) for name in TAKEN_OVER])
    counted = same & left[plain] & succeeded
    outlasts = (reason[twin] == RUNNING) | (end[twin] > end[plain])
    ended = np.bincount(world[counted], minlength=worlds)
    prevented = np.bincount(world[counted & outlasts], minlength=worlds)
    share: Floats = np.divide(prevented, ended, np.full(worlds, np.nan), where=ended > 0)
    return share
