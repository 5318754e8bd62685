"""Merging: the rows of many files in the order of cells and worlds, without loss or repetition.

Which rows go where follows from cells and worlds alone, and groups of rows are cut at fixed
places: the bytes of a table do not show how many workers, rounds or attempts it took.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from incentives.arrays import Ints
from sim.study.design.points import Points
from sim.study.store.coverage import Block
from sim.study.store.files import PARQUET, Damaged
from sim.study.store.pieces import schema_of
from sim.tables.columns import COLUMNS

ROW_GROUP = 1 << 17
_KEPT = 100_000_000
"""Bytes of groups of rows that are in memory at a time, besides the one that is read."""


class Source(NamedTuple):
    """A file of rows.

    Attributes:
        path: The file.
        number: What its cells are called now, or -1; none if nothing changed.
        blocks: Which worlds of which cells it has, as they are called now.
    """

    path: Path
    number: Ints | None
    blocks: Sequence[Block]


class _Stretches(NamedTuple):
    """Rows of one world of a cell that follow each other in a file, (stretches,) each."""

    cell: Ints
    world: Ints
    source: Ints
    start: Ints
    length: Ints


def tables_of(name: str, sources: Sequence[Source], points: Points) -> Iterator[pa.Table]:
    """The rows of all sources in order, in groups of ``ROW_GROUP``, with the levers.

    Raises:
        Damaged: If a source cannot be read.
    """
    found = _in_order([_stretches(place, source) for place, source in enumerate(sources)])
    ends = np.cumsum(found.length)
    total = int(ends[-1]) if len(ends) else 0
    readers = _Readers([source.path for source in sources], ["cell", *COLUMNS[name]])
    lever_types = {lever: column.type for lever, column in points.columns.items()}
    schema = schema_of(name, lever_types)
    if not total:
        yield schema.empty_table()
        return
    for low in range(0, total, ROW_GROUP):
        high = min(low + ROW_GROUP, total)
        a, b = np.searchsorted(ends, [low, high - 1], side="right")
        part = _Stretches(*(column[a : b + 1].copy() for column in found))
        before = int(ends[a - 1]) if a else 0
        part.start[0] += low - before
        part.length[0] -= low - before
        part.length[-1] -= int(ends[b]) - high
        rows = readers.rows(part)
        cells = np.repeat(part.cell, part.length)
        yield _with_levers(schema, rows, cells, points)


def write_table(
    target: Path, schema_metadata: Mapping[bytes, bytes] | None, groups: Iterator[pa.Table]
) -> None:
    """Write groups of rows into a Parquet file, each as a group of its own."""
    writer: pq.ParquetWriter | None = None
    try:
        for group in groups:
            if writer is None:
                schema = group.schema.with_metadata(schema_metadata)
                writer = pq.ParquetWriter(target, schema, **PARQUET)
            writer.write_table(group.replace_schema_metadata(schema_metadata), ROW_GROUP)
    finally:
        if writer is not None:
            writer.close()


def _with_levers(schema: pa.Schema, rows: pa.Table, cells: Ints, points: Points) -> pa.Table:
    places = pa.array(cells)
    arrays = []
    for field in schema:
        if field.name == "cell":
            arrays.append(places)
        elif field.name in points.columns:
            arrays.append(points.columns[field.name].take(places))
        else:
            column = rows.column(field.name).combine_chunks()
            arrays.append(column if column.type == field.type else column.cast(field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _stretches(place: int, source: Source) -> _Stretches:
    """Where in a file which world of which cell is; read group by group."""
    cells: list[Ints] = []
    worlds: list[Ints] = []
    starts: list[Ints] = []
    offset = 0
    try:
        with pq.ParquetFile(source.path, page_checksum_verification=True) as file:
            for group in range(file.num_row_groups):
                keys = file.read_row_group(group, columns=["cell", "world"])
                cell = keys.column("cell").to_numpy()
                world = keys.column("world").to_numpy()
                new = np.ones(len(cell), dtype=np.bool_)
                new[1:] = (cell[1:] != cell[:-1]) | (world[1:] != world[:-1])
                if len(cell) and cells and (cells[-1][-1], worlds[-1][-1]) == (cell[0], world[0]):
                    new[0] = False
                at = np.flatnonzero(new)
                if len(at):
                    cells.append(cell[at])
                    worlds.append(world[at])
                    starts.append(at + offset)
                offset += len(cell)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise Damaged(f"{source.path}: damaged ({str(error).splitlines()[0]})") from None
    empty = np.empty(0, dtype=np.int64)
    cell = np.concatenate(cells) if cells else empty
    world = np.concatenate(worlds) if worlds else empty
    start = np.concatenate(starts) if starts else empty
    length = np.diff(np.append(start, offset))
    if source.number is not None:
        inside = cell < len(source.number)
        cell = np.where(inside, source.number[np.where(inside, cell, 0)], -1)
    known = said(cell, world, source.blocks)
    return _Stretches(
        cell[known], world[known], np.full(int(known.sum()), place), start[known], length[known]
    )


def said(cell: Ints, world: Ints, blocks: Sequence[Block]) -> np.ndarray:
    """Which stretches lie in what the file says that it has; the others are nobody's."""
    found = np.zeros(len(cell), dtype=np.bool_)
    for block in blocks:
        low, high = int(block.cells[0]), int(block.cells[-1])
        near = (world >= block.first) & (world < block.last) & (cell >= low) & (cell <= high)
        if high - low + 1 != len(block.cells):
            near &= np.isin(cell, block.cells)
        found |= near
    return found


