"""A study on disk: a manifest, parts while it is running, whole tables when it is done."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.inputs import InputError, suggest
from sim.measures import COLUMNS, RECORDS
from sim.scenario import Scenario
from sim.study.experiment import Cell, flatten

FORMAT = 1
FORMATS = ("csv", "parquet", "feather", "json")
FIRMS_PER_CHUNK = 16_000
ROW_GROUP = 1 << 17

_MANIFEST = "manifest.json"
_SORTED_BY = {
    "runs": ("world",),
    "quarters": ("world", "quarter"),
    "tenures": ("world", "firm", "seat"),
    "events": ("world", "quarter", "firm"),
    "ledger": ("world", "firm", "quarter"),
}
_PICTURES = ("report.html", "heatmap.svg", "heatmap.png")
_COMPARED = ("format", "version", "record", "firms_per_chunk")


class Damaged(Exception):
    """A part or table cannot be read."""


class Status(NamedTuple):
    """Progress of a study, in chunks."""

    done: int
    total: int
    failed: int


class Failure(NamedTuple):
    """A chunk that raised: which, why, and where its traceback is."""

    chunk: str
    reason: str
    log: Path


class Chunk(NamedTuple):
    """The unit of work: some worlds of one cell."""

    cell: int
    first: int
    last: int

    @property
    def worlds(self) -> range:
        """Numbers of its worlds."""
        return range(self.first, self.last)

    @property
    def stem(self) -> str:
        """What its files are called."""
        return f"c{self.cell:05d}-w{self.first:08d}"


class Study:
    """A folder that holds a manifest and the tables made after it."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest

    @classmethod
    def open(cls, path: str | Path) -> Study:
        """The study in a folder.

        Raises:
            InputError: If the folder holds none, or one of another format.
        """
        folder = Path(path)
        try:
            manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            version = manifest["format"]
        except FileNotFoundError:
            raise InputError(f"{folder}: no study; expected a folder with a {_MANIFEST}") from None
        except OSError as error:
            raise InputError(f"{folder}: cannot be read ({error.strerror})") from None
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{folder / _MANIFEST}: damaged; expected a manifest") from None
        if version != FORMAT:
            raise InputError(
                f"{folder}: a study of format {version}; expected {FORMAT}, so another version "
                "of proxyfight wrote it"
            )
        return cls(folder, manifest)

    @property
    def name(self) -> str:
        """Name of the experiment or scenario."""
        return str(self.manifest["name"])

    @property
    def question(self) -> str:
        """What the study answers."""
        return str(self.manifest["question"])

    @property
    def levers(self) -> dict[str, list[str]]:
        """Labels of the levels, per lever."""
        return {name: list(levels) for name, levels in self.manifest["levers"].items()}

    @property
    def measures(self) -> list[str]:
        """What the report shows, the main measure first."""
        return list(self.manifest["measures"])

    @property
    def record(self) -> list[str]:
        """Tables that are recorded."""
        return list(self.manifest["record"])

    @property
    def cells(self) -> list[dict[str, str]]:
        """Labels of every cell."""
        return [dict(cell["labels"]) for cell in self.manifest["cells"]]

    def scenario(self, cell: int = 0) -> Scenario:
        """The resolved scenario of a cell."""
        return Scenario.model_validate(self.manifest["cells"][cell]["scenario"])

    def chunks(self) -> list[Chunk]:
        """All chunks in order. They follow from the manifest alone."""
        size: int = self.manifest["firms_per_chunk"]
        return [
            Chunk(index, first, min(first + step, worlds))
            for index, cell in enumerate(self.manifest["cells"])
            for worlds in [cell["scenario"]["worlds"]]
            for step in [max(1, size // cell["scenario"]["firms"]["count"])]
            for first in range(0, worlds, step)
        ]

    @property
    def complete(self) -> bool:
        """Whether all tables are whole."""
        return all(self.file(name).is_file() for name in self.record)

    @property
    def failures(self) -> list[Failure]:
        """Chunks that raised when they were last tried."""
        logs = sorted((self.path / "failures").glob("c*-w*.log"))
        return [Failure(log.stem, _last_line(log), log) for log in logs]

    def status(self) -> Status:
        """How many chunks are done, of how many, and how many failed."""
        chunks = self.chunks()
        return Status(sum(map(self.has, chunks)), len(chunks), len(self.failures))

    def table(self, name: str) -> pa.Table:
        """A recorded table; of an unfinished study, what there is.

        Raises:
            InputError: If it was not recorded, or nothing is done yet.
        """
        self._refuse_unrecorded(name)
        try:
            if self.file(name).is_file():
                return _read(self.file(name))
            parts = [_read(self.part(chunk, name)) for chunk in self.chunks() if self.has(chunk)]
        except Damaged as error:
            raise InputError(f"{error}; run the same command again to repair the study") from None
        if not parts:
            raise InputError(f"{self.path}: nothing is done yet; expected a study with results")
        return pa.concat_tables(parts)

    def export(self, table: str, format: str, path: str | Path) -> Path:
        """Write a table to one file, whole or not at all.

        Raises:
            InputError: If the table, the format or the folder of ``path`` does not exist.
        """
        if format not in FORMATS:
            raise InputError(f"--format {format}: {suggest(format, list(FORMATS))}")
        target = Path(path)
        if target.is_dir() or not target.parent.is_dir():
            raise InputError(f"{target}: expected a file name in a folder that exists")
        data = self.table(table)
        try:
            with replacing(target) as temporary:
                _WRITERS[format](data, temporary)
        except OSError as error:
            raise InputError(f"{target}: cannot be written ({error.strerror})") from None
        return target

    def file(self, table: str) -> Path:
        """Where the whole table is when the study is done."""
        return self.path / f"{table}.parquet"

    def part(self, chunk: Chunk, table: str) -> Path:
        """Where a chunk's share of a table is until then."""
        return self.path / "parts" / f"{table}-{chunk.stem}.parquet"

    def log(self, chunk: Chunk) -> Path:
        """Where a chunk's traceback is, if it failed."""
        return self.path / "failures" / f"{chunk.stem}.log"

    def has(self, chunk: Chunk) -> bool:
        """Whether a chunk is done: all its parts are there, or the tables they went into."""
        return all(
            self.part(chunk, name).is_file() or self.file(name).is_file() for name in self.record
        )

    def write(self, chunk: Chunk, tables: Mapping[str, Mapping[str, np.ndarray]]) -> None:
        """Store what ``simulate`` returned for a chunk."""
        (self.path / "parts").mkdir(exist_ok=True)
        for name in self.record:
            table = self._labelled(name, chunk, tables[name])
            with replacing(self.part(chunk, name)) as temporary:
                _write_parquet(table, temporary)
        self.log(chunk).unlink(missing_ok=True)

    def repair(self) -> None:
        """Remove torn parts and tables, so that they are made again."""
        for path in [*self.path.glob("*.parquet"), *self.path.glob("parts/*.parquet")]:
            if path.stem in RECORDS or path.parent.name == "parts":
                try:
                    pq.ParquetFile(path).close()
                except (pa.ArrowException, OSError):
                    path.unlink()
        for path in [*self.path.glob(".*.tmp"), *self.path.glob("parts/.*.tmp")]:
            path.unlink()

    def merge(self) -> None:
        """Make the whole tables from the parts, then remove the parts.

        Raises:
            Damaged: If a part cannot be read; it is removed.
        """
        for name in self.record:
            if not self.file(name).is_file():
                with replacing(self.file(name)) as temporary:
                    self._merge(name, temporary)
        for chunk in self.chunks():
            for name in self.record:
                self.part(chunk, name).unlink(missing_ok=True)
        with suppress(OSError):  # it may hold files that are not ours
            (self.path / "parts").rmdir()

    def _merge(self, name: str, target: Path) -> None:
        """Rows of the parts in order, in row groups that do not show where the chunks were."""
        writer: pq.ParquetWriter | None = None
        waiting: list[pa.Table] = []
        rows = 0
        try:
            for chunk in self.chunks():
                part = _read(self.part(chunk, name), discard=True)
                if writer is None:
                    writer = pq.ParquetWriter(target, part.schema, **_PARQUET)
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

    def _labelled(self, name: str, chunk: Chunk, raw: Mapping[str, np.ndarray]) -> pa.Table:
        columns = COLUMNS[name]
        if set(raw) != set(columns):
            odd = sorted(set(raw) ^ set(columns))
            raise ValueError(f"table {name}: columns {', '.join(odd)} are missing or unknown")
        order = np.lexsort([np.asarray(raw[key]) for key in reversed(_SORTED_BY[name])])
        labels = self.manifest["cells"][chunk.cell]["labels"]
        fields, arrays = [], []
        for lever, levels in self.levers.items():
            codes = np.full(len(order), levels.index(labels[lever]), dtype=np.int32)
            arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(levels, pa.string())))
            fields.append(_field(lever, arrays[-1].type, "", "level of this lever"))
        for column, meaning in columns.items():
            values = np.asarray(raw[column])[order]
            if values.dtype.kind in "OUT":
                arrays.append(pa.array(values.tolist(), pa.string()))
            else:
                arrays.append(pa.array(values))
            fields.append(_field(column, arrays[-1].type, *meaning))
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))

    def _refuse_unrecorded(self, name: str) -> None:
        if name not in RECORDS:
            raise InputError(f"no table is called {name!r}; {suggest(name, list(RECORDS))}")
        if name not in self.record:
            raise InputError(
                f"{self.path}: the table {name!r} was not recorded, only "
                f"{', '.join(self.record)}; run it again with --record {name} --fresh"
            )


