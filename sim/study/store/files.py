"""Files: written whole or not at all, and read only if they are what was written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.store.checksums import checksum
from sim.support.files import cannot_write, refuse_special

PARQUET: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}


class Damaged(Exception):
    """A part or table cannot be read."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary file that takes the place of ``target`` once it is whole and on disk.

    Raises:
        CannotWrite: If the disk is full.
        InputError: If there is no place for such a file.
    """
    refuse_special(target)
    try:
        with _draft(target) as temporary:
            yield temporary
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(target)
    except OSError as error:
        cannot_write(target, error)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    start = os.fsencode(target.name)[:100].decode(errors="ignore")
    handle, name = tempfile.mkstemp(prefix=f".{start}.", suffix=".tmp", dir=target.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def read_table(
    path: Path, expected: str | None = None, columns: list[str] | None = None
) -> pa.Table:
    """The table in a Parquet file.

    Args:
        path: The file.
        expected: Checksum of its bytes; left out, those that Parquet has of its pages must do.
        columns: Of these only.

    Raises:
        Damaged: If it cannot be read, or is not what was written.
    """
    try:
        _refuse_altered(path, expected)
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read(columns=columns)
    except (pa.ArrowException, OSError) as error:
        raise Damaged(f"{path}: damaged ({str(error).splitlines()[0]})") from None


def is_whole(path: Path, expected: str | None) -> bool:
    """Whether a Parquet file is what was written, as far as can be told."""
    try:
        _refuse_altered(path, expected)
        if expected is None:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                for group in range(file.num_row_groups):
                    file.read_row_group(group)
    except (pa.ArrowException, OSError):
        return False
    return True


def _refuse_altered(path: Path, expected: str | None) -> None:
    if expected is not None and checksum(path) != expected:
        raise pa.ArrowInvalid("its bytes are not those that were written")


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet, as studies keep theirs."""
    pq.write_table(table, path, **PARQUET)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
