"""Outcomes that users define: arithmetic over columns of runs, and aggregates of other tables.

``mean(tenures.harm, tenures.kind == "looter") / shareholder_surplus`` is a number per world. A
value stands with the rows of one table, and so does all that is computed from it; an aggregate
makes a number per world of the rows that a world has. A value that is missing (``Column.missing``)
makes missing what is computed from it, and no aggregate counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.support.expressions import Expression
from sim.support.inputs import InputError, shown, suggest
from sim.tables.columns import COLUMNS, Column

RUNS = "runs"
OVER_TIME = ("quarters", "ledger", "conduct", "efforts")
"""Tables with rows of every quarter, of which there is a last one."""
MISSING = "where there is nothing to compute it from"

Columns = Mapping[str, Mapping[str, np.ndarray]]
"""Arrays by table and column; ``world`` of other tables than runs is the row of the run."""


class TableRows:
    """Which rows a table has.

    Args:
        name: Of the table.
        runs: How many worlds there are.
        world: The row of the run that every row belongs to, (rows,).
        quarter: Of every row, (rows,), in tables that have quarters.
    """

    def __init__(self, name: str, runs: int, world: Ints, quarter: Ints | None = None) -> None:
        self.name, self.runs, self.world, self.quarter = name, runs, world, quarter


class RowValues:
    """Values by row of one table, and which of them are known, (rows,) each."""

    def __init__(self, rows: TableRows, values: np.ndarray, known: Bools) -> None:
        self.rows, self.values, self.known = rows, values, known

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Row by row; rows of two tables do not go together."""
        if method != "__call__" or options:
            return NotImplemented
        own = [one for one in inputs if isinstance(one, RowValues)]
        other = next((one for one in own if one.rows.name != own[0].rows.name), None)
        if other is not None:
            raise InputError(
                f"rows of {own[0].rows.name} and of {other.rows.name} do not belong together; "
                "expected aggregates, as in mean(...)"
            )
        plain = [one.values if isinstance(one, RowValues) else np.asarray(one) for one in inputs]
        if len({one.dtype.kind in "OUT" for one in plain}) > 1:
            raise InputError("text goes with text only; expected numbers beside numbers")
        known = np.logical_and.reduce([one.known for one in own])
        return RowValues(own[0].rows, ufunc(*plain), known)


def _mean(x: Any = None, where: Any = True) -> RowValues:
    world, values, rows = _chosen("mean", x, where)
    return _per_world(rows, _ratio(_summed(rows, world, values), _counted(rows, world)))


def _sum(x: Any = None, where: Any = True) -> RowValues:
    world, values, rows = _chosen("sum", x, where)
    return _per_world(rows, _summed(rows, world, values))


def _share(condition: Any = None, where: Any = True) -> RowValues:
    _refuse_no_condition("share", condition)
    world, values, rows = _chosen("share", condition, where)
    return _per_world(rows, _ratio(_summed(rows, world, values), _counted(rows, world)))


def _count(condition: Any = None) -> RowValues:
    _refuse_no_condition("count", condition)
    world, values, rows = _chosen("count", condition, True)
    return _per_world(rows, _summed(rows, world, values))


def _quantile(x: Any = None, q: Any = None, where: Any = True) -> RowValues:
    if isinstance(q, bool) or not isinstance(q, int | float) or not 0 <= q <= 1:
        raise InputError("quantile takes a share as its second argument, as in quantile(x, 0.9)")
    return _ranked("quantile", x, q, where)


def _least(x: Any = None, where: Any = True) -> RowValues:
    return _ranked("least", x, 0.0, where)


def _most(x: Any = None, where: Any = True) -> RowValues:
    return _ranked("most", x, 1.0, where)