def make_manifest(
    *,
    name: str,
    question: str,
    levers: Mapping[str, Mapping[str, Mapping[str, Any]]],
    measures: Sequence[str],
    cells: Sequence[Cell],
    record: Sequence[str],
    overrides: Sequence[tuple[str, Any]] = (),
    command: str = "sweep",
) -> dict[str, Any]:
    """All that a study depends on, as plain data. No clock times: equal studies, equal bytes."""
    return {
        "format": FORMAT,
        "version": _version(),
        "name": name,
        "question": question,
        "command": command,
        "overrides": [[path, value] for path, value in overrides],
        "seed": cells[0].scenario.seed,
        "worlds": cells[0].scenario.worlds,
        "record": list(record),
        "measures": list(measures),
        "firms_per_chunk": FIRMS_PER_CHUNK,
        "levers": {lever: dict(levels) for lever, levels in levers.items()},
        "cells": [
            {"labels": cell.labels, "scenario": cell.scenario.model_dump(mode="json")}
            for cell in cells
        ],
    }


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Fields in which two manifests ask for different results, each with both values."""
    found: dict[str, str] = {}
    for field in _COMPARED:
        _compare(found, field, old.get(field), new.get(field))
    labels = [{k: list(v) for k, v in manifest["levers"].items()} for manifest in (old, new)]
    _compare(found, "levers", *labels)
    if labels[0] == labels[1]:
        for mine, theirs in zip(old["cells"], new["cells"], strict=True):
            before, after = dict(flatten(mine["scenario"])), dict(flatten(theirs["scenario"]))
            for path in [*before, *(path for path in after if path not in before)]:
                if path != "description" and path not in found:
                    _compare(found, path, before.get(path), after.get(path))
    return list(found.values())


def prepare(path: Path, manifest: dict[str, Any], fresh: bool) -> Study:
    """The study to run in a folder; the caller holds the folder's lock.

    Raises:
        InputError: If the folder holds another study and ``fresh`` is not set.
    """
    if (path / _MANIFEST).exists():
        study = Study.open(path)
        if not fresh:
            odd = differences(study.manifest, manifest)
            if not odd:
                study.repair()
                return study
            more = f"; and {len(odd) - 5} more" if len(odd) > 5 else ""
            raise InputError(
                f"{path}: holds another study: {'; '.join(odd[:5])}{more}; "
                "expected the same, another --out, or --fresh"
            )
        _clear(study)
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    with replacing(path / _MANIFEST) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return Study(path, manifest)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a folder, made if need be, against a second runner.

    Raises:
        InputError: If the folder is no place for a study, or in use.
    """
    import fcntl

    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file; expected a folder for the study")
    try:
        path.mkdir(parents=True, exist_ok=True)
        others = [entry.name for entry in path.iterdir() if entry.name != ".lock"]
        if others and _MANIFEST not in others:
            raise InputError(
                f"{path}: is not empty and holds no study; expected a new or empty folder"
            )
        handle = (path / ".lock").open("a")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(
                f"{path}: another run is at work in this folder; expected to be alone"
            ) from None
        yield


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary file that takes the place of ``target`` once it is whole and on disk."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


