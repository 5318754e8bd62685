"""Pieces: files with the rows of some worlds of some cells, and what they say of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.store.coverage import Block, blocks_of
from sim.study.store.files import Damaged
from sim.tables.columns import COLUMNS, NONE, Column

CELL = Column("", "number of the cell, in the order of the design", int)
LEVER = Column("", "level of this lever", str)

SORTED_BY = {
    "runs": ("world",),
    "quarters": ("world", "quarter"),
    "tenures": ("world", "firm", "seat"),
    "contexts": ("world", "firm", "seat"),
    "events": ("world", "quarter", "firm"),
    "ledger": ("world", "firm", "quarter"),
    "dossiers": ("world", "executive"),
    "firms": ("world", "firm"),
    "conduct": ("world", "quarter", "firm"),
    "efforts": ("world", "quarter", "firm"),
    "years": ("world", "year", "firm"),
    "packages": ("world", "year", "package_point"),
}
"""The order of rows in a table, within a cell."""

_KEY = b"proxyfight"
_TYPES = {float: pa.float64(), int: pa.int64(), bool: pa.bool_(), str: pa.string()}


class Piece(NamedTuple):
    """What a file of rows says of itself.

    Attributes:
        path: The file.
        study: Digest of what its study plays, see ``manifest.py: identity``.
        points: Digest of the points that number its cells.
        table: Whose rows these are.
        rectangles: Which worlds of which cells: first and last cell, first and last world.
    """

    path: Path
    study: str
    points: str
    table: str
    rectangles: list[list[int]]

    def blocks(self, number: Any = None) -> list[Block]:
        """The same by cells as they are numbered now."""
        return blocks_of(self.rectangles, number)


def schema_of(name: str, levers: Mapping[str, pa.DataType] | None = None) -> pa.Schema:
    """Cell, levers and columns of a table, with units and meanings."""
    fields = [described_field("cell", pa.int64(), CELL)]
    fields += [described_field(lever, kind, LEVER) for lever, kind in (levers or {}).items()]
    fields += [
        described_field(column, _TYPES[it.dtype], it) for column, it in COLUMNS[name].items()
    ]
    return pa.schema(fields)


def sorted_rows(name: str, raw: Mapping[str, np.ndarray], cell: int | None = None) -> pa.Table:
    """What ``simulate`` returned for a table: rows in order, columns with units and meanings.

    Where a value is missing, as ``Column.missing`` says, there is a null.

    Args:
        name: Name of the table.
        raw: Its columns.
        cell: Whose they are; left out, there is no column of that name.
    """
    columns = COLUMNS[name]
    if set(raw) != set(columns):
        odd = sorted(set(raw) ^ set(columns))
        raise ValueError(f"table {name}: columns {', '.join(odd)} are missing or unknown")
    keys = [np.asarray(raw[key]) for key in reversed(SORTED_BY[name])]
    order = np.lexsort(keys)
    ordered = bool((order[1:] > order[:-1]).all())
    arrays, fields = [], []
    if cell is not None:
        arrays.append(pa.array(np.full(len(order), cell, dtype=np.int64)))
        fields.append(described_field("cell", pa.int64(), CELL))
    for column, meaning in columns.items():
        values = np.asarray(raw[column])
        if not ordered:
            values = values[order]
        arrays.append(_arrow(values, meaning))
        fields.append(described_field(column, arrays[-1].type, meaning))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def described(
    schema: pa.Schema, study: str, points: str, table: str, rectangles: Sequence[Sequence[int]]
) -> pa.Schema:
    """A schema that says whose rows it is of."""
    said = {
        "study": study,
        "points": points,
        "table": table,
        "rectangles": [[int(x) for x in one] for one in rectangles],
    }
    text = json.dumps(said, separators=(",", ":"))
    return schema.with_metadata({_KEY: text.encode()})


def piece_name(table: str, rectangles: Sequence[Sequence[int]], points: str) -> str:
    """What a piece is called: its table, points, cells and worlds."""
    low, high = min(r[0] for r in rectangles), max(r[1] for r in rectangles)
    first, last = min(r[2] for r in rectangles), max(r[3] for r in rectangles)
    return f"{table}-{points[:8]}-c{low:07d}-{high:07d}-w{first:08d}-{last:08d}.parquet"


def read_piece(path: Path) -> Piece:
    """What a file of rows says of itself.

    Raises:
        Damaged: If it cannot be read, or says nothing.
    """
    try:
        with pq.ParquetFile(path) as file:
            said = json.loads((file.schema_arrow.metadata or {})[_KEY])
        rectangles = [[int(x) for x in one] for one in said["rectangles"]]
        if any(len(one) != 4 or min(one) < 0 for one in rectangles):
            raise ValueError("rectangles")
        return Piece(path, str(said["study"]), str(said["points"]), str(said["table"]), rectangles)
    except (pa.ArrowException, OSError, LookupError, ValueError, TypeError):
        raise Damaged(f"{path}: damaged (it does not say whose rows it holds)") from None


def join(tables: Iterable[pa.Table]) -> pa.Table:
    """Rows of several pieces of one table, one after another."""
    return pa.concat_tables(list(tables)).combine_chunks()


def _arrow(values: np.ndarray, column: Column) -> pa.Array:
    if values.dtype.kind in "OUT":
        return pa.array(values.tolist(), pa.string())
    if not column.missing:
        return pa.array(values)
    return pa.array(values, mask=np.isnan(values) if values.dtype.kind == "f" else values == NONE)


def described_field(name: str, kind: pa.DataType, column: Column) -> pa.Field:
    """A field that says unit and meaning of its column, and where it has no value."""
    said = {"unit": column.unit, "description": column.text}
    if column.missing:
        said["missing"] = column.missing
    return pa.field(name, kind, metadata=said)
