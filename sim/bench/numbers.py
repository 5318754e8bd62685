"""How many random numbers a run of the core consumes: the work of the draw floor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Ints
from sim.quarter.recruiting import call_applicants
from sim.quarter.segment import Segment
from sim.scenario.scenario import Scenario
from sim.world.election import Job
from sim.world.worlds import Worlds


class DrawCounts(NamedTuple):
    """Numbers consumed by all worlds together; (quarters,) each."""

    normals: Ints
    uniforms: Ints

    def total(self) -> int:
        """All numbers of the run."""
        return int(self.normals.sum() + self.uniforms.sum())


def count_numbers(scenario: Scenario) -> DrawCounts:
    """Play the scenario and count, quarter by quarter, the numbers that decide anything.

    A firm consumes two normals (metric, luck) and two uniforms (audit, exit), a world's shock a
    normal, an executive in the pool a uniform. An applicant consumes a uniform (its lot), a
    normal for every filter that measures something and, if new, a normal and a uniform (ability,
    kind); choosing one from the pool takes a uniform. Incumbents are drawn before the first
    quarter and do not count.
    """
    batch = _Counting([Job(scenario, range(scenario.worlds))])
    batch.run()
    return DrawCounts(batch.normals, batch.uniforms)


class _Counting(Worlds):
    """Worlds that count what they draw; they play the same run."""

    def enter_quarter(self) -> None:
        if self.quarter == 0:
            self.normals = np.zeros(self.quarters, dtype=np.int64)
            self.uniforms = np.zeros(self.quarters, dtype=np.int64)
        firms = len(self.worlds) * self.firms
        self.normals[self.quarter] += 2 * firms
        self.uniforms[self.quarter] += 2 * firms
        for segment in self.segments:
            if segment.scenario.metric.common_noise > 0:
                self.normals[self.quarter] += segment.places().size
        super().enter_quarter()

    def hire(self) -> None:
        self.uniforms[self.quarter] += self.pools.waiting.sum()
        super().hire()

    def recruit(self, segment: Segment, rows: Ints) -> None:
        before = self.pools.executive.copy(), self.pools.left.copy()
        found = call_applicants(self, segment, rows).by_vacancy()
        executive = found.executive
        self.pools.executive[:], self.pools.left[:] = before
        newcomers = int((executive < 0).sum())
        self.normals[self.quarter] += found.signal.size + newcomers
        self.uniforms[self.quarter] += executive.size + newcomers
        self.uniforms[self.quarter] += self._picks(segment, rows, executive)
        super().recruit(segment, rows)

    def _picks(self, segment: Segment, rows: Ints, executive: Ints) -> int:
        """How often somebody was chosen from the pool, including who refuses to return."""
        left = self.pools.waiting.copy()
        picks = 0
        for w, places in zip(rows // self.firms, executive, strict=True):
            for place in range(segment.scenario.market.experienced):
                picks += int(left[w] > 0)
                left[w] -= int(places[place] >= 0)
        return picks
