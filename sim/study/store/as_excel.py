"""Tables as sheets of an Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.support.extras import extra

_ROWS = 1 << 13  # that are taken out of a table at a time
_READ_AS_SOMETHING = ("=", "#")
"""Text that begins like this would be a formula or an error."""


def write_excel(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write tables of plain columns into a workbook, a sheet each: heads first, nothing if missing.

    Raises:
        InputError: If openpyxl is missing.
    """
    book = extra("openpyxl", "Excel's format").Workbook(write_only=True)
    cell = extra("openpyxl.cell", "Excel's format").WriteOnlyCell
    strip = extra("openpyxl.cell.cell", "Excel's format").ILLEGAL_CHARACTERS_RE.sub

    def as_it_is(value: str, kind: str, sheet: Any) -> Any:
        found = cell(sheet, value)
        found.data_type = kind
        return found

    for name, table in tables.items():
        sheet = book.create_sheet(name)

        def text(value: str | None, sheet: Any = sheet) -> Any:
            if value is None or not value.startswith(_READ_AS_SOMETHING):
                return value if value is None else strip("", value)
            return as_it_is(strip("", value), "s", sheet)

        def number(value: float | None, sheet: Any = sheet) -> Any:
            if value is None or float(f"{value:.16g}") == value:
                return value
            return as_it_is(repr(value), "n", sheet)  # openpyxl would cut off a digit

        sheet.append(table.column_names)
        for rows in table.to_batches(max_chunksize=_ROWS):
            columns = [column.to_pylist() for column in rows.columns]
            for place, field in enumerate(table.schema):
                if pa.types.is_string(field.type):
                    columns[place] = [text(value) for value in columns[place]]
                elif pa.types.is_floating(field.type):
                    columns[place] = [number(value) for value in columns[place]]
            for row in zip(*columns, strict=True):
                sheet.append(row)
    book.save(path)
