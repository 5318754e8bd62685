"""What a run keeps of its worlds: the tables that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from incentives.arrays import Table
from sim.tables.books import Bookkeeper, Books
from sim.tables.columns import COLUMNS, RECORDS
from sim.tables.from_state import (
    quarters_table,
    runs_table,
    tenures_table,
)
from sim.world.worlds import Worlds

if TYPE_CHECKING:
    from sim.tables.conduct import Conduct
    from sim.tables.years import Years

_KINDS = {
    float: np.dtype(np.float64),
    int: np.dtype(np.int64),
    bool: np.dtype(np.bool_),
    str: np.dtype(object),
}
"""Of the arrays that hold a column's values."""
_UNORDERED = {
    "runs": ("world",),
    "contexts": ("firm", "seat", "world"),
    "dossiers": ("executive", "world"),
}
"""Tables whose rows are put in order at last, and by what: the last column first."""


class Keeper:
    """Collects the tables that were asked for while a batch runs.

    Args:
        batch: Before its first step.
        record: Names of tables.
        books: Where the rows of the ledger go, those of the batch from ``place`` on, to be read
            there; left out, the keeper makes room for them.
        dossiers: Whether dossiers may be asked for where only events are recorded.
    """

    def __init__(
        self,
        batch: Worlds,
        record: set[str],
        books: Books | None = None,
        place: int = 0,
        dossiers: bool = False,
    ) -> None:
        self.batch = batch
        self.record = record
        self._shared = False
        if "ledger" in record:
            self._shared = books is not None
            books = books or Books(np.sort(batch.worlds), batch.length, batch.firms)
            self._books = Bookkeeper(batch, books, place)
        if record & {"events", "dossiers"}:
            from sim.observers.harm import Harm
            from sim.observers.turns import Turns

            self._turns = Turns(batch, every=False)
            self._harm = Harm(batch, sums=dossiers or "dossiers" in record)
        self._acts: Conduct | None = None
        if record & {"conduct", "efforts"}:
            from sim.tables.conduct import Conduct

            self._acts = Conduct(batch, "conduct" in record, "efforts" in record)
        self._years: Years | None = None
        if "years" in record:
            from sim.tables.years import Years

            self._years = Years(batch)
        if "events" in record:
            from sim.tables.events import EventLog

            self._events = EventLog(batch, self._turns, self._harm)
        if "contexts" in record:
            from sim.observers.contexts import Conducts

            self._conducts = Conducts(batch)

    def run(self) -> None:
        """Play the remaining quarters."""
        self._play(self.batch.quarters)
        if "ledger" in self.record:
            self._books.finish(self.batch.counted)

    def burn_in(self) -> None:
        """Play the quarters that do not count."""
        self._play(self.batch.burn_in)

    def _play(self, until: int) -> None:
        while self.batch.quarter < until:
            self.before_step()
            self.batch.step()
            self.after_step()

    def before_step(self) -> None:
        """Get ready for a quarter."""
        if "ledger" in self.record and self.batch.counted >= 0:
            self._books.open(self.batch)

    def after_step(self) -> None:
        """Keep what the next quarter would overwrite."""
        if "ledger" in self.record and self.batch.counted > 0:
            self._books.keep(self.batch)
        if "events" in self.record:
            self._events.after_step(self.batch)
        if self._acts is not None:
            self._acts.after_step(self.batch)
        if self._years is not None:
            self._years.after_step(self.batch)

    def tables(self) -> dict[str, Table]:
        """All tables, rows in the order of worlds; of each by quarter, or seat, and then firm."""
        names = self.record | {"runs"}
        if self._shared:  # they are read when all batches have been played
            names -= {"ledger"}
        return {name: self.table(name) for name in RECORDS if name in names}

    def table(self, name: str) -> Table:
        """One of them; its name is in ``record``, or it is one that the batch itself holds."""
        if name == "ledger":
            return self._books.table(self.batch.counted)
        if name == "events":
            return _finish(name, self._events.table(self.batch))
        if name == "contexts":
            return _finish(name, self._conducts.table())
        if name == "dossiers":
            from sim.tables.dossiers import dossiers_table

            tenures = self.batch.tenure_list
            return _finish(name, dossiers_table(self.batch, tenures, self._turns, self._harm))
        if name in {"conduct", "efforts"} and self._acts is not None:
            make = self._acts.conduct if name == "conduct" else self._acts.efforts
            return _finish(name, make(self.batch))
        if name == "years" and self._years is not None:
            return _finish(name, self._years.table(self.batch))
        if name == "firms":
            from sim.tables.conduct import firms_table

            return _finish(name, firms_table(self.batch))
        if name == "packages":
            from sim.tables.packages import packages_table

            return _finish(name, packages_table(self.batch))
        make = {"runs": runs_table, "quarters": quarters_table, "tenures": tenures_table}[name]
        return _finish(name, make(self.batch))


def _finish(name: str, table: Table) -> Table:
    """The table with rows and columns in order.

    Raises:
        TypeError: If its columns are not what ``COLUMNS`` says.
    """
    columns = COLUMNS[name]
    if odd := sorted(table.keys() ^ columns.keys()):
        raise TypeError(f"table {name}: columns {', '.join(odd)} are missing or unknown")
    for column, (_, _, kind, _) in columns.items():
        expected = _KINDS[kind]
        if table[column].dtype != expected:
            raise TypeError(f"table {name}: {column} is {table[column].dtype}; expected {expected}")
    if name not in _UNORDERED:
        return {column: table[column] for column in columns}
    order = np.lexsort([table[key] for key in _UNORDERED[name]])
    return {column: table[column][order] for column in columns}
