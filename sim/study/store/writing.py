"""Writing a study: pieces as they come, whole tables at the end, repairs before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.design.points import Points
from sim.study.store import checksums
from sim.study.store.coverage import Block, blocks_of, combined
from sim.study.store.files import PARQUET, Damaged, is_whole, replacing
from sim.study.store.merging import tables_of, write_table
from sim.study.store.pieces import described, join, piece_name, read_piece
from sim.study.store.study import Study
from sim.tables.columns import RECORDS

_PIECE = re.compile(rf"({'|'.join(RECORDS)})-[0-9a-f]{{8}}-c\d+-\d+-w\d+-\d+\.parquet")


def keep_points(study: Study, points: Points) -> None:
    """Write the points of a design beside the manifest, unless they are there."""
    path = study.points_file(points.digest)
    if not path.is_file() or not is_whole(path, checksums.known(study.path).get(path.name)):
        _keep(study, path, lambda place: pq.write_table(points.table(), place, **PARQUET))


def write_piece(
    study: Study, table: str, rows: Sequence[pa.Table], blocks: Sequence[Block]
) -> None:
    """Store rows of a table.

    Args:
        study: Whose they are.
        table: Its name.
        rows: As of ``sorted_rows``, in the order of cells.
        blocks: Which worlds of which cells they are, those without a row included.
    """
    rectangles = [one for block in blocks for one in block.rectangles()]
    if not rectangles:
        return
    (study.path / "parts").mkdir(exist_ok=True)
    whole = join(rows)
    points = study.manifest["points"]
    schema = described(whole.schema, study.identity, points, table, rectangles)
    path = study.path / "parts" / piece_name(table, rectangles, points)
    kept = whole.replace_schema_metadata(schema.metadata)
    _keep(study, path, lambda place: pq.write_table(kept, place, **PARQUET))


def repair(study: Study) -> list[str]:
    """Remove what is damaged or of another study, so that it is made again.

    Of a whole table whose damage is in some groups of its rows, the others are kept.

    Returns:
        What was found, a sentence per file.
    """
    sums = checksums.known(study.path)
    found = []
    places = [study.file(table) for table in RECORDS]
    places += sorted(study.path.glob("parts/*.parquet"))
    for path in places:
        if not path.is_file():
            continue
        if path.parent.name == "parts" and not _PIECE.fullmatch(path.name):
            continue  # not ours
        if not is_whole(path, sums.get(path.relative_to(study.path).as_posix())):
            kept = _salvage(study, path) if path.parent == study.path else 0
            path.unlink()
            more = f" ({kept} rows of it are whole and kept)" if kept else ""
            found.append(f"{path}: damaged; it is made again{more}")
            continue
        try:
            odd = read_piece(path).study != study.identity
        except Damaged:
            odd = True
        if odd:
            path.unlink()
            found.append(f"{path}: is of another study; it is made again")
    for path in [*study.path.glob(".*.tmp"), *study.path.glob("parts/.*.tmp")]:
        path.unlink(missing_ok=True)
    return found


def _salvage(study: Study, path: Path) -> int:
    """Keep the groups of rows of a whole table that the damage has spared, as a piece.

    Only where the damage is found in groups of rows: else it may be anywhere, and what is written
    about the rows cannot be relied on.
    """
    table = path.stem
    try:
        piece = read_piece(path)
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            groups: list[pa.Table | None] = []
            for number in range(file.num_row_groups):
                try:
                    groups.append(file.read_row_group(number))
                except (pa.ArrowException, OSError):
                    groups.append(None)
    except (Damaged, pa.ArrowException, OSError):
        return 0
    if all(group is not None for group in groups) or piece.study != study.identity:
        return 0
    if piece.points != study.manifest["points"]:
        return 0
    kept = 0
    for group in groups:
        if group is None or not group.num_rows:
            continue
        cells = group.column("cell").to_numpy()
        low, high = int(cells[0]) + 1, int(cells[-1])  # the first and the last may be torn
        if low >= high:
            continue
        rectangles = [
            [max(a, low), min(b, high), first, last]
            for a, b, first, last in piece.rectangles
            if max(a, low) < min(b, high)
        ]
        inside = group.filter(pa.array((cells >= low) & (cells < high)))
        names = [name for name in inside.column_names if name not in study.manifest["levers"]]
        write_piece(study, table, [inside.select(names)], blocks_of(rectangles))
        kept += inside.num_rows
    return kept


def merge(study: Study, others: Sequence[Study] = ()) -> None:
    """Make the whole tables from all that is there, then remove the pieces.

    Args:
        study: Whose tables these are.
        others: Further folders that hold rows of the same study; nothing is changed there.

    Raises:
        Damaged: If a piece cannot be read; it is removed, unless it is in one of ``others``.
    """
    theirs = {other.path: checksums.known(other.path) for other in others}
    for table in study.record:
        sums = checksums.known(study.path)
        sources = study.sources(table)
        for other in others:
            for source in other.sources(table):
                if not _is_whole(other, theirs[other.path], source.path):
                    raise Damaged(f"{source.path}: damaged")
                sources.append(source)
        whole = study.file(table)
        if not sources or ([s.path for s in sources] == [whole] and sources[0].number is None):
            continue
        for source in sources:
            mine = source.path.is_relative_to(study.path)
            if mine and not _is_whole(study, sums, source.path):
                source.path.unlink(missing_ok=True)
                raise Damaged(f"{source.path}: damaged")
        every = [block for source in sources for block in source.blocks]
        blocks = combined(every, len(study.points))
        rectangles = [one for block in blocks for one in block.rectangles()]
        schema = described(
            pa.schema([]), study.identity, study.manifest["points"], table, rectangles
        )
        groups = tables_of(table, sources, study.points)
        _keep(study, whole, partial(_write, metadata=schema.metadata, groups=groups))
    tidy_up(study)


def _is_whole(study: Study, sums: Mapping[str, str], path: Path) -> bool:
    return is_whole(path, sums.get(path.relative_to(study.path).as_posix()))


def _write(place: Path, metadata: Mapping[bytes, bytes], groups: object) -> None:
    write_table(place, metadata, groups)  # type: ignore[arg-type]


def tidy_up(study: Study) -> None:
    """Remove pieces that are in the whole tables, points of earlier designs, and old sums."""
    for table in RECORDS:
        for path in study.path.glob(f"parts/{table}-*.parquet"):
            if _PIECE.fullmatch(path.name) and (table not in study.record or _is_in(study, table)):
                path.unlink(missing_ok=True)
    with suppress(OSError):  # it may hold files that are not ours
        (study.path / "parts").rmdir()
    with suppress(OSError):
        (study.path / "failures").rmdir()
    points = study.points_file(study.manifest["points"])
    for path in study.path.glob("points-*.parquet"):
        if path != points and re.fullmatch(r"points-[0-9a-f]{16}\.parquet", path.name):
            path.unlink(missing_ok=True)
    files = [study.file(table) for table in study.record if study.file(table).is_file()]
    checksums.keep_only(study.path, [path.name for path in (*files, points)])


def _is_in(study: Study, table: str) -> bool:
    return study.file(table).is_file()


def _keep(study: Study, path: Path, write: Callable[[Path], None]) -> None:
    """Write a file whole or not at all, and note what it was."""
    with replacing(path) as temporary:
        write(temporary)
    checksums.note(study.path, path)
