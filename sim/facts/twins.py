"""Turnover that good performance would have prevented, exactly: twins with good luck.

Jenter and Lewellen 2021 call a turnover performance-induced if it would not have occurred had
performance been good, and estimate their share from hazards. Here the same executives live again,
with the same draws but for the noise in their reports.
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

LUCK = 0.64
"""Added to the noise of every quarter, sd: a year's report at its 90th percentile (1.28/2)."""
GROUPS = 6
"""A sixth of the firms is lucky at a time: luck of all would move what reports are compared with."""
WINDOW = 32
"""Quarters from the start of a tenure on: of the eight years in which luck lasts."""
_STARTS = 20  # quarters in which the tenures that count begin
_TOGETHER = 4  # worlds in a batch, with their twins


class Lucky(Worlds):
    """Worlds and their twins side by side, in which some firms' next new executive is lucky.

    Args:
        scenario: Of all.
        worlds: Numbers of the worlds; all of them are there ``GROUPS`` + 1 times, first without
            luck, then with each group of firms in turn.
        first: Luck comes with the first tenure that begins in or after this quarter.
    """

    def __init__(self, scenario: Scenario, worlds: Sequence[int], first: int) -> None:
        super().__init__([Job(scenario, list(worlds))] * (GROUPS + 1), books=False)
        self._first, self._before = first, self.seats.number.copy()
        row = np.arange(self.seats.number.size)
        group = row // (len(worlds) * self.firms) - 1
        self._chosen: Bools = row % self.firms % GROUPS == group

    def enter_quarter(self) -> None:
        super().enter_quarter()
        if self.quarter == self._first - 1:  # who is hired at its end begins in the next
            self._before = self.seats.number.copy()
        if self.quarter >= self._first:
            lucky = self._chosen & (self.seats.number == self._before + 1)
            self.actions.noise[lucky] += LUCK


def performance_induced(
    scenario: Scenario,
    worlds: Sequence[int],
    threads: int = 1,
    progress: Advance | None = None,
    window: int = WINDOW,
) -> Floats:
    """(worlds,) of successions within eight years, the share that a lucky twin has not had by then.

    The first tenure of a firm that begins after the run-in counts, if its twin is the same person
    in the same quarter.

    Args:
        scenario: As for :func:`sim.facts.playing.play`.
        worlds: Their numbers.
        threads: How many batches at the same time.
        progress: Called with batches that are done, and all of them.
        window: Quarters from the start of a tenure on.
    """
    long, first = prepared(scenario, _STARTS + window)
    parts = [list(worlds[at : at + _TOGETHER]) for at in range(0, len(worlds), _TOGETHER)]
    done: list[int] = []

    def run(part: list[int]) -> Floats:
        batch = Lucky(long, part, first)
        batch.run()
        found = _prevented(batch, len(part), first, window)
        done.append(1)
        if progress is not None:
            progress(len(done), len(parts))
        return found

    return np.concatenate(side_by_side([partial(run, part) for part in parts], threads))


def _prevented(batch: Lucky, worlds: int, first: int, window: int) -> Floats:
    """(worlds,) the share, of a batch that has been played."""
    tenures = batch.tenure_list
    firm, number = tenures.firm, tenures.number
    start = tenures.column("start")
    new = np.flatnonzero((start >= first) & (start < first + _STARTS))
    key = firm[new] << 21 | number[new]
    new, key = new[np.argsort(key)], np.sort(key)
    new = new[np.append(True, (key[1:] >> 21) != (key[:-1] >> 21))[: key.size]]
    shape = worlds * batch.firms
    of = np.full((GROUPS + 1, shape), NONE)  # the tenure of every firm, by twin
    of.ravel()[firm[new]] = new
    group = np.arange(shape) % batch.firms % GROUPS
    plain, twin = of[0], of[group + 1, np.arange(shape)]
    both = np.flatnonzero((plain != NONE) & (twin != NONE))
    plain, twin, world = plain[both], twin[both], both // batch.firms
    same = np.ones(both.size, dtype=np.bool_)
    for name in ("start", "theta", "kind"):
        column = tenures.column(name)
        same &= column[plain] == column[twin]
    reason, end = tenures.column("exit"), tenures.column("end")
    left = (reason != RUNNING) & (end - start < window)
    counted = same & left[plain] & ~np.isin(reason[plain], [EXITS.index(name) for name in TAKEN_OVER])
    ended = np.bincount(world[counted], minlength=worlds)
    prevented = np.bincount(world[counted & ~left[twin]], minlength=worlds)
    return np.divide(prevented, ended, np.full(worlds, np.nan), where=ended > 0)
