"""What executives do in which context: in a trial, in probation and after it, in every regime.

Efforts are watched quarter by quarter and summed by tenure, phase and regime. Nothing of it is
there in a run that was not asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints, Table
from sim.observers.alignment import TaskEffects, alignment, worth
from sim.observers.quadrants import QUADRANTS, UNKNOWN, quadrants
from sim.observers.standards import Standards, standards
from sim.quarter.segment import Segment
from sim.scenario.technology import cross_costs, task_table
from sim.world.worlds import Worlds

PHASES = ("interview", "probation", "after")
INTERVIEW, PROBATION, AFTER = range(3)

_QUARTERS, _ACCRUAL, _ALIGNMENT = range(3)


class Conducts:
    """Watches a batch; sums by (number of the tenure, phase and regime, firm).

    Args:
        batch: Before its first quarter; it is watched from now on.
    """

    def __init__(self, batch: Worlds) -> None:
        self._batch = batch
        self._regimes = 1 + max(len(segment.scenario.regimes) for segment in batch.segments)
        firms = batch.seats.number.size
        self._sums = np.zeros((3, 2, 2 * self._regimes, firms))
        self._seen = np.zeros(firms)  # accrual of the tenure so far
        self._number = np.full(firms, -1)
        self._cross = [cross_costs(segment.scenario.technology) for segment in batch.segments]
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Add the quarter in which efforts have been made and reported."""
        seats = batch.seats
        rows = np.flatnonzero(seats.executive >= 0)
        number = seats.number[rows]
        while number.size and number.max() >= self._sums.shape[1]:
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)], axis=1)
        same = self._number[rows] == number
        accrued = batch.record.accrual[rows]
        seen, self._number[rows] = np.where(same, self._seen[rows], 0.0), number
        self._seen[rows] = accrued
        if batch.counted < 0:
            return
        quarter = np.zeros((3, rows.size))
        quarter[_QUARTERS] = 1.0
        quarter[_ACCRUAL] = accrued - seen
        quarter[_ALIGNMENT] = self._alignment(batch)[rows]
        place = 2 * self._regime(batch)[rows // batch.firms]
        plan = batch.plan_of_world[rows // batch.firms]
        place += seats.tenure[rows] >= batch.plans.probation[plan]
        self._sums[:, number, place, rows] += quarter

    def table(self) -> Table:
        """One row per tenure and context: an interview, then what it has served in."""
        parts = [part for segment in self._batch.segments for part in self._of(segment)]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _of(self, segment: Segment) -> Iterator[Table]:
        """Rows of a segment, context by context."""
        batch, tenures = self._batch, self._batch.tenure_list
        quarters, accrual, aligned = self._sums
        inside = np.zeros(tenures.seats, dtype=np.bool_)
        inside[segment.firms] = True
        mine = np.flatnonzero(inside[tenures.firm] & (tenures.number < self._sums.shape[1]))
        served = quarters[tenures.number[mine], :, tenures.firm[mine]].sum(axis=1) > 0
        mine = tenures.by_number(mine[served])
        seat, firm = tenures.number[mine], tenures.firm[mine]
        columns = (tenures.column(name)[mine] for name in _Who._fields[2:])
        who = _Who._make([seat, firm, *columns])
        package = segment.in_regime(0).package
        known = standards(segment.scenario, package, segment.monitoring)
        free = batch.decisions is None or not batch.decisions.takes("effort")
        if free:  # what a trial would bring is known of the model's own decisions only
            effort, made = _trials(batch, segment, known, who)
            able = _read(known.interview, known.theta, who)
            none = np.zeros(seat.size)
            yield _rows(batch, segment, who, INTERVIEW, 0, none, made, effort, able)
        for place in range(2 * (1 + len(segment.scenario.regimes))):
            regime, phase = divmod(place, 2)
            here = np.flatnonzero(quarters[seat, place, firm] > 0)
            some = _Who._make([column[here] for column in who])
            at = (some.seat, place, some.firm)
            able = _read(known.served[regime, phase], known.theta, some)
            yield _rows(
                batch,
                segment,
                some,
                1 + phase,
                regime,
                quarters[at],
                accrual[at],
                aligned[at] / quarters[at],
                able if free else np.full(here.size, np.nan),
            )

    def _alignment(self, batch: Worlds) -> Floats:
        """(firms,) of this quarter's efforts."""
        found = np.zeros(batch.seats.number.size)
        for segment in batch.segments:
            cross = self._cross[segment.number]
            p = batch.plan_of(segment)
            plans, rows = batch.plans, segment.firms
            intrinsic, cap = plans.intrinsic[p][:, None], plans.cap[p][:, None]
            if plans.has_once[p]:
                new = batch.seats.tenure[rows] == 0
                intrinsic = np.where(new, intrinsic, plans.later_intrinsic[p][:, None])
                cap = np.where(new, cap, plans.later_cap[p][:, None])
            tasks = TaskEffects(
                plans.value[p][:, None],
                plans.curvature[p][:, None],
                plans.cost[p][:, None],
                intrinsic,
                cap,
                cross,
            )
            theta = batch.seats.theta[rows]
            found[rows] = alignment(batch.actions.effort[:, rows], theta, tasks)
        return found

    def _regime(self, batch: Worlds) -> Ints:
        """(worlds,) shifts that have happened."""
        found = np.zeros(len(batch.worlds), dtype=np.int64)
        for segment in batch.segments:
            found[segment.worlds] = segment.scenario.shifts_by(batch.quarter)
        return found


class _Who(NamedTuple):
    """Tenures: (n,) each; ``firm`` is a row of the batch."""

    seat: Ints
    firm: Ints
    executive: Ints
    kind: Ints
    theta: Floats


def _trials(batch: Worlds, segment: Segment, known: Standards, who: _Who) -> tuple[Floats, Floats]:
    """Alignment in a trial project, and what a quarter of it would add for the firm."""
    technology = segment.scenario.technology
    table = task_table(technology, (), 0)
    later = table["once"] == 0.0
    table = {name: column[:, None] for name, column in table.items()}
    tasks = TaskEffects(
        table["value"],
        table["curvature"],
        table["cost"],
        table["intrinsic"] * later[:, None],
        table["cap"] * later[:, None],
        cross_costs(technology),
    )
    effort = np.array(
        [_read(of_task, known.theta, who) for of_task in known.trial.T.swapaxes(1, 2)]
    )
    effort = np.minimum(effort, tasks.cap)
    made = worth(effort, who.theta, tasks) * batch.seats.impact[who.firm]
    return alignment(effort, who.theta, tasks), made


def _read(of_kind: Floats, theta: Floats, who: _Who) -> Floats:
    """A table by (kind, ability node) at the abilities of tenures; constant outside its nodes."""
    if theta.size == 1:
        only: Floats = of_kind[who.kind, 0]
        return only
    place = np.clip((who.theta - theta[0]) / (theta[1] - theta[0]), 0.0, theta.size - 1)
    node = np.minimum(place.astype(np.int64), theta.size - 2)
    left, right = of_kind[who.kind, node], of_kind[who.kind, node + 1]
    share = place - node
    found: Floats = np.where(share > 0.0, left * (1.0 - share) + right * share, left)
    return found


def _rows(
    batch: Worlds,
    segment: Segment,
    who: _Who,
    phase: int,
    regime: int,
    quarters: Floats,
    accrual: Floats,
    aligned: Floats,
    able: Floats,
) -> Table:
    """Columns of the table for one context."""
    executives, size = segment.scenario.executives, who.seat.size
    thresholds = segment.scenario.thresholds
    names = np.array(list(executives.population), dtype=object)
    ways = np.array([executives.cognition_of(name).name for name in names], dtype=object)
    kind = who.kind // int(batch.plans.contracts[batch.plan_of_world[segment.first]])
    found = quadrants(able, aligned, thresholds.capability, thresholds.alignment)
    return {
        "world": batch.worlds[who.firm // batch.firms],
        "firm": who.firm % batch.firms,
        "seat": who.seat,
        "executive": who.executive,
        "kind": names[kind],
        "cognition": ways[kind],
        "phase": np.full(size, PHASES[phase], dtype=object),
        "regime": np.full(size, regime),
        "quarters": quarters.astype(np.int64),
        "accrual_total": accrual,
        "alignment": aligned,
        "capability": able,
        "quadrant": np.array([*QUADRANTS, UNKNOWN], dtype=object)[found],
    }
