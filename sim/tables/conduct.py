"""The tables ``firms``, ``conduct`` and ``efforts``: who sits where, and what is done there.

Efforts stand in a table of their own, a row per task: in a study, tasks may differ from cell to
cell, so that no fixed number of columns would do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Ints, Table
from sim.quarter.ledger import LEDGER
from sim.tables.columns import NONE
from sim.tables.years import peer_returns
from sim.world.worlds import Worlds

_ACCRUAL = LEDGER.index("accrual")
_NUMBERS = ("belief", "metric", "value", "peer_return")
_NAMES = ("seat", "executive")


class Conduct:
    """Keeps what every firm's executive does, quarter by quarter.

    Args:
        batch: Before its first step, with books by firm.
        acts: Whether the table ``conduct`` is asked for.
        efforts: Whether the table ``efforts`` is.
    """

    def __init__(self, batch: Worlds, acts: bool, efforts: bool) -> None:
        tasks, firms = batch.actions.effort.shape
        shape = (batch.length, firms)
        self._acts = acts
        self._efforts: npt.NDArray[np.float64] = np.empty((*shape, tasks if efforts else 0))
        if acts:
            self._numbers = {name: np.empty(shape) for name in _NUMBERS}
            self._names = {name: np.empty(shape, dtype=np.int64) for name in _NAMES}
            self._audited = np.empty(shape, dtype=np.bool_)
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Before anybody is paid or leaves: who sits where, and what they do."""
        seats, now = batch.seats, batch.counted
        if now < 0:
            return
        vacant = seats.executive < 0
        self._vacant = vacant
        if self._efforts.size:
            self._efforts[now] = np.where(vacant, np.nan, batch.actions.effort).T
        if self._acts:
            self._names["seat"][now] = np.where(vacant, NONE, seats.number)
            self._names["executive"][now] = seats.executive
            self._numbers["belief"][now] = np.where(vacant, np.nan, seats.belief)
            self._numbers["peer_return"][now] = np.where(vacant, np.nan, peer_returns(batch))

    def after_step(self, batch: Worlds) -> None:
        """Reports, value and audits of the quarter that has just been played."""
        now, actions, impact = batch.counted - 1, batch.actions, batch.seats.impact
        if not self._acts or now < 0:
            return
        value = np.zeros(impact.size)
        np.divide(actions.books[_ACCRUAL], impact, out=value, where=impact > 0.0)
        self._numbers["metric"][now] = np.where(self._vacant, np.nan, actions.metric)
        self._numbers["value"][now] = np.where(self._vacant, np.nan, value)
        self._audited[now] = actions.audited == 1

    def conduct(self, batch: Worlds) -> Table:
        """The table of that name: a row per world, quarter and firm."""
        columns = {**self._names, **self._numbers, "audited": self._audited}
        order = np.argsort(batch.worlds, kind="stable")
        return {
            **_keys(batch, order),
            **{name: _in_order(batch, order, column).ravel() for name, column in columns.items()},
        }

    def efforts(self, batch: Worlds) -> Table:
        """The table of that name: a row per world, quarter, firm and task."""
        tasks = self._efforts.shape[2]
        order = np.argsort(batch.worlds, kind="stable")
        names = np.empty((len(batch.worlds), tasks), dtype=object)
        for segment in batch.segments:
            names[segment.worlds] = [task.name for task in segment.scenario.technology.tasks]
        shape = (len(batch.worlds), batch.counted * batch.firms, tasks)
        return {
            **{name: np.repeat(keys, tasks) for name, keys in _keys(batch, order).items()},
            "task": np.broadcast_to(names[order, None, :], shape).ravel(),
            "effort_level": _in_order(batch, order, self._efforts).ravel(),
        }


def firms_table(batch: Worlds) -> Table:
    """One row per world and firm, as they are from the first quarter on."""
    seats, worlds = batch.seats, len(batch.worlds)
    order = np.argsort(batch.worlds, kind="stable")
    columns = {
        "firm_size": seats.size,
        "firm_impact": seats.impact,
        "firm_base_pay": seats.base_pay,
    }
    return {
        "world": np.repeat(batch.worlds[order], batch.firms),
        "firm": np.tile(np.arange(batch.firms), worlds),
        **{
            name: column.reshape(worlds, batch.firms)[order].ravel()
            for name, column in columns.items()
        },
    }


def _keys(batch: Worlds, order: Ints) -> Table:
    """World, quarter and firm of every row."""
    quarters, firms, worlds = batch.counted, batch.firms, len(batch.worlds)
    return {
        "world": np.repeat(batch.worlds[order], quarters * firms),
        "quarter": np.tile(np.repeat(np.arange(quarters), firms), worlds),
        "firm": np.tile(np.arange(firms), worlds * quarters),
    }


def _in_order(batch: Worlds, order: Ints, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(worlds, quarters, firms, ...) of what was kept by (quarter, firm in the batch, ...)."""
    played = column[: batch.counted]
    by_world = played.reshape(batch.counted, len(batch.worlds), batch.firms, *column.shape[2:])
    found: npt.NDArray[Any] = np.moveaxis(by_world, 0, 1)[order]
    return found
