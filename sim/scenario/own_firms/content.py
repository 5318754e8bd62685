"""What is in a file of firms: its columns and rows, each with the line that it stands on."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from incentives.explained import Inside
from incentives.sentences import InputError
from sim.support.files import read_regular

ENDINGS = (".csv", ".CSV", ".parquet")
MOST_BYTES_OF_FIRMS = 500_000_000
_LONGEST_PATH = 200  # of a file in a sentence

_lent: dict[str, tuple[str, bytes]] = {}
"""Files that another machine has, by the path that they have there: digest and content."""


class FirmContent(NamedTuple):
    """Columns and rows of a file.

    Attributes:
        header: Names of the columns, in order.
        rows: For each row the line (in Parquet, the row) and its cells.
        place: What a row's number is: ``line`` or ``row``.
    """

    header: list[str]
    rows: list[tuple[int, list[Any]]]
    place: str


def is_firm_file(source: Any) -> bool:
    """Whether a source of firms is a file, and no name."""
    return isinstance(source, str) and source.endswith(ENDINGS)


def anchored(source: Any, folder: str | Path = "") -> Any:
    """A source of firms; a file's path is whole, seen from a folder, so that all find it."""
    return os.path.abspath(Path(folder) / source) if is_firm_file(source) else source


def told(source: str) -> str:
    """A file as sentences name it: seen from here, if it is below."""
    here = os.path.relpath(source)
    name = source if here.startswith("..") else here
    return name if len(name) <= _LONGEST_PATH else f"...{name[-_LONGEST_PATH:]}"


def lent_here(files: Mapping[str, bytes]) -> None:
    """Know files that are on another machine, by their path there."""
    _lent.update({name: (sha256(raw).hexdigest()[:16], raw) for name, raw in files.items()})


def stamp(source: str) -> tuple[str | int, int]:
    """What changes when a file does.

    Raises:
        Inside: If there is none.
    """
    if source in _lent:
        digest, raw = _lent[source]
        return (digest, len(raw))
    try:
        found = os.stat(source)
    except (OSError, ValueError):
        raise Inside(
            "source", f"{told(source)}: no such file; expected a CSV or Parquet file"
        ) from None
    return (found.st_mtime_ns, found.st_size)


def content_of(source: str) -> bytes:
    """The bytes of a file.

    Raises:
        Inside: If it cannot be read.
    """
    if source in _lent:
        return _lent[source][1]
    try:
        return read_regular(Path(source), MOST_BYTES_OF_FIRMS)
    except InputError as error:
        raise Inside("source", str(error)) from None
    except OSError as error:
        raise Inside("source", f"{told(source)}: cannot be read ({error.strerror})") from None


def digest_of(source: str) -> str:
    """A digest of what is in a file.

    Raises:
        Inside: If it cannot be read.
    """
    return _digest(source, stamp(source))


@lru_cache(maxsize=64)
def _digest(source: str, _: tuple[str | int, int]) -> str:
    return sha256(content_of(source)).hexdigest()[:16]


def read_content(source: str) -> FirmContent:
    """Columns and rows of a file.

    Raises:
        Inside: If it is no table.
    """
    raw = content_of(source)
    content = _parquet(source, raw) if source.endswith(".parquet") else _csv(source, raw)
    if not content.rows:
        raise Inside("source", f"{told(source)}: has no rows; expected firms")
    return content


def _parquet(source: str, raw: bytes) -> FirmContent:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(raw))
        columns = [table.column(place).to_pylist() for place in range(table.num_columns)]
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise Inside("source", f"{told(source)}: cannot be read ({reason})") from None
    rows = [(number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), 1)]
    return FirmContent(list(table.column_names), rows, "row")


def _csv(source: str, raw: bytes) -> FirmContent:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Inside("source", f"{told(source)}, line {line}: expected text in UTF-8") from None
    header: list[str] = []
    rows: list[tuple[int, list[Any]]] = []
    try:
        for line, cells in _records(text):
            if not header:
                header = [cell.strip() for cell in cells]
            else:
                rows.append((line, cells))
    except csv.Error as error:
        raise Inside("source", f"{told(source)}: is no CSV file ({error})") from None
    if not header:
        raise Inside("source", f"{told(source)}: is empty; expected a line with names of columns")
    return FirmContent(header, rows, "line")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins; blank lines and comments before are left out."""
    lines = list(io.StringIO(text, newline=""))
    skipped = next(
        (n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None
    )
    if skipped is None:
        return
    delimiter = max(",;\t", key=lines[skipped].count)
    reader = csv.reader(lines[skipped:], delimiter=delimiter)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield skipped + begins, cells
        begins = reader.line_num + 1
