"""What can be read of a study of which the manifest or the points are damaged: its rows.

Levers stand in the rows of whole tables, so these say most of what the study said.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.store.links import refuse_links
from sim.support.inputs import InputError
from sim.tables.columns import RECORDS


class Saved(NamedTuple):
    """Rows of a table that can still be read, and files of it that cannot."""

    table: str
    rows: int
    lost: int


def what_is_left(folder: Path) -> list[Saved]:
    """Tables of a damaged study of which something can be read.

    Raises:
        InputError: If it is, or holds, a link out of its folder.
    """
    refuse_links(folder)
    found = []
    for table in RECORDS:
        rows = lost = 0
        for path in _files(folder, table):
            try:
                rows += pq.ParquetFile(path).read().num_rows
            except (OSError, pa.ArrowException, ValueError):
                lost += 1
        if rows:
            found.append(Saved(table, rows, lost))
    return found


def saved_rows(folder: Path, table: str) -> pa.Table:
    """The rows themselves, of all files that can be read.

    Raises:
        InputError: If there are none, or the study leads elsewhere.
    """
    refuse_links(folder)
    pieces = []
    for path in _files(folder, table):
        try:
            pieces.append(pq.ParquetFile(path).read().replace_schema_metadata(None))
        except (OSError, pa.ArrowException, ValueError):
            continue
    if not pieces:
        raise InputError(f"{folder}: no row of {table} can be read; expected some")
    return pa.concat_tables(pieces, promote_options="permissive")


def _files(folder: Path, table: str) -> list[Path]:
    if table not in RECORDS:
        return []
    places = [folder / f"{table}.parquet", *sorted(folder.glob(f"parts/{table}-*.parquet"))]
    return [path for path in places if path.is_file()]
