"""The codebook: name, type, unit and meaning of every column of every table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import NamedTuple

import pyarrow as pa

from sim.study.design.levers import Lever
from sim.study.store.pieces import CELL
from sim.tables.columns import COLUMNS, RECORDS, Column

CELLS = "cells"
"""The table of a study's cells, which nobody records: a row per cell, with its levers."""
TABLES = (*RECORDS, CELLS)
"""All tables that can be exported and asked."""
SEED = Column("", "seed of all draws", int)
VERSION = Column("", "version of proxyfight that played the study", str)

_TYPES = {float: "number", int: "integer", bool: "boolean", str: "text"}
_KINDS = {"label": str, "boolean": bool, "integer": int, "number": float}


class Explanation(NamedTuple):
    """What the codebook says of a column; ``missing``: where it has no value, if anywhere."""

    table: str
    name: str
    type: str
    unit: str
    text: str
    missing: str


def columns_of(
    table: str,
    levers: Mapping[str, Lever] | None = None,
    outcomes: Mapping[str, Column] | None = None,
) -> dict[str, Column]:
    """The columns of a table as it is exported, in order.

    Args:
        table: One of ``TABLES``.
        levers: Of the study; left out, the columns that every study has.
        outcomes: That the study defines: further columns of runs.
    """
    return {
        "cell": CELL,
        **{name: _of_lever(lever) for name, lever in (levers or {}).items()},
        "seed": SEED,
        "version": VERSION,
        **COLUMNS.get(table, {}),
        **((outcomes or {}) if table == "runs" else {}),
    }


def entries(
    tables: Iterable[str],
    levers: Mapping[str, Lever] | None = None,
    outcomes: Mapping[str, Column] | None = None,
) -> list[Explanation]:
    """An entry per column, table by table."""
    return [
        Explanation(table, name, _TYPES[column.dtype], column.unit, column.text, column.missing)
        for table in tables
        for name, column in columns_of(table, levers, outcomes).items()
    ]


def as_csv(found: Sequence[Explanation]) -> str:
    """Entries as CSV, heads first."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(Explanation._fields)
    rows.writerows(found)
    return out.getvalue()


def as_markdown(found: Sequence[Explanation], title: str) -> str:
    """Entries as a page, a table each."""
    lines = [f"# {title}"]
    for table in dict.fromkeys(entry.table for entry in found):
        heads = Explanation._fields[1:]
        lines += ["", f"## {table}", "", _row(heads), _row(["---"] * len(heads))]
        lines += [_row(entry[1:]) for entry in found if entry.table == table]
    return "\n".join([*lines, ""])


def as_table(found: Sequence[Explanation]) -> pa.Table:
    """Entries as an Arrow table of text."""
    columns = {name: [getattr(entry, name) for entry in found] for name in Explanation._fields}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _of_lever(lever: Lever) -> Column:
    path = f", which is {lever.path}" if lever.path else ""
    return Column("", f"level of this lever{path}", _KINDS[lever.kind], "where it plays no part")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
