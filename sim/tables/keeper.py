"""What a run keeps of its worlds: the tables that were asked for."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats, Table
from sim.tables.columns import COLUMNS, RECORDS
from sim.tables.from_state import (
    ledger_table,
    quarters_table,
    runs_table,
    tenures_table,
    used_tenures,
)
from sim.world.worlds import Worlds

_KINDS = {
    float: np.dtype(np.float64),
    int: np.dtype(np.int64),
    bool: np.dtype(np.bool_),
    str: np.dtype(object),
}
"""Of the arrays that hold a column's values."""


class Keeper:
    """Collects the tables that were asked for while a batch runs."""

    def __init__(self, batch: Worlds, record: set[str]) -> None:
        self.batch = batch
        self.record = record
        self._books: list[Floats] = []
        if record & {"events", "dossiers"}:
            from sim.observers.harm import Harm
            from sim.observers.turns import Turns

            self._turns, self._harm = Turns(batch), Harm(batch)
        if "events" in record:
            from sim.tables.events import EventLog

            self._events = EventLog(batch, self._turns, self._harm)
        if "contexts" in record:
            from sim.observers.contexts import Conducts

            self._conducts = Conducts(batch)

    def run(self) -> None:
        """Play the remaining quarters."""
        while self.batch.quarter < self.batch.quarters:
            self.batch.step()
            self.after_step()

    def after_step(self) -> None:
        """Keep what the next quarter would overwrite."""
        if "ledger" in self.record:
            self._books.append(self.batch.actions.books.copy())
        if "events" in self.record:
            self._events.after_step(self.batch)

    def tables(self) -> dict[str, Table]:
        """All tables, rows in the order of worlds (then firms, seats, quarters)."""
        return {name: self.table(name) for name in RECORDS if name in self.record | {"runs"}}

    def table(self, name: str) -> Table:
        """One of them; its name is in ``record``, or it is one that the batch itself holds."""
        if name == "ledger":
            return _finish(name, ledger_table(self.batch, np.array(self._books)))
        if name == "events":
            return _finish(name, self._events.table(self.batch))
        if name == "contexts":
            return _finish(name, self._conducts.table())
        if name == "dossiers":
            from sim.tables.dossiers import dossiers_table

            used = used_tenures(self.batch)
            return _finish(name, dossiers_table(self.batch, used, self._turns, self._harm))
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
    keys: list[str] = [key for key in ("firm", "seat", "quarter", "world") if key in table]
    if name == "events":  # events of a quarter keep the order in which they happen
        keys = ["quarter", "world"]
    elif name == "ledger":
        keys = ["quarter", "firm", "world"]
    elif name == "dossiers":
        keys = ["executive", "world"]
    order = np.lexsort([table[key] for key in keys])
    return {column: table[column][order] for column in columns}
