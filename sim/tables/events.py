"""The table of events: what happened to whom, in the order of a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints, Table, sum_rows
from sim.observers.harm import Harm, whereabouts
from sim.observers.turns import Turns
from sim.quarter.accounts import settled_now
from sim.quarter.ledger import LEDGER
from sim.quarter.state import EXITS, STATUS
from sim.tables.columns import unit_of
from sim.tables.from_state import by_world

if TYPE_CHECKING:
    from sim.world.worlds import Worlds


class Happened(NamedTuple):
    """Events of one name in a quarter; columns are (events,)."""

    event: str
    row: Ints  # firm in the batch
    seat: Ints
    executive: Ints
    amount: Floats
    status: Ints | None = None  # where the executive is, see ``sim.quarter.state.STATUS``
    now_at: Ints | None = None  # left out: where it is after hiring


class EventLog:
    """Collects events while a batch runs.

    Args:
        batch: Before its first step, with books.
        turns, harm: That watch it.
    """

    def __init__(self, batch: Worlds, turns: Turns, harm: Harm) -> None:
        self._turns, self._harm = turns, harm
        self._clawed = np.zeros(0)  # from finished tenures so far
        self._clawed_now = batch.record.clawed.copy()  # from the running ones
        self._number = batch.seats.number.copy()
        self._parts: list[Table] = []
        self._names: dict[str, int] = {}  # events by name, numbered as they come

    def after_step(self, batch: Worlds) -> None:
        """Keep what happened in the quarter that has just been played."""
        first, last = self._while_played(batch), self._at_the_end(batch)
        happened = [*first, *last]
        sizes = [one.row.size for one in happened]
        codes = [self._names.setdefault(one.event, len(self._names)) for one in happened]
        columns = {
            name: np.concatenate([getattr(one, name) for one in happened])
            for name in Happened._fields[1:5]
        }
        late = slice(sum(one.row.size for one in first), None)
        there = whereabouts(batch, columns["row"][late] // batch.firms, columns["executive"][late])
        for name, then in zip(("status", "now_at"), there, strict=True):
            columns[name] = np.concatenate([*(getattr(one, name) for one in first), then])
        self._parts.append({"event": np.repeat(codes, sizes), **columns})

    def table(self, batch: Worlds) -> Table:
        """All events so far, by world and quarter; of a quarter in the order of the events."""
        row = np.concatenate([part["row"] for part in self._parts])
        order = by_world(batch, row // batch.firms)
        row = row[order]
        columns = {
            name: np.concatenate([part[name] for part in self._parts])[order]
            for name in self._parts[0]
            if name != "row"
        }
        sizes = [part["row"].size for part in self._parts]
        return {
            **columns,
            "world": batch.worlds[row // batch.firms],
            "quarter": np.repeat(np.arange(len(sizes)), sizes)[order],
            "firm": row % batch.firms,
            "event": np.array([*self._names], dtype=object)[columns["event"]],
            "unit": np.array([*map(unit_of, self._names)], dtype=object)[columns["event"]],
            "status": np.array(STATUS, dtype=object)[columns["status"]],
        }

    def _while_played(self, batch: Worlds) -> list[Happened]:
        """Turns and bombs; where people are is where they were when it happened."""
        found = []
        turn = self._turns.log[-1] if self._turns.log else None
        if turn is not None and turn.quarter[0] == batch.quarter - 1:
            seated = np.zeros(turn.row.size, dtype=np.int64)
            there = (seated, turn.row % batch.firms)
            found.append(Happened("turned", *turn[1:4], turn.lost, *there))
        return [*found, Happened("bomb surfaced", *self._harm.bombs)]

    def _at_the_end(self, batch: Worlds) -> list[Happened]:
        """Everything else; where people are is where they are after hiring."""
        actions, seats, finished = batch.actions, batch.seats, batch.finished
        ended = slice(*finished.first[batch.quarter - 1 : batch.quarter + 1])
        hired = (seats.executive >= 0) & (seats.tenure == 0)
        # A newcomer has the seat already; everything but the hiring happened to its predecessor.
        number = seats.number - hired
        actor = np.where(hired, -1, seats.executive)
        actor[finished.firm[ended]] = finished.executive[ended]
        entry = {name: actions.books[row] for row, name in enumerate(LEDGER)}
        found: list[Happened] = []

        def add(event: str, rows: Ints, seat: Ints, who: Ints, amount: Floats) -> None:
            found.append(Happened(event, rows, seat, who, amount))

        def mark(event: str, flag: Bools, amount: Floats) -> None:
            rows = np.flatnonzero(flag)
            add(event, rows, number[rows], actor[rows], amount[rows])

        tenure, late = settled_now(batch.accounts)
        former = finished.firm[tenure]
        late = late * seats.base_pay[former]
        plan = np.repeat(batch.plan_of_world, batch.firms)
        at_once = sum_rows((1.0 - batch.plans.deferred[plan].T) * actions.awards)
        vested = entry["vested"] - np.bincount(former, late, actor.size)
        from_account = np.where(actor >= 0, vested - at_once * seats.base_pay, 0.0)
        mark("vested", np.abs(from_account) > 1e-9, from_account)
        add("vested", former, finished.number[tenure], finished.executive[tenure], late)
        add("clawed back", *self._taken_back(batch))
        mark("audited", actions.audited == 1, actions.detection)
        left, why = finished.firm[ended], finished.exit[ended]
        for reason in range(1, len(EXITS)):
            rows = left[why == reason]
            add(EXITS[reason], rows, number[rows], actor[rows], actions.metric[rows])
        for removal in batch.removals:
            amount = removal.cost * seats.base_pay[removal.rows]
            rows = removal.rows
            add(removal.by, rows, number[rows], actor[rows], amount)
        rows = np.flatnonzero(hired)
        seat, who = seats.number[rows], seats.executive[rows]
        lift = batch.record.gaming[rows]
        gamed = lift > 0.0
        add("gamed", rows[gamed], seat[gamed], who[gamed], lift[gamed])
        add("hired", rows, seat, who, lift)
        return found

    def _taken_back(self, batch: Worlds) -> tuple[Ints, Ints, Ints, Floats]:
        """Firms, tenures, their authors, wherever these now are, and what was clawed back."""
        seats, finished = batch.seats, batch.finished
        until = int(finished.first[batch.quarter])
        firm = finished.firm[self._clawed.size : until]  # of those that ended in this quarter
        before = np.concatenate([self._clawed, self._clawed_now[firm]])
        self._clawed = finished.clawed[:until].copy()
        former = self._clawed - before
        running = batch.record.clawed - np.where(seats.number == self._number, self._clawed_now, 0)
        self._clawed_now, self._number = batch.record.clawed.copy(), seats.number.copy()
        late, now = np.flatnonzero(former > 0.0), np.flatnonzero(running > 0.0)
        return (
            np.concatenate([finished.firm[late], now]),
            np.concatenate([finished.number[late], seats.number[now]]),
            np.concatenate([finished.executive[late], seats.executive[now]]),
            np.concatenate([former[late], running[now]]),
        )
