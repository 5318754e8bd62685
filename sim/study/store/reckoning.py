"""The outcomes of a study, computed from its tables when somebody reads them.

Nothing of them is stored: another outcome costs nothing but the tables that it reads, and equal
studies have equal files whatever was asked of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from incentives.arrays import Bools, Floats, Ints
from sim.analysis.frames import frame_of
from sim.analysis.outcomes import RUNS, OutcomeFormula, outcome_column
from sim.study.design.outcomes import function_of, is_function, source_of
from sim.study.store.files import Damaged
from sim.study.store.merging import Source, said
from sim.study.store.pieces import described_field
from sim.support.inputs import InputError, shown
from sim.tables.columns import Column

_AT_ONCE = 2_000_000
"""Rows that are in memory at a time, about."""


class ReadStudy(Protocol):
    """A study, as far as it is needed here."""

    @property
    def record(self) -> list[str]:
        """Tables that were recorded."""

    @property
    def points(self) -> Any:
        """Where its cells stand."""

    def sources(self, table: str, strict: bool = False) -> list[Source]:
        """Where the rows of a table are."""

    def stored(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table as it is stored."""

    def in_one(self, table: str) -> pq.ParquetFile | None:
        """The file of the whole table, if it has all rows."""


class OwnOutcome:
    """An outcome of a study.

    Args:
        name: Its name.
        said: What the manifest says of it: ``text``, and ``source``, the digest of a function.
    """

    def __init__(self, name: str, said: Mapping[str, str]) -> None:
        self.name = name
        self.text = said["text"]
        self.source = said["source"]

    def tables(self, record: Sequence[str]) -> tuple[str, ...]:
        """What it reads: of a function nobody knows, so all tables."""
        if is_function(self.text):
            return tuple(record)
        return tuple(dict.fromkeys([RUNS, *OutcomeFormula(self.text).tables]))

    def values(self, study: ReadStudy) -> tuple[Ints, Ints, Floats]:
        """Cell, world and the outcome, (runs,) each, in the order of the table of runs.

        NaN where there is none, or where a table that it reads has not come so far.

        Raises:
            InputError: If it cannot be computed.
        """
        try:
            return self._values(study)
        except Damaged:
            raise
        except InputError as error:
            raise InputError(f"outcomes.{self.name}: {error}") from None

    def _values(self, study: ReadStudy) -> tuple[Ints, Ints, Floats]:
        reads = self.tables(study.record)
        lacking = [table for table in reads if table not in study.record]
        if lacking:
            raise InputError(
                f"reads {lacking[0]}, which was not recorded; sweep it again with --record "
                f"{lacking[0]}"
            )
        if is_function(self.text):
            if source_of(self.text) != self.source:
                raise InputError(
                    f"the source of {self.text} has changed since; run the same command again, "
                    "and the study has the outcome as it is now"
                )
            reckon: Any = _by_function(self.text)
            columns = dict.fromkeys(reads)
        else:
            formula = OutcomeFormula(self.text)
            reckon = _by_formula(formula)
            columns = {table: ["cell", *formula.columns(table)] for table in reads}
        cells, worlds, values = [], [], []
        for tables in _stretches(study, columns):
            runs = tables[RUNS]
            cell, world = (runs.column(key).to_numpy() for key in ("cell", "world"))
            found = reckon(tables, cell, world)
            for table in reads:
                blocks = [block for source in study.sources(table) for block in source.blocks]
                found[~said(cell, world, blocks)] = np.nan
            cells.append(cell)
            worlds.append(world)
            values.append(found)
        return np.concatenate(cells), np.concatenate(worlds), np.concatenate(values)


def _stretches(
    study: ReadStudy, columns: Mapping[str, Sequence[str] | None]
) -> Iterator[dict[str, pa.Table]]:
    """Tables, or some columns of them, a few cells at a time."""
    files = {table: study.in_one(table) for table in columns}
    wholes = {
        table: study.stored(table, columns[table]) for table in columns if files[table] is None
    }
    count = len(study.points)
    rows = [file.metadata.num_rows for file in files.values() if file is not None]
    step = max(1, int(count * _AT_ONCE / max(1, sum(rows)))) if rows else count
    try:
        for low in range(0, count, step):
            high = low + step
            found = {}
            for table, file in files.items():
                part = wholes[table] if file is None else _groups(file, columns[table], low, high)
                a, b = np.searchsorted(part.column("cell").to_numpy(), [low, high])
                found[table] = part.slice(int(a), int(b - a)).combine_chunks()
            yield found
    finally:
        for file in files.values():
            if file is not None:
                file.close()


def _groups(file: pq.ParquetFile, columns: Sequence[str] | None, low: int, high: int) -> pa.Table:
    """The groups of rows that may hold some cells."""
    place = file.schema_arrow.get_field_index("cell")
    near = []
    for group in range(file.num_row_groups):
        ends = file.metadata.row_group(group).column(place).statistics
        if ends is None or not ends.has_min_max or (ends.min < high and ends.max >= low):
            near.append(group)
    return file.read_row_groups(near, columns=None if columns is None else list(columns))


