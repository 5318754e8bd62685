"""Tables in the formats that can be exported, one writer a format.

Where a value is missing, every format has its own word for nothing: an empty cell in CSV and Excel,
``null`` in JSON, Parquet, Feather and DuckDB, ``.`` (an empty text) in Stata.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sim.study.store.files import write_table
from sim.support.inputs import InputError

FORMATS = ("csv", "parquet", "feather", "json", "jsonl", "xlsx", "dta", "duckdb")
TEXT = ("csv", "json", "jsonl")
"""Formats that can go to stdout."""
IN_ONE_FILE = ("xlsx", "duckdb")
"""Formats whose files hold several tables."""

EXCEL_ROWS = 1_048_576
"""Rows of a sheet, the heads of the columns included: a limit of Excel's."""
_EXACT = 2**53
"""Beyond it, a double does not hold every whole number: Excel and Stata have no others."""

_compute: Any = pc


def write_tables(tables: Mapping[str, pa.Table], path: Path, format: str) -> None:
    """Write tables into one file.

    Args:
        tables: By name; only formats in ``IN_ONE_FILE`` take more than one.
        path: The file; what is there is replaced.
        format: One of ``FORMATS``.

    Raises:
        InputError: If a library is missing, or the format cannot hold a table.
    """
    if format in IN_ONE_FILE:
        _IN_ONE_FILE[format](tables, path)
        return
    (table,) = tables.values()
    _ALONE[format](table, path)


def _write_csv(table: pa.Table, path: Path) -> None:
    import pyarrow.csv

    pyarrow.csv.write_csv(plain(table), path)


def _write_feather(table: pa.Table, path: Path) -> None:
    import pyarrow.feather

    pyarrow.feather.write_feather(table, path)


def _write_json(table: pa.Table, path: Path) -> None:
    from sim.study.store.as_json import write_json

    write_json(table, path)


def _write_jsonl(table: pa.Table, path: Path) -> None:
    from sim.study.store.as_json import write_lines

    write_lines(table, path)


def _write_dta(table: pa.Table, path: Path) -> None:
    from sim.study.store.as_stata import write_stata

    if not table.num_rows:  # pandas cannot write labels of nothing
        table = plain(table)
    write_stata(in_doubles(table), path)


def _write_xlsx(tables: Mapping[str, pa.Table], path: Path) -> None:
    from sim.study.store.as_excel import write_excel

    for name, table in tables.items():
        if table.num_rows >= EXCEL_ROWS:
            raise InputError(
                f"the table {name} has {table.num_rows:,} rows; a sheet of Excel holds "
                f"{EXCEL_ROWS:,} with its heads, so expected another format, as in parquet"
            )
    write_excel({name: in_doubles(plain(table)) for name, table in tables.items()}, path)


def _write_duckdb(tables: Mapping[str, pa.Table], path: Path) -> None:
    from sim.study.store.in_duckdb import write_database

    write_database(tables, path)


_ALONE: dict[str, Callable[[pa.Table, Path], None]] = {
    "csv": _write_csv,
    "parquet": write_table,
    "feather": _write_feather,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "dta": _write_dta,
}
_IN_ONE_FILE: dict[str, Callable[[Mapping[str, pa.Table], Path], None]] = {
    "xlsx": _write_xlsx,
    "duckdb": _write_duckdb,
}


def plain(table: pa.Table) -> pa.Table:
    """Labels as plain text, for formats that know no dictionaries."""
    for index, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            text = pa.field(field.name, pa.string(), metadata=field.metadata)
            table = table.set_column(index, text, table.column(index).cast(pa.string()))
    return table


def in_doubles(table: pa.Table) -> pa.Table:
    """Columns of whole numbers that a double does not hold (a large seed) as text."""
    for index, field in enumerate(table.schema):
        if pa.types.is_int64(field.type):
            ends = _compute.min_max(table.column(index)).as_py()
            if max(-(ends["min"] or 0), ends["max"] or 0) > _EXACT:
                text = pa.field(field.name, pa.string(), metadata=field.metadata)
                table = table.set_column(index, text, table.column(index).cast(pa.string()))
    return table
