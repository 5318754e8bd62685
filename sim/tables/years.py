"""The table ``years``: what a firm's executive reported, earned and hid in a calendar year."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats, Ints, Table
from sim.quarter.ledger import LEDGER
from sim.quarter.state import DETECTED, FOUND
from sim.tables.columns import NONE
from sim.world.worlds import Worlds

_RATE = 0.03
"""At which the market discounts reports, per quarter: that of the metric ``price``."""
_PAID, _ACCRUAL = LEDGER.index("paid"), LEDGER.index("accrual")
_SUMS = (
    *("reported", "wealth_gain", "paid_in_year", "accrued_in_year"),
    *("misreported", "misconduct_loss"),
)


class Years:
    """Keeps what is summed over a year, quarter by quarter.

    Args:
        batch: Before its first step, with books by firm.
    """

    def __init__(self, batch: Worlds) -> None:
        shape = (batch.length, batch.seats.number.size)
        self._sums = {name: np.zeros(shape) for name in _SUMS}
        self._seat, self._executive = np.full((2, *shape), NONE)
        self._found = np.zeros(shape, dtype=np.int64)
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Before anybody is paid or leaves: who sits where, what is reported and what is hidden."""
        now, seats = batch.counted, batch.seats
        if now < 0:
            return
        self._seat[now] = np.where(seats.executive < 0, NONE, seats.number)
        self._executive[now] = seats.executive
        keep = {name: column[now] for name, column in self._sums.items()}
        keep["reported"][:] = batch.actions.metric
        keep["misreported"][:], lost = misconduct(batch)
        keep["misconduct_loss"][:] = lost * seats.impact
        keep["wealth_gain"][:] = peer_returns(batch) * seats.impact

    def after_step(self, batch: Worlds) -> None:
        """Pay, value and verdicts of the quarter that has just been played."""
        now, actions = batch.counted - 1, batch.actions
        if now < 0:
            return
        self._sums["paid_in_year"][now] = actions.books[_PAID]
        self._sums["accrued_in_year"][now] = actions.books[_ACCRUAL]
        self._found[now] = (actions.verdict == FOUND) | (actions.exit == DETECTED)

    def table(self, batch: Worlds) -> Table:
        """The table of that name: a row per world, year, firm and tenure."""
        played, firms = batch.counted, batch.firms
        order = np.argsort(batch.worlds, kind="stable")
        rows = (order[:, None] * firms + np.arange(firms)).ravel()

        def line(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
            """By world, firm and quarter."""
            return column[:played, rows].T.ravel()

        seat = line(self._seat)
        quarter = np.tile(np.arange(played), rows.size)
        place = np.repeat(np.arange(rows.size), played)
        some = np.flatnonzero(seat != NONE)
        place, year, seat = place[some], quarter[some] // 4, seat[some]
        first = _starts(place, year, seat)
        found: Table = {
            "world": batch.worlds[order][place[first] // firms],
            "year": year[first],
            "firm": place[first] % firms,
            "seat": seat[first],
            "executive": line(self._executive)[some][first],
            "served": np.diff(np.append(first, some.size)),
            "found_out": _added(line(self._found)[some], first),
        }
        found |= {name: _added(line(column)[some], first) for name, column in self._sums.items()}
        sort = np.lexsort((found["seat"], found["firm"], found["year"], found["world"]))
        return {name: column[sort] for name, column in found.items()}


def peer_returns(batch: Worlds) -> Floats:
    """(firms,) what owners gain by this quarter's reports more than peers do, metric units.

    The report itself, and by how much the market expects later ones to be higher for it: the return
    that ``stock-grant`` pays on, less what all firms have in common.
    """
    found = np.empty(batch.seats.theta.size)
    for segment in batch.segments:
        seen = batch.seen(segment, 1)
        gain = (seen.posterior - seen.belief) / _RATE
        found[segment.firms] = seen.metric - seen.reference + gain
    return found


def misconduct(batch: Worlds) -> tuple[Floats, Floats]:
    """(firms,) what tasks of negative value add to reports, and the value per impact they cost."""
    lift, lost = np.zeros((2, batch.seats.theta.size))
    plan = np.repeat(batch.plan_of_world, batch.firms)
    plans = batch.plans
    for task, effort in enumerate(batch.actions.effort):
        worth, bend = plans.value[plan, task], plans.curvature[plan, task]
        effect = np.where(worth < 0.0, batch.seats.theta * effort, 0.0)
        lift += np.maximum(plans.loading[plan, task], 0.0) * effect
        lost += bend * effect**2 / 2.0 - worth * effect
    return lift, lost


def _starts(*keys: Ints) -> Ints:
    """First rows of the groups of equal keys; the rows of a group stand together."""
    other = np.zeros(keys[0].size, dtype=np.bool_)
    other[:1] = True
    for key in keys:
        other[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(other)


def _added(column: npt.NDArray[Any], first: Ints) -> npt.NDArray[Any]:
    """Sums over groups; of no rows none."""
    if not first.size:
        return column[:0]
    found: npt.NDArray[Any] = np.add.reduceat(column, first)
    return found