def _in_order(parts: Sequence[_Stretches]) -> _Stretches:
    """All stretches by cell and world; what several files have is taken from the first."""
    if not parts:
        return _Stretches(*(np.empty(0, dtype=np.int64) for _ in range(5)))
    every = _Stretches(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    order = np.lexsort([every.source, every.world, every.cell])
    every = _Stretches(*(column[order] for column in every))
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = (every.cell[1:] == every.cell[:-1]) & (every.world[1:] == every.world[:-1])
    return _Stretches(*(column[~again] for column in every))


class _Readers:
    """Groups of rows of several files; few of them are in memory at a time."""

    def __init__(self, paths: Sequence[Path], columns: list[str]) -> None:
        self._paths = paths
        self._columns = columns
        self._starts: dict[int, Ints] = {}
        self._groups: OrderedDict[tuple[int, int], pa.Table] = OrderedDict()

    def rows(self, part: _Stretches) -> pa.Table:
        """The rows of stretches, in their order."""
        owner = np.repeat(part.source, part.length)
        before = np.cumsum(part.length) - part.length
        row = np.arange(len(owner)) + np.repeat(part.start - before, part.length)
        found: list[pa.Table] = []
        places: list[Ints] = []
        for source in np.unique(owner):
            mine = np.flatnonzero(owner == source)
            starts = self._starts_of(int(source))
            group = np.searchsorted(starts, row[mine], side="right") - 1
            for one in np.unique(group):
                here = mine[group == one]
                table = self._group(int(source), int(one))
                wanted = row[here] - starts[one]
                consecutive = (
                    len(wanted) == wanted[-1] - wanted[0] + 1 and (np.diff(wanted) == 1).all()
                )
                if consecutive:
                    found.append(table.slice(int(wanted[0]), len(wanted)))
                else:
                    found.append(table.take(pa.array(wanted)))
                places.append(here)
        joined = pa.concat_tables(found)
        order = np.concatenate(places)
        if (np.diff(order) == 1).all():
            return joined
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return joined.take(pa.array(back))

    def _starts_of(self, source: int) -> Ints:
        if source not in self._starts:
            with pq.ParquetFile(self._paths[source]) as file:
                sizes = [
                    file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)
                ]
            self._starts[source] = np.cumsum([0, *sizes])[:-1]
        return self._starts[source]

    def _group(self, source: int, group: int) -> pa.Table:
        key = (source, group)
        if key in self._groups:
            self._groups.move_to_end(key)
            return self._groups[key]
        path = self._paths[source]
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                table = file.read_row_group(group, columns=self._columns)
        except (pa.ArrowException, OSError) as error:
            raise Damaged(f"{path}: damaged ({str(error).splitlines()[0]})") from None
        self._groups[key] = table
        while len(self._groups) > 1 and sum(t.nbytes for t in self._groups.values()) > _KEPT:
            self._groups.popitem(last=False)
        return table