def _last(x: Any = None, where: Any = True) -> RowValues:
    world, values, rows = _chosen("last", x, where)
    if rows.name not in OVER_TIME or rows.quarter is None:
        raise InputError(
            f"last is of tables with every quarter, and {rows.name} is none; expected a column of "
            + ", ".join(OVER_TIME)
        )
    final = np.full(rows.runs, -1, dtype=np.int64)
    np.maximum.at(final, rows.world, rows.quarter)
    quarter = rows.quarter[_picked(x, where)]
    now = quarter == final[world]
    world, values = world[now], values[now]
    return _per_world(rows, _ratio(_summed(rows, world, values), _counted(rows, world)))


AGGREGATES: dict[str, Callable[..., RowValues]] = {
    "mean": _mean,
    "sum": _sum,
    "quantile": _quantile,
    "share": _share,
    "least": _least,
    "most": _most,
    "count": _count,
    "last": _last,
}
"""What makes a number per world of many rows; the last argument may be a condition on rows."""
_KEEPING = ("mean", "sum", "quantile", "least", "most", "last")
"""Aggregates whose unit is that of what they aggregate."""


class OutcomeFormula:
    """A parsed outcome.

    Args:
        text: As it was written.

    Raises:
        InputError: If it is none, or reads a table or column that there is not.
    """

    def __init__(self, text: str) -> None:
        self._expression = Expression(text, AGGREGATES)
        self.text = text
        names = sorted(self._expression.names)
        self.reads = {name: _place(name) for name in names}
        if not self.reads:
            raise InputError(f"is {shown(text)}; expected an expression that reads a column")
        self.values({name: _example(name) for name in self.tables}, 2)

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that it reads."""
        return tuple(dict.fromkeys(table for table, _ in self.reads.values()))

    @property
    def unit(self) -> str:
        """The unit, where that of what it aggregates is it; else empty."""
        name, bracket, rest = self.text.strip().partition("(")
        if not bracket or rest.count("(") or rest.find(")") != len(rest) - 1:
            return ""
        if name == "share":
            return f"share of {self.tables[0]}"
        first = rest[:-1].split(",")[0].strip()
        if name in _KEEPING and first in self.reads:
            table, column = self.reads[first]
            return COLUMNS[table][column].unit
        return ""

    def columns(self, table: str) -> list[str]:
        """What it reads of a table, keys included."""
        keys = [name for name in ("world", "quarter") if name in COLUMNS[table]]
        own = [column for name, column in self.reads.values() if name == table]
        return [*dict.fromkeys([*keys, *own])]

    def values(self, tables: Columns, runs: int) -> Floats:
        """The outcome of every run, (runs,); NaN where there is none.

        Args:
            tables: What it reads. In ``world`` of other tables than runs stand rows of runs.
            runs: How many there are.

        Raises:
            InputError: If values do not go together, or are no number per world.
        """
        rows = {
            name: TableRows(
                name,
                runs,
                np.arange(runs) if name == RUNS else columns["world"],
                columns.get("quarter"),
            )
            for name, columns in tables.items()
        }

        def read(name: str) -> RowValues:
            table, column = self.reads[name]
            values = tables[table][column]
            known = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(len(values), bool)
            return RowValues(rows[table], values, known)

        found = self._expression.evaluate(read)
        if not isinstance(found, RowValues):
            raise InputError(f"{shown(self.text)} is one value for all; expected one per world")
        if found.rows.name != RUNS:
            raise InputError(
                f"{shown(self.text)} is a value per row of {found.rows.name}; expected an "
                f"aggregate, as in mean({self.text})"
            )
        if found.values.dtype.kind in "OUT":
            raise InputError(f"{shown(self.text)} is text; expected a number")
        values = np.where(found.known, found.values, np.nan).astype(np.float64)
        return np.where(np.isfinite(values), values, np.nan)


def outcome_column(text: str) -> Column:
    """Unit and meaning of an outcome that is written as a formula, or as ``module:function``."""
    if ":" in text:
        return Column("", f"an outcome of this study: what {text} returns", missing=MISSING)
    return Column(OutcomeFormula(text).unit, f"an outcome of this study: {text}", missing=MISSING)


def _place(name: str) -> tuple[str, str]:
    """Table and column of a name; without a table, of runs."""
    table, dot, column = name.rpartition(".")
    table = table if dot else RUNS
    if table not in COLUMNS:
        raise InputError(f"reads {name}, but no table is called {table}; {suggest(table, COLUMNS)}")
    if column not in COLUMNS[table]:
        where = f"the table {table} has no column {column}"
        others = [f"{one}.{column}" for one in COLUMNS if not dot and column in COLUMNS[one]]
        hint = f"expected {' or '.join(others)}" if others else suggest(column, COLUMNS[table])
        raise InputError(f"reads {name}, but {where}; {hint}")
    return table, column


def _example(table: str) -> dict[str, np.ndarray]:
    """Two rows of a table, to see whether values go together before anything is played."""
    kinds: dict[type, Sequence[Any]] = {
        float: (0.5, 1.5),
        int: (0, 1),
        bool: (False, True),
        str: ("a", "b"),
    }
    found: dict[str, np.ndarray] = {}
    for name, column in COLUMNS[table].items():
        dtype = object if column.dtype is str else column.dtype
        found[name] = np.array(kinds[column.dtype], dtype=dtype)
    return found


def _refuse_no_condition(name: str, condition: Any) -> None:
    if not isinstance(condition, RowValues) or condition.values.dtype.kind != "b":
        raise InputError(f"{name} takes a condition, as in {name}(tenures.withheld > 0.5)")


def _picked(x: RowValues, where: Any) -> Bools:
    if isinstance(where, RowValues):
        chosen: Bools = x.known & where.known & where.values
        return chosen
    return x.known


def _chosen(name: str, x: Any, where: Any) -> tuple[Ints, Floats, TableRows]:
    """Which world, and which value, the rows have that an aggregate is of."""
    example = f"as in {name}(tenures.paid_total)"
    if not isinstance(x, RowValues):
        raise InputError(f"{name} takes a column of a table first, {example}")
    if x.rows.name == RUNS:
        raise InputError(
            f"{name} is of the rows of a world, and runs has one of each; expected a column of "
            f"another table, {example}"
        )
    if x.values.dtype.kind in "OUT":
        raise InputError(f"{name} takes numbers; expected a comparison where there is text")
    if isinstance(where, RowValues):
        if where.rows.name != x.rows.name:
            raise InputError(
                f"{name} has a condition on {where.rows.name} for values of {x.rows.name}; "
                "expected one on the same table"
            )
        if where.values.dtype.kind != "b":
            raise InputError(f'{name} takes a condition last, as in tenures.kind == "looter"')
    elif where is not True:
        raise InputError(f'{name} takes a condition last, as in tenures.kind == "looter"')
    chosen = _picked(x, where)
    return x.rows.world[chosen], x.values[chosen].astype(np.float64), x.rows


def _ranked(name: str, x: Any, q: float, where: Any) -> RowValues:
    """Quantiles by linear interpolation between the two that are nearest."""
    world, values, rows = _chosen(name, x, where)
    order = np.lexsort([values, world])
    values = values[order]
    count = _counted(rows, world).astype(np.int64)
    start = np.cumsum(count) - count
    some = np.flatnonzero(count)
    place = q * (count[some] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, count[some] - 1)
    low, high = values[start[some] + below], values[start[some] + above]
    found = np.full(rows.runs, np.nan)
    found[some] = low + (high - low) * (place - below)
    return _per_world(rows, found)


def _summed(rows: TableRows, world: Ints, values: Floats) -> Floats:
    return np.bincount(world, values, minlength=rows.runs).astype(np.float64)


def _counted(rows: TableRows, world: Ints) -> Floats:
    return np.bincount(world, minlength=rows.runs).astype(np.float64)


def _ratio(total: Floats, count: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = total / count
    return found


def _per_world(rows: TableRows, values: Floats) -> RowValues:
    return RowValues(TableRows(RUNS, rows.runs, np.arange(rows.runs)), values, ~np.isnan(values))
