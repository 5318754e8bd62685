"""What leaves a study: one table to a file, all of them with a codebook, answers in SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from sim.study.design.points import Points
from sim.study.store.codebook import (
    CELLS,
    SEED,
    TABLES,
    VERSION,
    Explanation,
    as_csv,
    as_markdown,
    as_table,
    columns_of,
    entries,
)
from sim.study.store.files import replacing
from sim.study.store.formats import FORMATS, IN_ONE_FILE, write_tables
from sim.study.store.pieces import described_field
from sim.support.files import refuse_special
from sim.support.inputs import InputError, suggest
from sim.tables.columns import Column

CODEBOOK = "codebook"


class Exportable(Protocol):
    """A study, as far as it is needed here."""

    path: Path
    manifest: dict[str, Any]

    @property
    def record(self) -> list[str]:
        """Tables that were recorded."""

    @property
    def points(self) -> Points:
        """Where its cells stand."""

    @property
    def outcome_columns(self) -> dict[str, Column]:
        """Unit and meaning of the outcomes that it defines."""

    def table(self, name: str) -> pa.Table:
        """One of the tables."""


def exported(study: Exportable, name: str) -> pa.Table:
    """A table as it leaves the study.

    Columns are ``cell``, the levers, ``seed``, ``version``, then its own; (rows,) each. What the
    study is stands in the metadata, too.

    Raises:
        InputError: If it was not recorded, or nothing is done yet.
    """
    table = _cells(study) if name == CELLS else study.table(name)
    said = study.manifest
    seed = pa.repeat(pa.scalar(int(said["seed"]), pa.int64()), table.num_rows)
    version = pa.repeat(pa.scalar(str(said["version"]), pa.string()), table.num_rows)
    place = 1 + len(study.points.columns)
    for at, (column, kept, meaning) in enumerate(
        (("seed", seed, SEED), ("version", version, VERSION))
    ):
        table = table.add_column(place + at, described_field(column, kept.type, meaning), kept)
    about = {
        "study": said["name"],
        "question": said["question"],
        "table": name,
        "seed": said["seed"],
        "version": said["version"],
    }
    return table.replace_schema_metadata({"proxyfight": json.dumps(about, ensure_ascii=False)})


def there(study: Exportable) -> tuple[str, ...]:
    """The tables of a study that can be exported and asked."""
    return (*study.record, CELLS)


def codebook(study: Exportable) -> list[Explanation]:
    """An entry per column of these tables."""
    return entries(there(study), study.points.levers, study.outcome_columns)


def export(
    study: Exportable, table: str, format: str, path: str | Path, force: bool = False
) -> Path:
    """Write a table to one file, whole or not at all.

    Args:
        study: Whose table it is.
        table: Its name.
        format: One of ``FORMATS``.
        path: The file.
        force: Replace what is there.

    Raises:
        InputError: If the table, the format or the folder of ``path`` does not exist, or a file is
            there; if a library is missing, or the format cannot hold the table.
    """
    _refuse_format(format)
    target = new_file(Path(path), force)
    return keep({table: exported(study, table)}, target, format)


def keep(tables: Mapping[str, pa.Table], target: Path, format: str) -> Path:
    """Write tables into one file, whole or not at all."""
    with replacing(target) as temporary:
        write_tables(tables, temporary, format)
    return target


def export_all(study: Exportable, format: str, path: str | Path, force: bool = False) -> list[Path]:
    """Write all tables and the codebook; what was written, the codebook last.

    Args:
        study: Whose tables these are.
        format: One of ``FORMATS``.
        path: A folder, made if it is not there: a file per table, or one file with the name of the
            study if the format holds several tables; then it may be a file, too.
        force: Replace what is there.

    Raises:
        InputError: As for ``export``; then nothing has been written.
    """
    _refuse_format(format)
    out = Path(path)
    names = there(study)
    one_file = format in IN_ONE_FILE and out.suffix.lower() == f".{format}" and not out.is_dir()
    if out.is_file() and not one_file:
        raise InputError(f"{out}: is a file; expected a folder for all tables")
    folder = out.parent if one_file else out
    start = f"{out.stem}-{CODEBOOK}" if one_file else CODEBOOK
    whole = out if one_file else out / f"{study.manifest['name']}.{format}"
    files = {name: out / f"{name}.{format}" for name in names}
    books = [folder / f"{start}.{kind}" for kind in ("csv", "md")]
    targets = [whole, *books] if format in IN_ONE_FILE else [*files.values(), *books]
    if not one_file:
        _make(folder)
    targets = [new_file(target, force) for target in targets]
    found = codebook(study)
    if format in IN_ONE_FILE:
        tables = {name: exported(study, name) for name in names}
        keep({**tables, CODEBOOK: as_table(found)}, whole, format)
    else:
        for name, target in files.items():
            keep({name: exported(study, name)}, target, format)
    title = f"Tables of {study.manifest['name']} (version {study.manifest['version']})"
    for target, text in zip(books, (as_csv(found), as_markdown(found, title)), strict=True):
        with replacing(target) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return targets


def query(study: Exportable, sql: str) -> pa.Table:
    """The answer to one question in SQL, see :func:`sim.study.store.in_duckdb.ask`.

    Raises:
        InputError: If the query is wrong, does more than read, or DuckDB is missing.
    """
    from sim.study.store.in_duckdb import ask

    def read(name: str) -> pa.Table:
        return as_table(codebook(study)) if name == CODEBOOK else exported(study, name)

    names = (*there(study), CODEBOOK)
    return ask(sql, names, read, [name for name in TABLES if name not in names])


def new_file(target: Path, force: bool) -> Path:
    """A file that may be written.

    Raises:
        InputError: If there is no such folder, or something is there that is not to be replaced.
    """
    try:
        fits = target.parent.is_dir() and not target.is_dir()
    except OSError as error:  # a name that is too long for any file
        raise InputError(f"{target}: cannot be written ({error.strerror})") from None
    if not fits:
        raise InputError(f"{target}: expected a file name in a folder that exists")
    refuse_special(target)
    if not force and target.exists():
        raise InputError(f"{target}: is there already; expected another name, or --force")
    return target


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror})") from None


def _refuse_format(format: str) -> None:
    if format not in FORMATS:
        raise InputError(f"--format {format}: {suggest(format, list(FORMATS))}")


def _cells(study: Exportable) -> pa.Table:
    """A row per cell, with its levers."""
    points = study.points
    meanings = columns_of(CELLS, points.levers)
    columns: dict[str, pa.Array] = {"cell": pa.array(np.arange(len(points))), **points.columns}
    fields = [described_field(name, kept.type, meanings[name]) for name, kept in columns.items()]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))
