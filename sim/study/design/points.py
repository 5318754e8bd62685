"""Points of a design: where every cell stands on every lever, with typed columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.study.design.firm_files import placeless
from sim.study.design.levers import Coordinate, Level, Lever

if TYPE_CHECKING:
    from incentives.arrays import Ints

_TYPES = {"boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64()}


class Points:
    """Cells in order.

    Attributes:
        levers: By name, in the order of the design.
        columns: Per lever an Arrow array of its coordinates, one per cell; null where the lever
            plays no part. Labels are a dictionary whose words are the levels in order.
        row: Number of every cell in the sequence of its design, before some were left out.
    """

    def __init__(
        self,
        levers: Mapping[str, Lever],
        columns: Mapping[str, pa.Array],
        row: Ints | None = None,
        count: int | None = None,
    ) -> None:
        self.levers = dict(levers)
        self.columns = dict(columns)
        found = next((len(column) for column in self.columns.values()), 1)
        self.count = found if count is None else count
        self.row = np.arange(self.count) if row is None else row

    def __len__(self) -> int:
        return self.count

    @classmethod
    def of(
        cls,
        levers: Mapping[str, Lever],
        values: Mapping[str, Sequence[Coordinate | None]],
        row: Ints | None = None,
    ) -> Points:
        """Points from coordinates, lever by lever."""
        columns = {name: arrow_column(levers[name], values[name]) for name in levers}
        return cls(levers, columns, row)

    @classmethod
    def from_table(cls, levers: Mapping[str, Lever], table: pa.Table) -> Points:
        """Points as they were kept, see ``table``."""
        columns = {name: table.column(name).combine_chunks() for name in levers}
        kept = table.column("row").combine_chunks()
        # Not by Arrow's own to_numpy, which loads pandas: that takes a worker a fifth of a second.
        row = np.frombuffer(kept.buffers()[1] or b"", np.int64)[kept.offset :][: len(kept)]
        return cls(levers, columns, row, table.num_rows)

    def table(self) -> pa.Table:
        """Columns ``row`` and one per lever, to keep."""
        return pa.table({"row": pa.array(self.row, pa.int64()), **self.columns})

    def take(self, cells: Ints) -> Points:
        """Some of them, in the order of ``cells``."""
        places = pa.array(np.asarray(cells, dtype=np.int64))
        columns = {name: column.take(places) for name, column in self.columns.items()}
        return Points(self.levers, columns, self.row[cells], len(cells))

    def coordinates(self, cell: int) -> dict[str, Coordinate | None]:
        """Where a cell stands; None on a lever that plays no part there."""
        return {name: column[cell].as_py() for name, column in self.columns.items()}

    def assignments(self, cell: int) -> list[tuple[str, Level]]:
        """What every lever sets in a cell, in order."""
        return [
            (name, self.levers[name].assignments(value))
            for name, value in self.coordinates(cell).items()
            if value is not None
        ]

    def keys(self) -> Iterator[tuple[Coordinate | None, ...]]:
        """Coordinates of every cell, as they can be compared with those of other points."""
        if not self.columns:
            return iter([()] * self.count)
        return zip(*(column.to_pylist() for column in self.columns.values()), strict=True)

    def find(self, others: Points) -> Ints:
        """Of every cell of ``others`` the number here, or -1."""
        if self.digest == others.digest:
            return np.arange(len(others))
        if list(self.columns) != list(others.columns):
            return np.full(len(others), -1)
        here = {key: cell for cell, key in enumerate(_told_apart(self.keys()))}
        found = [here.get(key, -1) for key in _told_apart(others.keys())]
        return np.array(found, dtype=np.int64)

    def repeated(self) -> int | None:
        """The first cell that an earlier one equals; none if all differ."""
        seen: set[tuple[Coordinate | None, ...]] = set()
        for cell, key in enumerate(self.keys()):
            if key in seen:
                return cell
            seen.add(key)
        return None

    @cached_property
    def digest(self) -> str:
        """Of coordinates and of what they stand for."""
        found = sha256()
        said = {
            name: {"path": lever.path}
            if lever.path
            else {str(k): placeless(v) for k, v in lever.levels.items()}
            for name, lever in self.levers.items()
        }
        found.update(json.dumps([self.count, said], sort_keys=True, default=str).encode())
        for name, column in self.columns.items():
            found.update(name.encode() + np.packbits(column.is_valid().to_numpy(False)).tobytes())
            if pa.types.is_dictionary(column.type):
                found.update("\0".join(value or "" for value in column.to_pylist()).encode())
            else:
                found.update(column.fill_null(0).to_numpy(zero_copy_only=False).tobytes())
        return found.hexdigest()[:16]


def _told_apart(keys: Iterator[Any]) -> Iterator[tuple[Any, int]]:
    """Keys with how often they have been there before: a drawn design may repeat a point."""
    seen: dict[Any, int] = {}
    for key in keys:
        count = seen.get(key, 0)
        seen[key] = count + 1
        yield key, count


def arrow_column(lever: Lever, values: Sequence[Coordinate | None]) -> pa.Array:
    """Coordinates on a lever as a typed Arrow array."""
    if lever.kind != "label":
        return pa.array(values, _TYPES[lever.kind])
    words = [str(label) for label in lever.levels]
    codes = {word: code for code, word in enumerate(words)}
    places = pa.array([None if v is None else codes[str(v)] for v in values], pa.int32())
    return pa.DictionaryArray.from_arrays(places, pa.array(words, pa.string()), ordered=True)


def distinct(column: pa.Array) -> list[Any]:
    """Coordinates that occur, in the order of the levels or of numbers."""
    if pa.types.is_dictionary(column.type):
        there = set(column.indices.unique().to_pylist())
        return [w for code, w in enumerate(column.dictionary.to_pylist()) if code in there]
    return sorted(value for value in column.unique().to_pylist() if value is not None)
