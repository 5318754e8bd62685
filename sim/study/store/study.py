"""A study on disk: a manifest, parts while it is running, whole tables when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from sim.scenario.scenario import Scenario
from sim.study.levers import Coordinate, coordinates_of
from sim.study.store import checksums
from sim.study.store.files import FORMATS, Damaged, is_whole, read_table, replacing, write_table
from sim.study.store.links import refuse_links
from sim.study.store.manifest import read_manifest
from sim.study.store.parts import LEVER, join, labelled
from sim.support.files import refuse_special
from sim.support.inputs import InputError, suggest
from sim.support.showing import html
from sim.tables.columns import COLUMNS, RECORDS, Column

if TYPE_CHECKING:
    import pandas as pd


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

    def __repr__(self) -> str:
        return f"<Study {str(self.path)!r}: {self._progress()}>"

    def _repr_html_(self) -> str:
        levers = [
            {"lever": name, "levels": ", ".join(labels)} for name, labels in self.levers.items()
        ]
        return html(
            f"{self.name}: {self.question}", levers, notes=[f"{self.path}: {self._progress()}"]
        )

    def _progress(self) -> str:
        done = self.status()
        failed = f", {done.failed} failed" if done.failed else ""
        return f"{done.done} of {done.total} chunks done{failed}"

    @classmethod
    def open(cls, path: str | Path) -> Study:
        """The study in a folder.

        Raises:
            InputError: If the folder holds none, or one of another format, or leads elsewhere.
        """
        folder = Path(path)
        refuse_links(folder)
        return cls(folder, read_manifest(folder))

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

    @property
    def coordinates(self) -> list[dict[str, Coordinate]]:
        """Levels of every cell as they were given: numbers are numbers."""
        return coordinates_of(self.manifest["levers"], self.cells)

    def scenario(self, cell: int = 0) -> Scenario:
        """The resolved scenario of a cell.

        Raises:
            InputError: If a part of its package is not known here.
        """
        return Scenario.read(self.manifest["cells"][cell]["scenario"], str(self.path))

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
        logs = [log for log in logs if log.is_file()]
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
        sums = checksums.known(self.path)
        try:
            if self.file(name).is_file():
                return read_table(*self._with_sum(sums, self.file(name)))
            parts = [
                read_table(*self._with_sum(sums, self.part(chunk, name)))
                for chunk in self.chunks()
                if self.has(chunk)
            ]
        except Damaged as error:
            raise InputError(f"{error}; run the same command again to repair the study") from None
        if not parts:
            raise InputError(f"{self.path}: nothing is done yet; expected a study with results")
        return pa.concat_tables(parts)

    def frame(self, table: str = "runs") -> pd.DataFrame:
        """A recorded table for pandas; of an unfinished study, what there is.

        Levers are ordered categoricals, their levels in the order of the design.

        Raises:
            InputError: If it was not recorded, or nothing is done yet.
        """
        from sim.analysis.frames import frame_of

        return frame_of(self.table(table), self.levers)

    def columns(self, table: str = "runs") -> dict[str, Column]:
        """Unit and meaning of every column of a recorded table, levers included.

        Raises:
            InputError: If it was not recorded.
        """
        self._refuse_unrecorded(table)
        return {**dict.fromkeys(self.levers, LEVER), **COLUMNS[table]}

    def dictionary(self, table: str = "runs") -> pd.DataFrame:
        """The same to read: a row per column with its unit and meaning."""
        from sim.analysis.frames import dictionary_of

        return dictionary_of(self.columns(table))

    def summary(self, measures: str | Sequence[str] | None = None) -> pd.DataFrame:
        """A row per cell and measure: levers, measure, unit, mean, low, high, n.

        ``low`` and ``high`` bound the 95% interval of the mean over ``n`` worlds.

        Args:
            measures: Columns of ``runs``; left out, the study's own measures.

        Raises:
            InputError: If there is no such measure, or nothing is done yet.
        """
        from sim.analysis.frames import summary_of

        return summary_of(self.table("runs"), self.levers, measures or self.measures)

    def what_failed(self) -> str:
        """One sentence about the chunks that failed; empty if none did."""
        failures = self.failures
        if not failures:
            return ""
        return (
            f"{len(failures)} of {self.status().total} chunks of {self.path} failed, the rest is "
            f"kept; the first: {failures[0].reason} (see {failures[0].log})"
        )

    def export(self, table: str, format: str, path: str | Path) -> Path:
        """Write a table to one file, whole or not at all.

        Raises:
            InputError: If the table, the format or the folder of ``path`` does not exist.
        """
        if format not in FORMATS:
            raise InputError(f"--format {format}: {suggest(format, list(FORMATS))}")
        target = Path(path)
        try:
            fits = target.parent.is_dir() and not target.is_dir()
        except OSError as error:  # a name that is too long for any file
            raise InputError(f"{target}: cannot be written ({error.strerror})") from None
        if not fits:
            raise InputError(f"{target}: expected a file name in a folder that exists")
        refuse_special(target)
        data = self.table(table)
        with replacing(target) as temporary:
            write_table(data, temporary, format)
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
        labels = self.manifest["cells"][chunk.cell]["labels"]
        for name in self.record:
            table = labelled(name, self.levers, labels, tables[name])
            self._keep(self.part(chunk, name), partial(write_table, table))
        self.log(chunk).unlink(missing_ok=True)

    def repair(self) -> list[Path]:
        """Remove damaged parts and tables, so that they are made again; returns which."""
        sums = checksums.known(self.path)
        damaged = []
        for path in [*self.path.glob("*.parquet"), *self.path.glob("parts/*.parquet")]:
            ours = path.stem in RECORDS or path.parent.name == "parts"
            if ours and path.is_file() and not is_whole(*self._with_sum(sums, path)):
                path.unlink()
                damaged.append(path)
        for path in [*self.path.glob(".*.tmp"), *self.path.glob("parts/.*.tmp")]:
            path.unlink()
        return damaged

    def merge(self) -> None:
        """Make the whole tables from the parts, then remove the parts.

        Raises:
            Damaged: If a part cannot be read; it is removed.
        """
        sums = checksums.known(self.path)
        for name in self.record:
            if not self.file(name).is_file():
                parts = [self._with_sum(sums, self.part(chunk, name)) for chunk in self.chunks()]
                self._keep(self.file(name), partial(join, parts))
        checksums.keep_only(self.path, [self.file(name).name for name in self.record])
        for chunk in self.chunks():
            for name in self.record:
                self.part(chunk, name).unlink(missing_ok=True)
        with suppress(OSError):  # it may hold files that are not ours
            (self.path / "parts").rmdir()

    def _keep(self, path: Path, write: Callable[[Path], None]) -> None:
        """Write a file whole or not at all, and note what it was."""
        with replacing(path) as temporary:
            write(temporary)
        checksums.note(self.path, path)

    def _with_sum(self, sums: Mapping[str, str], path: Path) -> tuple[Path, str | None]:
        return path, sums.get(path.relative_to(self.path).as_posix())

    def _refuse_unrecorded(self, name: str) -> None:
        if name not in RECORDS:
            raise InputError(f"no table is called {name!r}; {suggest(name, list(RECORDS))}")
        if name not in self.record:
            raise InputError(
                f"{self.path}: the table {name!r} was not recorded, only "
                f"{', '.join(self.record)}; run it again with --record {name} --fresh"
            )


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "unknown"