class OwnOutcomes:
    """Methods of a study for the outcomes that it defines."""

    manifest: dict[str, Any]

    if TYPE_CHECKING:

        @property
        def record(self) -> list[str]: ...

        @property
        def points(self) -> Any: ...

        def sources(self, table: str, strict: bool = False) -> list[Source]: ...

        def stored(self, name: str, columns: Sequence[str] | None = None) -> pa.Table: ...

        def in_one(self, table: str) -> pq.ParquetFile | None: ...

    @property
    def outcomes(self) -> dict[str, str]:
        """What the study defines besides the columns of runs, by name."""
        return {name: said["text"] for name, said in self.manifest.get("outcomes", {}).items()}

    def _reckoned(self, name: str) -> tuple[Ints, Ints, Floats]:
        """Cell, world and an outcome of every run; computed anew when files have changed."""
        outcome = OwnOutcome(name, self.manifest["outcomes"][name])
        files = [source.path for t in outcome.tables(self.record) for source in self.sources(t)]
        stamps = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in files]
        before = self._computed.get(name)
        if before is None or before[0] != stamps:
            try:
                self._computed[name] = before = (stamps, outcome.values(self))
            except Damaged as error:
                raise InputError(f"{error}; run the same command again to repair it") from None
        return before[1]

    @cached_property
    def _computed(self) -> dict[str, Any]:
        return {}

    @property
    def outcome_columns(self) -> dict[str, Column]:
        """Unit and meaning of the outcomes that the study defines."""
        return {name: outcome_column(text) for name, text in self.outcomes.items()}

    def _decisive(self) -> tuple[str, ...]:
        """Tables that say how many worlds a cell gets."""
        worlds = self.manifest["worlds"]
        name = worlds["until"]["measure"] if isinstance(worlds, dict) else ""
        if name not in self.outcomes:
            return ("runs",)
        return OwnOutcome(name, self.manifest["outcomes"][name]).tables(self.record)

    def with_outcomes(self, table: pa.Table, names: Sequence[str]) -> pa.Table:
        """Runs with outcomes behind their columns, of which ``cell`` and ``world`` are two.

        Raises:
            InputError: If one cannot be computed.
        """
        for name in names:
            values = _beside(table, self._reckoned(name))
            kept = pa.array(values, mask=np.isnan(values))
            field = described_field(name, kept.type, self.outcome_columns[name])
            table = table.append_column(field, kept)
        return table


def _beside(table: pa.Table, found: tuple[Ints, Ints, Floats]) -> Floats:
    """An outcome in the order of a table with cells and worlds; NaN where there is none yet."""
    cell, world, values = found
    place, there = _runs_of(table, cell, world)
    out = np.full(table.num_rows, np.nan)
    out[there] = values[place[there]]
    return out


def _by_formula(formula: OutcomeFormula) -> Any:
    def reckon(tables: Mapping[str, pa.Table], cell: Ints, world: Ints) -> Floats:
        given = {}
        for name, table in tables.items():
            columns = {key: _array(table.column(key)) for key in formula.columns(name)}
            if name != RUNS:
                place, there = _runs_of(table, cell, world)
                columns = {key: values[there] for key, values in columns.items()}
                columns["world"] = place[there]
            given[name] = columns
        return formula.values(given, len(cell))

    return reckon


def _runs_of(table: pa.Table, cell: Ints, world: Ints) -> tuple[Ints, Bools]:
    """The row of the run that every row belongs to, and whether there is one."""
    own_cell, own_world = (table.column(key).to_numpy() for key in ("cell", "world"))
    most = max(int(world.max(initial=0)), int(own_world.max(initial=0))) + 1
    key, own = cell * most + world, own_cell * most + own_world
    place = np.searchsorted(key, own)
    there = place < len(key)
    there[there] = key[place[there]] == own[there]
    return place, there


def _array(column: pa.ChunkedArray) -> np.ndarray:
    """Values for a formula: numbers that may be missing are doubles then."""
    if pa.types.is_string(column.type):
        words: np.ndarray = column.to_numpy()
        return words
    if column.null_count:
        column = column.cast(pa.float64())
    found: np.ndarray = column.to_numpy()
    return found


def _by_function(text: str) -> Any:
    function = function_of(text)

    def reckon(tables: Mapping[str, pa.Table], cell: Ints, world: Ints) -> Floats:
        frames = {name: frame_of(table) for name, table in tables.items()}
        found = np.full(len(cell), np.nan)
        for one in np.unique(cell):
            mine = np.flatnonzero(cell == one)
            given = {}
            for name, frame in frames.items():
                a, b = np.searchsorted(frame["cell"].to_numpy(), [one, one + 1])
                given[name] = frame.iloc[a:b].reset_index(drop=True)
            try:
                with redirect_stdout(sys.stderr):  # what a command prints is its own
                    answer = function(given)
            except KeyError as error:
                raise InputError(
                    f"{text} raised KeyError: {error}; expected tables that are recorded "
                    f"({', '.join(given)}) and columns of these"
                ) from None
            except (Exception, SystemExit) as error:
                raise InputError(
                    f"{text} raised {type(error).__name__}: {error}; expected a number per world"
                ) from None
            found[mine] = _numbers(text, answer, world[mine])
        return found

    return reckon


def _numbers(text: str, answer: Any, world: Ints) -> Floats:
    """What a function returned: a number per world, in their order or by their numbers."""
    import pandas as pd

    if isinstance(answer, Mapping):
        answer = pd.Series(dict(answer), dtype=object).rename_axis("world")
    if isinstance(answer, pd.Series) and answer.index.name == "world" and answer.index.is_unique:
        answer = answer.reindex(world)
    try:
        found = np.asarray(pd.to_numeric(pd.Series(answer), errors="raise"), dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{text} returned {shown(answer)}; expected a number per world") from None
    if found.shape != world.shape:
        raise InputError(
            f"{text} returned {len(found)} values for {len(world)} worlds; expected a number for "
            "each, in their order, or a series by world"
        )
    return np.where(np.isfinite(found), found, np.nan)
