"""A study on disk: a manifest, its points, pieces while it is running, whole tables when done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.scenario.scenario import Scenario
from sim.study.design.cells import Cells
from sim.study.design.levers import Coordinate, in_words, lever_of
from sim.study.design.points import Points, distinct
from sim.study.store import checksums
from sim.study.store.answers import Answers
from sim.study.store.coverage import Block, Target, prefix, runs_there
from sim.study.store.files import Damaged, read_table
from sim.study.store.links import refuse_links
from sim.study.store.manifest import identity, read_manifest
from sim.study.store.merging import Source, tables_of
from sim.study.store.pieces import CELL, LEVER, Piece, join, read_piece
from sim.study.store.precision import wanted
from sim.study.store.reckoning import OwnOutcomes
from sim.support.inputs import InputError, suggest
from sim.support.showing import html
from sim.tables.columns import COLUMNS, RECORDS, Column

if TYPE_CHECKING:
    import pandas as pd

    from incentives.arrays import Floats, Ints


class Status(NamedTuple):
    """Progress of a study, in runs: worlds of cells."""

    done: int
    total: int
    failed: int


class Failure(NamedTuple):
    """Runs that raised: which, why, and where their traceback is."""

    cell: int
    runs: str
    reason: str
    log: Path


class Study(Answers, OwnOutcomes):
    """A folder that holds a manifest and the tables made after it."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path, "manifest": self.manifest}  # workers read points themselves

    def __repr__(self) -> str:
        return f"<Study {str(self.path)!r}: {self._progress()}>"

    def _repr_html_(self) -> str:
        levers = [
            {"lever": name, "levels": in_words(levels)} for name, levels in self.levers.items()
        ]
        return html(
            f"{self.name}: {self.question}", levers, notes=[f"{self.path}: {self._progress()}"]
        )

    def _progress(self) -> str:
        done = self.status()
        failed = f", {done.failed} failed" if done.failed else ""
        return f"{done.done} of {done.total} runs done{failed}"

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
    def measures(self) -> list[str]:
        """What the report shows, the main measure first."""
        return list(self.manifest["measures"])

    @property
    def record(self) -> list[str]:
        """Tables that are recorded."""
        return list(self.manifest["record"])

    @property
    def worlds(self) -> int:
        """Replicates per cell; the most of them where precision decides."""
        worlds = self.manifest["worlds"]
        return int(worlds["at_most"] if isinstance(worlds, dict) else worlds)

    @property
    def drawn(self) -> bool:
        """Whether its points are drawn from ranges, and not levels that are crossed."""
        return self.manifest["design"] not in ("grid", "one-at-a-time")

    @cached_property
    def identity(self) -> str:
        """A digest of what decides the rows of a world."""
        return identity(self.manifest)

    @cached_property
    def points(self) -> Points:
        """Where every cell stands on every lever.

        Raises:
            InputError: If the file that holds them is damaged.
        """
        return self.read_points(self.manifest["points"])

    def read_points(self, digest: str) -> Points:
        """The points of that digest, of this design or one that the study had before.

        Raises:
            InputError: If the file that holds them is damaged.
        """
        path = self.points_file(digest)
        levers = {name: lever_of(name, raw) for name, raw in self.manifest["levers"].items()}
        try:
            table = read_table(path, self._sums.get(path.name))
            points = Points.from_table(levers, table)
        except (Damaged, KeyError, pa.ArrowException, ValueError):
            raise InputError(
                f"{path}: damaged; run the same command again to repair the study"
            ) from None
        return points

    @property
    def levers(self) -> dict[str, list[Coordinate]]:
        """Coordinates that occur, per lever: levels in their order, numbers in rising order."""
        return {name: distinct(column) for name, column in self.points.columns.items()}

    @property
    def coordinates(self) -> list[dict[str, Coordinate | None]]:
        """Where every cell stands; None on a lever that plays no part there."""
        return [self.points.coordinates(cell) for cell in range(len(self.points))]

    @cached_property
    def cells(self) -> Cells:
        """What is played in every cell, made when it is asked for."""
        return Cells(self.manifest["base"], self.points, self.worlds, str(self.path), False)

    def scenario(self, cell: int = 0) -> Scenario:
        """The resolved scenario of a cell.

        Raises:
            InputError: If a part of its package is not known here.
        """
        return self.cells.scenario(cell)

    # What is there

    @property
    def _sums(self) -> dict[str, str]:
        return checksums.known(self.path)

    def pieces(self, table: str, strict: bool = False) -> list[Piece]:
        """Files with rows of a table that belong to this study: the whole one, then others.

        A file that cannot be read, or is of another study, is left out.

        Raises:
            Damaged: If there is such a file, where ``strict``.
        """
        found = []
        places = [self.file(table), *sorted(self.path.glob(f"parts/{table}-*.parquet"))]
        for path in filter(Path.is_file, places):
            try:
                piece = read_piece(path)
                if piece.table != table or piece.study != self.identity:
                    raise Damaged(f"{path}: damaged (it is of another study)")
            except Damaged:
                if strict:
                    raise
                continue
            found.append(piece)
        return found

    def numbering(self, digest: str) -> Ints | None:
        """What cells of earlier points are called now, or -1; none if nothing changed."""
        if digest == self.manifest["points"]:
            return None
        return self.points.find(self.read_points(digest))

    def sources(self, table: str, strict: bool = False) -> list[Source]:
        """Where the rows of a table are. Arguments and errors as of ``pieces``."""
        numbers: dict[str, Any] = {}
        found = []
        for piece in self.pieces(table, strict):
            if piece.points not in numbers:
                try:
                    numbers[piece.points] = self.numbering(piece.points)
                except InputError:
                    continue  # nobody knows which cells these are: they are made again
            number = numbers[piece.points]
            found.append(Source(piece.path, number, piece.blocks(number)))
        return found

    def blocks(self, table: str) -> list[Block]:
        """Which worlds of which cells a table has."""
        return [block for source in self.sources(table) for block in source.blocks]

    def there(self) -> dict[str, list[Block]]:
        """The same of all tables that are recorded."""
        return {table: self.blocks(table) for table in self.record}

    def wanted(self, there: Mapping[str, Sequence[Block]] | None = None) -> Target:
        """Worlds that the study is to have; where precision decides, as far as is known."""
        there = self.there() if there is None else there
        return wanted(self.manifest, there, self._runs, self._decisive())

    def _runs(self, measure: str) -> tuple[Ints, Ints, Floats]:
        """Cell, world and a measure of every run that is there, by cell and world, each once."""
        if measure in self.outcomes:
            return self._reckoned(measure)
        cells, worlds, values = [], [], []
        for source in self.sources("runs"):
            rows = pq.read_table(source.path, columns=["cell", "world", measure])
            cell = rows.column("cell").to_numpy()
            if source.number is not None:
                cell = source.number[cell]
            known = cell >= 0
            cells.append(cell[known])
            worlds.append(rows.column("world").to_numpy()[known])
            values.append(rows.column(measure).to_numpy().astype(np.float64)[known])
        cell, world, value = (np.concatenate(one) for one in (cells, worlds, values))
        order = np.lexsort([world, cell])
        cell, world, value = cell[order], world[order], value[order]
        new = np.ones(len(cell), dtype=np.bool_)
        new[1:] = (cell[1:] != cell[:-1]) | (world[1:] != world[:-1])
        return cell[new], world[new], value[new]

    @property
    def complete(self) -> bool:
        """Whether all tables are whole."""
        if any((self.path / "parts").glob("*.parquet")):
            return False
        status = self.status()
        return status.done == status.total and all(self.file(t).is_file() for t in self.record)

    @property
    def failures(self) -> list[Failure]:
        """Runs that raised when they were last tried."""
        logs = sorted((self.path / "failures").glob("c*-w*.log"))
        found = []
        for log in logs:
            if log.is_file():
                cell, _, worlds = log.stem.partition("-w")
                number = int(cell[1:]) if cell[1:].isdecimal() else 0
                first = int(worlds) if worlds.isdecimal() else 0
                found.append(Failure(number, f"cell {number} from world {first}", _last(log), log))
        return found

    def status(self) -> Status:
        """How many runs are done, of how many, and how many cells failed."""
        there = self.there()
        wanted = self.wanted(there)
        return Status(runs_there(wanted, there), wanted.runs, len(self.failures))

    def worlds_of_cells(self) -> Ints:
        """Worlds that every cell has without a gap, (cells,)."""
        return prefix(len(self.points), self.blocks("runs"))

    # What it says

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A recorded table, or some columns of it; of an unfinished study, what there is.

        In ``runs`` the outcomes that the study defines stand last.

        Raises:
            InputError: If it was not recorded, nothing is done yet, or a file of it is damaged; if
                an outcome cannot be computed.
        """
        own = {} if name != "runs" else self.outcomes
        asked = [outcome for outcome in own if columns is None or outcome in columns]
        if not asked:
            return self.stored(name, columns)
        some = None if columns is None else [*dict.fromkeys(columns)]
        keys = ["cell", "world"]
        rest = None if some is None else [*keys, *(c for c in some if c not in (*own, *keys))]
        whole = self.with_outcomes(self.stored(name, rest), asked)
        return whole if some is None else whole.select(some)

    def in_one(self, table: str) -> pq.ParquetFile | None:
        """The file of a whole table; none if rows are in pieces, or cells were called otherwise.

        Raises:
            Damaged: If it is not what was written.
        """
        sources = self.sources(table, strict=True)
        if [s.path for s in sources] != [self.file(table)] or sources[0].number is not None:
            return None
        self._refuse_altered(sources[0].path, self._sums)
        return pq.ParquetFile(sources[0].path, page_checksum_verification=True)

    def stored(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table without the outcomes; arguments and errors as of ``table``."""
        self._refuse_unrecorded(name)
        some = None if columns is None else [*dict.fromkeys(columns)]
        try:
            sources = self.sources(name, strict=True)
            if not sources:
                raise InputError(f"{self.path}: nothing is done yet; expected a study with results")
            sums = self._sums
            for source in sources:
                self._refuse_altered(source.path, sums)
            only = sources[0] if len(sources) == 1 else None
            if only and only.path == self.file(name) and only.number is None:
                return read_table(only.path, columns=some).replace_schema_metadata(None)
            whole = join(tables_of(name, sources, self.points))
            return whole if some is None else whole.select(some)
        except Damaged as error:
            raise InputError(f"{error}; run the same command again to repair the study") from None

    def _refuse_altered(self, path: Path, sums: Mapping[str, str]) -> None:
        expected = sums.get(path.relative_to(self.path).as_posix())
        if expected is not None and checksums.checksum(path) != expected:
            raise Damaged(f"{path}: damaged (its bytes are not those that were written)")

    def columns(self, table: str = "runs") -> dict[str, Column]:
        """Unit and meaning of every column of a recorded table, levers included.

        Raises:
            InputError: If it was not recorded.
        """
        self._refuse_unrecorded(table)
        return {
            "cell": CELL,
            **dict.fromkeys(self.manifest["levers"], LEVER),
            **COLUMNS[table],
            **(self.outcome_columns if table == "runs" else {}),
        }

    def dictionary(self, table: str = "runs") -> pd.DataFrame:
        """The same to read: a row per column with its unit and meaning."""
        from sim.analysis.frames import dictionary_of

        return dictionary_of(self.columns(table))

    def what_failed(self) -> str:
        """One sentence about the runs that failed; empty if none did."""
        failures = self.failures
        if not failures:
            return ""
        cells = len({failure.cell for failure in failures})
        return (
            f"{cells} of {len(self.points)} cells of {self.path} failed, the rest is "
            f"kept; the first: {failures[0].reason} (see {failures[0].log})"
        )

    def export(self, table: str, format: str, path: str | Path, force: bool = False) -> Path:
        """Write a table to one file, whole or not at all; see :mod:`sim.study.store.exports`.

        Raises:
            InputError: If the table, the format or the folder of ``path`` does not exist, or a file
                is there and ``force`` is not given.
        """
        from sim.study.store import exports  # workers need none of it

        return exports.export(self, table, format, path, force)

    def export_all(self, format: str, path: str | Path, force: bool = False) -> list[Path]:
        """Write all tables and the codebook into a folder; what was written.

        Raises:
            InputError: As for ``export``; then nothing has been written.
        """
        from sim.study.store import exports

        return exports.export_all(self, format, path, force)

    def query(self, sql: str) -> pd.DataFrame:
        """The answer to a question in SQL: all tables can be read, and ``cells``.

        Raises:
            InputError: If the query is wrong, does more than read, or DuckDB is not installed.
        """
        from sim.study.store import exports

        frame: pd.DataFrame = exports.query(self, sql).to_pandas()
        return frame

    # Where it is

    def file(self, table: str) -> Path:
        """Where the whole table is when the study is done."""
        return self.path / f"{table}.parquet"

    def points_file(self, digest: str) -> Path:
        """Where the points of a digest are."""
        return self.path / f"points-{digest}.parquet"

    def log(self, cell: int, first: int) -> Path:
        """Where the traceback of runs of a cell is, if they failed."""
        return self.path / "failures" / f"c{cell:07d}-w{first:08d}.log"

    def _refuse_unrecorded(self, name: str) -> None:
        if name not in RECORDS:
            raise InputError(f"no table is called {name!r}; {suggest(name, list(RECORDS))}")
        if name not in self.record:
            raise InputError(
                f"{self.path}: the table {name!r} was not recorded, only "
                f"{', '.join(self.record)}; sweep it again with --record {name}"
            )


def _last(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "unknown"