_PARQUET: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, **_PARQUET)


def _write_csv(table: pa.Table, path: Path) -> None:
    import pyarrow.csv

    pyarrow.csv.write_csv(_plain(table), path)


def _write_feather(table: pa.Table, path: Path) -> None:
    import pyarrow.feather

    pyarrow.feather.write_feather(table, path)


def _write_json(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("[")
        separator = "\n"
        for row in _rows(table):
            out.write(separator + json.dumps(row, ensure_ascii=False, allow_nan=False))
            separator = ",\n"
        out.write("\n]\n")


_WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "feather": _write_feather,
    "json": _write_json,
}


def _rows(table: pa.Table) -> Iterable[dict[str, Any]]:
    """Rows as plain data; what is not a number becomes null."""
    for batch in table.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            yield {key: None if value != value else value for key, value in row.items()}


def _plain(table: pa.Table) -> pa.Table:
    """Labels as plain text, for formats that know no dictionaries."""
    for index, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    return table


def _whole(table: pa.Table) -> pa.Table:
    """One chunk per column, so that the written bytes do not show where the parts met."""
    return table.combine_chunks()


def _read(path: Path, discard: bool = False) -> pa.Table:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read()
    except (pa.ArrowException, OSError) as error:
        if discard:
            path.unlink(missing_ok=True)
        raise Damaged(f"{path}: damaged ({str(error).splitlines()[0]})") from None


def _field(name: str, kind: pa.DataType, unit: str, text: str) -> pa.Field:
    return pa.field(name, kind, metadata={"unit": unit, "description": text})


def _compare(found: dict[str, str], field: str, old: Any, new: Any) -> None:
    if old != new:
        found[field] = f"{field} is {_shown(old)} there and {_shown(new)} here"


def _shown(value: Any) -> str:
    text = "not set" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def _clear(study: Study) -> None:
    """Delete what studies write, and nothing else; the manifest last."""
    ours = [study.path / name for name in (*_PICTURES, *(f"{t}.parquet" for t in RECORDS))]
    for table in RECORDS:
        ours += (study.path / "parts").glob(f"{table}-c*-w*.parquet")
    ours += (study.path / "failures").glob("c*-w*.log")
    ours += [*study.path.glob(".*.tmp"), *study.path.glob("parts/.*.tmp")]
    for path in [*ours, study.path / _MANIFEST]:
        path.unlink(missing_ok=True)
    for folder in ("parts", "failures"):
        with suppress(OSError):  # it may hold files that are not ours
            (study.path / folder).rmdir()


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8").strip().splitlines()
    return lines[-1] if lines else "unknown"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("proxyfight")
    except PackageNotFoundError:
        return "0"
