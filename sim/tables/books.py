"""The table ``ledger``: every firm's books, written where they will stay."""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import lean
from incentives.arrays import Floats, Ints, Table
from sim.quarter.ledger import LEDGER, Sums, surpluses
from sim.tables.columns import COLUMNS
from sim.world.worlds import Worlds

_NUMBERS = (*Sums._fields, *LEDGER)
"""Columns of the table that hold numbers of the books."""
_WAITING = 16  # quarters that are put in order together: their numbers fill two lines of memory


class Books:
    """Room for the books of some worlds: rows by world, firm and quarter.

    Args:
        worlds: Their numbers, in order.
        quarters, firms: Of each.
    """

    def __init__(self, worlds: Ints, quarters: int, firms: int) -> None:
        self._worlds = worlds
        self._room: Floats = np.empty((len(_NUMBERS), worlds.size, firms, quarters))

    def put(self, waiting: Floats, places: Ints, first: int) -> None:
        """Put quarters from ``first`` on in order.

        Args:
            waiting: (quarters, columns, firms) what was booked in some worlds.
            places: (worlds,) of these worlds.
            first: Number of the first of these quarters.
        """
        _put_in_order(waiting, places, first, self._room)

    def table(self, quarters: int) -> Table:
        """So many quarters, one row per firm and quarter."""
        _, worlds, firms, _ = self._room.shape
        columns = {
            name: column[:, :, :quarters].reshape(-1)
            for name, column in zip(_NUMBERS, self._room, strict=True)
        }
        table = {
            "world": np.repeat(self._worlds, firms * quarters),
            "firm": np.tile(np.repeat(np.arange(firms), quarters), worlds),
            "quarter": np.tile(np.arange(quarters), worlds * firms),
            **columns,
        }
        return {name: table[name] for name in COLUMNS["ledger"]}


class Bookkeeper:
    """Keeps the books of a batch, quarter by quarter.

    Args:
        batch: With books by firm.
        books: Where its rows go.
        place: Of the first of its worlds, when these are in order.
    """

    def __init__(self, batch: Worlds, books: Books, place: int) -> None:
        self._books = books
        self._places: Ints = place + np.argsort(np.argsort(batch.worlds, kind="stable"))
        self._waiting: Floats = np.empty((_WAITING, len(_NUMBERS), batch.seats.number.size))
        self._count = 0
        self._priced = np.repeat(batch.priced, batch.firms)

    def open(self, batch: Worlds) -> None:
        """Before a step: let the batch write its books where they are kept."""
        books = self._waiting[self._count, len(Sums._fields) :]
        batch.actions = batch.actions._replace(books=books)

    def keep(self, batch: Worlds) -> None:
        """Keep the quarter that has just been played."""
        now = self._waiting[self._count]
        booked = now[len(Sums._fields) :]
        if not np.may_share_memory(booked, batch.actions.books):
            booked[:] = batch.actions.books
        sums = surpluses(dict(zip(LEDGER, booked, strict=True)), self._priced)
        for column, name in zip(now, Sums._fields, strict=False):
            column[:] = sums[name]
        self._count += 1
        if self._count == _WAITING:
            self._put(batch.counted)
            self._count = 0

    def table(self, quarter: int) -> Table:
        """All quarters before ``quarter``, the next one; only of books that no other batch has."""
        self.finish(quarter)
        return self._books.table(quarter)

    def finish(self, quarter: int) -> None:
        """Put those in order that still wait."""
        if self._count:
            self._put(quarter)

    def _put(self, quarter: int) -> None:
        self._books.put(self._waiting[: self._count], self._places, quarter - self._count)


@lean
def _put_in_order(waiting: Floats, places: Ints, first: int, room: Floats) -> None:
    """``waiting`` is (quarters, columns, firms), ``room`` (columns, worlds, firms, quarters)."""
    some, columns = waiting.shape[0], waiting.shape[1]
    firms = room.shape[2]
    for c in range(columns):
        for w in range(places.shape[0]):
            lines = room[c, places[w], :, first : first + some]
            booked = waiting[:, c, w * firms : (w + 1) * firms]
            for f in range(firms):
                for q in range(some):
                    lines[np.uintp(f), np.uintp(q)] = booked[np.uintp(q), np.uintp(f)]
