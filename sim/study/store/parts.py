"""Parts: a chunk's arrays as labelled rows, and the rows of all chunks as one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.store.files import PARQUET, read_table
from sim.tables.columns import COLUMNS, Column

ROW_GROUP = 1 << 17
LEVER = Column("", "level of this lever", str)

_SORTED_BY = {
    "runs": ("world",),
    "quarters": ("world", "quarter"),
    "tenures": ("world", "firm", "seat"),
    "contexts": ("world", "firm", "seat"),
    "events": ("world", "quarter", "firm"),
    "ledger": ("world", "firm", "quarter"),
    "dossiers": ("world", "executive"),
}


def labelled(
    name: str,
    levers: Mapping[str, list[str]],
    labels: Mapping[str, str],
    raw: Mapping[str, np.ndarray],
) -> pa.Table:
    """What ``simulate`` returned for a table: in order, with units, and the labels of its cell.

    Args:
        name: Name of the table.
        levers: Labels of the levels, per lever.
        labels: Those of the cell.
        raw: Its columns.
    """
    columns = COLUMNS[name]
    if set(raw) != set(columns):
        odd = sorted(set(raw) ^ set(columns))
        raise ValueError(f"table {name}: columns {', '.join(odd)} are missing or unknown")
    order = np.lexsort([np.asarray(raw[key]) for key in reversed(_SORTED_BY[name])])
    fields, arrays = [], []
    for lever, levels in levers.items():
        codes = np.full(len(order), levels.index(labels[lever]), dtype=np.int32)
        text = pa.array(levels, pa.string())
        arrays.append(pa.DictionaryArray.from_arrays(codes, text, ordered=True))
        fields.append(_field(lever, arrays[-1].type, LEVER))
    for column, meaning in columns.items():
        values = np.asarray(raw[column])[order]
        if values.dtype.kind in "OUT":
            arrays.append(pa.array(values.tolist(), pa.string()))
        else:
            arrays.append(pa.array(values))
        fields.append(_field(column, arrays[-1].type, meaning))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def join(parts: Iterable[tuple[Path, str | None]], target: Path) -> None:
    """Write the rows of the parts in order, in row groups that do not show where the parts met.

    Args:
        parts: Files with their checksums, where these are known.
        target: Where the table goes.

    Raises:
        Damaged: If a part cannot be read; it is removed.
    """
    writer: pq.ParquetWriter | None = None
    waiting: list[pa.Table] = []
    rows = 0
    try:
        for path, expected in parts:
            part = read_table(path, expected, discard=True)
            if writer is None:
                writer = pq.ParquetWriter(target, part.schema, **PARQUET)
            waiting.append(part)
            rows += part.num_rows
            while rows >= ROW_GROUP:
                joined = pa.concat_tables(waiting)
                writer.write_table(_whole(joined.slice(0, ROW_GROUP)), row_group_size=ROW_GROUP)
                waiting = [joined.slice(ROW_GROUP)]
                rows -= ROW_GROUP
        if writer is not None:
            rest = _whole(pa.concat_tables(waiting))
            writer.write_table(rest, row_group_size=ROW_GROUP)
    finally:
        if writer is not None:
            writer.close()


def _whole(table: pa.Table) -> pa.Table:
    """One chunk per column, so that the written bytes do not show where the parts met."""
    return table.combine_chunks()


def _field(name: str, kind: pa.DataType, column: Column) -> pa.Field:
    return pa.field(name, kind, metadata={"unit": column.unit, "description": column.text})
